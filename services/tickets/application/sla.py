"""Watching the SLA clocks: at risk and breached once each, and why a clock stands where it is."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from services.tickets.application.questions import DueClocks, DueTicket
from services.tickets.application.workbench import Workbench, following_from
from services.tickets.domain.errors import SlaClockNotFound
from services.tickets.domain.sla import ClockReading
from services.tickets.domain.sla_clock import SlaClock
from services.tickets.domain.ticket import Ticket
from shared.errors import Conflict
from shared.event_store import AsOf


@dataclass(frozen=True)
class ReadClock:
    """A clock with where it stands."""

    clock: SlaClock
    reading: ClockReading


class SlaWatch:
    """Reads and marks SLA clocks (TK-11).

    Args:
        bench: what all use cases stand on.
        due_clocks: which clocks may be due.
    """

    def __init__(self, bench: Workbench, *, due_clocks: DueClocks) -> None:
        self._bench = bench
        self._due_clocks = due_clocks
        self._looked_at: dict[tuple[UUID, str], datetime] = {}

    def clocks_of(self, ticket_id: UUID) -> list[ReadClock]:
        """All clocks of a ticket that the actor may see, with where they stand now."""
        ticket = self._visible(ticket_id)
        return [self._read(one, ticket) for one in self._bench.clocks.all_of(ticket)]

    def explain_clock(
        self, ticket_id: UUID, clock_id: UUID, *, as_of: AsOf | None = None
    ) -> ReadClock:
        """Why a clock stands where it stands, line by line.

        Args:
            ticket_id: the ticket.
            clock_id: the clock.
            as_of: a moment of the past, read as the system knew it then.

        Raises:
            SlaClockNotFound: the ticket has no such clock, or had none then.
        """
        self._visible(ticket_id)
        ticket = self._bench.store.find(Ticket, ticket_id, as_of=as_of)
        clock = self._bench.store.find(SlaClock, clock_id, as_of=as_of)
        if ticket is None or clock is None or clock.ticket_id != ticket_id:
            raise SlaClockNotFound(key=clock_id)
        at = self._bench.now
        if as_of is not None and as_of.time is not None:
            at = as_of.time
        elif as_of is not None:
            at = max(ticket.modified_on, clock.modified_on)
        return ReadClock(clock, self._bench.clocks.reading(clock, ticket, at=at))

    def mark_due_clocks(self, now: datetime) -> int:
        """Records which clocks have come to risk or to a breach, a grace after the moment.

        The grace is longer than the longest command, and ticket and clock are read again and
        saved only if the ticket stands still, so that nothing is called late that was in time.

        Returns:
            How many clocks were marked.
        """
        grace = timedelta(seconds=self._bench.rules.sla.grace_seconds)
        looked_at: dict[tuple[UUID, str], datetime] = {}
        marked = 0
        for due in self._due_clocks.due(by=now - grace):
            seen = due.ticket_id, due.revision
            next_at = self._looked_at.get(seen)
            if next_at is None or next_at <= now - grace:
                count, next_at = self._mark(due, now=now, by=now - grace)
                marked += count
            if next_at is not None:
                looked_at[seen] = next_at
        self._looked_at = looked_at
        return marked

    def _mark(self, due: DueTicket, *, now: datetime, by: datetime) -> tuple[int, datetime | None]:
        """How many clocks of a ticket were marked; if none, when to look at them again.

        Outside business hours a clock cannot become due however long it has run on the wall.
        """
        ticket = self._bench.ticket(due.ticket_id)
        clocks = [self._bench.store.get(SlaClock, one) for one in due.clock_ids]
        moments = []
        for clock in clocks:
            reading = self._bench.clocks.reading(clock, ticket, at=now)
            with following_from(clock):
                clock.note(reading, at=by, about=ticket.about)
            moments += [one for one in (reading.at_risk_at, reading.due_at) if one and one > by]
        changed = [one for one in clocks if one.pending_events]
        if not changed:
            return 0, min(moments, default=None)
        try:
            self._bench.store.save(*changed, unchanged=[ticket])
        except Conflict:
            # A command or another timer was first: what is still due is found in the next round.
            return 0, None
        return len(changed), None

    def _visible(self, ticket_id: UUID) -> Ticket:
        ticket = self._bench.ticket(ticket_id)
        self._bench.access.check_sees(ticket)
        return ticket

    def _read(self, clock: SlaClock, ticket: Ticket) -> ReadClock:
        reading = self._bench.clocks.reading(clock, ticket, at=self._bench.now)
        return ReadClock(clock, reading)
