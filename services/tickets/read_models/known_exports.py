"""Which exports were asked for, and which of them have a file?"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Column, Index, String, select, tuple_

from services.tickets.domain.export import EXPIRED, FAILED, FINISHED, REQUESTED
from shared.clock import iso
from shared.read_models import ReadModel, Rows, projects, read_table

_state = Column("state", String, nullable=False)
_changed_at = Column("changed_at", String, nullable=False)
_due_at = Column("due_at", String, nullable=False)
_requester_id = Column("requester_id", String, nullable=False)
_requested_at = Column("requested_at", String, nullable=False)

EXPORTS = read_table(
    "known_exports",
    Column("export_id", String, primary_key=True),
    _requester_id,
    _requested_at,
    _state,
    _changed_at,
    _due_at,
    Index("known_exports_by_state", _state, _changed_at),
    Index("known_exports_by_turn", _state, _due_at),
    Index("known_exports_by_requester", _requester_id, _requested_at),
)


class KnownExports(ReadModel):
    """One row for each export."""

    name = "known_exports"
    source = "tickets"
    tables = (EXPORTS,)

    @projects("tickets.export.requested")
    def requested_by_somebody(self, rows: Rows, event: Any) -> None:
        """Somebody waits for it."""
        requested_at = iso(event.timestamp)
        rows[EXPORTS].put(
            export_id=str(event.originator_id),
            requester_id=str(event.requester_id),
            requested_at=requested_at,
            state=REQUESTED,
            changed_at=requested_at,
            due_at=requested_at,
        )

    @projects("tickets.export.attempt_failed")
    def attempted(self, rows: Rows, event: Any) -> None:
        """It is tried again later."""
        rows[EXPORTS].change(str(event.originator_id), due_at=iso(event.next_at))

    @projects("tickets.export.finished")
    def was_finished(self, rows: Rows, event: Any) -> None:
        """Its file is there."""
        _change(rows, event, FINISHED)

    @projects("tickets.export.failed")
    def failed(self, rows: Rows, event: Any) -> None:
        """It cannot be made."""
        _change(rows, event, FAILED)

    @projects("tickets.export.expired")
    def expired(self, rows: Rows, event: Any) -> None:
        """Its time is over."""
        _change(rows, event, EXPIRED)

    def requested(self, *, by: datetime, limit: int) -> Sequence[UUID]:
        """Those that wait to be made by then, the longest waiting first."""
        return self._in_state(REQUESTED, EXPORTS.c.due_at, by=by, limit=limit)

    def finished(self, *, by: datetime, limit: int) -> Sequence[UUID]:
        """Those finished by then whose file is there, the oldest first."""
        return self._in_state(FINISHED, EXPORTS.c.changed_at, by=by, limit=limit)

    def of_employee(
        self, employee_id: UUID, *, after: tuple[datetime, UUID] | None = None, limit: int
    ) -> Sequence[tuple[datetime, UUID]]:
        """When an employee asked for which exports, the latest first."""
        row = EXPORTS.c
        query = select(row.requested_at, row.export_id).where(row.requester_id == str(employee_id))
        if after is not None:
            last = (iso(after[0]), str(after[1]))
            query = query.where(tuple_(row.requested_at, row.export_id) < last)
        query = query.order_by(row.requested_at.desc(), row.export_id.desc()).limit(limit)
        with self.database.reading() as connection:
            found = connection.execute(query).all()
        return [(datetime.fromisoformat(at), UUID(export_id)) for at, export_id in found]

    def _in_state(
        self, state: str, since: Column[str], *, by: datetime, limit: int
    ) -> Sequence[UUID]:
        row = EXPORTS.c
        query = (
            select(row.export_id)
            .where(row.state == state, since <= iso(by))
            .order_by(since, row.export_id)
            .limit(limit)
        )
        with self.database.reading() as connection:
            return [UUID(one) for one in connection.execute(query).scalars()]


def _change(rows: Rows, event: Any, state: str) -> None:
    rows[EXPORTS].change(str(event.originator_id), state=state, changed_at=iso(event.timestamp))
