"""SLA policies and the pure reading of a clock: what counted, what paused, when it is due."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol

import msgspec

FIRST_RESPONSE = "first_response"
REPLY = "reply"
FOLLOW_UP = "follow_up"
RESOLUTION = "resolution"
CLOCKS = (FIRST_RESPONSE, REPLY, FOLLOW_UP, RESOLUTION)
"""The clocks of TK-11 that tickets have; complaint feedback is the complaints service's."""

ANY = "any"

RUNS = "runs"
RUNS_IN_BUSINESS_TIME = "runs_in_business_time"
PAUSED = "paused_by_state"
"""Why a stretch of time counts or not."""

_SECOND = timedelta(seconds=1)


class ClockPolicy(msgspec.Struct, frozen=True, kw_only=True):
    """What one clock promises, stored with the clock that it was applied to (TK-11).

    Args:
        clock: one of `CLOCKS`.
        channel: channel that it holds for, or `any`.
        kind: kind that it holds for, or `any`.
        priority: priority that it holds for, or `any`.
        target_seconds: counted seconds after which the promise is broken.
        at_risk_seconds: counted seconds after which it is at risk.
        business_time: whether only the site's opening hours count.
        pauses: states of the ticket in which the clock stands.
    """

    clock: str
    channel: str
    kind: str
    priority: str
    target_seconds: int
    at_risk_seconds: int
    business_time: bool
    pauses: tuple[str, ...]

    def specificity(self, *, channel: str, kind: str, priority: str) -> int | None:
        """How closely it fits: priority before kind before channel; None if it does not."""
        score = 0
        wanted = ((self.channel, channel, 1), (self.kind, kind, 2), (self.priority, priority, 4))
        for own, asked, weight in wanted:
            if own not in (ANY, asked):
                return None
            score += weight if own == asked else 0
        return score


@dataclass(frozen=True)
class SlaRules:
    """The rule set `sla`.

    Args:
        grace_seconds: how long after a deadline the timer waits, so that no command that was
            in time is overtaken; longer than the longest command.
        policies: the policies; of those that fit the closest holds.
    """

    grace_seconds: int
    policies: tuple[ClockPolicy, ...]

    def policy_for(
        self, clock: str, *, channel: str, kind: str, priority: str
    ) -> ClockPolicy | None:
        """The closest policy of a clock; None if the ticket has no such promise."""
        fitting = [
            (score, one)
            for one in self.policies
            if one.clock == clock
            and (score := one.specificity(channel=channel, kind=kind, priority=priority))
            is not None
        ]
        return max(fitting, key=lambda each: each[0])[1] if fitting else None


class OpenTime(Protocol):
    """A calendar, as far as a clock needs it."""

    def seconds_between(self, start: datetime, end: datetime) -> int:
        """Whole seconds that count from `start` to `end`."""

    def add(self, start: datetime, seconds: int) -> datetime:
        """When `seconds` that count will have passed since `start`."""


