"""Wires `training`: the one place that builds its parts from the platform."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from services.training.application import shipped_courses
from services.training.application.applied_rules import AppliedRules
from services.training.application.attempts import KINDS as SITTING_KINDS
from services.training.application.calendar_feeds import CALENDAR_LINKS
from services.training.application.certificates import NUMBER_PREFIX
from services.training.application.evaluation_questions import EvaluationAnswers
from services.training.application.facts import FACT
from services.training.application.known_papers import KnownPapers
from services.training.application.mentor_rows import MENTEES, MENTOR_LOADS
from services.training.application.sealed_answers import PARTICIPANT
from services.training.application.shipped_courses import install_courses
from services.training.application.tools import Answers, Tools
from services.training.application.use_cases import UseCases
from services.training.domain.annual_plan import AnnualPlan
from services.training.domain.assessment import Assessment
from services.training.domain.calendar_feed import CalendarFeed
from services.training.domain.candidacy import Candidacy
from services.training.domain.certificate import Certificate
from services.training.domain.certification import Certification
from services.training.domain.course import Course
from services.training.domain.course_review import CourseReview
from services.training.domain.curriculum import Curriculum
from services.training.domain.curriculum_assignment import CurriculumAssignment
from services.training.domain.development_plan import DevelopmentPlan
from services.training.domain.enrolment import Enrolment
from services.training.domain.errors import FileNotFound
from services.training.domain.exam import Exam
from services.training.domain.facts import FactImport
from services.training.domain.key_correction import KeyCorrection
from services.training.domain.marking import Marking
from services.training.domain.mentorship import Mentorship
from services.training.domain.need import Need
from services.training.domain.need_import import NeedImport
from services.training.domain.package import Package
from services.training.domain.question import Question
from services.training.domain.question_import import QuestionImport
from services.training.domain.reminder import Reminder
from services.training.domain.rubric import Rubric
from services.training.domain.rules import TrainingRules
from services.training.domain.scorm_attempt import ScormAttempt
from services.training.domain.session import TrainingSession
from services.training.domain.sitting import Sitting
from services.training.domain.study import Study
from services.training.domain.succession_pool import SuccessionPool
from services.training.domain.survey import Survey
from services.training.domain.survey_answer import SurveyAnswer
from services.training.domain.timetable import Timetable
from services.training.entrypoints.reactions import people_reactions, tickets_reactions
from services.training.messages.published import PUBLICATIONS
from services.training.messages.scorm_package import unpack
from services.training.read_models.tables import ReadModels
from shared.event_store import Aggregate, EventStore
from shared.numbers import Numbers
from shared.platform import Platform
from shared.rules import Rules, install_rules
from shared.sealed import Grant
from shared.sealed.files import SealedFiles
from shared.service import Service, Timer

if TYPE_CHECKING:
    from shared.web import Blueprint

AGGREGATES: Mapping[str, type[Aggregate]] = {
    "question": Question,
    "exam": Exam,
    "question_import": QuestionImport,
    "certification": Certification,
    "candidacy": Candidacy,
    "certificate": Certificate,
    "rule_book": TrainingRules,
    "course": Course,
    "curriculum": Curriculum,
    "curriculum_assignment": CurriculumAssignment,
    "enrolment": Enrolment,
    "package": Package,
    "scorm_attempt": ScormAttempt,
    "need": Need,
    "need_import": NeedImport,
    "annual_plan": AnnualPlan,
    "development_plan": DevelopmentPlan,
    "succession_pool": SuccessionPool,
    "rubric": Rubric,
    "assessment": Assessment,
    "sitting": Sitting,
    "marking": Marking,
    "key_correction": KeyCorrection,
    "session": TrainingSession,
    "timetable": Timetable,
    "reminder": Reminder,
    "calendar_feed": CalendarFeed,
    "mentorship": Mentorship,
    "fact_import": FactImport,
    "study": Study,
    "survey": Survey,
    "survey_answer": SurveyAnswer,
    "course_review": CourseReview,
}

SIDE_KINDS = frozenset({CALENDAR_LINKS, MENTEES, MENTOR_LOADS, FACT, PARTICIPANT, *SITTING_KINDS})
"""The side rows of the service's own."""

GRANTS = (
    Grant("training", "employee", frozenset({"seal", "open"})),
    Grant("training", "survey", frozenset({"seal", "open", "erase"})),
    Grant("training", "comment", frozenset({"seal", "open"})),
    Grant("training", "package", frozenset({"seal", "open"})),
    Grant("training", "need", frozenset({"seal", "open"})),
    Grant("training", "pool", frozenset({"seal", "open"})),
)
"""What `training` may do with personal data, and with files of packages."""


