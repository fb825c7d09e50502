"""The reading of a clock against a counter that looks at every minute."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from services.tickets.domain.sla import (
    AroundTheClock,
    ClockReading,
    Moment,
    OpenTime,
    PolicyPeriod,
    clock_reading,
)
from shared.calendars import BusinessCalendar
from tests.support.tickets import MONDAY, policy

MINUTE = timedelta(minutes=1)
STATES = ("queued", "in_progress", "waiting_for_customer", "waiting_for_third_party")
CALENDAR = BusinessCalendar.from_content(
    {
        "name": "office",
        "zone": "Asia/Shanghai",
        "weekly": {"monday": ["09:00-12:00", "13:30-18:00"], "tuesday": ["09:00-12:00"]},
    }
)


@dataclass(frozen=True)
class Story:
    """States and policies of a ticket, in minutes since Monday at nine."""

    states: list[tuple[int, str]]
    policies: list[tuple[int, int, bool, tuple[str, ...]]]
    until: int

    def state_at(self, minute: int) -> str:
        return [state for since, state in self.states if since <= minute][-1]

    def policy_at(self, minute: int) -> tuple[int, int, bool, tuple[str, ...]]:
        return [one for one in self.policies if one[0] <= minute][-1]

    def counts(self, minute: int) -> bool:
        """Whether the minute that begins then counts."""
        _, _, business, pauses = self.policy_at(minute)
        if self.state_at(minute) in pauses:
            return False
        return not business or CALENDAR.is_open(MONDAY + minute * MINUTE)

    def reading(self) -> ClockReading:
        calendar: OpenTime = CALENDAR
        return clock_reading(
            [Moment(MONDAY + since * MINUTE, state) for since, state in self.states],
            started_at=MONDAY,
            periods=[
                PolicyPeriod(
                    MONDAY + since * MINUTE,
                    policy(
                        target_seconds=target * 60,
                        at_risk_seconds=target * 30,
                        business_time=business,
                        pauses=pauses,
                    ),
                    calendar if business else AroundTheClock(),
                )
                for since, target, business, pauses in self.policies
            ],
            until=MONDAY + self.until * MINUTE,
            is_running=True,
        )


@st.composite
def stories(draw: st.DrawFn) -> Story:
    minutes = st.integers(1, 2000)
    changes = draw(st.lists(st.tuples(minutes, st.sampled_from(STATES)), max_size=6))
    pauses = st.sets(st.sampled_from(STATES[2:])).map(lambda found: tuple(sorted(found)))
    targets = st.integers(1, 900)
    first = (0, draw(targets), draw(st.booleans()), draw(pauses))
    policies = draw(st.lists(st.tuples(minutes, targets, st.booleans(), pauses), max_size=3))
    return Story(
        states=[(0, "queued"), *sorted(changes, key=lambda one: one[0])],
        policies=[first, *sorted(policies, key=lambda one: one[0])],
        until=draw(st.integers(1, 2200)),
    )


@given(story=stories())
def test_counted_and_paused_time_are_what_a_minute_counter_finds(story: Story) -> None:
    reading = story.reading()

    counted = sum(story.counts(minute) for minute in range(story.until))
    assert counted * 60 == reading.counted_seconds
    paused = sum(
        story.state_at(minute) in story.policy_at(minute)[3] for minute in range(story.until)
    )
    assert paused * 60 == reading.paused_seconds


@given(story=stories())
def test_the_moment_of_the_breach_is_what_a_minute_counter_finds(story: Story) -> None:
    target = story.policy_at(story.until)[1]
    counted, reached = 0, None
    for minute in range(story.until):
        counted += story.counts(minute)
        if counted == target:
            reached = MONDAY + (minute + 1) * MINUTE
            break

    if reached is not None:
        assert reached == story.reading().due_at


@given(story=stories())
def test_the_lines_cover_the_clocks_life_without_gap_and_add_up(story: Story) -> None:
    reading = story.reading()
    lines = reading.lines

    assert MONDAY == lines[0].from_at
    assert MONDAY + story.until * MINUTE == lines[-1].to_at
    assert [one.to_at for one in lines[:-1]] == [one.from_at for one in lines[1:]]
    assert reading.counted_seconds == sum(one.seconds for one in lines if one.counts)


@given(story=stories(), more=st.integers(1, 500))
def test_a_running_clock_never_counts_backwards(story: Story, more: int) -> None:
    earlier = story.reading()
    later = Story(story.states, story.policies, story.until + more).reading()

    assert earlier.counted_seconds <= later.counted_seconds


def test_a_prediction_in_business_time_passes_over_the_night() -> None:
    until: datetime = MONDAY + timedelta(hours=9)
    reading = clock_reading(
        [Moment(MONDAY, "queued")],
        started_at=MONDAY + timedelta(hours=8),
        periods=[PolicyPeriod(MONDAY, policy(target_seconds=7200, business_time=True), CALENDAR)],
        until=until,
        is_running=True,
    )

    assert 3600 == reading.counted_seconds
    assert MONDAY + timedelta(days=1, hours=1) == reading.due_at


def test_a_clock_that_started_before_the_ticket_counts_from_its_own_start() -> None:
    reading = clock_reading(
        [Moment(MONDAY, "queued")],
        started_at=MONDAY - timedelta(seconds=90),
        periods=[PolicyPeriod(MONDAY - timedelta(seconds=90), policy(), AroundTheClock())],
        until=MONDAY,
        is_running=True,
    )

    assert 90 == reading.counted_seconds
