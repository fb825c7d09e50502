"""What `crm` does about news of tickets."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from services.crm.domain.customer import Customer
from services.crm.domain.followed_ticket import FollowedTicket, Merge, News, followed_ticket_id_of
from services.crm.domain.ticket_request import Refusal, TicketRequest
from shared.event_store.store import Store
from shared.sealed import Sealed


@dataclass(frozen=True, kw_only=True)
class TicketChange:
    """Something happened to a ticket, in our words.

    Args:
        change: one of `CHANGES`.
        ticket_id: the ticket.
        ticket_number: the number that people speak.
        request_id: our id of the request that led to it, if one did.
        customer_id: whose ticket it is, if known.
        clock: name of the SLA clock concerned.
        due_at: when that clock runs out.
        text: the reply or solution.
        occurred_at: when it happened.
    """

    change: str
    ticket_id: UUID
    ticket_number: str
    request_id: UUID | None
    customer_id: UUID | None
    clock: str | None
    due_at: datetime | None
    text: Sealed | None
    occurred_at: datetime


@dataclass(frozen=True)
class TicketMerged:
    """A ticket was merged into another one, in our words.

    Args:
        merged: the ticket that ended.
        into_ticket_id: the ticket that goes on.
        into_ticket_number: its number.
    """

    merged: TicketChange
    into_ticket_id: UUID
    into_ticket_number: str


@dataclass(frozen=True, kw_only=True)
class RequestRefused:
    """A request led to no ticket.

    Args:
        request_id: our id of the request.
        refusal: why.
    """

    request_id: UUID
    refusal: Refusal


class TicketReactions:
    """Keeps the CRM informed of tickets.

    Args:
        store: the batch that the message belongs to.
    """

    def __init__(self, store: Store) -> None:
        self._store = store

    def when_ticket_changed_note_news(self, fact: TicketChange) -> None:
        """Notes the change, to be told on the CRM's stream."""
        ticket = self._store.find(FollowedTicket, followed_ticket_id_of(fact.ticket_id))
        ticket = ticket or self._follow(fact)
        customer = self._customer_of(fact)
        news = News(
            change=fact.change,
            customer_id=customer.id if customer else fact.customer_id,
            customer_number=customer.number if customer else None,
            clock=fact.clock,
            due_at=fact.due_at,
            text=fact.text,
            occurred_at=fact.occurred_at,
        )
        ticket.note(news)
        self._store.save(ticket)

    def when_ticket_was_merged_note_it(self, fact: TicketMerged) -> None:
        """Notes which ticket goes on, so that the customer is told the number that counts."""
        ticket = self._store.find(FollowedTicket, followed_ticket_id_of(fact.merged.ticket_id))
        ticket = ticket or self._follow(fact.merged)
        customer = self._customer_of(fact.merged)
        ticket.note_merge(
            Merge(
                into_ticket_id=fact.into_ticket_id,
                into_ticket_number=fact.into_ticket_number,
                customer_id=customer.id if customer else fact.merged.customer_id,
                customer_number=customer.number if customer else None,
                occurred_at=fact.merged.occurred_at,
            )
        )
        self._store.save(ticket)

    def when_ticket_request_was_refused_note_it(self, fact: RequestRefused) -> None:
        """Notes why there is no ticket, to be told to whoever asked for it (TX-3)."""
        request = self._store.get(TicketRequest, fact.request_id)
        customer = None
        if request.facts.customer_id is not None:
            customer = self._store.find(Customer, request.facts.customer_id)
        request.note_refusal(fact.refusal, customer_number=customer.number if customer else None)
        self._store.save(request)

    def _follow(self, fact: TicketChange) -> FollowedTicket:
        request = None
        if fact.request_id is not None:
            request = self._store.find(TicketRequest, fact.request_id)
        return FollowedTicket.follow(
            fact.ticket_id,
            ticket_number=fact.ticket_number,
            request_source=request.facts.source if request else None,
            request_external_id=request.facts.external_id if request else None,
        )

    def _customer_of(self, fact: TicketChange) -> Customer | None:
        if fact.customer_id is None:
            return None
        return self._store.find(Customer, fact.customer_id)
