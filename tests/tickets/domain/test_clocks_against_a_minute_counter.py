"""The reading of a clock against a counter that knows nothing of the product's calendars.

The counter walks minute by minute through UTC, asks the zone what the clock on the wall says, and
decides by tables of its own: adjusted workdays and holidays of China, weekdays, hours of the wall.
Where the wall repeats an hour in autumn, hours begin and end with its first coming. Random states
pause the clock; random policies, as of a priority or a kind, change on the way.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

from hypothesis import given, settings
from hypothesis import strategies as st

from services.tickets.domain.sla import ClockReading, Moment, PolicyPeriod, clock_reading
from services.tickets.domain.sla_clock import AppliedPolicy, SlaClock
from shared.calendars import BusinessCalendar
from tests.support.tickets import about, at, policy

MINUTE = timedelta(minutes=1)
DAY_NAMES = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
STATES = ("queued", "in_progress", "waiting_for_customer", "waiting_for_third_party", "referred")
LONGEST = 6 * 24 * 60

CHINA_HOLIDAYS = {date(2026, 2, day) for day in range(15, 24)} | {
    date(2026, 10, day) for day in range(1, 8)
}
CHINA_WORKDAYS = {
    date(2026, 2, 14): 0,
    date(2026, 2, 28): 4,
    date(2026, 10, 10): 2,
    date(2026, 9, 20): 3,
}
"""Saturdays and Sundays that are worked [调休], with the weekday whose hours they have."""

STARTS = {
    "Asia/Shanghai": (datetime(2026, 2, 11, tzinfo=UTC), datetime(2026, 9, 27, tzinfo=UTC)),
    "Europe/Berlin": (datetime(2026, 3, 26, tzinfo=UTC), datetime(2026, 10, 22, tzinfo=UTC)),
    "America/New_York": (datetime(2026, 3, 5, tzinfo=UTC), datetime(2026, 10, 29, tzinfo=UTC)),
}
"""Beginnings from which a few days reach holidays, or a change of the clock on the wall."""


@dataclass(frozen=True)
class Week:
    """A working week: by weekday, minutes of the wall in which somebody is there.

    Args:
        zone: name of the zone.
        hours: by weekday from Monday, pairs of minutes after midnight; none cross midnight.
        is_chinese: whether holidays and adjusted workdays of China hold.
    """

    zone: str
    hours: tuple[tuple[tuple[int, int], ...], ...]
    is_chinese: bool

    def open_minutes(self, begins: datetime, count: int) -> list[bool]:
        """For each of so many minutes whether somebody is there when it begins."""
        found, furthest = [], {}
        for number in range(-26 * 60, count):
            wall = (begins + number * MINUTE).astimezone(ZoneInfo(self.zone))
            day, reading = wall.date(), wall.hour * 60 + wall.minute
            furthest[day] = max(reading, furthest.get(day, 0))
            if number >= 0:
                hours = self.hours_on(day)
                found.append(any(start <= furthest[day] < end for start, end in hours))
        return found

    def hours_on(self, day: date) -> tuple[tuple[int, int], ...]:
        weekday = day.weekday()
        if self.is_chinese and day in CHINA_WORKDAYS:
            weekday = CHINA_WORKDAYS[day]
        elif self.is_chinese and day in CHINA_HOLIDAYS:
            return ()
        return self.hours[weekday]

    def calendar(self) -> BusinessCalendar:
        """The same week as the product writes it."""
        content = {
            "name": "random",
            "zone": self.zone,
            "weekly": {
                name: [f"{_wall(start)}-{_wall(end)}" for start, end in hours]
                for name, hours in zip(DAY_NAMES, self.hours, strict=True)
            },
        }
        if self.is_chinese:
            content["holidays"] = {str(one): "节假日" for one in CHINA_HOLIDAYS}
            content["adjusted_workdays"] = {
                str(day): DAY_NAMES[like] for day, like in CHINA_WORKDAYS.items()
            }
        return BusinessCalendar.from_content(content)


def _wall(minutes: int) -> str:
    return f"{minutes // 60:02}:{minutes % 60:02}"


@dataclass(frozen=True)
class Rule:
    """A policy of the story: from which minute on it holds, and what it says."""

    since: int
    target: int
    in_business_time: bool
    pauses: tuple[str, ...]
    week: Week


@dataclass(frozen=True)
class Life:
    """What becomes of a ticket, in minutes since the customer began to wait."""

    started_at: datetime
    states: list[tuple[int, str]]
    rules: list[Rule]
    until: int

    def rule_at(self, minute: int) -> Rule:
        return [one for one in self.rules if one.since <= minute][-1]

    def minutes(self, until: int) -> list[str]:
        """What every minute is: `counts`, `pauses`, or `closed`."""
        open_by_rule = [
            one.week.open_minutes(self.started_at, until) if one.in_business_time else None
            for one in self.rules
        ]
        found, state, number = [], self.states[0][1], 0
        states, rules = [*self.states[1:]], [one.since for one in self.rules[1:]]
        for minute in range(until):
            while states and states[0][0] <= minute:
                state = states.pop(0)[1]
            while rules and rules[0] <= minute:
                number += 1
                rules.pop(0)
            is_open = open_by_rule[number]
            if state in self.rules[number].pauses:
                found.append("pauses")
            else:
                found.append("counts" if is_open is None or is_open[minute] else "closed")
        return found

    def counted_by(self, target: int, *, within: int) -> datetime | None:
        """The end of the minute by which so many have counted."""
        counted = 0
        for minute, what in enumerate(self.minutes(within)):
            counted += what == "counts"
            if counted == target:
                return self.started_at + (minute + 1) * MINUTE
        return None

    def moments(self) -> list[Moment]:
        return [Moment(self.started_at + since * MINUTE, state) for since, state in self.states]

    def applied(self) -> list[AppliedPolicy]:
        return [
            AppliedPolicy(
                since=self.started_at + one.since * MINUTE,
                policy=policy(
                    target_seconds=one.target * 60,
                    at_risk_seconds=one.target * 45,
                    business_time=one.in_business_time,
                    pauses=one.pauses,
                ),
                rules_version=number,
                calendar_version=number,
            )
            for number, one in enumerate(self.rules, start=1)
        ]

    def reading(self) -> ClockReading:
        """As the product reads it."""
        return clock_reading(
            self.moments(),
            started_at=self.started_at,
            periods=[
                PolicyPeriod(one.since, one.policy, rule.week.calendar())
                for one, rule in zip(self.applied(), self.rules, strict=True)
            ],
            until=self.started_at + self.until * MINUTE,
            is_running=True,
        )


def _shifts(edges: Iterable[int]) -> tuple[tuple[int, int], ...]:
    """Pairs of sorted minutes."""
    return tuple(pair for index, pair in enumerate(pairwise(sorted(edges))) if index % 2 == 0)


# Quarters of hours, from which changes of the clock on the wall are not far.
_day = st.lists(st.integers(0, 95).map(lambda one: one * 15), max_size=6, unique=True).map(_shifts)


@st.composite
def weeks(draw: st.DrawFn, zone: str) -> Week:
    # On Mondays somebody is there: of a week without hours nothing can be foretold.
    hours = (draw(_day) or ((540, 1080),), *(draw(_day) for _ in DAY_NAMES[1:]))
    return Week(zone, hours, is_chinese=zone == "Asia/Shanghai")


@st.composite
def lives(draw: st.DrawFn) -> Life:
    zone = draw(st.sampled_from(sorted(STARTS)))
    minutes = st.integers(1, LONGEST)
    pauses = st.sets(st.sampled_from(STATES[2:])).map(lambda found: tuple(sorted(found)))

    def rule(since: int) -> Rule:
        return Rule(
            since,
            draw(st.integers(1, 4000)),
            draw(st.booleans()),
            draw(pauses),
            draw(weeks(zone)),
        )

    changes = draw(st.lists(st.tuples(minutes, st.sampled_from(STATES)), max_size=8))
    later = sorted(draw(st.lists(minutes, max_size=3)))
    begins = draw(st.sampled_from(STARTS[zone])) + draw(st.integers(0, 1439)) * MINUTE
    return Life(
        started_at=begins,
        states=[(0, "queued"), *sorted(changes, key=lambda one: one[0])],
        rules=[rule(since) for since in (0, *later)],
        until=draw(st.integers(1, LONGEST)),
    )


@given(life=lives())
@settings(max_examples=40, deadline=None)
def test_counted_and_paused_time_are_what_the_minute_counter_finds(life: Life) -> None:
    reading = life.reading()

    minutes = life.minutes(life.until)

    assert 60 * minutes.count("counts") == reading.counted_seconds
    assert 60 * minutes.count("pauses") == reading.paused_seconds


@given(life=lives())
@settings(max_examples=40, deadline=None)
def test_a_promise_is_broken_in_the_minute_in_which_the_counter_reaches_it(life: Life) -> None:
    target = life.rule_at(life.until).target
    reached = life.counted_by(target, within=life.until)

    if reached is not None:
        assert reached == life.reading().due_at


@given(life=lives(), more=st.integers(1, 3 * 24 * 60))
@settings(max_examples=40, deadline=None)
def test_what_was_foretold_comes_to_pass_if_nothing_changes(life: Life, more: int) -> None:
    last = max(life.until, *(one.since for one in life.rules), *(since for since, _ in life.states))
    still = Life(life.started_at, life.states, life.rules, last)
    reached = still.counted_by(still.rule_at(last).target, within=last + more)

    if reached is not None:
        assert reached == still.reading().due_at


@given(life=lives())
@settings(max_examples=40, deadline=None)
def test_a_clock_that_changed_policies_has_counted_as_if_each_had_been_read_alone(
    life: Life,
) -> None:
    with at(life.started_at):
        clock = SlaClock.start(
            about(), ordinal=1, started_at=life.started_at, applied=life.applied()[0]
        )
    for one in life.applied()[1:]:
        with at(one.since):
            clock.change_policy(one, about=about())
    weeks_by_version = dict(enumerate((one.week for one in life.rules), start=1))

    reading = clock.reading(
        life.moments(),
        at=life.started_at + LONGEST * MINUTE,
        calendar_of=lambda _, version: weeks_by_version[version].calendar(),
    )

    assert 60 * life.minutes(LONGEST).count("counts") == reading.counted_seconds
    assert life.rules[-1].target * 60 == reading.target_seconds
