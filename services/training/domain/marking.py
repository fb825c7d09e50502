"""Blind double marking [双盲阅卷] of one open answer: two markers, and a third on disagreement.

Who learns and what others gave lie in private attributes, which history does not show.
"""

from __future__ import annotations

from datetime import datetime
from decimal import ROUND_HALF_UP, Decimal
from typing import Self
from uuid import UUID

import msgspec

from services.training.domain.sitting_errors import (
    AlreadyMarked,
    MarkingTaken,
    NotClaimed,
    PointsUnfit,
)
from services.training.domain.sitting_rules import MEDIAN, THIRD
from shared.errors import FieldError
from shared.event_store.aggregate import Aggregate, event
from shared.ids import id_of
from shared.sealed.envelope import Sealed

AGREEMENT = "agreement"
CENT = Decimal("0.01")


class MarkedTask(msgspec.Struct, frozen=True, kw_only=True):
    """What is marked.

    Args:
        sitting_id: the sitting in which it was answered.
        exam_id: the exam.
        employee_id: the learner, whom no marker sees.
        question_id: the question.
        question_version: the version that was asked.
        place: place of the question on the paper.
        part: name of the part of a case; empty for a whole question.
        full: the most points.
    """

    sitting_id: UUID
    exam_id: UUID
    employee_id: UUID
    question_id: UUID
    question_version: int
    place: int
    part: str
    full: Decimal


class Terms(msgspec.Struct, frozen=True, kw_only=True):
    """By what it is marked, as the rules were when it was handed in.

    Args:
        tolerance: by how many points two markers may differ.
        third_decides: `third` or `median`.
    """

    tolerance: Decimal
    third_decides: str


class GivenPoints(msgspec.Struct, frozen=True, kw_only=True):
    """What one marker gave.

    Args:
        marker_id: who.
        points: how many points.
        comment: why, under the learner's key.
    """

    marker_id: UUID
    points: Decimal
    comment: Sealed | None = None


class Marking(Aggregate):
    """One open answer on its way to its points."""

    TOPIC = "training.marking"

    class Created(Aggregate.Created):
        TOPIC = "training.marking.opened"
        task: MarkedTask
        terms: Terms

    def __init__(self, task: MarkedTask, terms: Terms) -> None:
        self.terms = terms
        self.needed = 2
        self.is_settled = False
        self._task = task
        self._claims: dict[UUID, datetime] = {}
        self._given: tuple[GivenPoints, ...] = ()
        self._points: Decimal | None = None

    @staticmethod
    def id_for(sitting_id: UUID, place: int, part: str) -> UUID:
        """The one id of the marking of an answer."""
        return id_of("marking", sitting_id, place, part)

    @classmethod
    def open_for(cls, task: MarkedTask, terms: Terms) -> Self:
        """An answer that waits for its markers."""
        marking_id = cls.id_for(task.sitting_id, task.place, task.part)
        return cls._create(cls.Created, id=marking_id, task=task, terms=terms)

    def claim(self, marker_id: UUID, *, at: datetime, until: datetime) -> None:
        """A marker takes the answer for a while; again, for longer.

        Raises:
            AlreadyMarked: the marker has marked it, or it is settled.
            MarkingTaken: as many as are needed have it.
        """
        self._check_unmarked(marker_id)
        others = [one for one, end in self._claims.items() if one != marker_id and end > at]
        if len(others) + len(self._given) >= self.needed:
            raise MarkingTaken
        self._claim(marker_id=marker_id, until=until)

    @event("Claimed", topic="training.marking.claimed")
    def _claim(self, marker_id: UUID, until: datetime) -> None:
        self._claims = {**self._claims, marker_id: until}

    def give_points(
        self, points: Decimal, *, marker_id: UUID, comment: Sealed | None, at: datetime
    ) -> None:
        """A marker's points, whatever others gave; the last needed ones settle the answer.

        Raises:
            AlreadyMarked: the marker has marked it, or it is settled.
            NotClaimed: the claim has run out.
            PointsUnfit: they are not between nothing and all.
        """
        self._check_unmarked(marker_id)
        if not self.is_claimed_by(marker_id, at=at):
            raise NotClaimed
        if not 0 <= points <= self._task.full:
            en, zh = f"must be 0 to {self._task.full}.", f"应为 0 至 {self._task.full}。"
            raise PointsUnfit(fields=(FieldError("points", en, zh),))
        self._give_points(given=GivenPoints(marker_id=marker_id, points=points, comment=comment))
        self._decide()

    @event("PointsGiven", topic="training.marking.points_given")
    def _give_points(self, given: GivenPoints) -> None:
        self._given = (*self._given, given)
        self._claims = {one: end for one, end in self._claims.items() if one != given.marker_id}

    def _decide(self) -> None:
        points = [one.points for one in self._given]
        if len(points) < self.needed:
            return
        if len(points) > 2:
            by_median = self.terms.third_decides == MEDIAN
            chosen = sorted(points)[1] if by_median else points[-1]
            self._settle(points=chosen, by=MEDIAN if by_median else THIRD)
        elif abs(points[0] - points[1]) > self.terms.tolerance:
            self._ask_third()
        else:
            mean = (sum(points, Decimal(0)) / 2).quantize(CENT, ROUND_HALF_UP)
            self._settle(points=mean, by=AGREEMENT)

    @event("ThirdAsked", topic="training.marking.third_asked")
    def _ask_third(self) -> None:
        self.needed = 3

    @event("Settled", topic="training.marking.settled")
    def _settle(self, points: Decimal, by: str) -> None:
        self.is_settled = True
        self._points = points

    def is_claimed_by(self, marker_id: UUID, *, at: datetime) -> bool:
        """Whether a marker has it now."""
        until = self.claimed_until(marker_id)
        return until is not None and until > at

    def claimed_until(self, marker_id: UUID) -> datetime | None:
        """Until when a marker has it, or had it; None without a claim."""
        return self._claims.get(marker_id)

    def given_by(self, marker_id: UUID) -> GivenPoints | None:
        """What one marker gave; nobody else's is shown to markers."""
        return next((one for one in self._given if one.marker_id == marker_id), None)

    @property
    def task(self) -> MarkedTask:
        """What is marked; markers see neither learner nor sitting."""
        return self._task

    @property
    def points(self) -> Decimal | None:
        """The points, once settled."""
        return self._points

    @property
    def given(self) -> tuple[GivenPoints, ...]:
        """What all gave, for who looks into a settled result."""
        return self._given

    def _check_unmarked(self, marker_id: UUID) -> None:
        if self.is_settled or self.given_by(marker_id) is not None:
            raise AlreadyMarked
