"""What all use cases on tickets stand on: get, check who may, decide, save once, retry inside."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TypeVar
from uuid import UUID

from services.tickets.application.access import Access
from services.tickets.application.agent_calls import AgentCalls
from services.tickets.application.applied_rules import AppliedRules
from services.tickets.application.awaited_contacts import AwaitedContacts
from services.tickets.application.clocks import Clocks
from services.tickets.application.desk_loads import DeskLoads
from services.tickets.application.gate import Gate
from services.tickets.domain.errors import TicketNotFound
from services.tickets.domain.ticket import Ticket
from shared.context import acting, current_context
from shared.errors import Conflict
from shared.event_store import Aggregate, SideRowConflict, SideWrite
from shared.event_store.receipt import RECEIPTS
from shared.event_store.store import Store, expect_version
from shared.sealed import KeyStore, Sealed

TRIES = 5
"""How often a save is tried whose ticket stood still: only a clock or a load had moved."""

T = TypeVar("T")

Text = str | Sealed
"""A text in clear, from a person, or sealed already, from another service."""


@dataclass(frozen=True)
class Effects:
    """What a decision changes besides the ticket.

    Args:
        aggregates: other aggregates with new events.
        beside: side rows.
        unchanged: aggregates that must stand as they were read.
    """

    aggregates: Sequence[Aggregate] = ()
    beside: Sequence[SideWrite] = ()
    unchanged: Sequence[Aggregate] = ()


@contextmanager
def following_from(entity: Aggregate) -> Iterator[None]:
    """What a timer does within belongs to what set the entity off, such as a customer's request."""
    with acting(replace(current_context(), correlation_id=entity.correlation_id)):
        yield


class Workbench:
    """Shared by the application classes of the service.

    Args:
        store: the log, or the batch of a reaction.
        keys: the keys of personal data.
        rules: the rules in force.
        access: who may do what.
        clocks: the SLA clocks.
        gate: who is certified for which work.
    """

    def __init__(
        self,
        store: Store,
        *,
        keys: KeyStore,
        rules: AppliedRules,
        access: Access,
        clocks: Clocks,
        gate: Gate,
    ) -> None:
        self.store = store
        self.keys = keys
        self.rules = rules
        self.access = access
        self.clocks = clocks
        self.gate = gate
        self.loads = DeskLoads(store)
        self.calls = AgentCalls(store)
        self.awaited_contacts = AwaitedContacts(store)

    @property
    def now(self) -> datetime:
        """The time given to the command."""
        return current_context().occurred_at

    def new_id(self) -> UUID:
        """An id for something new."""
        return current_context().ids.new_id()

    def ticket(self, ticket_id: UUID) -> Ticket:
        """The ticket, whoever may see it.

        Raises:
            TicketNotFound: there is none.
        """
        ticket = self.store.find(Ticket, ticket_id)
        if ticket is None:
            raise TicketNotFound(key=ticket_id)
        return ticket

    def going_on(self, ticket_id: UUID) -> Ticket:
        """The ticket, or the one that goes on for it since it was merged.

        Raises:
            TicketNotFound: there is none.
        """
        ticket = self.ticket(ticket_id)
        while ticket.merged_into is not None:
            ticket = self.ticket(ticket.merged_into.ticket_id)
        return ticket

    def seal(self, subject: str, text: Text) -> Sealed:
        """The text under the subject's key; what comes sealed stays as it is (SE-2)."""
        return text if isinstance(text, Sealed) else self.keys.seal(subject, text)

    def change_ticket(
        self,
        ticket_id: UUID,
        decide: Callable[[Ticket], Effects | None],
        *,
        check: Callable[[Ticket], None] | None = None,
        expected_version: int | None = None,
    ) -> Ticket:
        """Carries out a decision on a ticket that the actor works on.

        A race that was lost on something else than the ticket, such as its clock, is run again.

        Args:
            ticket_id: the ticket.
            decide: calls the ticket's commands; may run again on the ticket read anew.
            check: whether the actor may; by default only who works on the ticket or leads.
            expected_version: version that the caller saw.
        """
        seen = 0

        def attempt() -> Ticket:
            nonlocal seen
            ticket = self.ticket(ticket_id)
            (check or self.access.check_works_on)(ticket)
            expect_version(ticket, expected_version)
            seen = ticket.version
            effects = decide(ticket) or Effects()
            self.store.save(
                ticket,
                *effects.aggregates,
                beside=effects.beside,
                unchanged=effects.unchanged,
            )
            return ticket

        return self.retried(attempt, moved=lambda: self.ticket(ticket_id).version != seen)

    def retried(self, attempt: Callable[[], T], *, moved: Callable[[], bool] = lambda: False) -> T:
        """Runs `attempt` again after a lost race, unless what the caller saw has `moved`."""
        for _ in range(TRIES - 1):
            try:
                return attempt()
            except SideRowConflict as lost:
                if lost.kind == RECEIPTS or moved():
                    raise
            except Conflict:
                if moved():
                    raise
        return attempt()
