"""The figures of a span of time, by channel, kind, skill group, site, team, agent or hour."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, Table, func, null, select, tuple_

from services.tickets.domain.figures import Sums
from services.tickets.read_models.figures import AGENTS, DESK, FACTS
from services.tickets.read_models.staff import STAFF
from services.tickets.read_models.ticket_list import TICKETS
from shared.clock import iso
from shared.read_models import ReadDatabase

FILTERS = ("channel", "kind", "skill_group", "site_id")
"""Columns that figures may be narrowed by, each to one value."""

OF_AGENTS = ("team_id", "employee_id")
"""Groups that only agents' own figures can be told by."""

GROUPS = (*FILTERS, *OF_AGENTS, "hour_at")
"""What figures may be told by; teams as they are today."""


@dataclass(frozen=True)
class Asked:
    """Which facts are asked for.

    Args:
        since: from when on, a full hour.
        until: until when, not included, a full hour.
        filters: values by name, each one of `FILTERS`.
        employee_ids: of these agents only; None for the whole desk.
        measure: of this measure only.
    """

    since: datetime
    until: datetime
    filters: Mapping[str, str] = field(default_factory=dict)
    employee_ids: Collection[UUID] | None = None
    measure: str | None = None


@dataclass(frozen=True)
class Fact:
    """One fact behind a number."""

    fact_id: str
    measure: str
    at: datetime
    detail: str
    seconds: int
    ticket_id: UUID
    number: str | None
    channel: str
    kind: str
    skill_group: str
    employee_id: UUID | None


class Figures:
    """Answers from the counted hours, and from the facts where tickets are asked for.

    Args:
        database: the service's read database.
    """

    def __init__(self, database: ReadDatabase) -> None:
        self._database = database

    def sums(self, asked: Asked, *, by: str | None = None) -> dict[str | None, Sums]:
        """Sums by group, in the order of the groups; all under None without one.

        Raises:
            KeyError: a filter or group is none of the names.
        """
        found: dict[str | None, Sums] = {}
        with self._database.reading() as connection:
            for group, measure, detail, count, seconds in connection.execute(_sums(asked, by)):
                sums = found.setdefault(group or None, Sums.none())
                sums.add(measure, detail, int(count), int(seconds))
        return {one: found[one] for one in sorted(found, key=lambda one: one or "")}

    def facts(
        self,
        asked: Asked,
        *,
        details: Collection[str] = (),
        after: tuple[datetime, str] | None = None,
        limit: int,
    ) -> Sequence[Fact]:
        """The facts that a number counts, the newest first.

        Args:
            asked: the same that the number was asked for, with its measure.
            details: of these details only.
            after: time and id of the last one of the page before.
            limit: how many at most.
        """
        query = (
            select(FACTS, TICKETS.c.number)
            .join(TICKETS, TICKETS.c.ticket_id == FACTS.c.ticket_id, isouter=True)
            .where(FACTS.c.at >= iso(asked.since), FACTS.c.at < iso(asked.until))
            .where(*_conditions(FACTS, asked))
            .order_by(FACTS.c.at.desc(), FACTS.c.fact_id.desc())
            .limit(limit)
        )
        if details:
            query = query.where(FACTS.c.detail.in_(sorted(details)))
        if after is not None:
            query = query.where(tuple_(FACTS.c.at, FACTS.c.fact_id) < (iso(after[0]), after[1]))
        with self._database.reading() as connection:
            return [_fact(row) for row in connection.execute(query).mappings()]

    def agents(self, *, team_id: UUID | None = None) -> frozenset[UUID]:
        """Everybody of whom `people` has told, or who is in a team today."""
        query = select(STAFF.c.employee_id)
        if team_id is not None:
            query = query.where(STAFF.c.team_id == str(team_id))
        with self._database.reading() as connection:
            return frozenset(UUID(one) for one in connection.execute(query).scalars())


def _sums(asked: Asked, by: str | None) -> Select[Any]:
    if by is not None and by not in GROUPS:
        raise KeyError(f"Figures are not told by {by}.")
    table = DESK if asked.employee_ids is None else AGENTS
    group: ColumnElement[Any] = null()
    if by is not None:
        group = STAFF.c.team_id if by == "team_id" else table.c[by]
    query = select(
        group, table.c.measure, table.c.detail, func.sum(table.c.count), func.sum(table.c.seconds)
    ).where(table.c.hour_at >= iso(asked.since), table.c.hour_at < iso(asked.until))
    if by == "team_id":
        query = query.join(STAFF, STAFF.c.employee_id == table.c.employee_id, isouter=True)
    query = query.where(*_conditions(table, asked)).group_by(table.c.measure, table.c.detail)
    return query if by is None else query.group_by(group)


def _conditions(table: Table, asked: Asked) -> list[ColumnElement[bool]]:
    if not set(asked.filters) <= set(FILTERS):
        raise KeyError(f"Figures know no filter {sorted(asked.filters)}.")
    found = [table.c[name] == value for name, value in asked.filters.items()]
    if asked.measure is not None:
        found.append(table.c.measure == asked.measure)
    if asked.employee_ids is not None:
        agents = sorted(str(one) for one in asked.employee_ids)
        found.append(table.c.employee_id.in_(agents))
    return found


def _fact(row: Any) -> Fact:
    values = {name: row[name] for name in Fact.__dataclass_fields__}
    values["at"] = datetime.fromisoformat(row["at"])
    values["ticket_id"] = UUID(row["ticket_id"])
    values["employee_id"] = UUID(row["employee_id"]) if row["employee_id"] else None
    return Fact(**values)
