"""How many tickets needed the escalation channel [复杂问题升级率] (TK-12)?"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Column, Index, Integer, String, case, func, select

from shared.clock import iso
from shared.read_models import ReadModel, Rows, projects, read_table

_opened_at = Column("opened_at", String, nullable=False)

TICKETS = read_table(
    "escalated_tickets",
    Column("ticket_id", String, primary_key=True),
    _opened_at,
    Column("kind", String, nullable=False),
    Column("highest_level", Integer, nullable=False),
    Index("escalated_tickets_by_opening", _opened_at),
)


@dataclass(frozen=True)
class EscalationCount:
    """Tickets of one kind that were opened in a span of time.

    Args:
        kind: the kind, as it was when the ticket was opened.
        tickets: how many were opened.
        escalated: how many of them needed an answer of others.
        above_first_level: how many of those went beyond the first level.
    """

    kind: str
    tickets: int
    escalated: int
    above_first_level: int


class EscalationRate(ReadModel):
    """One row for each ticket: how high it was escalated, 0 for not at all."""

    name = "escalation_rate"
    source = "tickets"
    tables = (TICKETS,)

    @projects("tickets.ticket.opened")
    def opened(self, rows: Rows, event: Any) -> None:
        """A ticket counts among all."""
        rows[TICKETS].put(
            ticket_id=str(event.originator_id),
            opened_at=iso(event.timestamp),
            kind=event.kind,
            highest_level=0,
        )

    @projects("tickets.escalation.raised", "tickets.escalation.handed_up")
    def escalated(self, rows: Rows, event: Any) -> None:
        """An agent has asked a level about it."""
        ticket_id = str(event.about.ticket_id)
        row = rows[TICKETS].get(ticket_id)
        if row is not None and row["highest_level"] < event.level.number:
            rows[TICKETS].change(ticket_id, highest_level=event.level.number)

    def counts(self, *, since: datetime, until: datetime) -> Sequence[EscalationCount]:
        """The tickets opened in a span of time by kind, and how many were escalated."""
        level = TICKETS.c.highest_level
        query = (
            select(
                TICKETS.c.kind,
                func.count().label("tickets"),
                func.sum(case((level > 0, 1), else_=0)).label("escalated"),
                func.sum(case((level > 1, 1), else_=0)).label("above_first_level"),
            )
            .where(TICKETS.c.opened_at >= iso(since), TICKETS.c.opened_at < iso(until))
            .group_by(TICKETS.c.kind)
            .order_by(TICKETS.c.kind)
        )
        with self.database.reading() as connection:
            return [EscalationCount(**row) for row in connection.execute(query).mappings()]
