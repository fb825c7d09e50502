"""Starting, stopping and re-targeting a ticket's SLA clocks, in the ticket's own transaction."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TypeVar
from uuid import UUID

import msgspec

from services.tickets.application.applied_rules import AppliedRules
from services.tickets.application.questions import Calendars
from services.tickets.domain import sla
from services.tickets.domain.clock_succession import AppliedPolicy
from services.tickets.domain.correspondence import Correspondence
from services.tickets.domain.follow_ups import FollowUps
from services.tickets.domain.sla import ClockReading
from services.tickets.domain.sla_clock import SlaClock
from services.tickets.domain.ticket import Ticket
from shared.calendars import NeverOpen
from shared.event_store import Aggregate, AsOf
from shared.event_store.store import Store

NEVER = datetime(9999, 1, 1, tzinfo=UTC)
"""When a clock is at risk whose calendar opens no more."""

TAggregate = TypeVar("TAggregate", bound=Aggregate)


class Clocks:
    """The clocks of tickets (TK-11); what it returns is saved by the use case that asked.

    Args:
        store: the log.
        rules: the policies.
        calendars: the sites' calendars.
    """

    def __init__(self, store: Store, *, rules: AppliedRules, calendars: Calendars) -> None:
        self._store = store
        self._rules = rules
        self._calendars = calendars

    def only_site(self) -> UUID | None:
        """The site of an installation that has one only."""
        return self._calendars.only_site()

    def started(
        self,
        ticket: Ticket,
        clock: str,
        *,
        ordinal: int,
        at: datetime,
        due_at: datetime | None = None,
    ) -> list[SlaClock]:
        """The clock, started; none where no policy makes the promise.

        Args:
            ticket: the ticket.
            clock: one of `sla.CLOCKS`.
            ordinal: the how-many-eth promise of this name it is.
            at: when the customer began to wait.
            due_at: deadline that was promised instead of the policy's.
        """
        applied = self.applied(ticket, clock, since=at)
        if applied is None:
            return []
        if due_at is not None:
            promised = _promised_by(due_at, applied.policy, at=at)
            applied = msgspec.structs.replace(applied, policy=promised, earliest_at=None)
        return [SlaClock.start(ticket.about, ordinal=ordinal, started_at=at, applied=applied)]

    def stopped(self, ticket: Ticket, clock: str, *, ordinal: int, at: datetime) -> list[SlaClock]:
        """The clock, stopped at a moment; none where there is no running one."""
        found = self._running(ticket.id, clock, ordinal=ordinal)
        if found is None:
            return []
        return [self.stop(found, ticket, at=at)]

    def stop(self, clock: SlaClock, ticket: Ticket, *, at: datetime) -> SlaClock:
        """Stops a clock that was found or started before."""
        clock.stop(self.reading(clock, ticket, at=at), at=at, about=ticket.about)
        return clock

    def answered(self, ticket: Ticket, *, at: datetime) -> list[SlaClock]:
        """The clocks that an answer to the customer stops: first response, and the last reply."""
        correspondence = self._store.find(Correspondence, Correspondence.id_for(ticket.id))
        question = 0 if correspondence is None else correspondence.questions
        return [
            *(
                clock
                for ordinal in range(1, len(ticket.whole) + 1)
                for clock in self.stopped(ticket, sla.FIRST_RESPONSE, ordinal=ordinal, at=at)
            ),
            *self.stopped(ticket, sla.REPLY, ordinal=question, at=at),
        ]

    def resolved(self, ticket: Ticket, *, at: datetime) -> list[SlaClock]:
        """The clocks that the resolution stops: it answers the customer too."""
        ordinal = ticket.reopenings + 1
        return [
            *self.answered(ticket, at=at),
            *self.stopped(ticket, sla.RESOLUTION, ordinal=ordinal, at=at),
        ]

    def under_present_policy(self, ticket: Ticket, *, at: datetime) -> list[SlaClock]:
        """The running clocks, put under the policy that fits the ticket now."""
        changed = []
        for found in self.all_running(ticket):
            applied = self.applied(ticket, found.clock, since=at, started_at=found.started_at)
            if applied is not None and found.clock != sla.FOLLOW_UP:
                found.change_policy(applied, about=ticket.about)
                changed.append(found)
        return changed

    def all_of(self, ticket: Ticket, *, as_of: AsOf | None = None) -> list[SlaClock]:
        """Every clock that the ticket ever had, in the order of `sla.CLOCKS`."""

        def part(kind: type[TAggregate], entity_id: UUID) -> TAggregate | None:
            return self._store.find(kind, entity_id, as_of=as_of)

        correspondence = part(Correspondence, Correspondence.id_for(ticket.id))
        follow_ups = part(FollowUps, FollowUps.id_for(ticket.id))
        counts = {
            # What was merged may have waited for a first response when this one had its own.
            sla.FIRST_RESPONSE: len(ticket.whole),
            sla.REPLY: 0 if correspondence is None else correspondence.questions,
            sla.FOLLOW_UP: 0 if follow_ups is None else follow_ups.count,
            sla.RESOLUTION: ticket.reopenings + 1,
        }
        ids = [
            SlaClock.id_for(ticket.id, clock=clock, ordinal=ordinal)
            for clock in sla.CLOCKS
            for ordinal in range(1, counts[clock] + 1)
        ]
        found = [part(SlaClock, one) for one in ids]
        return [one for one in found if one is not None]

    def all_running(self, ticket: Ticket) -> list[SlaClock]:
        """The clocks that have not been stopped."""
        return [one for one in self.all_of(ticket) if one.is_running]

    def reading(self, clock: SlaClock, ticket: Ticket, *, at: datetime) -> ClockReading:
        """Where a clock stands at a moment."""
        return clock.reading(ticket.moments, at=at, calendar_of=self._calendars.calendar)

    def find(self, ticket: Ticket, clock: str, *, ordinal: int) -> SlaClock | None:
        """A clock of a ticket, if it was ever started."""
        clock_id = SlaClock.id_for(ticket.id, clock=clock, ordinal=ordinal)
        return self._store.find(SlaClock, clock_id)

    def _running(self, ticket_id: UUID, clock: str, *, ordinal: int) -> SlaClock | None:
        clock_id = SlaClock.id_for(ticket_id, clock=clock, ordinal=ordinal)
        found = self._store.find(SlaClock, clock_id)
        return found if found is not None and found.is_running else None

    def applied(
        self, ticket: Ticket, clock: str, *, since: datetime, started_at: datetime | None = None
    ) -> AppliedPolicy | None:
        """The policy that fits a ticket, with its versions; None where none makes the promise.

        Args:
            ticket: the ticket.
            clock: one of `sla.CLOCKS`.
            since: from when on it holds.
            started_at: when the clock was started, if that was before.
        """
        policy = self._rules.sla.policy_for(
            clock, channel=ticket.channel, kind=ticket.kind, priority=ticket.priority
        )
        if policy is None:
            return None
        version, earliest_at = 0, None
        if policy.business_time:
            version = self._calendars.in_force(ticket.site_id, at=since)
            # Before this policy every second may have counted.
            counted = sla.AroundTheClock().seconds_between(started_at or since, since)
            left = max(policy.at_risk_seconds - counted, 0)
            earliest_at = self._reached_at(ticket, version, since=since, seconds=left)
        return AppliedPolicy(
            since=since,
            policy=policy,
            rules_version=self._rules.version("sla").version,
            calendar_version=version,
            earliest_at=earliest_at,
        )

    def _reached_at(
        self, ticket: Ticket, version: int, *, since: datetime, seconds: int
    ) -> datetime:
        """When seconds will have counted by a calendar; `NEVER` if it opens no more."""
        try:
            return self._calendars.calendar(ticket.site_id, version).add(since, seconds)
        except NeverOpen:
            return NEVER


def _promised_by(due_at: datetime, policy: sla.ClockPolicy, *, at: datetime) -> sla.ClockPolicy:
    """The policy with a promised deadline in place of its own: every second until then counts."""
    seconds = sla.AroundTheClock().seconds_between(at, due_at)
    share = policy.at_risk_seconds * 100 // max(policy.target_seconds, 1)
    return msgspec.structs.replace(
        policy,
        target_seconds=seconds,
        at_risk_seconds=seconds * share // 100,
        business_time=False,
        pauses=(),
    )
