"""All use cases of the service over one store: the log itself, or the batch of a reaction."""

from __future__ import annotations

from functools import cached_property

from services.training.application.access import Access
from services.training.application.calendar_feeds import CalendarFeeds
from services.training.application.compliance import Compliance
from services.training.application.courses import Courses
from services.training.application.curricula import Curricula
from services.training.application.curriculum_assignments import CurriculumAssignments
from services.training.application.enrolments import Enrolments
from services.training.application.evaluation import Evaluation
from services.training.application.exams import Exams
from services.training.application.item_analysis import ItemAnalysis
from services.training.application.learners import Learners
from services.training.application.local_days import LocalDays
from services.training.application.mentorships import Mentorships
from services.training.application.packages import Packages
from services.training.application.plays import Plays
from services.training.application.question_bank import QuestionBank
from services.training.application.question_imports import QuestionImports
from services.training.application.reminders import Reminders
from services.training.application.session_attendance import SessionAttendance
from services.training.application.session_places import SessionPlaces
from services.training.application.sessions import Sessions
from services.training.application.tools import Tools
from services.training.application.workbench import Workbench
from shared.event_store.store import Store


class UseCases:
    """The application classes over one store, each made when it is first asked for.

    Args:
        store: the log, or a batch.
        tools: what they work with.
    """

    def __init__(self, store: Store, tools: Tools) -> None:
        self._store = store
        self._tools = tools
        self._answers = tools.answers

    def over(self, store: Store) -> UseCases:
        """The same over another store."""
        return UseCases(store, self._tools)

    @cached_property
    def access(self) -> Access:
        """Who may see whose training."""
        return Access(self._answers.staff)

    @cached_property
    def bench(self) -> Workbench:
        """What all of them stand on."""
        tools = self._tools
        return Workbench(self._store, keys=tools.keys, rules=tools.rules, access=self.access)

    @cached_property
    def days(self) -> LocalDays:
        """Which day it is where somebody works."""
        return LocalDays(self._answers.staff, self._answers.sites)

    @cached_property
    def learners(self) -> Learners:
        """Whose learning a list shows."""
        return Learners(self.bench, staff=self._answers.staff)

    @cached_property
    def courses(self) -> Courses:
        """Courses and their versions."""
        return Courses(self.bench)

    @cached_property
    def curricula(self) -> Curricula:
        """Curricula and their versions."""
        return Curricula(self.bench)

    @cached_property
    def enrolments(self) -> Enrolments:
        """Who learns which course."""
        return Enrolments(self.bench, days=self.days)

    @cached_property
    def curriculum_assignments(self) -> CurriculumAssignments:
        """Who goes through which curriculum."""
        return CurriculumAssignments(self.bench, days=self.days)

    @cached_property
    def compliance(self) -> Compliance:
        """Courses that all must have completed."""
        return Compliance(
            self.bench,
            days=self.days,
            learners=self.learners,
            completions=self._answers.completions,
        )

    @cached_property
    def packages(self) -> Packages:
        """SCORM packages of courses."""
        return Packages(self.bench, files=self._tools.files, unpack=self._tools.unpack)

    @cached_property
    def plays(self) -> Plays:
        """The playing of packages."""
        return Plays(self.bench, days=self.days, files=self._tools.files)

    @cached_property
    def item_analysis(self) -> ItemAnalysis:
        """What the answers to questions say of them."""
        return ItemAnalysis(self.bench, answers=self._answers.item_answers)

    @cached_property
    def question_bank(self) -> QuestionBank:
        """Writing, reviewing and putting in use the questions of the bank."""
        return QuestionBank(self.bench, analysis=self.item_analysis)

    @cached_property
    def exams(self) -> Exams:
        """Laying down exams."""
        return Exams(self.bench, pool=self._answers.question_pool)

    @cached_property
    def question_imports(self) -> QuestionImports:
        """Bringing in questions from a file."""
        return QuestionImports(self.bench)

    @cached_property
    def sessions(self) -> Sessions:
        """Planning, moving and cancelling sessions."""
        answers = self._answers
        return Sessions(self.bench, sites=answers.sites, courses=answers.courses)

    @cached_property
    def session_places(self) -> SessionPlaces:
        """Taking, giving and giving up places."""
        people = self._answers.session_people
        return SessionPlaces(self.bench, sessions=self.sessions, people=people)

    @cached_property
    def session_attendance(self) -> SessionAttendance:
        """Noting who came."""
        staff = self._answers.staff
        return SessionAttendance(self.bench, sessions=self.sessions, staff=staff)

    @cached_property
    def reminders(self) -> Reminders:
        """Reminding people in time."""
        return Reminders(self.bench, people=self._answers.session_people)

    @cached_property
    def calendar_feeds(self) -> CalendarFeeds:
        """Calendar feeds by a secret link."""
        return CalendarFeeds(self.bench, staff=self._answers.staff)

    @cached_property
    def mentorships(self) -> Mentorships:
        """Mentors for new hires."""
        return Mentorships(self.bench, staff=self._answers.staff, sites=self._answers.sites)

    @cached_property
    def evaluation(self) -> Evaluation:
        """What training was worth."""
        return Evaluation(self.bench, self._answers.evaluation)
