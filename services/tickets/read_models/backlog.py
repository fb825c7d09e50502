"""How many tickets are open, how old are they, and how did that come about hour by hour?"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import Boolean, Column, ColumnElement, Index, Integer, String, Table, func, select
from sqlalchemy import tuple_ as row_of

from services.tickets.domain.figures import AGE_BOUNDS, LONGER
from services.tickets.domain.terms import OPEN_STATES, QUEUED
from services.tickets.read_models.figures import hour_of
from services.tickets.read_models.states import STATE_TOPICS, state_after
from services.tickets.read_models.sums import add_up
from shared.clock import iso
from shared.read_models import ReadModel, Rows, projects, read_table

_PLACE = ("channel", "kind", "skill_group", "site_id")
GROUPS = (*_PLACE, "employee_id")
"""What the backlog may be told and narrowed by; an empty agent is nobody."""

_is_open = Column("is_open", Boolean, nullable=False)
_asked_at = Column("asked_at", String, nullable=False)
_ticket_id = Column("ticket_id", String, primary_key=True)

TICKETS = read_table(
    "backlog_tickets",
    _ticket_id,
    Column("number", String, nullable=False),
    *(Column(name, String, nullable=False) for name in GROUPS),
    _is_open,
    _asked_at,
    Index("backlog_tickets_by_age", _is_open, _asked_at, _ticket_id),
)

AGES = read_table(
    "backlog_ages",
    Column("asked_hour", String, primary_key=True),
    *(Column(name, String, primary_key=True) for name in GROUPS),
    Column("tickets", Integer, nullable=False),
)

CHANGES = read_table(
    "backlog_changes",
    Column("hour_at", String, primary_key=True),
    *(Column(name, String, primary_key=True) for name in _PLACE),
    Column("came", Integer, nullable=False),
    Column("went", Integer, nullable=False),
)


@dataclass(frozen=True)
class Narrowed:
    """Which open tickets are asked for.

    Args:
        filters: values by name, each one of `GROUPS`.
        employee_ids: of these agents only; None for everybody's and nobody's.
    """

    filters: Mapping[str, str] = field(default_factory=dict)
    employee_ids: Collection[UUID] | None = None


@dataclass(frozen=True)
class OpenTicket:
    """An open ticket and since when its customer waits."""

    ticket_id: UUID
    number: str
    asked_at: datetime
    channel: str
    kind: str
    skill_group: str
    employee_id: UUID | None


class Backlog(ReadModel):
    """Open tickets by the hour of asking; a ticket that comes back is as old as ever."""

    name = "backlog"
    source = "tickets"
    tables = (TICKETS, AGES, CHANGES)

    @projects("tickets.ticket.opened")
    def opened(self, rows: Rows, event: Any) -> None:
        """There is a further ticket."""
        _put(rows, event, state=QUEUED)

    @projects("tickets.ticket.taken_over")
    def taken_over(self, rows: Rows, event: Any) -> None:
        """There is a further ticket, of an earlier system."""
        _put(rows, event, state=event.state)

    @projects(*(one for one in STATE_TOPICS if one != "tickets.ticket.opened"))
    def state_changed(self, rows: Rows, event: Any) -> None:
        """It may be open no more, or again, or have another agent or skill group."""
        changes: dict[str, Any] = {"is_open": state_after(event) in OPEN_STATES}
        if event.TOPIC == "tickets.ticket.assigned":
            changes["employee_id"] = str(event.assignee_id)
        elif event.TOPIC == "tickets.ticket.transferred":
            changes |= {"employee_id": "", "skill_group": event.skill_group}
        elif event.TOPIC == "tickets.ticket.returned_to_queue":
            changes["employee_id"] = ""
        _change(rows, event, changes)

    @projects("tickets.ticket.reclassified")
    def reclassified(self, rows: Rows, event: Any) -> None:
        """It is of another kind."""
        _change(rows, event, {"kind": event.kind})

    @projects("tickets.ticket.channel_handed_over")
    def channel_handed_over(self, rows: Rows, event: Any) -> None:
        """It goes on by another channel."""
        _change(rows, event, {"channel": event.channel})

    def ages(
        self, asked: Narrowed, *, by: str | None, at: datetime
    ) -> dict[str | None, dict[str, int]]:
        """Open tickets by group and age, told to the hour.

        Raises:
            KeyError: a filter or group is none of the names.
        """
        group = AGES.c[by] if by in GROUPS else None
        if by is not None and group is None:
            raise KeyError(f"The backlog is not told by {by}.")
        columns = [AGES.c.asked_hour, *([] if group is None else [group])]
        query = (
            select(*columns, func.sum(AGES.c.tickets))
            .where(*_conditions(AGES, asked))
            .group_by(*columns)
        )
        bounds = [(hour_of(at - timedelta(seconds=one)), str(one)) for one in AGE_BOUNDS]
        found: dict[str | None, dict[str, int]] = {}
        with self.database.reading() as connection:
            for hour, *names, count in connection.execute(query):
                age = next((name for since, name in bounds if hour >= since), LONGER)
                ages = found.setdefault((names[0] or None) if names else None, {})
                ages[age] = ages.get(age, 0) + int(count)
        return {one: found[one] for one in sorted(found, key=lambda one: one or "")}

    def net_changes(self, asked: Narrowed, *, since: datetime) -> dict[str, int]:
        """By how many open tickets each hour from `since` on has changed; of the whole desk."""
        query = (
            select(CHANGES.c.hour_at, func.sum(CHANGES.c.came - CHANGES.c.went))
            .where(CHANGES.c.hour_at >= hour_of(since), *_conditions(CHANGES, asked))
            .group_by(CHANGES.c.hour_at)
            .order_by(CHANGES.c.hour_at)
        )
        with self.database.reading() as connection:
            return {hour: int(net) for hour, net in connection.execute(query)}

    def tickets(
        self,
        asked: Narrowed,
        *,
        asked_from: datetime | None = None,
        asked_until: datetime | None = None,
        after: tuple[datetime, UUID] | None = None,
        limit: int,
    ) -> Sequence[OpenTicket]:
        """The open tickets behind a number, the oldest first.

        Args:
            asked: the same that the number was asked for.
            asked_from: asked then or later.
            asked_until: asked before.
            after: time and id of the last one of the page before.
            limit: how many at most.
        """
        table = TICKETS.c
        query = select(TICKETS).where(table.is_open, *_conditions(TICKETS, asked))
        if asked_from is not None:
            query = query.where(table.asked_at >= iso(asked_from))
        if asked_until is not None:
            query = query.where(table.asked_at < iso(asked_until))
        if after is not None:
            query = query.where(
                row_of(table.asked_at, table.ticket_id) > (iso(after[0]), str(after[1]))
            )
        query = query.order_by(table.asked_at, table.ticket_id).limit(limit)
        with self.database.reading() as connection:
            return [_open_ticket(row) for row in connection.execute(query).mappings()]


def _put(rows: Rows, event: Any, *, state: str) -> None:
    row = {
        "ticket_id": str(event.originator_id),
        "number": event.number,
        "channel": event.channel,
        "kind": event.kind,
        "skill_group": event.skill_group,
        "site_id": str(event.site_id or ""),
        "employee_id": "",
        "is_open": state in OPEN_STATES,
        "asked_at": iso(event.asked_at),
    }
    rows[TICKETS].add(**row)
    if row["is_open"]:
        _age(rows, row, 1)
        _come_or_go(rows, event, row, 1)


def _change(rows: Rows, event: Any, changes: Mapping[str, Any]) -> None:
    before = rows[TICKETS].get(str(event.originator_id))
    if before is None or all(before[name] == value for name, value in changes.items()):
        return
    row = {**before, **changes}
    rows[TICKETS].put(**row)
    has_moved = any(before[name] != row[name] for name in ("is_open", *_PLACE))
    for facts, sign in ((before, -1), (row, 1)):
        if facts["is_open"]:
            _age(rows, facts, sign)
            if has_moved:
                _come_or_go(rows, event, facts, sign)


def _age(rows: Rows, facts: Mapping[str, Any], sign: int) -> None:
    hour = hour_of(datetime.fromisoformat(facts["asked_at"]))
    key = {"asked_hour": hour, **{name: facts[name] for name in GROUPS}}
    add_up(rows[AGES], key, tickets=sign)


def _come_or_go(rows: Rows, event: Any, facts: Mapping[str, Any], sign: int) -> None:
    key = {"hour_at": hour_of(event.timestamp), **{name: facts[name] for name in _PLACE}}
    add_up(rows[CHANGES], key, came=max(sign, 0), went=max(-sign, 0))


def _conditions(table: Table, asked: Narrowed) -> list[ColumnElement[bool]]:
    if not set(asked.filters) <= set(GROUPS):
        raise KeyError(f"The backlog knows no filter {sorted(asked.filters)}.")
    found = [table.c[name] == value for name, value in asked.filters.items()]
    if asked.employee_ids is not None:
        found.append(table.c.employee_id.in_(sorted(str(one) for one in asked.employee_ids)))
    return found


def _open_ticket(row: Any) -> OpenTicket:
    return OpenTicket(
        ticket_id=UUID(row["ticket_id"]),
        number=row["number"],
        asked_at=datetime.fromisoformat(row["asked_at"]),
        channel=row["channel"],
        kind=row["kind"],
        skill_group=row["skill_group"],
        employee_id=UUID(row["employee_id"]) if row["employee_id"] else None,
    )
