"""All read models of the service, over one database."""

from __future__ import annotations

from services.training.read_models.annual_plan_list import AnnualPlanList
from services.training.read_models.completions import Completions
from services.training.read_models.course_list import CourseList
from services.training.read_models.curriculum_list import CurriculumList
from services.training.read_models.curriculum_progress import CurriculumProgress
from services.training.read_models.development_plan_list import DevelopmentPlanList
from services.training.read_models.done_learning import DoneLearning
from services.training.read_models.enrolment_list import EnrolmentList
from services.training.read_models.exam_list import ExamList
from services.training.read_models.item_answers import ItemAnswers
from services.training.read_models.known_courses import KnownCourses
from services.training.read_models.mentorship_list import MentorshipList
from services.training.read_models.need_list import NeedList
from services.training.read_models.positions import Positions
from services.training.read_models.question_list import QuestionList
from services.training.read_models.question_pool import QuestionPool
from services.training.read_models.reminder_inbox import ReminderInbox
from services.training.read_models.rest_time import RestTime
from services.training.read_models.session_list import SessionList
from services.training.read_models.sites import Sites
from services.training.read_models.staff import Staff
from services.training.read_models.succession_pool_list import SuccessionPoolList
from services.training.read_models.taught_hours import TaughtHours
from shared.read_models import ReadDatabase, ReadModel


class ReadModels:
    """One of each.

    Args:
        database: the service's read database.
    """

    def __init__(self, database: ReadDatabase) -> None:
        self.staff = Staff(database)
        self.questions = QuestionList(database)
        self.question_pool = QuestionPool(database)
        self.exams = ExamList(database)
        self.item_answers = ItemAnswers(database)
        self.known_courses = KnownCourses(database)
        self.needs = NeedList(database)
        self.annual_plans = AnnualPlanList(database)
        self.done_learning = DoneLearning(database)
        self.development_plans = DevelopmentPlanList(database)
        self.positions = Positions(database)
        self.succession_pools = SuccessionPoolList(database)
        self.sites = Sites(database)
        self.courses = CourseList(database)
        self.curricula = CurriculumList(database)
        self.enrolments = EnrolmentList(database)
        self.completions = Completions(database)
        self.curriculum_progress = CurriculumProgress(database)
        self.sessions = SessionList(database)
        self.taught_hours = TaughtHours(database)
        self.rest_time = RestTime(database)
        self.reminders = ReminderInbox(database)
        self.mentorships = MentorshipList(database)

    def all(self) -> list[ReadModel]:
        """Every one of them, in the order in which they are listed."""
        return [one for one in vars(self).values() if isinstance(one, ReadModel)]
