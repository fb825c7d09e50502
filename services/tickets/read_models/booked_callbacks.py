"""Which callbacks are booked, and which were missed?"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import (
    Boolean,
    Column,
    Index,
    Select,
    String,
    and_,
    exists,
    not_,
    or_,
    select,
)

from services.tickets.domain.callback import BOOKED, CANCELLED, MADE, MISSED
from services.tickets.read_models.available_agents import AVAILABLE
from services.tickets.read_models.states import text_or_none
from shared.clock import iso
from shared.read_models import ReadModel, Rows, projects, read_table

_state = Column("state", String, nullable=False)
_from_at = Column("from_at", String, nullable=False)
_until_at = Column("until_at", String, nullable=False)
_ticket_id = Column("ticket_id", String, nullable=False)
_customer_id = Column("customer_id", String)
_ticket_id = Column("ticket_id", String, nullable=False)

CALLBACKS = read_table(
    "booked_callbacks",
    Column("callback_id", String, primary_key=True),
    _ticket_id,
    Column("number", String, nullable=False),
    _customer_id,
    Column("assignee_id", String),
    Column("given_to", String),
    Column("is_late", Boolean, nullable=False),
    _state,
    _from_at,
    _until_at,
    Index("booked_callbacks_by_window", _state, _until_at),
    Index("booked_callbacks_by_beginning", _state, _from_at),
    Index("booked_callbacks_by_ticket", _ticket_id),
    Index("booked_callbacks_by_customer", _customer_id),
)


@dataclass(frozen=True)
class ListedCallback:
    """A callback in a list."""

    callback_id: UUID
    ticket_id: UUID
    number: str
    assignee_id: UUID | None
    state: str
    from_at: datetime
    until_at: datetime


class BookedCallbacks(ReadModel):
    """One row for each callback that was ever booked (TK-6)."""

    name = "booked_callbacks"
    source = "tickets"
    tables = (CALLBACKS,)

    @projects("tickets.callback.booked")
    def booked(self, rows: Rows, event: Any) -> None:
        """A callback is booked."""
        about = event.about
        rows[CALLBACKS].put(
            callback_id=str(event.originator_id),
            ticket_id=str(about.ticket_id),
            number=about.number,
            customer_id=text_or_none(about.customer_id),
            assignee_id=text_or_none(about.assignee_id),
            is_late=False,
            state=BOOKED,
            from_at=iso(event.from_at),
            until_at=iso(event.until_at),
        )

    @projects("tickets.callback.given")
    def given(self, rows: Rows, event: Any) -> None:
        """An agent is to call."""
        employee_id = str(event.employee_id)
        rows[CALLBACKS].change(
            str(event.originator_id), assignee_id=employee_id, given_to=employee_id
        )

    @projects("tickets.callback.came_late")
    def came_late(self, rows: Rows, event: Any) -> None:
        """It was signalled as late."""
        rows[CALLBACKS].change(str(event.originator_id), is_late=True)

    @projects("tickets.callback.made")
    def made(self, rows: Rows, event: Any) -> None:
        """The customer was called."""
        rows[CALLBACKS].change(str(event.originator_id), state=MADE)

    @projects("tickets.callback.cancelled")
    def cancelled(self, rows: Rows, event: Any) -> None:
        """The callback is not wanted any more."""
        rows[CALLBACKS].change(str(event.originator_id), state=CANCELLED)

    @projects("tickets.callback.missed")
    def missed(self, rows: Rows, event: Any) -> None:
        """Nobody called in time."""
        rows[CALLBACKS].change(str(event.originator_id), state=MISSED)

    def overdue(self, *, at: datetime) -> Sequence[UUID]:
        """Booked callbacks whose window has passed, the oldest first."""
        query = (
            select(CALLBACKS.c.callback_id)
            .where(CALLBACKS.c.state == BOOKED, CALLBACKS.c.until_at < iso(at))
            .order_by(CALLBACKS.c.until_at, CALLBACKS.c.callback_id)
        )
        return self._ids(query)

    def due(self, *, at: datetime, late_if_before: datetime, limit: int) -> Sequence[UUID]:
        """Booked callbacks with something to do, the oldest first.

        Their window has begun and is not over, and nobody has them who takes calls, or they are
        late and nobody was told.

        Args:
            at: the time now.
            late_if_before: a window that began by then is late.
            limit: how many at most.
        """
        has_agent = exists().where(
            AVAILABLE.c.employee_id == CALLBACKS.c.given_to, AVAILABLE.c.channels.contains("phone")
        )
        is_late = and_(not_(CALLBACKS.c.is_late), CALLBACKS.c.from_at <= iso(late_if_before))
        query = (
            select(CALLBACKS.c.callback_id)
            .where(
                CALLBACKS.c.state == BOOKED,
                CALLBACKS.c.from_at <= iso(at),
                CALLBACKS.c.until_at >= iso(at),
                or_(not_(has_agent), is_late),
            )
            .order_by(CALLBACKS.c.from_at, CALLBACKS.c.callback_id)
            .limit(limit)
        )
        return self._ids(query)

    def booked_about(self, ticket_id: UUID) -> Sequence[UUID]:
        """Booked callbacks about a ticket, the oldest first."""
        query = (
            select(CALLBACKS.c.callback_id)
            .where(CALLBACKS.c.ticket_id == str(ticket_id), CALLBACKS.c.state == BOOKED)
            .order_by(CALLBACKS.c.from_at, CALLBACKS.c.callback_id)
        )
        return self._ids(query)

    def booked_for(self, customer_id: UUID) -> Sequence[UUID]:
        """Booked callbacks of a customer."""
        query = (
            select(CALLBACKS.c.callback_id)
            .where(CALLBACKS.c.customer_id == str(customer_id), CALLBACKS.c.state == BOOKED)
            .order_by(CALLBACKS.c.callback_id)
        )
        return self._ids(query)

    def of_tickets(self, ticket_ids: Collection[UUID]) -> Sequence[UUID]:
        """All callbacks that were ever booked for these tickets, the earliest window first."""
        query = (
            select(CALLBACKS.c.callback_id)
            .where(CALLBACKS.c.ticket_id.in_([str(one) for one in ticket_ids]))
            .order_by(CALLBACKS.c.from_at, CALLBACKS.c.callback_id)
        )
        return self._ids(query)

    def upcoming(
        self, *, assignees: Collection[UUID] | None, limit: int
    ) -> Sequence[ListedCallback]:
        """Booked callbacks, the next first.

        Args:
            assignees: only what these agents booked them for; None for all.
            limit: how many at most.
        """
        query = (
            select(CALLBACKS)
            .where(CALLBACKS.c.state == BOOKED)
            .order_by(CALLBACKS.c.until_at, CALLBACKS.c.callback_id)
            .limit(limit)
        )
        if assignees is not None:
            query = query.where(CALLBACKS.c.assignee_id.in_([str(one) for one in assignees]))
        with self.database.reading() as connection:
            return [_listed(row) for row in connection.execute(query).mappings()]

    def _ids(self, query: Select[Any]) -> Sequence[UUID]:
        with self.database.reading() as connection:
            return [UUID(one) for one in connection.execute(query).scalars()]


def _listed(row: Any) -> ListedCallback:
    return ListedCallback(
        callback_id=UUID(row["callback_id"]),
        ticket_id=UUID(row["ticket_id"]),
        number=row["number"],
        assignee_id=None if row["assignee_id"] is None else UUID(row["assignee_id"]),
        state=row["state"],
        from_at=datetime.fromisoformat(row["from_at"]),
        until_at=datetime.fromisoformat(row["until_at"]),
    )
