"""Facts, studies, surveys and course reviews, made through the use cases."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any
from uuid import UUID

from services.training.application.course_reviews import EvidenceAsked
from services.training.domain.study import StudyPlan
from services.training.domain.survey import SurveyPlan, SurveyQuestion
from shared.ids import id_of
from shared.read_models import Rows
from tests.api.desk import WORDS

if TYPE_CHECKING:
    from tests.api.centre import Centre

MANAGER = "training_manager"
QUESTIONS = [
    {"code": "useful", "aspect": "content", "zh": "有用吗？", "en": "Useful?"},
    {"code": "clear", "aspect": "lecturer", "zh": "清楚吗？", "en": "Clear?"},
]
SCORES = {"useful": 4, "clear": 5}


@dataclass(frozen=True)
class ToldCourse:
    """A course as a projector sees it."""

    originator_id: UUID
    code: str
    meta: Any


class Evaluating:
    """Brings forth what the requests are about.

    Args:
        centre: where.
        number: makes its codes different from others'.
    """

    def __init__(self, centre: Centre, *, number: int = 0) -> None:
        self._centre = centre
        self._number = number
        self._cases = centre.training.use_cases.evaluation

    def fill(self) -> None:
        """One of everything."""
        self.fact_import()
        self.study()
        self.answered()
        self.review()

    def rows(self) -> list[dict[str, Any]]:
        """One fact that was not there before."""
        return [
            {
                "fact_id": f"qa-{self._number}",
                "employee_id": str(self._centre.employees["li"]),
                "metric": "quality_score",
                "from_on": "2020-01-06",
                "value": "91.50",
            }
        ]

    def plan(self) -> dict[str, Any]:
        """A study whose windows have passed."""
        return {
            "course_id": str(self.course()),
            "level": 3,
            "metric": "quality_score",
            "better": "higher",
            "hypothesis": WORDS,
            "completed_from": "2019-12-20",
            "completed_until": "2019-12-24",
            "before_days": 7,
            "after_days": 7,
            "others": [],
        }

    def questions(self, *, is_anonymous: bool = True) -> dict[str, Any]:
        """A survey of Li and others about a trainee's teaching."""
        people = self._centre.employees
        asked = ("li", "wang", "boss", "newcomer", "leaver")
        closes_at = self._centre.clock.now() + timedelta(days=7)
        return {
            "course_id": str(self.course()),
            "trainer_ids": [str(people["trainee"])],
            "questions": QUESTIONS,
            "invited": [str(people[one]) for one in asked],
            "is_anonymous": is_anonymous,
            "closes_at": closes_at.isoformat(),
        }

    def course(self) -> UUID:
        """A course that the reviews know."""
        course_id = id_of("course", f"evaluated-{self._number}")
        meta = SimpleNamespace(occurred_at=datetime.fromisoformat("2020-01-02T00:00:00Z"))
        told = ToldCourse(course_id, f"evaluated-{self._number}", meta)
        model = self._centre.training.models.course_reviews
        with model.database.writing() as connection:
            rows = Rows(connection, called={})
            model.project("training.course.created", rows, told)
            rows.flush()
        return course_id

    def fact_import(self) -> UUID:
        """An import of one fact."""
        with self._centre.acting_as(MANAGER):
            return self._cases.facts.import_facts(self.rows()).id

    def study(self) -> UUID:
        """A study without a result."""
        given = self.plan()
        days = ("completed_from", "completed_until")
        plan = {**given, **{name: date.fromisoformat(given[name]) for name in days}}
        with self._centre.acting_as(MANAGER):
            return self._cases.studies.register_study(
                StudyPlan(**{**plan, "course_id": UUID(plan["course_id"]), "others": ()})
            ).id

    def survey(self, *, is_anonymous: bool = True) -> UUID:
        """A survey that goes on."""
        given = self.questions(is_anonymous=is_anonymous)
        with self._centre.acting_as(MANAGER):
            return self._cases.surveys.open_survey(
                SurveyPlan(
                    course_id=UUID(given["course_id"]),
                    trainer_ids=tuple(map(UUID, given["trainer_ids"])),
                    questions=tuple(SurveyQuestion(**one) for one in QUESTIONS),
                    invited=tuple(map(UUID, given["invited"])),
                    is_anonymous=is_anonymous,
                    closes_at=datetime.fromisoformat(given["closes_at"]),
                )
            ).id

    def answered(self) -> UUID:
        """A named survey that Li has answered."""
        survey_id = self.survey(is_anonymous=False)
        with self._centre.acting_as("li"):
            self._cases.surveys.answer_survey(survey_id, scores=SCORES, comment=WORDS)
        return survey_id

    def review(self) -> UUID:
        """A review of a course in the first quarter, by a study with a result."""
        study_id = self.study()
        with self._centre.acting_as(MANAGER):
            self._cases.studies.measure_effect(study_id)
            return self._cases.reviews.review_course(
                self.course(),
                quarter="2020-Q1",
                decision="keep",
                reasons=WORDS,
                evidence=[EvidenceAsked("study", study_id)],
            ).id
