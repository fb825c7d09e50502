"""Which field-service orders are there, by state, performer and time window?"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Boolean, Column, Index, Integer, Select, String, select, tuple_, union

from services.tickets.domain import field_terms as terms
from services.tickets.read_models.states import text_or_none
from shared.clock import iso
from shared.read_models import ReadModel, Rows, projects, read_table

_order_id = Column("order_id", String, primary_key=True)
_number = Column("number", String, nullable=False)
_state = Column("state", String, nullable=False)
_ticket_id = Column("ticket_id", String)
_customer_id = Column("customer_id", String)
_requester_id = Column("requester_id", String, nullable=False)
_employee_id = Column("employee_id", String)
_partner_id = Column("partner_id", String)
_requested_at = Column("requested_at", String, nullable=False)
_from_at = Column("from_at", String)

ORDERS = read_table(
    "field_orders",
    _order_id,
    _number,
    _state,
    Column("kind", String, nullable=False),
    Column("area", String),
    _ticket_id,
    _customer_id,
    Column("site_id", String),
    _requester_id,
    _employee_id,
    _partner_id,
    _requested_at,
    _from_at,
    Column("until_at", String),
    Column("is_missed", Boolean, nullable=False),
    Column("punctuality", String),
    Column("outcome", String),
    Column("score", Integer),
    Index("field_orders_by_number", _number),
    Index("field_orders_by_request", _requested_at, _order_id),
    Index("field_orders_by_window", _from_at, _order_id),
    Index("field_orders_by_state", _state, _requested_at),
    Index("field_orders_by_state_and_window", _state, _from_at),
    Index("field_orders_by_requester", _requester_id, _requested_at),
    Index("field_orders_by_requester_and_window", _requester_id, _from_at),
    Index("field_orders_by_employee", _employee_id, _requested_at),
    Index("field_orders_by_employee_and_window", _employee_id, _from_at),
    Index("field_orders_by_partner", _partner_id, _requested_at),
    Index("field_orders_by_partner_and_window", _partner_id, _from_at),
    Index("field_orders_by_ticket", _ticket_id),
    Index("field_orders_by_customer", _customer_id, _requested_at),
)

FILTERS = (
    "number",
    "state",
    "kind",
    "area",
    "ticket_id",
    "customer_id",
    "site_id",
    "employee_id",
    "partner_id",
)
"""Columns that may be filtered by, each by one value."""

SORTS = ("requested_at", "from_at")
"""By the time of the request, the newest first, or by the window agreed, the earliest first."""

_IDS = (
    "order_id",
    "ticket_id",
    "customer_id",
    "site_id",
    "requester_id",
    "employee_id",
    "partner_id",
)
_TIMES = ("requested_at", "from_at", "until_at")


@dataclass(frozen=True)
class ListedOrder:
    """An order in a list."""

    order_id: UUID
    number: str
    state: str
    kind: str
    area: str | None
    ticket_id: UUID | None
    customer_id: UUID | None
    site_id: UUID | None
    requester_id: UUID
    employee_id: UUID | None
    partner_id: UUID | None
    requested_at: datetime
    from_at: datetime | None
    until_at: datetime | None
    is_missed: bool
    punctuality: str | None
    outcome: str | None
    score: int | None


@dataclass(frozen=True)
class Part:
    """Which part of the list is asked for.

    Args:
        sort: one of `SORTS`; by window only what has one is listed.
        since: of the sorted time, from when.
        until: of the sorted time, until when, not included.
        after: time and id of the last order of the page before.
        limit: orders at most.
    """

    sort: str
    limit: int
    since: datetime | None = None
    until: datetime | None = None
    after: tuple[datetime, UUID] | None = None


class FieldOrderList(ReadModel):
    """One row for each field-service order (SR-1)."""

    name = "field_order_list"
    source = "tickets"
    tables = (ORDERS,)

    @projects("tickets.field_order.requested")
    def requested(self, rows: Rows, event: Any) -> None:
        """There is a further order."""
        rows[ORDERS].put(
            order_id=str(event.originator_id),
            number=event.number,
            state=terms.REQUESTED,
            kind=event.kind,
            area=event.area,
            ticket_id=text_or_none(event.ticket_id),
            customer_id=text_or_none(event.customer_id),
            site_id=text_or_none(event.site_id),
            requester_id=str(event.requester_id),
            requested_at=iso(event.timestamp),
            is_missed=False,
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
        """They have not."""
        _change(rows, event, state=terms.REQUESTED, employee_id=None, partner_id=None)

    @projects("tickets.field_order.appointment_agreed")
    def appointment_agreed(self, rows: Rows, event: Any) -> None:
        """A window is agreed."""
        _change(rows, event, **_window(event))

    @projects("tickets.field_order.appointment_changed")
    def appointment_changed(self, rows: Rows, event: Any) -> None:
        """Another window is."""
        _change(rows, event, state=event.state, is_missed=False, **_window(event))

    @projects("tickets.field_order.cancelled")
    def cancelled(self, rows: Rows, event: Any) -> None:
        """Nobody goes out."""
        _change(rows, event, state=terms.CANCELLED)

    @projects("tickets.field_order.departed")
    def departed(self, rows: Rows, event: Any) -> None:
        """Somebody is on the way."""
        _change(rows, event, state=terms.ON_THE_WAY)

    @projects("tickets.field_order.arrived")
    def arrived(self, rows: Rows, event: Any) -> None:
        """Somebody is there."""
        _change(rows, event, state=terms.ON_SITE, punctuality=event.punctuality)

    @projects("tickets.field_order.window_missed")
    def window_missed(self, rows: Rows, event: Any) -> None:
        """Nobody came in time."""
        _change(rows, event, is_missed=True)

    @projects("tickets.field_order.performed")
    def performed(self, rows: Rows, event: Any) -> None:
        """The visit is over."""
        _change(rows, event, state=terms.PERFORMED, outcome=event.outcome)

    @projects("tickets.field_order.evaluated")
    def evaluated(self, rows: Rows, event: Any) -> None:
        """The customer has judged it."""
        _change(rows, event, score=event.evaluation.score)

    @projects("tickets.field_order.closed")
    def closed(self, rows: Rows, event: Any) -> None:
        """Everything is done."""
        _change(rows, event, state=terms.CLOSED)

    def page(
        self, filters: Mapping[str, str], part: Part, *, people: Collection[UUID] | None = None
    ) -> Sequence[ListedOrder]:
        """A page of orders.

        Args:
            filters: values by name, each one of `FILTERS`.
            part: which part of the list.
            people: only what these have requested or carry out; None for all.

        Raises:
            KeyError: a filter or sort is none of the names.
        """
        if not set(filters) <= set(FILTERS) or part.sort not in SORTS:
            raise KeyError(f"The list knows no filter or sort {sorted(filters)}, {part.sort}.")
        found = select(ORDERS).where(*(ORDERS.c[name] == one for name, one in filters.items()))
        found = _within(found, part)
        if people is not None:
            return self._listed(_of_people(found, people, part))
        return self._listed(_ordered(found, ORDERS.c, part))

    def open_of(self, customer_id: UUID) -> Sequence[UUID]:
        """Orders of a customer for which nobody has come yet."""
        query = (
            select(ORDERS.c.order_id)
            .where(
                ORDERS.c.customer_id == str(customer_id),
                ORDERS.c.state.in_(terms.UNARRIVED_STATES),
            )
            .order_by(ORDERS.c.order_id)
        )
        with self.database.reading() as connection:
            return [UUID(one) for one in connection.execute(query).scalars()]

    def of_ids(self, order_ids: Sequence[UUID]) -> Sequence[ListedOrder]:
        """These orders, in this order."""
        query = select(ORDERS).where(ORDERS.c.order_id.in_([str(one) for one in order_ids]))
        found = {one.order_id: one for one in self._listed(query)}
        return [found[one] for one in order_ids if one in found]

    def _listed(self, query: Select[Any]) -> Sequence[ListedOrder]:
        with self.database.reading() as connection:
            return [_listed_order(row) for row in connection.execute(query).mappings()]


def _within(query: Select[Any], part: Part) -> Select[Any]:
    sorted_by = ORDERS.c[part.sort]
    if part.since is not None:
        query = query.where(sorted_by >= iso(part.since))
    if part.until is not None:
        query = query.where(sorted_by < iso(part.until))
    if part.sort == "from_at":
        query = query.where(sorted_by.is_not(None))
    if part.after is None:
        return query
    place, key = tuple_(sorted_by, ORDERS.c.order_id), (iso(part.after[0]), str(part.after[1]))
    return query.where(place > key if part.sort == "from_at" else place < key)


def _of_people(found: Select[Any], people: Collection[UUID], part: Part) -> Select[Any]:
    """A page of each person, merged: every one is read from an index in its order."""
    pages = [
        select(_ordered(found.where(column == str(one)), ORDERS.c, part).subquery())
        for one in sorted(people)
        for column in (ORDERS.c.requester_id, ORDERS.c.employee_id)
    ]
    merged = union(*pages).subquery()
    return _ordered(select(merged), merged.c, part)


def _ordered(query: Select[Any], columns: Any, part: Part) -> Select[Any]:
    keys = (columns[part.sort], columns.order_id)
    if part.sort == "from_at":
        return query.order_by(*keys).limit(part.limit)
    return query.order_by(*(one.desc() for one in keys)).limit(part.limit)


def _window(event: Any) -> dict[str, str]:
    return {
        "from_at": iso(event.appointment.from_at),
        "until_at": iso(event.appointment.until_at),
    }


def _change(rows: Rows, event: Any, **changes: Any) -> None:
    rows[ORDERS].change(str(event.originator_id), **changes)


def _listed_order(row: Any) -> ListedOrder:
    values = dict(row)
    values |= {name: None if row[name] is None else UUID(row[name]) for name in _IDS}
    values |= {
        name: None if row[name] is None else datetime.fromisoformat(row[name]) for name in _TIMES
    }
    return ListedOrder(**values)
