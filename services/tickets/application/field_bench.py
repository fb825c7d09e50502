"""What the use cases on field-service orders share: get, check who may, decide, save once."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import timedelta
from uuid import UUID

from services.tickets.application.field_access import FieldAccess
from services.tickets.application.workbench import Effects, Workbench
from services.tickets.domain import terms
from services.tickets.domain.field_errors import FieldOrderNotFound
from services.tickets.domain.field_order import FieldOrder
from services.tickets.domain.field_problems import FieldProblems, Problem
from services.tickets.domain.field_record import FieldRecord
from services.tickets.domain.field_terms import Reason, ReasonWord, codes_of
from shared.event_store.store import expect_version
from shared.sealed import Sealed

RULES = "field_service"
"""Name of the rule set."""


class FieldBench:
    """Shared by the application classes of field-service orders.

    Args:
        bench: what all use cases stand on.
        access: who may do what with an order.
    """

    def __init__(self, bench: Workbench, *, access: FieldAccess) -> None:
        self.bench = bench
        self.access = access

    def order(self, order_id: UUID) -> FieldOrder:
        """The order, whoever may see it.

        Raises:
            FieldOrderNotFound: there is none.
        """
        order = self.bench.store.find(FieldOrder, order_id)
        if order is None:
            raise FieldOrderNotFound(key=order_id)
        return order

    def record_of(self, order: FieldOrder) -> FieldRecord:
        """Its service record; an empty one before anything was checked."""
        found = self.bench.store.find(FieldRecord, FieldRecord.id_for(order.id))
        return found or FieldRecord.start(order.id)

    def problems_of(self, order: FieldOrder) -> FieldProblems:
        """Its problems; none before one was opened."""
        found = self.bench.store.find(FieldProblems, FieldProblems.id_for(order.id))
        return found or FieldProblems.start(order.id)

    def change_order(
        self,
        order_id: UUID,
        decide: Callable[[FieldOrder], Effects | None],
        *,
        check: Callable[[FieldOrder], None],
        expected_version: int | None,
    ) -> FieldOrder:
        """Carries out a decision on an order.

        A race that was lost on something else than the order, such as its record, is run again.

        Args:
            order_id: the order.
            decide: calls the order's commands; may run again on the order read anew.
            check: whether the actor may.
            expected_version: version that the caller saw.
        """
        seen = 0

        def attempt() -> FieldOrder:
            nonlocal seen
            order = self.order(order_id)
            check(order)
            expect_version(order, expected_version)
            seen = order.version
            effects = decide(order) or Effects()
            self.bench.store.save(
                order, *effects.aggregates, beside=effects.beside, unchanged=effects.unchanged
            )
            return order

        return self.bench.retried(attempt, moved=lambda: self.order(order_id).version != seen)

    def seal(self, order: FieldOrder, text: str | None) -> Sealed | None:
        """A text about the order's customer under their key."""
        return None if text is None else self.bench.seal(order.data_subject, text)

    def reason(
        self, order: FieldOrder, code: str, words: str | None, *, among: Sequence[ReasonWord]
    ) -> Reason:
        """A reason whose code the rules know, its words sealed.

        Raises:
            Invalid: the rules know no such code.
        """
        known = terms.known_word(code, among=codes_of(among), field="reason_code")
        return Reason(code=known, words=self.seal(order, words))

    def opened_problem(self, order: FieldOrder, cause: str) -> FieldProblems:
        """A problem that opens by itself, with whoever requested the order as its owner."""
        problems = self.problems_of(order)
        now = self.bench.now
        due_at = now + timedelta(seconds=order.standard.problem_due_seconds)
        problem = Problem(
            problem_id=self.bench.new_id(),
            cause=cause,
            owner_id=order.requester_id,
            due_at=due_at,
            opened_at=now,
        )
        problems.open(problem, about=order.about)
        return problems


def read_before(*aggregates: FieldProblems | FieldRecord) -> list[FieldProblems | FieldRecord]:
    """Those of them that are in the log already: only they can be held to have stood still."""
    return [one for one in aggregates if not one.pending_events]