@dataclass(frozen=True)
class AroundTheClock:
    """The calendar in which every second counts."""

    def seconds_between(self, start: datetime, end: datetime) -> int:
        """Whole seconds from `start` to `end`; 0 if `end` is not later."""
        return max((end - start) // _SECOND, 0)

    def add(self, start: datetime, seconds: int) -> datetime:
        """`seconds` after `start`."""
        return start + seconds * _SECOND


class Moment(msgspec.Struct, frozen=True):
    """From when on a ticket was in a state."""

    at: datetime
    state: str


@dataclass(frozen=True)
class PolicyPeriod:
    """From when on which policy held, with the calendar version that belongs to it.

    Args:
        since: when it began.
        policy: the policy.
        open_time: the calendar that counts.
    """

    since: datetime
    policy: ClockPolicy
    open_time: OpenTime


@dataclass(frozen=True)
class Line:
    """One stretch of a clock's life.

    Args:
        from_at: its beginning.
        to_at: its end.
        state: the ticket's state in it.
        why: `RUNS`, `RUNS_IN_BUSINESS_TIME` or `PAUSED`.
        seconds: seconds that counted, or that the pause lasted.
        open_time: the calendar that counted.
    """

    from_at: datetime
    to_at: datetime
    state: str
    why: str
    seconds: int
    open_time: OpenTime

    @property
    def counts(self) -> bool:
        """Whether the clock ran."""
        return self.why != PAUSED


@dataclass(frozen=True)
class ClockReading:
    """Where a clock stands and why, line by line.

    Args:
        lines: its stretches, in order.
        target_seconds: seconds promised by the policy that holds now.
        counted_seconds: seconds that counted.
        paused_seconds: seconds in which it stood.
        at_risk_at: when it came or will come to be at risk; None while it stands before that.
        due_at: when the promise was or will be broken; None while it stands before that.
    """

    lines: tuple[Line, ...]
    target_seconds: int
    counted_seconds: int
    paused_seconds: int
    at_risk_at: datetime | None
    due_at: datetime | None

    @property
    def is_late(self) -> bool:
        """Whether more has counted than was promised."""
        return self.counted_seconds > self.target_seconds


def clock_reading(
    moments: Sequence[Moment],
    *,
    started_at: datetime,
    periods: Sequence[PolicyPeriod],
    until: datetime,
    is_running: bool,
) -> ClockReading:
    """Reads a clock: a pure function of the ticket's history, its policies and calendars.

    Each stretch is judged by the policy that held in it, so a later change of policy or priority
    keeps all earlier pauses; the target is that of the policy in force at `until` (TK-11).

    Args:
        moments: when the ticket came into which state, in the order of its events.
        started_at: when the clock was started.
        periods: which policy held since when; the first one since the start.
        until: the moment asked for, or when the clock was stopped.
        is_running: whether the clock goes on after `until`.
    """
    lines = tuple(_lines(moments, started_at=started_at, periods=periods, until=until))
    present = _period_at(periods, until)
    last = present.policy
    stands = _state_at(moments, until) in last.pauses
    goes_on = present if is_running and not stands else None
    return ClockReading(
        lines=lines,
        target_seconds=last.target_seconds,
        counted_seconds=sum(one.seconds for one in lines if one.counts),
        paused_seconds=sum(one.seconds for one in lines if not one.counts),
        at_risk_at=_reached_at(lines, last.at_risk_seconds, until=until, goes_on=goes_on),
        due_at=_reached_at(lines, last.target_seconds, until=until, goes_on=goes_on),
    )


def _lines(
    moments: Sequence[Moment],
    *,
    started_at: datetime,
    periods: Sequence[PolicyPeriod],
    until: datetime,
) -> Iterator[Line]:
    changes = {one.at for one in moments} | {one.since for one in periods}
    edges = sorted({started_at, until, *(at for at in changes if started_at < at < until)})
    conditions = [(_state_at(moments, at), *_counting_at(periods, at, moments)) for at in edges]
    begun = 0
    for index in range(1, len(edges)):
        if index == len(edges) - 1 or conditions[index] != conditions[begun]:
            yield _line(edges[begun], edges[index], *conditions[begun])
            begun = index


def _counting_at(
    periods: Sequence[PolicyPeriod], at: datetime, moments: Sequence[Moment]
) -> tuple[str, OpenTime]:
    """Why the clock runs or stands at a moment, and the calendar that counts."""
    period = _period_at(periods, at)
    if _state_at(moments, at) in period.policy.pauses:
        return PAUSED, AroundTheClock()
    if period.policy.business_time:
        return RUNS_IN_BUSINESS_TIME, period.open_time
    return RUNS, AroundTheClock()


def _line(from_at: datetime, to_at: datetime, state: str, why: str, open_time: OpenTime) -> Line:
    seconds = open_time.seconds_between(from_at, to_at)
    return Line(from_at, to_at, state, why, seconds, open_time)


def _period_at(periods: Sequence[PolicyPeriod], at: datetime) -> PolicyPeriod:
    return [periods[0], *(one for one in periods if one.since <= at)][-1]


def _state_at(moments: Sequence[Moment], at: datetime) -> str:
    """The state at a moment; what lies before the first event belongs to its state."""
    state = moments[0].state
    for one in moments:
        if one.at <= at:
            state = one.state
    return state


def _reached_at(
    lines: Sequence[Line], seconds: int, *, until: datetime, goes_on: PolicyPeriod | None
) -> datetime | None:
    counted = 0
    for line in lines:
        if line.counts and counted + line.seconds >= seconds:
            return line.open_time.add(line.from_at, seconds - counted)
        counted += line.seconds if line.counts else 0
    if goes_on is None:
        return None
    open_time = goes_on.open_time if goes_on.policy.business_time else AroundTheClock()
    return open_time.add(until, seconds - counted)
