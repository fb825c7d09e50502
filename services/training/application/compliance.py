"""Compliance courses: whether enough have completed them, and who is missing (TR-9)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Protocol
from uuid import UUID

from services.training.application.access import SEE_ALL
from services.training.application.learners import Learners
from services.training.application.local_days import LocalDays
from services.training.application.workbench import Workbench
from services.training.domain.course import Course
from services.training.domain.course_errors import CourseNotFound
from services.training.domain.learning_rules import ComplianceCourse
from shared.context import current_context


@dataclass(frozen=True)
class Demand:
    """Who must have completed which course since when.

    Args:
        course_id: the course.
        counts_from: the first day whose completions count; None for all.
        site_ids: whose employees; empty for all sites.
        position_ids: holders of which positions; empty for all.
    """

    course_id: UUID
    counts_from: date | None
    site_ids: tuple[UUID, ...]
    position_ids: tuple[UUID, ...]


@dataclass(frozen=True)
class Missing:
    """Somebody who must have completed a course and has not.

    Args:
        employee_id: who.
        site_id: where they work.
        team_id: their team, if any.
        last_completed_on: when they last completed it, in a version or on a day that counts no
            more; None if never.
    """

    employee_id: UUID
    site_id: UUID | None
    team_id: UUID | None
    last_completed_on: date | None


@dataclass(frozen=True)
class Standing:
    """Where the centre stands with a compliance course.

    Args:
        rule: the rule of the course.
        course_id: the course.
        audience: how many must have completed it.
        done: how many of them have.
        is_met: whether that is enough.
    """

    rule: ComplianceCourse
    course_id: UUID
    audience: int
    done: int
    is_met: bool


class Completions(Protocol):
    """Who has completed which course, told by a read model."""

    def count(self, demand: Demand) -> tuple[int, int]:
        """How many must have completed the course, and how many of them have."""

    def missing(
        self,
        demand: Demand,
        *,
        employee_ids: frozenset[UUID] | None,
        after: UUID | None,
        limit: int,
    ) -> Sequence[Missing]:
        """Who has not, by id."""


class Compliance:
    """Answers where the centre stands.

    Args:
        bench: what all use cases stand on.
        days: which day it is.
        learners: whose rows the actor is shown.
        completions: who has completed what.
    """

    def __init__(
        self, bench: Workbench, *, days: LocalDays, learners: Learners, completions: Completions
    ) -> None:
        self._bench = bench
        self._days = days
        self._learners = learners
        self._completions = completions

    def standings(self) -> list[Standing]:
        """All compliance courses by the rules in force."""
        current_context().require(SEE_ALL)
        return [self._standing(one) for one in self._bench.rules.compliance.courses]

    def missing(
        self, course_id: UUID, *, whose: str, after: UUID | None, limit: int
    ) -> Sequence[Missing]:
        """Who has not completed a compliance course, of the team or of all.

        Raises:
            CourseNotFound: the course is none of compliance.
        """
        employee_ids = self._learners.asked_for(whose)
        rules = self._bench.rules.compliance.courses
        for rule in rules:
            if Course.id_for(rule.course) == course_id:
                return self._completions.missing(
                    self._demand(rule), employee_ids=employee_ids, after=after, limit=limit
                )
        raise CourseNotFound(key=course_id)

    def _standing(self, rule: ComplianceCourse) -> Standing:
        demand = self._demand(rule)
        audience, done = self._completions.count(demand)
        return Standing(
            rule=rule,
            course_id=demand.course_id,
            audience=audience,
            done=done,
            is_met=rule.is_met(done=done, audience=audience),
        )

    def _demand(self, rule: ComplianceCourse) -> Demand:
        return Demand(
            course_id=Course.id_for(rule.course),
            counts_from=rule.counts_from(self._days.today_here()),
            site_ids=rule.site_ids,
            position_ids=rule.position_ids,
        )
