"""A ticket as the CRM is kept informed of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Self
from uuid import UUID

from shared.event_store.aggregate import Aggregate
from shared.ids import id_of
from shared.sealed.envelope import Sealed

CHANGES = (
    "opened",
    "assigned",
    "reply_sent",
    "resolved",
    "closed",
    "reopened",
    "sla_at_risk",
    "sla_breached",
)
"""What may have happened to a ticket."""

MERGED = "merged"
"""The last that happens to a ticket for which another one goes on."""


@dataclass(frozen=True, kw_only=True)
class News:
    """What happened to a ticket.

    Args:
        change: one of `CHANGES`.
        customer_id: whose ticket it is now, if known.
        customer_number: the customer's number in the CRM.
        clock: name of the SLA clock that the news is about.
        due_at: when that clock runs out.
        text: the reply or solution.
        occurred_at: when it happened.
    """

    change: str
    customer_id: UUID | None
    customer_number: Sealed | None
    clock: str | None
    due_at: datetime | None
    text: Sealed | None
    occurred_at: datetime


@dataclass(frozen=True, kw_only=True)
class Merge:
    """A ticket was merged into another one.

    Args:
        into_ticket_id: the ticket that goes on.
        into_ticket_number: its number, under which the customer is answered from now on.
        customer_id: whose ticket it is, if known.
        customer_number: the customer's number in the CRM.
        occurred_at: when it happened.
    """

    into_ticket_id: UUID
    into_ticket_number: str
    customer_id: UUID | None
    customer_number: Sealed | None
    occurred_at: datetime


class FollowedTicket(Aggregate):
    """One ticket's news; what is personal in them stays sealed until it is told (SE-2)."""

    TOPIC = "crm.ticket"

    class Created(Aggregate.Created):
        TOPIC = "crm.ticket.followed"
        ticket_id: UUID
        ticket_number: str
        request_source: str | None
        request_external_id: str | None

    class NewsNoted(Aggregate.Event):
        TOPIC = "crm.ticket.news_noted"
        ticket_id: UUID
        ticket_number: str
        request_source: str | None
        request_external_id: str | None
        change: str
        customer_id: UUID | None
        customer_number: Sealed | None
        clock: str | None
        due_at: datetime | None
        text: Sealed | None
        occurred_at: datetime

        def apply(self, aggregate: Any) -> None:
            """Keeps the last change, and whose ticket it is now."""
            aggregate.last_change = self.change
            aggregate.customer_id = self.customer_id

    class MergeNoted(Aggregate.Event):
        TOPIC = "crm.ticket.merge_noted"
        ticket_id: UUID
        ticket_number: str
        request_source: str | None
        request_external_id: str | None
        into_ticket_id: UUID
        into_ticket_number: str
        customer_id: UUID | None
        customer_number: Sealed | None
        occurred_at: datetime

        def apply(self, aggregate: Any) -> None:
            """Keeps the last change."""
            aggregate.last_change = MERGED

    def __init__(
        self,
        *,
        ticket_id: UUID,
        ticket_number: str,
        request_source: str | None,
        request_external_id: str | None,
    ) -> None:
        self.ticket_id = ticket_id
        self.ticket_number = ticket_number
        self.request_source = request_source
        self.request_external_id = request_external_id
        self.last_change = ""
        self.customer_id: UUID | None = None

    @classmethod
    def follow(
        cls,
        ticket_id: UUID,
        *,
        ticket_number: str,
        request_source: str | None,
        request_external_id: str | None,
    ) -> Self:
        """Begins to follow a ticket.

        Args:
            ticket_id: the ticket.
            ticket_number: the number that people speak.
            request_source: the CRM system that asked for it, if one did.
            request_external_id: the request's id there.
        """
        return cls._create(
            cls.Created,
            id=followed_ticket_id_of(ticket_id),
            ticket_id=ticket_id,
            ticket_number=ticket_number,
            request_source=request_source,
            request_external_id=request_external_id,
        )

    def note_merge(self, merge: Merge) -> None:
        """Notes which ticket goes on for it."""
        self.trigger_event(
            self.MergeNoted,
            ticket_id=self.ticket_id,
            ticket_number=self.ticket_number,
            request_source=self.request_source,
            request_external_id=self.request_external_id,
            **vars(merge),
        )

    def note(self, news: News) -> None:
        """Notes news, with all that the CRM knows the ticket by."""
        self.trigger_event(
            self.NewsNoted,
            ticket_id=self.ticket_id,
            ticket_number=self.ticket_number,
            request_source=self.request_source,
            request_external_id=self.request_external_id,
            **vars(news),
        )


def followed_ticket_id_of(ticket_id: UUID) -> UUID:
    """The one id under which the ticket is followed."""
    return id_of("crm", "ticket", ticket_id)
