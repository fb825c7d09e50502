"""Which SLA clocks may have come to risk or to a breach?

A clock's row says when its next mark can be due at the earliest: as if the ticket never paused it.
That is reckoned in business time when the policy is applied, since calendars are known there; where
it was not, every second counts. Pauses only make it later, which the timer finds out by reading the
clock itself; so no row is ever read in order to write one.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import msgspec
from sqlalchemy import Column, Index, Integer, String, not_, or_, select, tuple_

from services.tickets.application.questions import DueTicket
from services.tickets.domain.clock_succession import AT_RISK, BREACHED, AppliedPolicy
from services.tickets.domain.terms import CLOSED, MERGED
from services.tickets.read_models.states import STATE_TOPICS, state_after
from shared.clock import iso
from shared.read_models import ReadModel, Rows, projects, read_table

AT_A_TIME = 100
"""Clocks that are read at a time."""

_earliest_at = Column("earliest_at", String)

STATES = read_table(
    "ticket_states",
    Column("ticket_id", String, primary_key=True),
    Column("state", String, nullable=False),
    Column("version", Integer, nullable=False),
)

CLOCKS = read_table(
    "due_clocks",
    Column("clock_id", String, primary_key=True),
    Column("ticket_id", String, nullable=False),
    _earliest_at,
    Column("pauses", String, nullable=False),
    Column("version", Integer, nullable=False),
    Index("due_clocks_by_time", _earliest_at),
)


class DueClocks(ReadModel):
    """One row for each running clock, and one for the state of each open ticket (TK-11)."""

    name = "due_clocks"
    source = "tickets"
    tables = (STATES, CLOCKS)

    @projects("tickets.ticket.opened", "tickets.ticket.reopened")
    def opened(self, rows: Rows, event: Any) -> None:
        """A ticket wants work, for the first time or again."""
        rows[STATES].put(
            ticket_id=str(event.originator_id),
            state=state_after(event),
            version=event.originator_version,
        )

    @projects(*(one for one in STATE_TOPICS if not one.endswith("opened")))
    def state_changed(self, rows: Rows, event: Any) -> None:
        """The ticket is in another state, in which clocks may stand or run."""
        ticket_id, state = str(event.originator_id), state_after(event)
        if state in (CLOSED, MERGED):
            rows[STATES].remove(ticket_id)
        else:
            rows[STATES].change(ticket_id, state=state, version=event.originator_version)

    @projects("tickets.sla_clock.started")
    def started(self, rows: Rows, event: Any) -> None:
        """A clock runs."""
        rows[CLOCKS].put(
            clock_id=str(event.originator_id),
            ticket_id=str(event.about.ticket_id),
            version=event.originator_version,
            **_first_mark(event.applied, started_at=event.started_at),
        )

    @projects("tickets.sla_clock.policy_changed")
    def policy_changed(self, rows: Rows, event: Any) -> None:
        """A clock runs under another policy."""
        _change(rows, event, **_first_mark(event.applied, started_at=event.started_at))

    @projects("tickets.sla_clock.at_risk")
    def came_to_risk(self, rows: Rows, event: Any) -> None:
        """What can come next is the breach."""
        _change(rows, event, earliest_at=iso(event.due_at or event.at_risk_at))

    @projects("tickets.sla_clock.breached")
    def breached(self, rows: Rows, event: Any) -> None:
        """Nothing more can come."""
        _change(rows, event, earliest_at=None)

    @projects("tickets.sla_clock.took_over")
    def took_over(self, rows: Rows, event: Any) -> None:
        """A clock goes on for an earlier one, as far as that one had come."""
        # Their sites may differ, and with them the calendar: every second may count.
        last = msgspec.structs.replace(event.applied[-1], earliest_at=None)
        mark = _first_mark(last, started_at=event.started_at)
        if event.state == AT_RISK:
            due_at = event.started_at + timedelta(seconds=last.policy.target_seconds)
            mark["earliest_at"] = iso(due_at)
        elif event.state == BREACHED:
            mark["earliest_at"] = None
        _change(rows, event, **mark)

    @projects("tickets.sla_clock.met", "tickets.sla_clock.missed", "tickets.sla_clock.superseded")
    def stopped(self, rows: Rows, event: Any) -> None:
        """A clock runs no more."""
        rows[CLOCKS].remove(str(event.originator_id))

    def due(self, *, by: datetime) -> Iterator[DueTicket]:
        """The tickets with clocks whose next mark may be due by a moment, the earliest first.

        They are read in portions; of a ticket whose clocks lie in two of them is told twice.
        A closed ticket has no state here; a promise that a low survey score has led to runs on.
        """
        after: tuple[str, str] | None = None
        while True:
            portion = self._portion(by=by, after=after)
            found: dict[str, list[Any]] = {}
            for row in portion:
                found.setdefault(row["ticket_id"], []).append(row)
            yield from (_due(ticket_id, rows) for ticket_id, rows in found.items())
            if len(portion) < AT_A_TIME:
                return
            after = portion[-1]["earliest_at"], portion[-1]["clock_id"]

    def _portion(self, *, by: datetime, after: tuple[str, str] | None) -> Sequence[Any]:
        stands = CLOCKS.c.pauses.contains(STATES.c.state)
        place = (CLOCKS.c.earliest_at, CLOCKS.c.clock_id)
        query = (
            select(CLOCKS, STATES.c.version.label("ticket_version"))
            .outerjoin(STATES, STATES.c.ticket_id == CLOCKS.c.ticket_id)
            .where(CLOCKS.c.earliest_at <= iso(by), or_(STATES.c.state.is_(None), not_(stands)))
            .order_by(*place)
            .limit(AT_A_TIME)
        )
        if after is not None:
            query = query.where(tuple_(*place) > after)
        with self.database.reading() as connection:
            return connection.execute(query).mappings().all()


def _first_mark(applied: AppliedPolicy, *, started_at: datetime) -> dict[str, Any]:
    policy = applied.policy
    around_the_clock = started_at + timedelta(seconds=policy.at_risk_seconds)
    earliest_at = applied.earliest_at or around_the_clock
    return {"earliest_at": iso(earliest_at), "pauses": ",".join(policy.pauses)}


def _change(rows: Rows, event: Any, **changes: Any) -> None:
    rows[CLOCKS].change(str(event.originator_id), version=event.originator_version, **changes)


def _due(ticket_id: str, clocks: list[Any]) -> DueTicket:
    versions = (f"{one['clock_id']}/{one['version']}" for one in clocks)
    return DueTicket(
        ticket_id=UUID(ticket_id),
        clock_ids=tuple(UUID(one["clock_id"]) for one in clocks),
        revision=f"{clocks[0]['ticket_version']} {' '.join(versions)}",
    )
