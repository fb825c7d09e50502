"""Which tickets are there, by which filter and in which order? Fast for a million of them."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec
from sqlalchemy import (
    Column,
    ColumnElement,
    Index,
    Select,
    String,
    Text,
    select,
    tuple_,
    union_all,
)

from services.tickets.domain.terms import QUEUED
from services.tickets.read_models.states import STATE_TOPICS, state_after, text_or_none
from shared.clock import iso
from shared.read_models import ReadModel, Rows, projects, read_table
from shared.sealed import Sealed

_ticket_id = Column("ticket_id", String, primary_key=True)
_number = Column("number", String, nullable=False)
_state = Column("state", String, nullable=False)
_skill_group = Column("skill_group", String, nullable=False)
_assignee_id = Column("assignee_id", String)
_customer_id = Column("customer_id", String)
_opened_at = Column("opened_at", String, nullable=False)
_changed_at = Column("changed_at", String, nullable=False)

TICKETS = read_table(
    "ticket_list",
    _ticket_id,
    _number,
    _state,
    Column("kind", String, nullable=False),
    Column("channel", String, nullable=False),
    Column("priority", String, nullable=False),
    _skill_group,
    Column("business_line", String),
    Column("topic", String),
    _customer_id,
    Column("request_id", String),
    Column("site_id", String),
    _assignee_id,
    _opened_at,
    _changed_at,
    Column("sealed_subject", Text, nullable=False),
    Index("ticket_list_by_number", _number),
    Index("ticket_list_by_opening", _opened_at),
    Index("ticket_list_by_change", _changed_at),
    Index("ticket_list_by_state", _state, _opened_at),
    Index("ticket_list_by_group", _skill_group, _state, _opened_at),
    Index("ticket_list_by_assignee", _assignee_id, _opened_at),
    Index("ticket_list_by_customer", _customer_id, _opened_at),
)

FILTERS = (
    "number",
    "state",
    "kind",
    "channel",
    "priority",
    "skill_group",
    "business_line",
    "topic",
    "customer_id",
    "site_id",
    "assignee_id",
)
"""Columns that may be filtered by, each by one value."""

SORTS = ("opened_at", "changed_at")
"""Columns that may be sorted by, the newest first; together with the id they are unique."""


@dataclass(frozen=True)
class ListedTicket:
    """A ticket in a list; its subject lies sealed, as in the log."""

    ticket_id: UUID
    number: str
    state: str
    kind: str
    channel: str
    priority: str
    skill_group: str
    business_line: str | None
    topic: str | None
    customer_id: UUID | None
    request_id: UUID | None
    site_id: UUID | None
    assignee_id: UUID | None
    subject: Sealed
    opened_at: datetime
    changed_at: datetime


class TicketList(ReadModel):
    """One row for each ticket."""

    name = "ticket_list"
    source = "tickets"
    tables = (TICKETS,)

    @projects("tickets.ticket.opened")
    def opened(self, rows: Rows, event: Any) -> None:
        """There is a further ticket."""
        _put(rows, event, state=QUEUED, opened_at=event.timestamp)

    @projects("tickets.ticket.taken_over")
    def taken_over(self, rows: Rows, event: Any) -> None:
        """There is a further ticket, of an earlier system; it stands where it was opened there."""
        _put(rows, event, state=event.state, opened_at=event.asked_at)

    @projects(*(one for one in STATE_TOPICS if one != "tickets.ticket.opened"))
    def state_changed(self, rows: Rows, event: Any) -> None:
        """It is in another state; some events change the agent or skill group with it."""
        changes: dict[str, Any] = {"state": state_after(event)}
        if event.TOPIC == "tickets.ticket.assigned":
            changes["assignee_id"] = str(event.assignee_id)
        elif event.TOPIC == "tickets.ticket.transferred":
            changes |= {"assignee_id": None, "skill_group": event.skill_group}
        elif event.TOPIC == "tickets.ticket.returned_to_queue":
            changes["assignee_id"] = None
        _change(rows, event, **changes)

    @projects("tickets.ticket.reclassified")
    def reclassified(self, rows: Rows, event: Any) -> None:
        """It is of another kind."""
        _change(rows, event, kind=event.kind)

    @projects("tickets.ticket.reprioritised")
    def reprioritised(self, rows: Rows, event: Any) -> None:
        """It has another priority."""
        _change(rows, event, priority=event.priority)

    @projects("tickets.ticket.channel_handed_over")
    def channel_handed_over(self, rows: Rows, event: Any) -> None:
        """It goes on by another channel."""
        _change(rows, event, channel=event.channel)

    @projects("tickets.ticket.customer_named")
    def customer_named(self, rows: Rows, event: Any) -> None:
        """It is known whose it is."""
        _change(rows, event, customer_id=str(event.customer_id))

    def page(
        self,
        filters: Mapping[str, str],
        *,
        sort: str,
        after: tuple[datetime, UUID] | None,
        limit: int,
        assignees: Collection[UUID] | None = None,
        since: datetime | None = None,
        until: datetime | None = None,
    ) -> Sequence[ListedTicket]:
        """Tickets, the newest first.

        Args:
            filters: values by name, each one of `FILTERS`.
            sort: one of `SORTS`.
            after: time and id of the last ticket of the page before.
            limit: tickets at most.
            assignees: only what these agents have; None for all.
            since: opened then or later.
            until: opened before.

        Raises:
            KeyError: a filter or sort is none of the names.
        """
        if not set(filters) <= set(FILTERS) or sort not in SORTS:
            raise KeyError(f"The list knows no filter or sort {sorted(filters)}, {sort}.")
        found = select(TICKETS).where(*(TICKETS.c[name] == one for name, one in filters.items()))
        if since is not None:
            found = found.where(TICKETS.c.opened_at >= iso(since))
        if until is not None:
            found = found.where(TICKETS.c.opened_at < iso(until))
        if after is not None:
            found = found.where(_beyond(after, sort=sort))
        if assignees is None:
            return self._listed(_ordered(found, TICKETS.c, sort=sort, limit=limit))
        return self._listed(_of_agents(found, assignees, sort=sort, limit=limit))

    def of_customers(
        self, customer_ids: Collection[UUID], *, since: datetime, until: datetime, limit: int
    ) -> Sequence[UUID]:
        """Tickets of customers opened in a span of time, the newest first."""
        query = (
            select(TICKETS.c.ticket_id)
            .where(
                TICKETS.c.customer_id.in_([str(one) for one in customer_ids]),
                TICKETS.c.opened_at >= iso(since),
                TICKETS.c.opened_at <= iso(until),
            )
            .order_by(TICKETS.c.opened_at.desc(), TICKETS.c.ticket_id.desc())
            .limit(limit)
        )
        with self.database.reading() as connection:
            return [UUID(one) for one in connection.execute(query).scalars()]

    def _listed(self, query: Select[Any]) -> Sequence[ListedTicket]:
        with self.database.reading() as connection:
            return [listed_ticket(row) for row in connection.execute(query).mappings()]


def _of_agents(
    found: Select[Any], assignees: Collection[UUID], *, sort: str, limit: int
) -> Select[Any]:
    """A page of each agent, merged: every one is read from an index in its order."""
    pages = [
        select(
            _ordered(
                found.where(TICKETS.c.assignee_id == str(one)), TICKETS.c, sort=sort, limit=limit
            ).subquery()
        )
        for one in sorted(assignees)
    ]
    merged = union_all(*pages).subquery()
    return _ordered(select(merged), merged.c, sort=sort, limit=limit)


def _ordered(query: Select[Any], columns: Any, *, sort: str, limit: int) -> Select[Any]:
    return query.order_by(columns[sort].desc(), columns.ticket_id.desc()).limit(limit)


def _beyond(after: tuple[datetime, UUID], *, sort: str) -> ColumnElement[bool]:
    return tuple_(TICKETS.c[sort], TICKETS.c.ticket_id) < (iso(after[0]), str(after[1]))


def _put(rows: Rows, event: Any, *, state: str, opened_at: datetime) -> None:
    rows[TICKETS].put(
        ticket_id=str(event.originator_id),
        number=event.number,
        state=state,
        kind=event.kind,
        channel=event.channel,
        priority=event.priority,
        skill_group=event.skill_group,
        business_line=event.business_line,
        topic=event.topic,
        customer_id=text_or_none(event.customer_id),
        request_id=text_or_none(event.request_id),
        site_id=text_or_none(event.site_id),
        assignee_id=None,
        opened_at=iso(opened_at),
        changed_at=iso(event.timestamp),
        sealed_subject=msgspec.json.encode(event.subject).decode(),
    )


def _change(rows: Rows, event: Any, **changes: Any) -> None:
    rows[TICKETS].change(str(event.originator_id), changed_at=iso(event.timestamp), **changes)


def listed_ticket(row: Any) -> ListedTicket:
    """A row of the list as it is told."""
    ids = ("ticket_id", "customer_id", "request_id", "site_id", "assignee_id")
    times = ("opened_at", "changed_at")
    values = dict(row)
    values["subject"] = msgspec.json.decode(values.pop("sealed_subject"), type=Sealed)
    values |= {name: None if row[name] is None else UUID(row[name]) for name in ids}
    values |= {name: datetime.fromisoformat(row[name]) for name in times}
    return ListedTicket(**values)
