"""Suggesting duplicates of an open ticket, and dismissing what is none."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol
from uuid import UUID

from services.tickets.application.links import Links
from services.tickets.application.questions import Customers
from services.tickets.application.workbench import Workbench
from services.tickets.domain.duplicates import reasons_for_a_duplicate
from services.tickets.domain.links import TicketLinks
from services.tickets.domain.ticket import Ticket
from shared.sealed import Sealed

PURPOSE = "suggest-duplicates"
"""Why subjects are opened here."""

LOOKED_AT = 50
"""Tickets of one customer that are looked at, the newest first."""


class OpenedTickets(Protocol):
    """Which tickets customers have."""

    def of_customers(
        self, customer_ids: Collection[UUID], *, since: datetime, until: datetime, limit: int
    ) -> Sequence[UUID]:
        """Those opened in a span of time, the newest first."""


@dataclass(frozen=True)
class Suggested:
    """A ticket that may be about the same.

    Args:
        ticket: the ticket.
        why: the reasons, the strongest first.
    """

    ticket: Ticket
    why: tuple[str, ...]


class Duplicates:
    """Suggests which open tickets of one customer may be one.

    Args:
        bench: what all use cases stand on.
        customers: who the customers are.
        opened: which tickets they have.
        links: what is linked, or was found to be no duplicate.
    """

    def __init__(
        self, bench: Workbench, *, customers: Customers, opened: OpenedTickets, links: Links
    ) -> None:
        self._bench = bench
        self._customers = customers
        self._opened = opened
        self._links = links

    def suggest_duplicates(self, ticket_id: UUID) -> list[Suggested]:
        """Open tickets of the same customer, opened near it, with why they may be one with it.

        What is linked to it, was dismissed, or may not be seen by the actor is left out.
        """
        ticket = self._bench.ticket(ticket_id)
        self._bench.access.check_sees(ticket)
        if ticket.customer_id is None or not ticket.is_open:
            return []
        person = self._customers.same_person(ticket.customer_id) | {ticket.customer_id}
        rules = self._bench.rules.linking
        known = self._links.of(ticket)
        settled = {*known.dismissed, *(one.ticket_id for one in known.links), ticket.id}
        found = [
            Suggested(other, why)
            for other in self._near(ticket, person, days=rules.duplicate_days)
            if other.id not in settled
            and other.is_open
            and self._bench.access.may_see(other)
            and (why := self._why(ticket, other))
        ]
        found.sort(key=lambda one: (-len(one.why), one.ticket.number))
        return found[: rules.most_suggestions]

    def dismiss_duplicate(self, ticket_id: UUID, other_id: UUID, *, reason: str) -> TicketLinks:
        """Notes, on both tickets, that they are two matters."""

        def attempt() -> TicketLinks:
            ticket, other = self._bench.ticket(ticket_id), self._bench.ticket(other_id)
            self._bench.access.check_works_on(ticket)
            self._bench.access.check_sees(other)
            own, opposite = self._links.of(ticket), self._links.of(other)
            own.dismiss(other.id, reason=self._bench.seal(ticket.data_subject, reason))
            opposite.dismiss(ticket.id, reason=self._bench.seal(other.data_subject, reason))
            self._bench.store.save(own, opposite)
            return own

        return self._bench.retried(attempt)

    def _near(self, ticket: Ticket, person: frozenset[UUID], *, days: int) -> list[Ticket]:
        window = timedelta(days=days)
        ids = self._opened.of_customers(
            person,
            since=ticket.created_on - window,
            until=ticket.created_on + window,
            limit=LOOKED_AT,
        )
        return [self._bench.ticket(one) for one in ids]

    def _why(self, ticket: Ticket, other: Ticket) -> tuple[str, ...]:
        texts = self._open(ticket.subject), self._open(other.subject)
        return reasons_for_a_duplicate(ticket.about, other.about, subjects=texts)

    def _open(self, sealed: Sealed) -> str | None:
        return self._bench.keys.open_or_none(sealed, purpose=PURPOSE)
