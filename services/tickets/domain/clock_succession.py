"""What becomes of SLA clocks when tickets are merged or split: one goes on, others end (TK-11).

The customer has waited since the earliest of the promises of one name. So its time goes on, under
the ticket that goes on; the other clocks end without a verdict, and each promise has one at most.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec

from services.tickets.domain.about import AboutTicket
from services.tickets.domain.sla import ClockPolicy, ClockReading, Moment
from shared.event_store.aggregate import Aggregate

RUNNING = "running"
AT_RISK = "at_risk"
BREACHED = "breached"
"""States of a clock that has not been stopped, in the order in which it passes them."""

SUPERSEDED = "superseded"
"""State of a clock that ended without a verdict."""

MERGED = "merged"
SPLIT = "split"
"""Why a clock ended without a verdict: its ticket was merged, or its question split off."""

_ORDER = (RUNNING, AT_RISK, BREACHED)


class AppliedPolicy(msgspec.Struct, frozen=True, kw_only=True):
    """A policy with the versions under which it was applied.

    Args:
        since: from when on it held.
        policy: its values.
        rules_version: version of the rule set `sla`.
        calendar_version: version of the site's calendar; 0 where every second counts.
        earliest_at: when the clock is at risk if the ticket never pauses it, reckoned in business
            time; None where every second counts, or nobody knows.
    """

    since: datetime
    policy: ClockPolicy
    rules_version: int
    calendar_version: int
    earliest_at: datetime | None = None


class SucceedingClock(Aggregate):
    """A clock as far as it can go on for another one, or end for its sake.

    Its events are written out, because `@event` works in the class alone that is stored.
    """

    class TookOver(Aggregate.Event):
        """It goes on where an earlier clock stood."""

        TOPIC = "tickets.sla_clock.took_over"
        clock: str
        from_clock_id: UUID
        from_ticket_id: UUID
        started_at: datetime
        applied: tuple[AppliedPolicy, ...]
        moments: tuple[Moment, ...]
        taken_over_at: datetime
        state: str
        breached_at: datetime | None
        about: AboutTicket

        def apply(self, aggregate: Any) -> None:
            """Keeps what the earlier clock had come to."""
            aggregate.started_at = self.started_at
            aggregate.applied = self.applied
            aggregate.moments_before = self.moments
            aggregate.taken_over_at = self.taken_over_at
            aggregate.state = self.state
            aggregate.breached_at = self.breached_at

    class Superseded(Aggregate.Event):
        """It ended without a verdict."""

        TOPIC = "tickets.sla_clock.superseded"
        clock: str
        cause: str
        stopped_at: datetime
        counted_seconds: int
        continued_by: UUID
        about: AboutTicket

        def apply(self, aggregate: Any) -> None:
            """It runs no more."""
            aggregate.state = SUPERSEDED
            aggregate.stopped_at = self.stopped_at

    ticket_id: UUID
    clock: str
    started_at: datetime
    applied: tuple[AppliedPolicy, ...]
    state: str
    breached_at: datetime | None
    stopped_at: datetime | None
    moments_before: tuple[Moment, ...]
    taken_over_at: datetime | None

    def history(self, moments: Sequence[Moment]) -> tuple[Moment, ...]:
        """The states through which the clock went: of whose it was first, then of its ticket."""
        taken_over_at = self.taken_over_at
        if taken_over_at is None:
            return tuple(moments)
        return (*self.moments_before, *(one for one in moments if one.at > taken_over_at))

    def take_over(
        self,
        elder: SucceedingClock,
        *,
        moments: Sequence[Moment],
        state: str,
        at: datetime,
        about: AboutTicket,
    ) -> None:
        """Goes on where a clock of another ticket stands that was started earlier.

        What came to pass on either of them stays so: nothing becomes less late by a merge.

        Args:
            elder: the clock that was started earlier; it has not ended yet.
            moments: the history of states of its ticket.
            state: the state in which the own ticket goes on.
            at: when the tickets were merged.
            about: the own ticket.
        """
        self.trigger_event(
            self.TookOver,
            clock=self.clock,
            from_clock_id=elder.id,
            from_ticket_id=elder.ticket_id,
            started_at=elder.started_at,
            applied=elder.applied,
            moments=(*elder.history(moments), Moment(at, state)),
            taken_over_at=at,
            state=max(self.state, elder.state, key=_ORDER.index),
            breached_at=self.breached_at or elder.breached_at,
            about=about,
        )

    def end_for(
        self,
        heir_id: UUID,
        *,
        cause: str,
        reading: ClockReading,
        at: datetime,
        about: AboutTicket,
    ) -> None:
        """Ends without a verdict, because another clock goes on for it.

        Args:
            heir_id: the clock that goes on.
            cause: `merged` or `split`.
            reading: where it stands at `at`.
            at: when.
            about: the ticket.
        """
        self.trigger_event(
            self.Superseded,
            clock=self.clock,
            cause=cause,
            stopped_at=at,
            counted_seconds=reading.counted_seconds,
            continued_by=heir_id,
            about=about,
        )
