"""Which tickets wait for an agent?"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Boolean, Column, Index, String, select

from services.tickets.domain.assignment import Waiting
from services.tickets.domain.terms import QUEUED
from services.tickets.read_models.customers import CUSTOMERS
from services.tickets.read_models.states import text_or_none
from shared.clock import iso
from shared.read_models import ReadModel, Rows, projects, read_table

_waits = Column("waits", Boolean, nullable=False)
_skill_group = Column("skill_group", String, nullable=False)

TICKETS = read_table(
    "ticket_queue",
    Column("ticket_id", String, primary_key=True),
    _waits,
    _skill_group,
    Column("number", String, nullable=False),
    Column("kind", String, nullable=False),
    Column("channel", String, nullable=False),
    Column("priority", String, nullable=False),
    Column("business_line", String),
    Column("customer_id", String),
    Column("queued_at", String, nullable=False),
    Index("ticket_queue_waiting", _waits, _skill_group),
)


class TicketQueue(ReadModel):
    """Open tickets and whether they wait; the order is a rule of the domain (TX-2)."""

    name = "ticket_queue"
    source = "tickets"
    tables = (TICKETS,)

    @projects("tickets.ticket.opened")
    def opened(self, rows: Rows, event: Any) -> None:
        """A ticket begins to wait when the customer did."""
        rows[TICKETS].put(
            ticket_id=str(event.originator_id), waits=True, **_facts(event, event.asked_at)
        )

    @projects("tickets.ticket.taken_over")
    def taken_over(self, rows: Rows, event: Any) -> None:
        """A ticket of an earlier system waits, unless it was done there."""
        if event.state == QUEUED:
            self.opened(rows, event)

    @projects("tickets.ticket.assigned")
    def assigned(self, rows: Rows, event: Any) -> None:
        """An agent has it."""
        rows[TICKETS].change(str(event.originator_id), waits=False)

    @projects("tickets.ticket.returned_to_queue")
    def returned(self, rows: Rows, event: Any) -> None:
        """It waits again, no worse off than before."""
        rows[TICKETS].change(str(event.originator_id), waits=True)

    @projects("tickets.ticket.transferred")
    def transferred(self, rows: Rows, event: Any) -> None:
        """It waits in another skill group."""
        rows[TICKETS].change(str(event.originator_id), waits=True, skill_group=event.skill_group)

    @projects("tickets.ticket.reopened")
    def reopened(self, rows: Rows, event: Any) -> None:
        """It is open again, and waits if it had no agent."""
        rows[TICKETS].put(
            ticket_id=str(event.originator_id),
            waits=event.state == QUEUED,
            **_facts(event.about, event.timestamp),
        )

    @projects("tickets.ticket.resolved")
    def resolved(self, rows: Rows, event: Any) -> None:
        """It waits no more."""
        rows[TICKETS].remove(str(event.originator_id))

    @projects("tickets.ticket.reclassified")
    def reclassified(self, rows: Rows, event: Any) -> None:
        """It is of another kind."""
        rows[TICKETS].change(str(event.originator_id), kind=event.kind)

    @projects("tickets.ticket.reprioritised")
    def reprioritised(self, rows: Rows, event: Any) -> None:
        """It has another priority."""
        rows[TICKETS].change(str(event.originator_id), priority=event.priority)

    @projects("tickets.ticket.channel_handed_over")
    def channel_handed_over(self, rows: Rows, event: Any) -> None:
        """It goes on by another channel."""
        rows[TICKETS].change(str(event.originator_id), channel=event.channel)

    @projects("tickets.ticket.customer_named")
    def customer_named(self, rows: Rows, event: Any) -> None:
        """It is known whose it is."""
        rows[TICKETS].change(str(event.originator_id), customer_id=str(event.customer_id))

    def waiting(self, skill_groups: Collection[str]) -> Iterable[Waiting]:
        """The waiting tickets of these skill groups, with the level of their customers."""
        query = (
            select(TICKETS, CUSTOMERS.c.level)
            .join(CUSTOMERS, CUSTOMERS.c.customer_id == TICKETS.c.customer_id, isouter=True)
            .where(TICKETS.c.waits, TICKETS.c.skill_group.in_(sorted(skill_groups)))
        )
        with self.database.reading() as connection:
            return [_waiting(row) for row in connection.execute(query).mappings()]


def _facts(source: Any, queued_at: datetime) -> dict[str, Any]:
    return {
        "skill_group": source.skill_group,
        "number": source.number,
        "kind": source.kind,
        "channel": source.channel,
        "priority": source.priority,
        "business_line": source.business_line,
        "customer_id": text_or_none(source.customer_id),
        "queued_at": iso(queued_at),
    }


def _waiting(row: Any) -> Waiting:
    return Waiting(
        ticket_id=UUID(row["ticket_id"]),
        number=row["number"],
        kind=row["kind"],
        channel=row["channel"],
        priority=row["priority"],
        skill_group=row["skill_group"],
        business_line=row["business_line"],
        customer_level=row["level"],
        queued_at=datetime.fromisoformat(row["queued_at"]),
    )
