"""Which agreed windows of field-service orders may have passed without anybody's coming?"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Column, Index, String, select

from shared.clock import iso
from shared.read_models import ReadModel, Rows, projects, read_table

AT_A_TIME = 500
"""Orders that one run of the timer looks at."""

_order_id = Column("order_id", String, primary_key=True)
_latest_at = Column("latest_at", String, nullable=False)

WINDOWS = read_table(
    "due_windows", _order_id, _latest_at, Index("due_windows_by_time", _latest_at, _order_id)
)


class DueWindows(ReadModel):
    """One row for each order with a window that nobody has come for yet."""

    name = "due_windows"
    source = "tickets"
    tables = (WINDOWS,)

    @projects("tickets.field_order.appointment_agreed", "tickets.field_order.appointment_changed")
    def agreed(self, rows: Rows, event: Any) -> None:
        """Somebody is expected."""
        rows[WINDOWS].put(order_id=str(event.originator_id), latest_at=iso(event.latest_at))

    @projects(
        "tickets.field_order.arrived",
        "tickets.field_order.window_missed",
        "tickets.field_order.cancelled",
    )
    def settled(self, rows: Rows, event: Any) -> None:
        """Somebody has come, or it is known that nobody did, or nobody will."""
        rows[WINDOWS].remove(str(event.originator_id))

    def overdue(self, *, at: datetime) -> Sequence[UUID]:
        """Orders that nobody has come for in their window and its tolerance, the oldest first."""
        query = (
            select(WINDOWS.c.order_id)
            .where(WINDOWS.c.latest_at < iso(at))
            .order_by(WINDOWS.c.latest_at, WINDOWS.c.order_id)
            .limit(AT_A_TIME)
        )
        with self.database.reading() as connection:
            return [UUID(one) for one in connection.execute(query).scalars()]
