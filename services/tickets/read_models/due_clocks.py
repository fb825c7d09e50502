"""Which SLA clocks may have come to risk or to a breach?

A row says when the next mark of a ticket's clocks can be due at the earliest: as if every second
counted, less the pauses. Business hours only make it later, which the timer finds out by reading
the clock itself.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import msgspec
from sqlalchemy import Column, Index, Integer, String, Text, select

from services.tickets.application.questions import DueTicket
from services.tickets.domain.sla_clock import AT_RISK, BREACHED, RUNNING
from services.tickets.domain.terms import CLOSED
from services.tickets.read_models.states import STATE_TOPICS, state_after
from shared.clock import iso
from shared.read_models import ReadModel, Rows, projects, read_table

_earliest_at = Column("earliest_at", String)

TICKETS = read_table(
    "due_clocks",
    Column("ticket_id", String, primary_key=True),
    _earliest_at,
    Column("state", String, nullable=False),
    Column("revision", Integer, nullable=False),
    Column("clocks", Text, nullable=False),
    Index("due_clocks_by_time", _earliest_at),
)

PAGE = 500


class Running(msgspec.Struct, kw_only=True):
    """A running clock, as far as its next mark depends on it.

    Args:
        state: `running`, `at_risk` or `breached`.
        from_at: from when on `left` counts; None while it stands.
        spent: seconds that counted, or may have counted, before that.
        at_risk_seconds: threshold of the first mark.
        target_seconds: threshold of the second.
        pauses: states of the ticket in which it stands.
    """

    state: str
    from_at: datetime | None
    spent: int
    at_risk_seconds: int
    target_seconds: int
    pauses: tuple[str, ...]

    def earliest(self) -> datetime | None:
        """When its next mark can be due at the earliest; None if it cannot now."""
        if self.from_at is None or self.state == BREACHED:
            return None
        threshold = self.at_risk_seconds if self.state == RUNNING else self.target_seconds
        return self.from_at + timedelta(seconds=max(threshold - self.spent, 0))

    def enter(self, state: str, *, at: datetime) -> None:
        """The ticket comes into another state."""
        if self.from_at is not None:
            self.spent += max(-((self.from_at - at) // timedelta(seconds=1)), 0)
        self.from_at = None if state in self.pauses else at


Clocks = dict[str, Running]


class DueClocks(ReadModel):
    """One row for each ticket with running clocks (TK-11)."""

    name = "due_clocks"
    source = "tickets"
    tables = (TICKETS,)

    @projects(*STATE_TOPICS)
    def state_changed(self, rows: Rows, event: Any) -> None:
        """The ticket is in another state, in which clocks may stand or run."""
        ticket_id, state = str(event.originator_id), state_after(event)
        row = rows[TICKETS].get(ticket_id)
        clocks = _clocks(row)
        for clock in clocks.values():
            clock.enter(state, at=event.timestamp)
        if state == CLOSED and not clocks:
            rows[TICKETS].remove(ticket_id)
            return
        _write(rows, ticket_id, row, state, clocks)

    @projects("tickets.sla_clock.started")
    def started(self, rows: Rows, event: Any) -> None:
        """A clock runs."""
        ticket_id = str(event.about.ticket_id)
        row = rows[TICKETS].get(ticket_id)
        policy = event.applied.policy
        state = row["state"] if row else ""
        clock = Running(
            state=RUNNING,
            from_at=None if state in policy.pauses else event.started_at,
            spent=0,
            at_risk_seconds=policy.at_risk_seconds,
            target_seconds=policy.target_seconds,
            pauses=policy.pauses,
        )
        clocks = {**_clocks(row), str(event.originator_id): clock}
        _write(rows, ticket_id, row, state, clocks)

    @projects("tickets.sla_clock.policy_changed")
    def policy_changed(self, rows: Rows, event: Any) -> None:
        """A clock runs under another policy; earlier pauses stay."""
        ticket_id = str(event.about.ticket_id)
        row = rows[TICKETS].get(ticket_id)
        clocks = _clocks(row)
        clock = clocks.get(str(event.originator_id))
        if row is None or clock is None:
            return
        policy = event.applied.policy
        clock.at_risk_seconds = policy.at_risk_seconds
        clock.target_seconds = policy.target_seconds
        clock.pauses = policy.pauses
        clock.enter(row["state"], at=event.timestamp)
        _write(rows, ticket_id, row, row["state"], clocks)

    @projects("tickets.sla_clock.at_risk", "tickets.sla_clock.breached")
    def marked(self, rows: Rows, event: Any) -> None:
        """A clock was marked; the next mark is the breach, or none."""
        state = AT_RISK if event.TOPIC.endswith("at_risk") else BREACHED
        ticket_id = str(event.about.ticket_id)
        row = rows[TICKETS].get(ticket_id)
        clocks = _clocks(row)
        if str(event.originator_id) in clocks:
            clocks[str(event.originator_id)].state = state
            _write(rows, ticket_id, row, row["state"] if row else "", clocks)

    @projects("tickets.sla_clock.met", "tickets.sla_clock.missed")
    def stopped(self, rows: Rows, event: Any) -> None:
        """A clock runs no more."""
        ticket_id = str(event.about.ticket_id)
        row = rows[TICKETS].get(ticket_id)
        clocks = _clocks(row)
        clocks.pop(str(event.originator_id), None)
        _write(rows, ticket_id, row, row["state"] if row else "", clocks)

    def due(self, *, by: datetime) -> Iterable[DueTicket]:
        """The tickets with clocks whose next mark may be due by a moment, the earliest first."""
        query = (
            select(TICKETS)
            .where(TICKETS.c.earliest_at <= iso(by))
            .order_by(TICKETS.c.earliest_at, TICKETS.c.ticket_id)
        )
        with self.database.reading() as connection:
            return [_due(row) for row in connection.execute(query).mappings()]


def _clocks(row: Any) -> Clocks:
    return {} if row is None else msgspec.json.decode(row["clocks"], type=Clocks)


def _write(rows: Rows, ticket_id: str, row: Any, state: str, clocks: Clocks) -> None:
    earliest = [one for clock in clocks.values() if (one := clock.earliest()) is not None]
    rows[TICKETS].put(
        ticket_id=ticket_id,
        earliest_at=iso(min(earliest)) if earliest else None,
        state=state,
        revision=(row["revision"] if row else 0) + 1,
        clocks=msgspec.json.encode(clocks, order="sorted").decode(),
    )


def _due(row: Any) -> DueTicket:
    running = [UUID(one) for one, clock in _clocks(row).items() if clock.state != BREACHED]
    return DueTicket(UUID(row["ticket_id"]), tuple(running), row["revision"])
