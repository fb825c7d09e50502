"""Merging tickets [合并]: what several of them hold goes on under one of them."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from services.tickets.application.merged_clocks import MergedClocks
from services.tickets.application.questions import Customers
from services.tickets.application.workbench import Workbench
from services.tickets.domain.correspondence import Correspondence
from services.tickets.domain.follow_ups import FollowUps
from services.tickets.domain.merging_errors import (
    CustomersDiffer,
    SeveralPromisesOpen,
    TicketsToMergeMissing,
)
from services.tickets.domain.ticket import Ticket
from shared.errors import FieldError
from shared.event_store import Aggregate
from shared.event_store.store import expect_version


class Merging:
    """Merges tickets of one customer.

    Args:
        bench: what all use cases stand on.
        customers: who the customers are.
    """

    def __init__(self, bench: Workbench, *, customers: Customers) -> None:
        self._bench = bench
        self._customers = customers

    def going_on(self, ticket_id: UUID) -> Ticket:
        """The ticket, or the one that goes on for it since it was merged."""
        return self._bench.going_on(ticket_id)

    def merge_tickets(
        self,
        ticket_id: UUID,
        ticket_ids: Sequence[UUID],
        *,
        reason: str,
        expected_version: int | None = None,
    ) -> Ticket:
        """Lets one ticket go on for others, all in one save (TK-1, TK-11).

        Nothing is copied or lost: what was written, called and promised stays in the streams of
        the tickets that end, and is read from the one that goes on. Of the running clocks of one
        name the one that was started first goes on; an open question and an open promise go on
        with it.

        Args:
            ticket_id: the ticket that goes on.
            ticket_ids: the tickets that end.
            reason: why they are one request.
            expected_version: version of the ticket that goes on, as the caller saw it.

        Raises:
            TicketsToMergeMissing: none is named, one twice, or the ticket itself.
            TicketNotYours: the actor neither works on nor leads one of them.
            CustomersDiffer: they are not known to be one customer's.
            SeveralPromisesOpen: more than one of them holds an open follow-up.
        """
        _check_each_once(ticket_id, ticket_ids)
        seen: dict[UUID, int] = {}

        def attempt() -> Ticket:
            survivor, *others = (self._workable(one) for one in (ticket_id, *ticket_ids))
            expect_version(survivor, expected_version)
            seen.update({one.id: one.version for one in (survivor, *others)})
            self._merge(survivor, others, reason=reason)
            return survivor

        with self._bench.rules.noted("sla"):
            return self._bench.retried(attempt, moved=lambda: self._moved(seen))

    def _moved(self, seen: dict[UUID, int]) -> bool:
        return any(self._bench.ticket(one).version != version for one, version in seen.items())

    def _workable(self, ticket_id: UUID) -> Ticket:
        ticket = self._bench.ticket(ticket_id)
        self._bench.access.check_works_on(ticket)
        return ticket

    def _merge(self, survivor: Ticket, others: Sequence[Ticket], *, reason: str) -> None:
        self._check_one_customer(survivor, others)
        letters, taken_over = self._questions(survivor, others)
        follow_ups, handed_on = self._promises(survivor, others)
        clocks = MergedClocks(self._bench.clocks, at=self._bench.now).of(
            survivor,
            others,
            questions=letters.questions if letters else 0,
            promises=follow_ups.count if follow_ups else 0,
        )
        loads = self._bench.loads.all_left(others)
        sealed = self._bench.seal(survivor.data_subject, reason)
        survivor.absorb(others, reason=sealed)
        for one in others:
            one.merge_into(survivor, reason=sealed)
        changed: list[Aggregate] = [*others, *taken_over, *handed_on, *clocks]
        self._bench.store.save(survivor, *changed, beside=loads)

    def _check_one_customer(self, survivor: Ticket, others: Sequence[Ticket]) -> None:
        person: frozenset[UUID] = frozenset()
        if survivor.customer_id is not None:
            person = self._customers.same_person(survivor.customer_id) | {survivor.customer_id}
        for one in others:
            if one.customer_id not in person:
                raise CustomersDiffer(number=survivor.number, other=one.number)

    def _questions(
        self, survivor: Ticket, others: Sequence[Ticket]
    ) -> tuple[Correspondence | None, list[Aggregate]]:
        """The survivor's correspondence, and whether it changes: it awaits what others awaited."""
        letters = self._letters(survivor)
        asked_in = [one for one in others if (found := self._letters(one)) and found.awaits_reply]
        if not asked_in:
            return letters, []
        letters = letters or Correspondence.start(survivor.id)
        letters.take_over_question(asked_in[0].id)
        return letters, [letters]

    def _letters(self, ticket: Ticket) -> Correspondence | None:
        return self._bench.store.find(Correspondence, Correspondence.id_for(ticket.id))

    def _promises(
        self, survivor: Ticket, others: Sequence[Ticket]
    ) -> tuple[FollowUps | None, list[Aggregate]]:
        """The survivor's follow-ups, and what changes: one open promise goes on under it."""
        found = [(one, self._follow_ups(one)) for one in (survivor, *others)]
        outstanding = [(one, each) for one, each in found if each and each.is_outstanding]
        if len(outstanding) > 1:
            numbers = ", ".join(one.number for one, _ in outstanding)
            raise SeveralPromisesOpen(numbers=numbers)
        own = found[0][1]
        if not outstanding or outstanding[0][0] is survivor:
            return own, []
        promised = outstanding[0][1]
        own = own or FollowUps.start(survivor.about)
        own.take_over(promised, about=survivor.about)
        promised.give_up(into=survivor.about)
        return own, [own, promised]

    def _follow_ups(self, ticket: Ticket) -> FollowUps | None:
        return self._bench.store.find(FollowUps, FollowUps.id_for(ticket.id))


def _check_each_once(ticket_id: UUID, ticket_ids: Sequence[UUID]) -> None:
    if not ticket_ids or ticket_id in ticket_ids or len(set(ticket_ids)) < len(ticket_ids):
        what = FieldError(
            "ticket_ids",
            "name at least one other ticket, and none twice.",
            "请至少填写一张其他工单，且不得重复。",
        )
        raise TicketsToMergeMissing(fields=(what,))
