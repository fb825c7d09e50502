"""Surveys that forty people answer, for tests of who can tell whose an answer is."""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from datetime import timedelta
from typing import Any, TypeVar
from uuid import UUID

import structlog

from services.training.application.sealed_answers import SealedAnswers, words_subject
from services.training.application.surveys import Surveys
from services.training.domain.survey import SurveyPlan, SurveyQuestion
from services.training.service import TrainingService
from shared.clock import SetClock
from shared.web.incoming import CORRELATION
from tests.support.anonymity_attacker import Batch
from tests.support.evaluation import COURSE
from tests.support.training import QIAN
from tests.training.conftest import ActAs
from tests.training.entrypoints.conftest import Ask

PEOPLE = tuple(UUID(int=0x9000_0000_0000 + 7919 * number) for number in range(40))
SURVEYS = 5
QUESTIONS = (
    SurveyQuestion(code="useful", aspect="content", zh="内容有用吗？", en="Was it useful?"),
    SurveyQuestion(code="clear", aspect="lecturer", zh="讲得清楚吗？", en="Was it clear?"),
)

T = TypeVar("T")


class AsTheyLie:
    """A faulty order: that in which the rows lie, by employee id."""

    def sample(self, population: Sequence[T], k: int) -> list[T]:
        return list(population[:k])


class AsTheyCame:
    """A faulty order: that in which the answers came."""

    def __init__(self) -> None:
        self.arrivals: list[UUID] = []

    def sample(self, population: Sequence[T], k: int) -> list[T]:
        rank = {str(one): number for number, one in enumerate(self.arrivals)}
        rows: list[Any] = sorted(population, key=lambda row: rank[row.key.partition("/")[2]])
        return rows[:k]


class Scene:
    """Surveys that forty people answer over HTTP, and the batches that come of it.

    Args:
        school: the service.
        ask: sends requests to it.
        order: where the order of batches comes from; None for the product's own.
        acting: acts as employees and as the timer.
        clock: what the service goes by.
        project: brings the read models up to date.
    """

    def __init__(
        self,
        school: TrainingService,
        *,
        ask: Ask,
        order: Any,
        acting: tuple[ActAs, ActAs],
        clock: SetClock,
        project: Callable[[], None],
    ) -> None:
        self.school = school
        self._ask = ask
        self.order = order
        self.as_employee, self.as_timer = acting
        self._clock = clock
        self._project = project
        bench, models = school.use_cases.bench, school.models
        sealed = SealedAnswers(bench, rows=school.store.recorder, order=order)
        self.surveys = Surveys(bench, sealed=sealed, everybody=models.staff, opened=models.surveys)

    def open(self) -> UUID:
        """A survey of everybody."""
        with self.as_employee(QIAN):
            plan = SurveyPlan(
                course_id=COURSE,
                trainer_ids=(),
                questions=QUESTIONS,
                invited=PEOPLE,
                is_anonymous=True,
                closes_at=self._clock.now() + timedelta(days=7),
            )
            survey_id = self.surveys.open_survey(plan).id
        self._project()
        return survey_id

    def answer(self, survey_id: UUID, employee_id: UUID) -> None:
        """Somebody answers; the comment names them, by which the test knows the truth.

        Their program gives a correlation id that names them too, so the log tells who came when.
        """
        scores = {"useful": 1 + employee_id.int % 5, "clear": 5}
        self._ask(
            "PUT",
            f"/surveys/{survey_id}/answer",
            {"scores": scores, "comment": f"是我：{employee_id}"},
            by=employee_id,
            headers={CORRELATION: str(employee_id)},
            expect=200,
        )
        # The timer runs in another process.
        structlog.contextvars.clear_contextvars()
        if isinstance(self.order, AsTheyCame):
            self.order.arrivals.append(employee_id)

    def tick(self) -> None:
        """The timer comes round."""
        self._clock.move_to(self._clock.now() + timedelta(minutes=1))
        with self.as_timer():
            self.surveys.write_answers(self._clock.now())

    def play(self, *, surveys: int = SURVEYS) -> list[Batch]:
        """So many surveys from their opening to their end."""
        batches = []
        for _ in range(surveys):
            survey_id = self.open()
            if isinstance(self.order, AsTheyCame):
                self.order.arrivals.clear()
            arrivals = random.sample(PEOPLE, len(PEOPLE))
            for number, one in enumerate(arrivals, start=1):
                self.answer(survey_id, one)
                if number % 5 == 0:
                    self.tick()
            with self.as_employee(QIAN):
                self.surveys.close_survey(survey_id)
            batches += self.batches(survey_id, arrivals)
        return batches

    def batches(self, survey_id: UUID, arrivals: Sequence[UUID]) -> list[Batch]:
        """The batches of a survey as they stand in the log."""
        found: list[list[Any]] = []
        for record in self.school.store.recorder.select_records(after=0, limit=100_000):
            event = self.school.store.mapper.to_domain_event(record)
            if record.topic == "training.survey.answers_counted":
                if event.originator_id == survey_id:
                    found.append([])
            elif record.topic == "training.survey_answer.given" and event.survey_id == survey_id:
                found[-1].append(event)
        return [self._batch(one, survey_id, arrivals) for one in found]

    def _batch(self, events: list[Any], survey_id: UUID, arrivals: Sequence[UUID]) -> Batch:
        keys = self.school.keys
        assert {words_subject(survey_id)} == {one.comment.subject for one in events}
        said = [keys.open(one.comment, purpose="know-the-truth") for one in events]
        owners = [UUID(one.removeprefix("是我：")) for one in said]
        return Batch(
            answers=tuple(one.originator_id for one in events),
            event_ids=tuple(one.meta.event_id for one in events),
            owners=tuple(owners),
            arrivals=tuple(one for one in arrivals if one in owners),
        )
