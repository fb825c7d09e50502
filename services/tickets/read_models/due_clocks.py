"""Which SLA clocks may have come to risk or to a breach?

A clock's row says when its next mark can be due at the earliest: as if every second counted since
it was started. Pauses and business hours only make it later, which the timer finds out by reading
the clock itself; so no row is ever read in order to write one.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import Column, Index, Integer, String, not_, or_, select

from services.tickets.application.questions import DueTicket
from services.tickets.domain.clock_succession import AT_RISK, BREACHED
from services.tickets.domain.sla import ClockPolicy
from services.tickets.domain.terms import CLOSED, MERGED
from services.tickets.read_models.states import STATE_TOPICS, state_after
from shared.clock import iso
from shared.read_models import ReadModel, Rows, projects, read_table

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
            **_first_mark(event.applied.policy, started_at=event.started_at),
        )

    @projects("tickets.sla_clock.policy_changed")
    def policy_changed(self, rows: Rows, event: Any) -> None:
        """A clock runs under another policy."""
        _change(rows, event, **_first_mark(event.applied.policy, started_at=event.started_at))

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
        policy = event.applied[-1].policy
        mark = _first_mark(policy, started_at=event.started_at)
        if event.state == AT_RISK:
            mark["earliest_at"] = iso(event.started_at + timedelta(seconds=policy.target_seconds))
        elif event.state == BREACHED:
            mark["earliest_at"] = None
        _change(rows, event, **mark)

    @projects("tickets.sla_clock.met", "tickets.sla_clock.missed", "tickets.sla_clock.superseded")
    def stopped(self, rows: Rows, event: Any) -> None:
        """A clock runs no more."""
        rows[CLOCKS].remove(str(event.originator_id))

    def due(self, *, by: datetime) -> Iterable[DueTicket]:
        """The tickets with clocks whose next mark may be due by a moment, the earliest first.

        A closed ticket has no state here; a promise that a low survey score has led to runs on.
        """
        stands = CLOCKS.c.pauses.contains(STATES.c.state)
        query = (
            select(CLOCKS, STATES.c.version.label("ticket_version"))
            .outerjoin(STATES, STATES.c.ticket_id == CLOCKS.c.ticket_id)
            .where(CLOCKS.c.earliest_at <= iso(by), or_(STATES.c.state.is_(None), not_(stands)))
            .order_by(CLOCKS.c.earliest_at, CLOCKS.c.clock_id)
        )
        found: dict[str, list[Any]] = {}
        with self.database.reading() as connection:
            for row in connection.execute(query).mappings():
                found.setdefault(row["ticket_id"], []).append(row)
        return [_due(ticket_id, rows) for ticket_id, rows in found.items()]


def _first_mark(policy: ClockPolicy, *, started_at: datetime) -> dict[str, Any]:
    earliest_at = started_at + timedelta(seconds=policy.at_risk_seconds)
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
