"""The rows of field-service orders: what they hold, and the queries for a page of them."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Boolean, Column, Index, Integer, Select, String, select, tuple_, union

from shared.clock import iso
from shared.read_models import read_table

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


def within(query: Select[Any], part: Part) -> Select[Any]:
    """What lies in the span and after the page before."""
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


def of_people(found: Select[Any], people: Collection[UUID], part: Part) -> Select[Any]:
    """A page of each person, merged: every one is read from an index in its order."""
    pages = [
        select(ordered(found.where(column == str(one)), ORDERS.c, part).subquery())
        for one in sorted(people)
        for column in (ORDERS.c.requester_id, ORDERS.c.employee_id)
    ]
    merged = union(*pages).subquery()
    return ordered(select(merged), merged.c, part)


def ordered(query: Select[Any], columns: Any, part: Part) -> Select[Any]:
    """The first rows of the part in its order."""
    keys = (columns[part.sort], columns.order_id)
    if part.sort == "from_at":
        return query.order_by(*keys).limit(part.limit)
    return query.order_by(*(one.desc() for one in keys)).limit(part.limit)


def listed_order(row: Any) -> ListedOrder:
    """An order, read from its row."""
    values = dict(row)
    values |= {name: None if row[name] is None else UUID(row[name]) for name in _IDS}
    values |= {
        name: None if row[name] is None else datetime.fromisoformat(row[name]) for name in _TIMES
    }
    return ListedOrder(**values)
