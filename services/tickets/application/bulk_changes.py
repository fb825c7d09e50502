"""Changing many tickets in one order: foreseen, carried out one by one, reported, resumed."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any
from uuid import UUID

from services.tickets.application.access import CHANGE_MANY, acting_employee
from services.tickets.application.bulk_stores import AnsweredBefore, Together, Unsaved
from services.tickets.application.workbench import Workbench
from services.tickets.domain import bulk_change as actions
from services.tickets.domain.bulk_change import BulkChange
from services.tickets.domain.bulk_change_errors import BulkChangeNotFound
from services.tickets.domain.ticket import Ticket
from shared.context import current_context
from shared.errors import DomainError
from shared.event_store.receipt import with_receipt
from shared.event_store.store import Store

if TYPE_CHECKING:
    from services.tickets.application.use_cases import UseCases

PURPOSE = "carry-out-bulk-change"
"""Why the words of an order are opened."""

Over = Callable[[Store], "UseCases"]
"""Makes the use cases over another store."""


@dataclass(frozen=True, kw_only=True)
class Order:
    """What is to be done with many tickets; names as at `BulkChange.order`."""

    action: str
    ticket_ids: Sequence[UUID]
    arguments: Mapping[str, str]
    text: str | None = None


@dataclass(frozen=True)
class Foreseen:
    """What would become of a ticket.

    Args:
        ticket_id: the ticket.
        before: as it stands; None where the actor may not see it.
        after: as it would stand; None where it would be refused.
        refusal: why it would be refused.
    """

    ticket_id: UUID
    before: Ticket | None
    after: Ticket | None
    refusal: DomainError | None


class BulkChanges:
    """Orders, foresees and carries out changes of many tickets.

    Each ticket goes through the very use case that a person would call, with the rights of
    whoever ordered, so nothing is allowed in a heap that is not allowed alone.

    Args:
        bench: what all use cases stand on.
        over: makes the use cases over a store that foresees, or that notes the outcome.
    """

    def __init__(self, bench: Workbench, *, over: Over) -> None:
        self._bench = bench
        self._over = over

    def order_bulk_change(self, order: Order) -> BulkChange:
        """Keeps an order; nothing is changed yet.

        Raises:
            BulkChangeInvalid: it says what cannot be done, or names too many tickets.
        """
        current_context().require(CHANGE_MANY)
        bulk_change_id = self._bench.new_id()
        text = order.text
        with self._bench.rules.noted("linking"):
            ordered = BulkChange.order(
                bulk_change_id=bulk_change_id,
                action=order.action,
                arguments=order.arguments,
                # The words are nobody's yet: they get the key of the order.
                text=None if text is None else self._bench.seal(f"contact:{bulk_change_id}", text),
                ticket_ids=order.ticket_ids,
                orderer_id=self._bench.access.employee_id(),
                most=self._bench.rules.linking.most_at_once,
            )
            self._bench.store.save(ordered)
        return ordered

    def bulk_change(self, bulk_change_id: UUID) -> BulkChange:
        """The order with its report, for whoever ordered it.

        Raises:
            BulkChangeNotFound: there is none, or it is somebody else's.
        """
        current_context().require(CHANGE_MANY)
        found = self._bench.store.find(BulkChange, bulk_change_id)
        if found is None or found.orderer_id != acting_employee():
            raise BulkChangeNotFound(key=bulk_change_id)
        return found

    def foresee(self, bulk_change_id: UUID) -> list[Foreseen]:
        """What would become of each ticket that is left, one after another, if it ran now."""
        ordered = self.bulk_change(bulk_change_id)
        unsaved = Unsaved(self._bench.store)
        cases = self._over(unsaved)
        text = self._text(ordered)
        return [self._foreseen(cases, ordered, one, text=text) for one in ordered.remaining]

    def carry_out(self, bulk_change_id: UUID) -> BulkChange:
        """Changes each ticket that is left, all or nothing, and notes what became of it.

        What was interrupted goes on where it stood: a ticket and its outcome are one save. The
        receipt of the request is written with the last one, so that a repeated request goes on.

        Raises:
            Unavailable: something is down; the rest remains for another run.
        """
        ordered = self.bulk_change(bulk_change_id)
        text = self._text(ordered)
        with with_receipt(None):
            for ticket_id in ordered.remaining:
                self._carry_out_on(ticket_id, ordered, text=text)
        return self._bench.retried(lambda: self._finished(bulk_change_id))

    def _carry_out_on(self, ticket_id: UUID, ordered: BulkChange, *, text: str | None) -> None:
        together = Together(self._bench.store, bulk_change_id=ordered.id, ticket_id=ticket_id)
        try:
            carry_out(self._over(together), ordered, ticket_id, text=text)
            if not together.is_saved:
                together.save()
        except AnsweredBefore:
            return
        except DomainError as refusal:
            if refusal.kind == "unavailable":
                raise
            self._bench.retried(partial(self._refuse, ordered.id, ticket_id, refusal))

    def _refuse(self, bulk_change_id: UUID, ticket_id: UUID, refusal: DomainError) -> None:
        ordered = self._bench.store.get(BulkChange, bulk_change_id)
        if ticket_id in ordered.remaining:
            ordered.note_refused(ticket_id, refusal)
            self._bench.store.save(ordered)

    def _finished(self, bulk_change_id: UUID) -> BulkChange:
        ordered = self._bench.store.get(BulkChange, bulk_change_id)
        ordered.finish()
        self._bench.store.save(ordered)
        return ordered

    def _foreseen(
        self, cases: UseCases, ordered: BulkChange, ticket_id: UUID, *, text: str | None
    ) -> Foreseen:
        before = self._bench.store.find(Ticket, ticket_id)
        seen = before if before is not None and self._bench.access.may_see(before) else None
        try:
            carry_out(cases, ordered, ticket_id, text=text)
        except DomainError as refusal:
            return Foreseen(ticket_id, seen, None, refusal)
        return Foreseen(ticket_id, seen, cases.merging.going_on(ticket_id), None)

    def _text(self, ordered: BulkChange) -> str | None:
        return (
            None if ordered.text is None else self._bench.keys.open(ordered.text, purpose=PURPOSE)
        )


def carry_out(cases: UseCases, ordered: BulkChange, ticket_id: UUID, *, text: str | None) -> None:
    """Does with one ticket what is ordered, through the use case that does it alone."""
    given: dict[str, Any] = ordered.arguments
    words = text or ""
    steps: dict[str, Callable[[], object]] = {
        actions.ASSIGN: lambda: cases.assignment.assign_ticket(
            ticket_id, employee_id=UUID(given["employee_id"])
        ),
        actions.TRANSFER: lambda: cases.assignment.transfer_ticket(
            ticket_id, skill_group=given["skill_group"], reason=words
        ),
        actions.REPRIORITISE: lambda: cases.particulars.reprioritise_ticket(
            ticket_id, given["priority"], reason=words, expected_version=None
        ),
        actions.RECLASSIFY: lambda: cases.particulars.reclassify_ticket(
            ticket_id, given["kind"], reason=words, expected_version=None
        ),
        actions.REPLY: lambda: cases.correspondences.send_reply(ticket_id, text=words),
        actions.RESOLVE: lambda: cases.tickets.resolve_ticket(
            ticket_id, resolution=words, reason_code=given.get("reason_code")
        ),
        actions.CLOSE: lambda: cases.tickets.close_ticket(ticket_id, reason=text),
        actions.LINK: lambda: cases.links.link_tickets(
            ticket_id, kind=given["link"], other_id=UUID(given["other_id"])
        ),
    }
    steps[ordered.action]()
