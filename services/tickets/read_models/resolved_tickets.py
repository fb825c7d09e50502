"""Which tickets were resolved when, and whose were they?"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Column, Index, String, exists, select, tuple_

from services.tickets.application.outbound_questions import ResolvedTicket
from services.tickets.read_models.outbound_list import TASKS
from shared.clock import iso
from shared.read_models import ReadModel, Rows, projects, read_table

_resolved_at = Column("resolved_at", String, nullable=False)
_ticket_id = Column("ticket_id", String, primary_key=True)

TICKETS = read_table(
    "resolved_tickets",
    _ticket_id,
    Column("customer_id", String, nullable=False),
    Column("kind", String, nullable=False),
    _resolved_at,
    Index("resolved_tickets_by_time", _resolved_at, _ticket_id),
)


class ResolvedTickets(ReadModel):
    """One row for each resolved ticket of a known customer, gone when it is reopened."""

    name = "resolved_tickets"
    source = "tickets"
    tables = (TICKETS,)

    @projects("tickets.ticket.resolved")
    def resolved_at(self, rows: Rows, event: Any) -> None:
        """The work is done."""
        about = event.about
        if about.customer_id is not None:
            rows[TICKETS].put(
                ticket_id=str(event.originator_id),
                customer_id=str(about.customer_id),
                kind=about.kind,
                resolved_at=iso(event.timestamp),
            )

    @projects("tickets.ticket.reopened")
    def reopened(self, rows: Rows, event: Any) -> None:
        """It was not done after all."""
        rows[TICKETS].remove(str(event.originator_id))

    def resolved(
        self,
        *,
        since: datetime,
        until: datetime,
        kinds: Collection[str],
        campaign_id: UUID,
        after: tuple[datetime, UUID] | None,
        limit: int,
    ) -> Sequence[ResolvedTicket]:
        """Resolved tickets of a span that the campaign has not listed, the oldest first.

        Args:
            since: from when on.
            until: until when, included.
            kinds: of these kinds only; empty for all.
            campaign_id: campaign whose list is looked at.
            after: time and id of the last ticket of the page before.
            limit: tickets at most.
        """
        is_listed = exists().where(
            TASKS.c.customer_id == TICKETS.c.customer_id,
            TASKS.c.campaign_id == str(campaign_id),
            TASKS.c.what_for == "ticket:" + TICKETS.c.ticket_id,
        )
        query = select(TICKETS).where(
            TICKETS.c.resolved_at >= iso(since), TICKETS.c.resolved_at <= iso(until), ~is_listed
        )
        if kinds:
            query = query.where(TICKETS.c.kind.in_(sorted(kinds)))
        if after is not None:
            place = (iso(after[0]), str(after[1]))
            query = query.where(tuple_(TICKETS.c.resolved_at, TICKETS.c.ticket_id) > place)
        query = query.order_by(TICKETS.c.resolved_at, TICKETS.c.ticket_id).limit(limit)
        with self.database.reading() as connection:
            return [_resolved(row) for row in connection.execute(query).mappings()]


def _resolved(row: Any) -> ResolvedTicket:
    return ResolvedTicket(
        ticket_id=UUID(row["ticket_id"]),
        customer_id=UUID(row["customer_id"]),
        resolved_at=datetime.fromisoformat(row["resolved_at"]),
    )
