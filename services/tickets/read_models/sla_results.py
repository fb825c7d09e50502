"""How did the SLA clocks end: met, missed, breached, still running?"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Boolean, Column, Index, Integer, String, func, select, tuple_

from services.tickets.domain.clock_succession import AT_RISK, BREACHED, RUNNING, SUPERSEDED
from services.tickets.domain.sla_clock import MET, MISSED
from services.tickets.read_models.states import text_or_none
from shared.clock import iso
from shared.read_models import ReadModel, Rows, projects, read_table

_started_at = Column("started_at", String, nullable=False)
_breached_at = Column("breached_at", String)
_clock_id = Column("clock_id", String, primary_key=True)

CLOCKS = read_table(
    "sla_results",
    _clock_id,
    Column("ticket_id", String, nullable=False),
    Column("number", String, nullable=False),
    Column("clock", String, nullable=False),
    Column("channel", String, nullable=False),
    Column("kind", String, nullable=False),
    Column("priority", String, nullable=False),
    Column("skill_group", String, nullable=False),
    Column("assignee_id", String),
    _started_at,
    Column("state", String, nullable=False),
    Column("was_at_risk", Boolean, nullable=False),
    _breached_at,
    Column("stopped_at", String),
    Column("counted_seconds", Integer),
    Index("sla_results_by_start", _started_at),
    Index("sla_results_by_breach", _breached_at, _clock_id),
)


@dataclass(frozen=True)
class SlaCount:
    """Clocks of one name in one state.

    Args:
        clock: `first_response`, `reply`, `follow_up` or `resolution`.
        state: `running`, `at_risk`, `breached`, `met`, `missed` or `superseded` (without
            a verdict, by a merge or split).
        clocks: how many.
        were_at_risk: how many of them came to risk on the way.
    """

    clock: str
    state: str
    clocks: int
    were_at_risk: int


@dataclass(frozen=True)
class Breach:
    """A promise that was broken."""

    clock_id: UUID
    ticket_id: UUID
    number: str
    clock: str
    breached_at: datetime
    state: str


class SlaResults(ReadModel):
    """One row for each clock that ever ran (TK-11)."""

    name = "sla_results"
    source = "tickets"
    tables = (CLOCKS,)

    @projects("tickets.sla_clock.started")
    def started(self, rows: Rows, event: Any) -> None:
        """A clock runs."""
        about = event.about
        rows[CLOCKS].put(
            clock_id=str(event.originator_id),
            ticket_id=str(about.ticket_id),
            number=about.number,
            clock=event.clock,
            channel=about.channel,
            kind=about.kind,
            priority=about.priority,
            skill_group=about.skill_group,
            assignee_id=text_or_none(about.assignee_id),
            started_at=iso(event.started_at),
            state=RUNNING,
            was_at_risk=False,
        )

    @projects("tickets.sla_clock.at_risk")
    def at_risk(self, rows: Rows, event: Any) -> None:
        """The promise is at risk."""
        _change(rows, event, state=AT_RISK, was_at_risk=True)

    @projects("tickets.sla_clock.breached")
    def breached(self, rows: Rows, event: Any) -> None:
        """The promise is broken."""
        _change(rows, event, state=BREACHED, breached_at=iso(event.due_at))

    @projects("tickets.sla_clock.met")
    def met(self, rows: Rows, event: Any) -> None:
        """The promise was kept."""
        _stop(rows, event, state=MET)

    @projects("tickets.sla_clock.missed")
    def missed(self, rows: Rows, event: Any) -> None:
        """What was promised was done too late."""
        _stop(rows, event, state=MISSED)

    @projects("tickets.sla_clock.superseded")
    def superseded(self, rows: Rows, event: Any) -> None:
        """Another clock goes on for it; a breach that came to pass stays one."""
        _stop(rows, event, state=SUPERSEDED)

    @projects("tickets.sla_clock.took_over")
    def took_over(self, rows: Rows, event: Any) -> None:
        """It goes on for an earlier one; that one's breach is listed there, once."""
        _change(rows, event, state=event.state, started_at=iso(event.started_at))

    def counts(self, *, since: datetime, until: datetime) -> Sequence[SlaCount]:
        """Clocks started in a span of time, by name and state."""
        query = (
            select(CLOCKS.c.clock, CLOCKS.c.state, CLOCKS.c.was_at_risk, func.count())
            .where(CLOCKS.c.started_at >= iso(since), CLOCKS.c.started_at < iso(until))
            .group_by(CLOCKS.c.clock, CLOCKS.c.state, CLOCKS.c.was_at_risk)
        )
        found: dict[tuple[str, str], list[int]] = {}
        with self.database.reading() as connection:
            for clock, state, was_at_risk, count in connection.execute(query):
                sums = found.setdefault((clock, state), [0, 0])
                sums[0] += count
                sums[1] += count if was_at_risk else 0
        return [SlaCount(*key, *found[key]) for key in sorted(found)]

    def breaches(
        self, *, after: tuple[datetime, UUID] | None = None, limit: int
    ) -> Sequence[Breach]:
        """Broken promises, the latest first.

        Args:
            after: time and id of the last one of the page before.
            limit: how many at most.
        """
        query = (
            select(CLOCKS)
            .where(CLOCKS.c.breached_at.is_not(None))
            .order_by(CLOCKS.c.breached_at.desc(), CLOCKS.c.clock_id.desc())
            .limit(limit)
        )
        if after is not None:
            key = (iso(after[0]), str(after[1]))
            query = query.where(tuple_(CLOCKS.c.breached_at, CLOCKS.c.clock_id) < key)
        with self.database.reading() as connection:
            return [_breach(row) for row in connection.execute(query).mappings()]


def _change(rows: Rows, event: Any, **changes: Any) -> None:
    assignee_id = text_or_none(event.about.assignee_id)
    rows[CLOCKS].change(str(event.originator_id), assignee_id=assignee_id, **changes)


def _stop(rows: Rows, event: Any, *, state: str) -> None:
    _change(
        rows,
        event,
        state=state,
        stopped_at=iso(event.stopped_at),
        counted_seconds=event.counted_seconds,
    )


def _breach(row: Any) -> Breach:
    return Breach(
        clock_id=UUID(row["clock_id"]),
        ticket_id=UUID(row["ticket_id"]),
        number=row["number"],
        clock=row["clock"],
        breached_at=datetime.fromisoformat(row["breached_at"]),
        state=row["state"],
    )
