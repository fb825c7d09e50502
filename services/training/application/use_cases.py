"""All use cases of the service over one store: the log itself, or the batch of a reaction."""

from __future__ import annotations

from functools import cached_property

from services.training.application.annual_plans import AnnualPlans
from services.training.application.assessments import Assessments
from services.training.application.calendar_feeds import CalendarFeeds
from services.training.application.certificate_cases import CertificateCases
from services.training.application.compliance import Compliance
from services.training.application.courses import Courses
from services.training.application.curricula import Curricula
from services.training.application.curriculum_assignments import CurriculumAssignments
from services.training.application.development_plans import DevelopmentPlans
from services.training.application.enrolments import Enrolments
from services.training.application.evaluation import Evaluation
from services.training.application.exams import Exams
from services.training.application.handing_in import HandingIn
from services.training.application.item_analysis import ItemAnalysis
from services.training.application.key_corrections import KeyCorrections
from services.training.application.learners import Learners
from services.training.application.local_days import LocalDays
from services.training.application.markings import Markings
from services.training.application.mentorships import Mentorships
from services.training.application.need_decisions import NeedDecisions
from services.training.application.need_facts import NeedFacts
from services.training.application.need_reactions import NeedReactions
from services.training.application.need_readers import NeedReaders
from services.training.application.needs import Needs
from services.training.application.packages import Packages
from services.training.application.plan_progress import PlanProgress
from services.training.application.plays import Plays
from services.training.application.question_bank import QuestionBank
from services.training.application.question_imports import QuestionImports
from services.training.application.reminders import Reminders
from services.training.application.rubrics import Rubrics
from services.training.application.session_attendance import SessionAttendance
from services.training.application.session_places import SessionPlaces
from services.training.application.sessions import Sessions
from services.training.application.sitting_answers import SittingAnswers
from services.training.application.sitting_results import SittingResults
from services.training.application.sittings import Sittings
from services.training.application.succession_pools import SuccessionPools
from services.training.application.training_records import TrainingRecords
from shared.event_store.store import Store


class UseCases(CertificateCases):
    """The application classes over one store, each made when it is first asked for.

    Args:
        store: the log, or a batch.
        tools: what they work with.
    """

    def over(self, store: Store) -> UseCases:
        """The same over another store."""
        return UseCases(store, self._tools)

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
    def need_readers(self) -> NeedReaders:
        """Who sees which training needs."""
        return NeedReaders(self.access, self._answers.staff)

    @cached_property
    def needs(self) -> Needs:
        """Raising training needs by hand."""
        return Needs(self.bench, readers=self.need_readers)

    @cached_property
    def need_decisions(self) -> NeedDecisions:
        """Deciding about training needs."""
        return NeedDecisions(self.bench, needs=self.needs)

    @cached_property
    def need_facts(self) -> NeedFacts:
        """Taking facts from which needs follow."""
        return NeedFacts(self.bench, needs=self.needs, readers=self.need_readers)

    @cached_property
    def need_reactions(self) -> NeedReactions:
        """Raising needs from what other services tell."""
        return NeedReactions(self.bench)

    @cached_property
    def annual_plans(self) -> AnnualPlans:
        """Writing and approving annual plans."""
        return AnnualPlans(self.bench, readers=self.need_readers)

    @cached_property
    def plan_progress(self) -> PlanProgress:
        """What was done of annual plans."""
        return PlanProgress(self.annual_plans, done=self._answers.done_learning)

    @cached_property
    def development_plans(self) -> DevelopmentPlans:
        """Development plans of employees."""
        return DevelopmentPlans(self.bench, staff=self._answers.staff)

    @cached_property
    def succession_pools(self) -> SuccessionPools:
        """The succession pipeline."""
        return SuccessionPools(self.bench, positions=self._answers.positions)

    @cached_property
    def sessions(self) -> Sessions:
        """Planning, moving and cancelling sessions."""
        return Sessions(self.bench, sites=self._answers.sites)

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

    @cached_property
    def rubrics(self) -> Rubrics:
        """The rubrics of stages that people judge."""
        return Rubrics(self.bench)

    @cached_property
    def assessments(self) -> Assessments:
        """The assessments of those stages."""
        return Assessments(self.bench)

    @cached_property
    def sitting_answers(self) -> SittingAnswers:
        """Seals and opens the answers of sittings."""
        return SittingAnswers(self.bench)

    @cached_property
    def sittings(self) -> Sittings:
        """What learners do with an exam."""
        papers = self._answers.papers
        return Sittings(
            self.bench,
            papers=papers,
            answers=self.sitting_answers,
            handing_in=HandingIn(self.bench, papers=papers, answers=self.sitting_answers),
            due=self._answers.due_sittings,
        )

    @cached_property
    def sitting_results(self) -> SittingResults:
        """Who sees what of a sitting."""
        return SittingResults(self.bench)

    @cached_property
    def training_records(self) -> TrainingRecords:
        """What is recorded of an employee's training."""
        return TrainingRecords(
            self.bench,
            rows=self._answers.training_record,
            holders=self._answers.certificate_holders,
            results=self.sitting_results,
        )

    @cached_property
    def markings(self) -> Markings:
        """Blind double marking of open answers."""
        return Markings(
            self.bench, answers=self.sitting_answers, taught=self._answers.taught_learners
        )

    @cached_property
    def key_corrections(self) -> KeyCorrections:
        """Marking anew by corrected keys."""
        return KeyCorrections(
            self.bench,
            papers=self._answers.papers,
            answers=self.sitting_answers,
            due=self._answers.sittings_to_correct,
        )
