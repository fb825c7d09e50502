"""What have those who go out to do, in which order? Partners and own staff, each their own."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Column, Index, String, select, tuple_

from services.tickets.domain import field_terms as terms
from services.tickets.read_models.states import text_or_none
from shared.clock import iso
from shared.read_models import ReadModel, Rows, projects, read_table

_order_id = Column("order_id", String, primary_key=True)
_state = Column("state", String, nullable=False)
_employee_id = Column("employee_id", String)
_partner_id = Column("partner_id", String)
_planned_at = Column("planned_at", String, nullable=False)

WORK = read_table(
    "field_work",
    _order_id,
    Column("number", String, nullable=False),
    Column("kind", String, nullable=False),
    Column("area", String),
    _state,
    _employee_id,
    _partner_id,
    _planned_at,
    Column("until_at", String),
    Index("field_work_by_employee", _employee_id, _planned_at, _order_id),
    Index("field_work_by_partner", _partner_id, _planned_at, _order_id),
)

UNPLANNED = datetime(9999, 12, 31, tzinfo=UTC)
"""Where an order without a window stands: after all others."""


@dataclass(frozen=True)
class ListedWork:
    """An order in a work list: nothing of the customer, of the ticket, or of who requested it."""

    order_id: UUID
    number: str
    kind: str
    area: str | None
    state: str
    planned_at: datetime
    until_at: datetime | None


class FieldWorkList(ReadModel):
    """One row for each order that is not done yet."""

    name = "field_work_list"
    source = "tickets"
    tables = (WORK,)

    @projects("tickets.field_order.requested")
    def requested(self, rows: Rows, event: Any) -> None:
        """There is a further order."""
        rows[WORK].put(
            order_id=str(event.originator_id),
            number=event.number,
            kind=event.kind,
            area=event.area,
            state=terms.REQUESTED,
            planned_at=iso(UNPLANNED),
        )

    @projects("tickets.field_order.assigned")
    def assigned(self, rows: Rows, event: Any) -> None:
        """Somebody is to carry it out."""
        _change(
            rows,
            event,
            state=terms.ASSIGNED,
            employee_id=text_or_none(event.employee_id),
            partner_id=text_or_none(event.partner_id),
        )

    @projects("tickets.field_order.accepted")
    def accepted(self, rows: Rows, event: Any) -> None:
        """They have taken it on."""
        _change(rows, event, state=terms.ACCEPTED)

    @projects("tickets.field_order.declined")
    def declined(self, rows: Rows, event: Any) -> None:
        """They have not, and it is theirs no more."""
        _change(rows, event, state=terms.REQUESTED, employee_id=None, partner_id=None)

    @projects("tickets.field_order.appointment_agreed")
    def appointment_agreed(self, rows: Rows, event: Any) -> None:
        """A window is agreed."""
        _change(rows, event, **_window(event))

    @projects("tickets.field_order.appointment_changed")
    def appointment_changed(self, rows: Rows, event: Any) -> None:
        """Another window is."""
        _change(rows, event, state=event.state, **_window(event))

    @projects("tickets.field_order.departed")
    def departed(self, rows: Rows, event: Any) -> None:
        """Somebody is on the way."""
        _change(rows, event, state=terms.ON_THE_WAY)

    @projects("tickets.field_order.arrived")
    def arrived(self, rows: Rows, event: Any) -> None:
        """Somebody is there."""
        _change(rows, event, state=terms.ON_SITE)

    @projects("tickets.field_order.performed", "tickets.field_order.cancelled")
    def done(self, rows: Rows, event: Any) -> None:
        """Nobody has anything to do any more."""
        rows[WORK].remove(str(event.originator_id))

    def of_employee(
        self, employee_id: UUID, *, after: tuple[datetime, UUID] | None, limit: int
    ) -> Sequence[ListedWork]:
        """What one of our own staff has to do, the next window first."""
        return self._page(WORK.c.employee_id == str(employee_id), after, limit)

    def of_partner(
        self, partner_id: UUID, *, after: tuple[datetime, UUID] | None, limit: int
    ) -> Sequence[ListedWork]:
        """What a partner has to do, the next window first."""
        return self._page(WORK.c.partner_id == str(partner_id), after, limit)

    def _page(
        self, whose: Any, after: tuple[datetime, UUID] | None, limit: int
    ) -> Sequence[ListedWork]:
        query = select(WORK).where(whose).order_by(WORK.c.planned_at, WORK.c.order_id).limit(limit)
        if after is not None:
            place = tuple_(WORK.c.planned_at, WORK.c.order_id)
            query = query.where(place > (iso(after[0]), str(after[1])))
        with self.database.reading() as connection:
            return [_listed(row) for row in connection.execute(query).mappings()]


def _window(event: Any) -> dict[str, str]:
    return {
        "planned_at": iso(event.appointment.from_at),
        "until_at": iso(event.appointment.until_at),
    }


def _change(rows: Rows, event: Any, **changes: Any) -> None:
    rows[WORK].change(str(event.originator_id), **changes)


def _listed(row: Any) -> ListedWork:
    return ListedWork(
        order_id=UUID(row["order_id"]),
        number=row["number"],
        kind=row["kind"],
        area=row["area"],
        state=row["state"],
        planned_at=datetime.fromisoformat(row["planned_at"]),
        until_at=None if row["until_at"] is None else datetime.fromisoformat(row["until_at"]),
    )
