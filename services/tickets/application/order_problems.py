"""The use cases of problems found with field-service orders, until they are solved (SR-1)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from uuid import UUID

from services.tickets.application.access import acting_employee
from services.tickets.application.field_bench import FieldBench
from services.tickets.application.questions import Staff
from services.tickets.domain import field_terms as terms
from services.tickets.domain.field_order import FieldOrder
from services.tickets.domain.field_problems import FieldProblems, Problem
from shared.errors import FieldError, Invalid

_Write = Callable[[FieldOrder, FieldProblems], None]


class OrderProblems:
    """Opens, hands on and solves problems.

    Args:
        field: what all use cases on orders stand on.
        staff: who works here.
    """

    def __init__(self, field: FieldBench, *, staff: Staff) -> None:
        self._field = field
        self._bench = field.bench
        self._staff = staff

    def see_problems(self, order_id: UUID) -> FieldProblems:
        """The problems of an order that the actor may see."""
        order = self._field.order(order_id)
        self._field.access.check_sees(order)
        return self._field.problems_of(order)

    def open_problem(
        self, order_id: UUID, *, text: str, owner_id: UUID, due_at: datetime
    ) -> FieldProblems:
        """Somebody is to see to it until a date.

        Raises:
            Invalid: the owner does not work here.
            DeadlineInThePast: the date has passed.
        """
        self._check_owner(owner_id)
        problem_id = self._bench.new_id()

        def write(order: FieldOrder, problems: FieldProblems) -> None:
            order.check_is(*(one for one in terms.STATES if one != terms.CLOSED))
            problem = Problem(
                problem_id=problem_id,
                cause=terms.FOUND,
                owner_id=owner_id,
                due_at=due_at,
                opened_at=self._bench.now,
                text=self._bench.seal(order.data_subject, text),
            )
            problems.open(problem, about=order.about)

        return self._write(order_id, write, check=self._field.access.check_arranges)

    def reassign_problem(
        self,
        order_id: UUID,
        problem_id: UUID,
        *,
        owner_id: UUID,
        due_at: datetime,
        reason: str,
    ) -> FieldProblems:
        """Somebody else sees to it, or until another date, and why."""
        self._check_owner(owner_id)

        def write(order: FieldOrder, problems: FieldProblems) -> None:
            problems.reassign(
                problem_id,
                owner_id=owner_id,
                due_at=due_at,
                reason=self._bench.seal(order.data_subject, reason),
                about=order.about,
                at=self._bench.now,
            )

        return self._write(order_id, write, check=self._field.access.check_arranges)

    def solve_problem(self, order_id: UUID, problem_id: UUID, *, solution: str) -> FieldProblems:
        """Its owner, or who arranges the order, has solved it."""

        def write(order: FieldOrder, problems: FieldProblems) -> None:
            if problems.problem(problem_id).owner_id != acting_employee():
                self._field.access.check_arranges(order)
            problems.solve(
                problem_id,
                solution=self._bench.seal(order.data_subject, solution),
                about=order.about,
                at=self._bench.now,
            )

        return self._write(order_id, write, check=self._check_concerned)

    def _check_concerned(self, order: FieldOrder) -> None:
        """Owners of a problem see to it, whoever else may see the order."""
        problems = self._field.problems_of(order).problems
        if all(one.owner_id != acting_employee() for one in problems):
            self._field.access.check_sees(order)

    def _write(
        self, order_id: UUID, write: _Write, *, check: Callable[[FieldOrder], None]
    ) -> FieldProblems:
        def attempt() -> FieldProblems:
            order = self._field.order(order_id)
            check(order)
            problems = self._field.problems_of(order)
            write(order, problems)
            self._bench.store.save(problems, unchanged=[order])
            return problems

        return self._bench.retried(attempt)

    def _check_owner(self, owner_id: UUID) -> None:
        is_ours = self._staff.member(owner_id) is not None
        if not is_ours or self._field.access.partner_of(owner_id) is not None:
            what = FieldError("owner_id", "is nobody of our own staff.", "不是本中心员工。")
            raise Invalid(fields=(what,))
