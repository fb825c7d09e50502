"""Problems found with a field-service order, each with an owner and a date until it is solved."""

from __future__ import annotations

from datetime import datetime
from typing import Self
from uuid import UUID

import msgspec

from services.tickets.domain.errors import DeadlineInThePast
from services.tickets.domain.field_errors import ProblemAlreadySolved, ProblemNotFound
from services.tickets.domain.field_terms import AboutOrder
from shared.errors import FieldError
from shared.event_store.aggregate import Aggregate, event
from shared.ids import id_of
from shared.sealed.envelope import Sealed


class Problem(msgspec.Struct, frozen=True, kw_only=True):
    """One problem.

    Args:
        problem_id: its id.
        cause: one of `field_terms.PROBLEM_CAUSES`.
        owner_id: employee id of who sees to it.
        due_at: until when.
        opened_at: since when it is known.
        text: what is wrong, where somebody said so.
        solution: how it was solved; None while it is open.
        solved_at: when.
    """

    problem_id: UUID
    cause: str
    owner_id: UUID
    due_at: datetime
    opened_at: datetime
    text: Sealed | None = None
    solution: Sealed | None = None
    solved_at: datetime | None = None


class FieldProblems(Aggregate):
    """All problems of one order [问题跟进] (SR-1); a stream of its own beside the order's."""

    TOPIC = "tickets.field_problems"

    class Created(Aggregate.Created):
        TOPIC = "tickets.field_problems.started"
        order_id: UUID

    def __init__(self, order_id: UUID) -> None:
        self.order_id = order_id
        self.problems: tuple[Problem, ...] = ()

    @staticmethod
    def id_for(order_id: UUID) -> UUID:
        """The one id of an order's problems."""
        return id_of("field_problems", order_id)

    @classmethod
    def start(cls, order_id: UUID) -> Self:
        """No problem yet."""
        return cls._create(cls.Created, id=cls.id_for(order_id), order_id=order_id)

    @property
    def is_outstanding(self) -> bool:
        """Whether one is not solved."""
        return any(one.solved_at is None for one in self.problems)

    def problem(self, problem_id: UUID) -> Problem:
        """One of them.

        Raises:
            ProblemNotFound: there is no such one.
        """
        for one in self.problems:
            if one.problem_id == problem_id:
                return one
        raise ProblemNotFound(key=problem_id)

    def open(self, problem: Problem, *, about: AboutOrder) -> None:
        """Somebody is to see to it until a date."""
        _check_due(problem.due_at, at=problem.opened_at)
        self._open(problem=problem, about=about)

    @event("Opened", topic="tickets.field_problems.opened")
    def _open(self, problem: Problem, about: AboutOrder) -> None:
        self.problems = (*self.problems, problem)

    def reassign(
        self,
        problem_id: UUID,
        *,
        owner_id: UUID,
        due_at: datetime,
        reason: Sealed,
        about: AboutOrder,
        at: datetime,
    ) -> None:
        """Somebody else sees to it, or until another date."""
        self._unsolved(problem_id)
        _check_due(due_at, at=at)
        self._reassign(
            problem_id=problem_id, owner_id=owner_id, due_at=due_at, reason=reason, about=about
        )

    @event("Reassigned", topic="tickets.field_problems.reassigned")
    def _reassign(
        self,
        *,
        problem_id: UUID,
        owner_id: UUID,
        due_at: datetime,
        reason: Sealed,
        about: AboutOrder,
    ) -> None:
        self._replace(problem_id, owner_id=owner_id, due_at=due_at)

    def solve(self, problem_id: UUID, *, solution: Sealed, about: AboutOrder, at: datetime) -> None:
        """It is solved."""
        is_in_time = at <= self._unsolved(problem_id).due_at
        self._solve(
            problem_id=problem_id,
            solution=solution,
            solved_at=at,
            is_in_time=is_in_time,
            about=about,
        )

    @event("Solved", topic="tickets.field_problems.solved")
    def _solve(
        self,
        *,
        problem_id: UUID,
        solution: Sealed,
        solved_at: datetime,
        is_in_time: bool,
        about: AboutOrder,
    ) -> None:
        self._replace(problem_id, solution=solution, solved_at=solved_at)

    def _unsolved(self, problem_id: UUID) -> Problem:
        found = self.problem(problem_id)
        if found.solved_at is not None:
            raise ProblemAlreadySolved
        return found

    def _replace(self, problem_id: UUID, **changes: object) -> None:
        self.problems = tuple(
            msgspec.structs.replace(one, **changes) if one.problem_id == problem_id else one
            for one in self.problems
        )


def _check_due(due_at: datetime, *, at: datetime) -> None:
    if due_at <= at:
        what = FieldError("due_at", "must lie in the future.", "必须晚于当前时间。")
        raise DeadlineInThePast(fields=(what,))
