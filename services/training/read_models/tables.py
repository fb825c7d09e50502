"""All read models of the service, over one database."""

from __future__ import annotations

from services.training.read_models.annual_plan_list import AnnualPlanList
from services.training.read_models.assessment_list import AssessmentList
from services.training.read_models.candidacy_list import CandidacyList
from services.training.read_models.certificate_holders import CertificateHolders
from services.training.read_models.certificate_list import CertificateList
from services.training.read_models.certification_list import CertificationList
from services.training.read_models.completions import Completions
from services.training.read_models.course_list import CourseList
from services.training.read_models.course_reviews import CourseReviews
from services.training.read_models.curriculum_list import CurriculumList
from services.training.read_models.curriculum_progress import CurriculumProgress
from services.training.read_models.development_plan_list import DevelopmentPlanList
from services.training.read_models.done_learning import DoneLearning
from services.training.read_models.enrolment_list import EnrolmentList
from services.training.read_models.exam_list import ExamList
from services.training.read_models.exam_results import ExamResults
from services.training.read_models.facts import Facts
from services.training.read_models.item_answers import ItemAnswers
from services.training.read_models.key_corrections import KeyCorrectionList
from services.training.read_models.leading_curricula import LeadingCurricula
from services.training.read_models.marking_queue import MarkingQueue
from services.training.read_models.mentorship_list import MentorshipList
from services.training.read_models.need_list import NeedList
from services.training.read_models.outdated_certificates import OutdatedCertificates
from services.training.read_models.positions import Positions
from services.training.read_models.question_list import QuestionList
from services.training.read_models.question_pool import QuestionPool
from services.training.read_models.reminder_inbox import ReminderInbox
from services.training.read_models.rest_time import RestTime
from services.training.read_models.rubric_list import RubricList
from services.training.read_models.session_list import SessionList
from services.training.read_models.sites import Sites
from services.training.read_models.sitting_list import SittingList
from services.training.read_models.skill_holders import SkillHolders
from services.training.read_models.staff import Staff
from services.training.read_models.stage_results import StageResults
from services.training.read_models.studies import Studies
from services.training.read_models.study_completions import StudyCompletions
from services.training.read_models.succession_pool_list import SuccessionPoolList
from services.training.read_models.surveys import Surveys
from services.training.read_models.taught_hours import TaughtHours
from services.training.read_models.trainer_figures import TrainerFigures
from services.training.read_models.training_record import TrainingRecordRows
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
        self.needs = NeedList(database)
        self.annual_plans = AnnualPlanList(database)
        self.done_learning = DoneLearning(database)
        self.development_plans = DevelopmentPlanList(database)
        self.positions = Positions(database)
        self.succession_pools = SuccessionPoolList(database)
        self.rubrics = RubricList(database)
        self.assessments = AssessmentList(database)
        self.sittings = SittingList(database)
        self.markings = MarkingQueue(database)
        self.key_corrections = KeyCorrectionList(database)
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
        self.training_record = TrainingRecordRows(database)
        self._add_certificates(database)
        self._add_evaluation(database)

    def _add_certificates(self, database: ReadDatabase) -> None:
        self.certifications = CertificationList(database)
        self.candidacies = CandidacyList(database)
        self.leading_curricula = LeadingCurricula(database)
        self.stage_results = StageResults(database)
        self.certificates = CertificateList(database)
        self.outdated_certificates = OutdatedCertificates(database)
        self.skill_holders = SkillHolders(database)
        self.certificate_holders = CertificateHolders(database)

    def _add_evaluation(self, database: ReadDatabase) -> None:
        self.facts = Facts(database)
        self.study_completions = StudyCompletions(database)
        self.studies = Studies(database)
        self.surveys = Surveys(database)
        self.evaluated_results = ExamResults(database)
        self.course_reviews = CourseReviews(database)
        self.trainer_figures = TrainerFigures(database)

    def all(self) -> list[ReadModel]:
        """Every one of them, in the order in which they are listed."""
        return [one for one in vars(self).values() if isinstance(one, ReadModel)]
