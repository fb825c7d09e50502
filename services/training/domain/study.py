"""A study of the effect of training [效果研究], registered before its result is known (TR-8)."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Self
from uuid import UUID

import msgspec

from services.training.domain.effect import DATA_INSUFFICIENT, Effect
from services.training.domain.evaluation_errors import (
    StudyAlreadyMeasured,
    StudyNotRipe,
    StudyPlanWrong,
    StudyWithdrawn,
)
from shared.errors import FieldError
from shared.event_store.aggregate import Aggregate, event

LEVELS = (3, 4)
"""Behaviour [行为层] and results [结果层] of Kirkpatrick's four levels [柯氏四级]."""

REGISTERED = "registered"
MEASURED = "measured"
WITHDRAWN = "withdrawn"
STATES = (REGISTERED, MEASURED, WITHDRAWN)


class StudyPlan(msgspec.Struct, frozen=True, kw_only=True):
    """What is to be compared, decided before the result is known.

    Both groups are measured on the same days: the window before ends the day before
    `completed_from`, and the window after begins the day after `completed_until`.

    Args:
        course_id: the course.
        level: 3 for behaviour, 4 for results.
        metric: what is measured.
        better: whether `higher` or `lower` values are better.
        hypothesis: what is expected, in general words.
        completed_from: first day on which the treated employees completed the course.
        completed_until: last day on which they did.
        before_days: days of the window before.
        after_days: days of the window after.
        others: whom to compare with; none for all who had not completed the course by the end.
    """

    course_id: UUID
    level: int
    metric: str
    better: str
    hypothesis: str
    completed_from: date
    completed_until: date
    before_days: int
    after_days: int
    others: tuple[UUID, ...]

    @property
    def before_from(self) -> date:
        """First day of the window before."""
        return self.completed_from - timedelta(days=self.before_days)

    @property
    def before_middle(self) -> date:
        """First day of the second half of the window before."""
        return self.completed_from - timedelta(days=self.before_days // 2)

    @property
    def before_until(self) -> date:
        """Last day of the window before."""
        return self.completed_from - timedelta(days=1)

    @property
    def after_from(self) -> date:
        """First day of the window after."""
        return self.completed_until + timedelta(days=1)

    @property
    def after_until(self) -> date:
        """Last day of the window after."""
        return self.completed_until + timedelta(days=self.after_days)

    def check(self, *, longest_window_days: int) -> None:
        """Refuses what cannot be carried out; each field is named.

        Raises:
            StudyPlanWrong: the days are the wrong way round, or a window is too long.
        """
        faults = []
        span = (self.completed_until - self.completed_from).days
        if not 0 <= span < longest_window_days:
            faults.append(
                FieldError(
                    "completed_until",
                    f"must lie 0 to {longest_window_days - 1} days after completed_from.",
                    f"应在 completed_from 之后 0 至 {longest_window_days - 1} 天。",
                )
            )
        faults += [
            FieldError(
                name, f"must be 2 to {longest_window_days}.", f"应为 2 至 {longest_window_days}。"
            )
            for name in ("before_days", "after_days")
            if not 2 <= getattr(self, name) <= longest_window_days
        ]
        if faults:
            raise StudyPlanWrong(fields=tuple(faults))


class Study(Aggregate):
    """One question to the facts: did this course change this metric?"""

    TOPIC = "training.study"

    class Created(Aggregate.Created):
        TOPIC = "training.study.registered"
        plan: StudyPlan
        is_foresighted: bool

    def __init__(self, plan: StudyPlan, is_foresighted: bool) -> None:  # noqa: FBT001 (a stored fact)
        self.plan = plan
        self.is_foresighted = is_foresighted
        self.state = REGISTERED
        self.effect: Effect | None = None
        self.smallest_group = 0
        self.withdrawal_reason: str | None = None

    @classmethod
    def register(cls, plan: StudyPlan, *, on: date, longest_window_days: int) -> Self:
        """Registers a study; whether that was before its window after began is kept.

        Raises:
            StudyPlanWrong: it cannot be carried out.
        """
        plan.check(longest_window_days=longest_window_days)
        return cls._create(cls.Created, plan=plan, is_foresighted=on < plan.after_from)

    def check_measurable(self, *, on: date) -> None:
        """Refuses to look before the time, or again after a verdict.

        Whoever looks again and again until a difference shows finds one that is none; only where
        data did not suffice may one look again, when more have come.

        Raises:
            StudyWithdrawn: it was given up.
            StudyAlreadyMeasured: there is a verdict.
            StudyNotRipe: the window after has not passed.
        """
        self._check_not_withdrawn()
        if self.effect is not None and self.effect.verdict != DATA_INSUFFICIENT:
            raise StudyAlreadyMeasured
        if on <= self.plan.after_until:
            raise StudyNotRipe(ripe_on=self.plan.after_until + timedelta(days=1))

    def measure(self, effect: Effect, *, on: date, smallest_group: int) -> None:
        """Keeps the result with the size of groups that it was judged by."""
        self.check_measurable(on=on)
        self._measure(plan=self.plan, effect=effect, smallest_group=smallest_group)

    @event("EffectMeasured", topic="training.study.effect_measured")
    def _measure(self, plan: StudyPlan, effect: Effect, smallest_group: int) -> None:
        self.state = MEASURED
        self.effect = effect
        self.smallest_group = smallest_group

    def withdraw(self, *, reason: str) -> None:
        """Gives the study up; it stays in the list, so that nobody hides what they asked.

        Raises:
            StudyWithdrawn: it was given up already.
            StudyAlreadyMeasured: it has a result.
        """
        self._check_not_withdrawn()
        if self.effect is not None:
            raise StudyAlreadyMeasured
        self._withdraw(reason=reason)

    @event("Withdrawn", topic="training.study.withdrawn")
    def _withdraw(self, reason: str) -> None:
        self.state = WITHDRAWN
        self.withdrawal_reason = reason

    def _check_not_withdrawn(self) -> None:
        if self.state == WITHDRAWN:
            raise StudyWithdrawn
