"""Which tickets were solved at the first contact, and why were the others not (TK-8)?"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Boolean, Column, Index, String, func, select

from services.tickets.application.questions import Unassessed
from services.tickets.read_models.states import text_or_none
from shared.clock import iso
from shared.read_models import ReadModel, Rows, projects, read_table

_resolved_at = Column("resolved_at", String)
_customer_id = Column("customer_id", String)
_ticket_id = Column("ticket_id", String, primary_key=True)
_at = Column("at", String, nullable=False)

TICKETS = read_table(
    "fcr_tickets",
    Column("ticket_id", String, primary_key=True),
    _customer_id,
    Column("issue", String, nullable=False),
    _resolved_at,
    Column("reason_code", String),
    Column("is_first_contact", Boolean),
    Index("fcr_tickets_by_resolution", _resolved_at),
    Index("fcr_tickets_by_customer", _customer_id),
)

APPROACHES = read_table(
    "fcr_approaches",
    Column("approach_id", String, primary_key=True),
    _ticket_id,
    _at,
    Index("fcr_approaches_by_ticket", _ticket_id, _at),
)
"""Each time a customer came with an issue: a ticket, a linked contact, a reply."""


@dataclass(frozen=True)
class FcrCount:
    """Resolved tickets by why more than one contact was needed.

    Args:
        reason_code: the reason; None for those solved at the first contact up to now.
        tickets: how many.
        assessed: how many of them were judged, their window having passed.
        repeated: how many of the judged ones were repeated within the window after all.
    """

    reason_code: str | None
    tickets: int
    assessed: int
    repeated: int


class FirstContacts(ReadModel):
    """Resolved tickets and the approaches of customers; an issue is business line and topic."""

    name = "first_contacts"
    source = "tickets"
    tables = (TICKETS, APPROACHES)

    @projects("tickets.ticket.opened")
    def opened(self, rows: Rows, event: Any) -> None:
        """A customer comes with an issue."""
        ticket_id, customer_id = str(event.originator_id), text_or_none(event.customer_id)
        issue = f"{event.business_line or ''}/{event.topic or event.kind}"
        rows[TICKETS].put(ticket_id=ticket_id, customer_id=customer_id, issue=issue)
        _approach(rows, event.originator_id, ticket_id, at=event.asked_at)

    @projects("tickets.ticket.customer_named")
    def customer_named(self, rows: Rows, event: Any) -> None:
        """It is known whose ticket it is."""
        rows[TICKETS].change(str(event.originator_id), customer_id=str(event.customer_id))

    @projects("tickets.contact.linked_to_ticket")
    def contact_linked(self, rows: Rows, event: Any) -> None:
        """A customer comes again about a ticket."""
        _approach(rows, event.originator_id, event.ticket_id, at=event.timestamp)

    @projects("tickets.correspondence.reply_received")
    def reply_received(self, rows: Rows, event: Any) -> None:
        """A customer writes again about a ticket."""
        _approach(rows, event.entry.entry_id, event.ticket_id, at=event.entry.written_at)

    @projects("tickets.ticket.resolved")
    def resolved(self, rows: Rows, event: Any) -> None:
        """The work is done; the window begins."""
        rows[TICKETS].change(
            str(event.originator_id),
            resolved_at=iso(event.timestamp),
            reason_code=event.reason_code,
        )

    @projects("tickets.ticket.reopened")
    def reopened(self, rows: Rows, event: Any) -> None:
        """It was not done after all."""
        rows[TICKETS].change(str(event.originator_id), resolved_at=None, reason_code=None)

    @projects("tickets.first_contact_resolution.assessed")
    def assessed(self, rows: Rows, event: Any) -> None:
        """The judgement was made."""
        rows[TICKETS].change(str(event.about.ticket_id), is_first_contact=event.is_first_contact)

    def unassessed(self, *, resolved_by: datetime, limit: int) -> Sequence[Unassessed]:
        """Tickets resolved by then and not judged yet, the oldest first."""
        query = (
            select(TICKETS.c.ticket_id, TICKETS.c.resolved_at)
            .where(TICKETS.c.resolved_at <= iso(resolved_by), TICKETS.c.is_first_contact.is_(None))
            .order_by(TICKETS.c.resolved_at, TICKETS.c.ticket_id)
            .limit(limit)
        )
        with self.database.reading() as connection:
            return [
                Unassessed(UUID(ticket_id), datetime.fromisoformat(resolved_at))
                for ticket_id, resolved_at in connection.execute(query)
            ]

    def repetition(
        self,
        ticket_id: UUID,
        *,
        customer_ids: Collection[UUID],
        after: datetime,
        until: datetime,
    ) -> UUID | None:
        """The first approach of the customer on the same issue in a span of time."""
        issue = select(TICKETS.c.issue).where(TICKETS.c.ticket_id == str(ticket_id))
        query = (
            select(APPROACHES.c.approach_id)
            .join(TICKETS, TICKETS.c.ticket_id == APPROACHES.c.ticket_id)
            .where(
                TICKETS.c.customer_id.in_([str(one) for one in customer_ids]),
                TICKETS.c.issue == issue.scalar_subquery(),
                APPROACHES.c.at > iso(after),
                APPROACHES.c.at <= iso(until),
            )
            .order_by(APPROACHES.c.at, APPROACHES.c.approach_id)
            .limit(1)
        )
        with self.database.reading() as connection:
            found = connection.execute(query).scalar()
        return None if found is None else UUID(found)

    def counts(self, *, since: datetime, until: datetime) -> Sequence[FcrCount]:
        """Tickets resolved in a span of time, by reason code."""
        query = (
            select(TICKETS.c.reason_code, TICKETS.c.is_first_contact, func.count())
            .where(TICKETS.c.resolved_at >= iso(since), TICKETS.c.resolved_at < iso(until))
            .group_by(TICKETS.c.reason_code, TICKETS.c.is_first_contact)
        )
        found: dict[str | None, list[int]] = {}
        with self.database.reading() as connection:
            for reason, verdict, count in connection.execute(query):
                sums = found.setdefault(reason, [0, 0, 0])
                sums[0] += count
                sums[1] += count if verdict is not None else 0
                sums[2] += count if reason is None and verdict is False else 0
        return [FcrCount(one, *found[one]) for one in sorted(found, key=lambda one: one or "")]


def _approach(rows: Rows, approach_id: UUID, ticket_id: UUID | str, *, at: datetime) -> None:
    rows[APPROACHES].put(approach_id=str(approach_id), ticket_id=str(ticket_id), at=iso(at))
