"""One SLA clock of a ticket: a stream of its own that holds only its own facts (TK-11)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Self
from uuid import UUID

from services.tickets.domain.about import AboutTicket
from services.tickets.domain.clock_succession import (
    AT_RISK,
    BREACHED,
    RUNNING,
    AppliedPolicy,
    SucceedingClock,
)
from services.tickets.domain.sla import (
    ClockReading,
    Moment,
    OpenTime,
    PolicyPeriod,
    clock_reading,
)
from shared.event_store.aggregate import Aggregate, event
from shared.ids import id_of

MET = "met"
MISSED = "missed"
"""States of a stopped clock with a verdict."""


CalendarOf = Callable[[UUID | None, int], OpenTime]
"""Finds the version of a site's calendar that a policy was applied with."""


class SlaClock(SucceedingClock):
    """How long one promise to the customer of a ticket has run.

    Running and paused time is never stored: it is read from the ticket's stream when asked, so
    that a timer or a policy never spoils what an editor of the ticket holds.
    """

    TOPIC = "tickets.sla_clock"

    class Created(Aggregate.Created):
        TOPIC = "tickets.sla_clock.started"
        about: AboutTicket
        clock: str
        ordinal: int
        started_at: datetime
        applied: AppliedPolicy

    def __init__(
        self,
        about: AboutTicket,
        clock: str,
        ordinal: int,
        started_at: datetime,
        applied: AppliedPolicy,
    ) -> None:
        self.ticket_id = about.ticket_id
        self.site_id = about.site_id
        self.clock = clock
        self.ordinal = ordinal
        self.started_at = started_at
        self.applied: tuple[AppliedPolicy, ...] = (applied,)
        self.state = RUNNING
        self.breached_at: datetime | None = None
        self.stopped_at: datetime | None = None
        self.moments_before: tuple[Moment, ...] = ()
        self.taken_over_at: datetime | None = None

    @staticmethod
    def id_for(ticket_id: UUID, *, clock: str, ordinal: int) -> UUID:
        """The one id of a ticket's clock; `ordinal` counts how often the promise was made."""
        return id_of("sla", ticket_id, clock, ordinal)

    @classmethod
    def start(
        cls,
        about: AboutTicket,
        *,
        ordinal: int,
        started_at: datetime,
        applied: AppliedPolicy,
    ) -> Self:
        """Starts the clock that the policy names.

        Args:
            about: the ticket.
            ordinal: the how-many-eth promise of this name on the ticket it is, from 1.
            started_at: when the customer began to wait.
            applied: the policy and its versions.
        """
        return cls._create(
            cls.Created,
            id=cls.id_for(about.ticket_id, clock=applied.policy.clock, ordinal=ordinal),
            about=about,
            clock=applied.policy.clock,
            ordinal=ordinal,
            started_at=started_at,
            applied=applied,
        )

    @property
    def is_running(self) -> bool:
        """Whether it has not been stopped."""
        return self.stopped_at is None

    def reading(
        self, moments: Sequence[Moment], *, at: datetime, calendar_of: CalendarOf
    ) -> ClockReading:
        """Where the clock stands at a moment, or where it was stopped before.

        Args:
            moments: the ticket's history of states.
            at: the moment asked for.
            calendar_of: finds the calendars of the versions applied.
        """
        until = at if self.stopped_at is None else min(self.stopped_at, at)
        periods = [
            PolicyPeriod(one.since, one.policy, calendar_of(self.site_id, one.calendar_version))
            for one in self.applied
        ]
        return clock_reading(
            self.history(moments),
            started_at=self.started_at,
            periods=periods,
            until=max(until, self.started_at),
            is_running=self.stopped_at is None or self.stopped_at > at,
        )

    def change_policy(self, applied: AppliedPolicy, *, about: AboutTicket) -> None:
        """Puts the clock under another policy; earlier pauses stay as they were (TK-11)."""
        if self.is_running and applied.policy != self.applied[-1].policy:
            self._change_policy(started_at=self.started_at, applied=applied, about=about)

    def note(self, reading: ClockReading, *, at: datetime, about: AboutTicket) -> None:
        """Records that the promise is at risk or broken, each once, if `reading` says so by `at`.

        Args:
            reading: where the clock stands.
            at: threshold: what has come to pass by then is recorded.
            about: the ticket.
        """
        if not self.is_running or self.state == BREACHED:
            return
        if reading.due_at is not None and reading.due_at <= at:
            self._breach(
                clock=self.clock,
                due_at=reading.due_at,
                target_seconds=reading.target_seconds,
                about=about,
            )
        elif self.state == RUNNING and reading.at_risk_at is not None and reading.at_risk_at <= at:
            self._come_to_risk(
                clock=self.clock, at_risk_at=reading.at_risk_at, due_at=reading.due_at, about=about
            )

    def stop(self, reading: ClockReading, *, at: datetime, about: AboutTicket) -> None:
        """Stops the clock because the promise was kept, in time or late.

        What was late and not noticed yet is recorded as a breach first. Nothing happens to a
        clock that was stopped before.

        Args:
            reading: where the clock stands at `at`.
            at: when the promise was kept.
            about: the ticket.
        """
        if not self.is_running:
            return
        if reading.is_late:
            self.note(reading, at=at, about=about)
            self._miss(
                clock=self.clock,
                stopped_at=at,
                counted_seconds=reading.counted_seconds,
                about=about,
            )
        else:
            self._meet(
                clock=self.clock,
                stopped_at=at,
                counted_seconds=reading.counted_seconds,
                about=about,
            )

    @event("PolicyChanged", topic="tickets.sla_clock.policy_changed")
    def _change_policy(
        self, started_at: datetime, applied: AppliedPolicy, about: AboutTicket
    ) -> None:
        self.applied = (*self.applied, applied)

    @event("CameToRisk", topic="tickets.sla_clock.at_risk")
    def _come_to_risk(
        self, clock: str, at_risk_at: datetime, due_at: datetime | None, about: AboutTicket
    ) -> None:
        self.state = AT_RISK

    @event("Breached", topic="tickets.sla_clock.breached")
    def _breach(
        self, clock: str, due_at: datetime, target_seconds: int, about: AboutTicket
    ) -> None:
        self.state = BREACHED
        self.breached_at = due_at

    @event("Met", topic="tickets.sla_clock.met")
    def _meet(
        self, clock: str, stopped_at: datetime, counted_seconds: int, about: AboutTicket
    ) -> None:
        self.state = MET
        self.stopped_at = stopped_at

    @event("Missed", topic="tickets.sla_clock.missed")
    def _miss(
        self, clock: str, stopped_at: datetime, counted_seconds: int, about: AboutTicket
    ) -> None:
        self.state = MISSED
        self.stopped_at = stopped_at
