"""Which tickets was an agent given since a moment?"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Column, Index, String, select

from services.tickets.application.certificate_losses import GivenWork
from shared.clock import iso
from shared.read_models import ReadModel, Rows, projects, read_table

_employee_id = Column("employee_id", String, primary_key=True)
_assigned_at = Column("assigned_at", String, nullable=False)

GIVEN = read_table(
    "given_work",
    Column("ticket_id", String, primary_key=True),
    _employee_id,
    _assigned_at,
    Index("given_work_of", _employee_id, _assigned_at),
)


class GivenWorks(ReadModel):
    """When each agent was last given each ticket, whatever became of it."""

    name = "given_work"
    source = "tickets"
    tables = (GIVEN,)

    @projects("tickets.ticket.assigned")
    def assigned(self, rows: Rows, event: Any) -> None:
        """An agent has a ticket."""
        _given(rows, event, event.assignee_id)

    @projects("tickets.ticket.reopened")
    def reopened(self, rows: Rows, event: Any) -> None:
        """Its agent has it again."""
        if event.about.assignee_id is not None:
            _given(rows, event, event.about.assignee_id)

    def given_since(self, employee_id: UUID, *, since: datetime) -> Sequence[GivenWork]:
        """Tickets that an agent was given since a moment, the first one first."""
        query = (
            select(GIVEN.c.ticket_id, GIVEN.c.assigned_at)
            .where(GIVEN.c.employee_id == str(employee_id), GIVEN.c.assigned_at >= iso(since))
            .order_by(GIVEN.c.assigned_at, GIVEN.c.ticket_id)
        )
        with self.database.reading() as connection:
            found = connection.execute(query).all()
        return [
            GivenWork(UUID(ticket_id), datetime.fromisoformat(assigned_at))
            for ticket_id, assigned_at in found
        ]


def _given(rows: Rows, event: Any, employee_id: UUID) -> None:
    rows[GIVEN].put(
        ticket_id=str(event.originator_id),
        employee_id=str(employee_id),
        assigned_at=iso(event.meta.occurred_at),
    )
