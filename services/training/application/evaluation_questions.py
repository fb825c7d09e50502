"""What the use cases of evaluation ask of read models; `service.py` fulfils it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Protocol
from uuid import UUID

from services.training.domain.effect import Measured
from services.training.domain.study import StudyPlan
from shared.event_store.side_rows import SideRow


class Everybody(Protocol):
    """Who works here or did."""

    def is_known(self, employee_id: UUID) -> bool:
        """Whether `people` has ever told of this employee."""


class MeasuredOne(Protocol):
    """The averages of one employee in the windows of a study."""

    @property
    def employee_id(self) -> UUID:
        """Whose they are."""

    @property
    def measured(self) -> Measured:
        """The averages."""


class StudyFacts(Protocol):
    """What employees scored."""

    def measured(self, plan: StudyPlan, *, smallest_facts: int) -> Sequence[MeasuredOne]:
        """Everybody with enough facts in both windows of a study."""


class StudyCompletions(Protocol):
    """Who completed which course."""

    def first_completions(self, course_id: UUID, *, until: date) -> dict[UUID, date]:
        """Who completed a course up to a day, with the day of the first completion."""


@dataclass(frozen=True)
class ScoredTwice:
    """The shares of points of one employee in the exam before and the exam after."""

    employee_id: UUID
    before: Decimal
    after: Decimal


class ParticipantRows(Protocol):
    """Lists the rows of a survey's participants."""

    def side_rows(
        self, kind: str, *, prefix: str = "", after: str = "", limit: int = 1000
    ) -> list[SideRow]:
        """Side rows of a kind in the order of their keys."""


class OpenSurveys(Protocol):
    """Surveys about which something may have to be done."""

    def waiting(self, now: datetime, *, limit: int) -> Sequence[UUID]:
        """Anonymous ones that go on or whose key is still there, and all whose time has come."""


class SettledExams(Protocol):
    """What sittings came to."""

    def scored_twice(
        self, before_exam_id: UUID, after_exam_id: UUID, *, since: date, until: date
    ) -> Sequence[ScoredTwice]:
        """Who sat both exams within a span."""


@dataclass(frozen=True)
class TrainerSums:
    """What a trainer did within a span.

    Args:
        sessions: sessions held.
        minutes: minutes taught.
        scores: how many scores participants gave the lecturer.
        total: their sum.
        sittings: exams of those who had come to a session.
        passed: how many of them were passed.
    """

    sessions: int
    minutes: int
    scores: int
    total: int
    sittings: int
    passed: int


class TrainerWork(Protocol):
    """How much a trainer teaches, and how well."""

    def sums(self, trainer_id: UUID, *, since: date, until: date) -> TrainerSums:
        """What a trainer did within a span, both days included."""

    def effects(self, trainer_id: UUID, *, since: date, until: date) -> Sequence[dict[str, Any]]:
        """The studies of courses that a trainer taught within a span."""


class Courses(Protocol):
    """Which courses there are."""

    def is_course(self, course_id: UUID) -> bool:
        """Whether there is or was such a course."""


@dataclass(frozen=True)
class EvaluationAnswers:
    """Who answers the questions of evaluation."""

    everybody: Everybody
    facts: StudyFacts
    completions: StudyCompletions
    surveys: OpenSurveys
    participants: ParticipantRows
    exams: SettledExams
    trainers: TrainerWork
    courses: Courses