class TrainingService:
    """The parts of `training` on one platform.

    Args:
        platform: the process's infrastructure.
    """

    def __init__(self, platform: Platform) -> None:
        self.store: EventStore = platform.event_store(
            "training", aggregates=AGGREGATES.values(), side_kinds=SIDE_KINDS
        )
        self.keys = platform.key_store("training")
        self.read_database = platform.read_database("training")
        self.models = ReadModels(self.read_database)
        self.rules = Rules(self.store, TrainingRules)
        self._applied_rules = AppliedRules(self.rules)
        self._certificate_numbers = Numbers(self.store, name="certificate", prefix=NUMBER_PREFIX)
        self._files = SealedFiles(
            platform.settings.attachments_dir / "training",
            keys=self.keys,
            purpose="show-training-file",
            missing=lambda name: FileNotFound(key=name),
        )
        self.papers = KnownPapers(self.store, pool=self.models.question_pool)
        self.use_cases = UseCases(self.store, self._tools())

    def _tools(self) -> Tools:
        models = self.models
        return Tools(
            answers=Answers(
                staff=models.staff,
                papers=self.papers,
                due_sittings=models.sittings,
                sittings_to_correct=models.key_corrections,
                taught_learners=models.trainer_figures,
                question_pool=models.question_pool,
                item_answers=models.item_answers,
                positions=models.positions,
                done_learning=models.done_learning,
                sites=models.sites,
                completions=models.completions,
                session_people=models.sessions,
                stage_results=models.stage_results,
                leading_curricula=models.leading_curricula,
                ending_certificates=models.certificates,
                outdated_certificates=models.outdated_certificates,
                skill_holders=models.skill_holders,
                certificate_holders=models.certificate_holders,
                training_record=models.training_record,
                evaluation=EvaluationAnswers(
                    everybody=models.staff,
                    facts=models.facts,
                    completions=models.study_completions,
                    surveys=models.surveys,
                    participants=self.store.recorder,
                    exams=models.evaluated_results,
                    trainers=models.trainer_figures,
                    courses=models.course_reviews,
                ),
            ),
            keys=self.keys,
            rules=self._applied_rules,
            files=self._files,
            unpack=unpack,
            certificate_numbers=self._certificate_numbers,
        )

    def service(self) -> Service:
        """What the processes host."""
        return Service(
            name="training",
            store=self.store,
            read_database=self.read_database,
            read_models=self.models.all(),
            publications=PUBLICATIONS,
            reactions={
                "people": people_reactions(self.use_cases),
                "tickets": tickets_reactions(self.use_cases),
            },
            timers=self._timers(),
            blueprint=self._blueprint,
            aggregates=AGGREGATES,
            grants=GRANTS,
            install=self._install,
        )

    def _timers(self) -> tuple[Timer, ...]:
        cases = self.use_cases
        return (
            Timer("remind_of_sessions", 60, cases.reminders.remind_of_sessions),
            Timer("open_curriculum_candidacies", 60, cases.curriculum_candidacies.open_candidacies),
            Timer("note_stage_results", 5, cases.candidacies.note_results),
            Timer("expire_certificates", 60, cases.certificate_watch.expire_certificates),
            Timer("outdate_certificates", 60, cases.certificate_watch.outdate_certificates),
            Timer("remind_of_expiry", 3600, cases.certificate_watch.remind_of_expiry),
            Timer("write_survey_answers", 60, cases.evaluation.surveys.write_answers),
            Timer("hand_in_over", 2, cases.sittings.hand_in_over),
            Timer("apply_key_corrections", 15, cases.key_corrections.apply_key_corrections),
        )

    def _blueprint(self) -> Blueprint:
        # Flask is for web processes alone; the bus process builds services too.
        from services.training.entrypoints.http import make_blueprint  # noqa: PLC0415
        from services.training.entrypoints.http.door import Door  # noqa: PLC0415

        door = Door(
            self.store,
            cases=self.use_cases,
            models=self.models,
            rules=self._applied_rules,
            keys=self.keys,
            papers=self.papers,
        )
        return make_blueprint(door, self.service())

    def _install(self) -> None:
        install_rules(self.store, TrainingRules, path=Path(__file__).with_name("rules.toml"))
        install_courses(self.store, path=Path(shipped_courses.__file__).with_suffix(".toml"))


def build(platform: Platform) -> Service:
    """The service `training` on `platform`."""
    return TrainingService(platform).service()
