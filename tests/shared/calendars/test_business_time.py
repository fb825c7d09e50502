"""Open time against a counter that knows nothing but the wall clock, minute by minute."""

from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from itertools import pairwise
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shared.calendars import WEEKDAYS, BusinessCalendar, NeverOpen

MINUTE = timedelta(minutes=1)
ZONES = ["Asia/Shanghai", "Europe/Berlin", "America/St_Johns", "Australia/Lord_Howe", "UTC"]

# Around both changes of the clock in Europe, and an ordinary week.
STARTS = [
    datetime(2025, 3, 28, 12, tzinfo=UTC),
    datetime(2025, 10, 24, 12, tzinfo=UTC),
    datetime(2025, 4, 4, 20, tzinfo=UTC),
]


def weekly_hours(*days: str, blocks: list[str]) -> dict[str, list[str]]:
    return dict.fromkeys(days, blocks)


@st.composite
def block_lists(draw: st.DrawFn) -> list[str]:
    walls = sorted(draw(st.sets(st.integers(0, 95), max_size=6)))
    quarters = [f"{n // 4:02}:{n % 4 * 15:02}" for n in walls]
    blocks = [f"{a}-{b}" for a, b in zip(quarters[::2], quarters[1::2], strict=False)]
    if len(quarters) % 2 and draw(st.booleans()):
        blocks.append(f"{quarters[-1]}-{draw(st.sampled_from(['24:00', '00:00', quarters[0]]))}")
    return [block for block in blocks if block[:5] != block[6:]]


@st.composite
def contents(draw: st.DrawFn) -> dict[str, Any]:
    days = [str(date(2025, 3, 27) + timedelta(days=n)) for n in range(12)]
    days += [str(date(2025, 10, 23) + timedelta(days=n)) for n in range(6)]
    return {
        "name": "tried",
        "zone": draw(st.sampled_from(ZONES)),
        "weekly": {day: draw(block_lists()) for day in WEEKDAYS},
        "holidays": draw(st.dictionaries(st.sampled_from(days), st.just("休"), max_size=3)),
        "adjusted_workdays": draw(
            st.dictionaries(st.sampled_from(days), st.sampled_from(WEEKDAYS), max_size=3)
        ),
        "entries": draw(
            st.dictionaries(
                st.sampled_from(days),
                st.builds(lambda blocks: {"name": "own", "blocks": blocks}, block_lists()),
                max_size=3,
            )
        ),
    }


def blocks_of(content: dict[str, Any], day: date) -> list[str]:
    key = str(day)
    if key in content["entries"]:
        return content["entries"][key]["blocks"]
    if key in content["adjusted_workdays"]:
        return content["weekly"][content["adjusted_workdays"][key]]
    if key in content["holidays"]:
        return []
    return content["weekly"][WEEKDAYS[day.weekday()]]


@lru_cache(maxsize=200)
def local_minutes(zone: str, start: datetime, minutes: int) -> list[tuple[datetime, datetime]]:
    """Every minute from `start` on with what the clock on the wall shows."""
    moments = [start + n * MINUTE for n in range(minutes)]
    zoned = [(one, one.astimezone(ZoneInfo(zone)).replace(tzinfo=None)) for one in moments]
    return [(moment, wall.replace(fold=0)) for moment, wall in zoned]


def first_reading(minutes: list[tuple[datetime, datetime]], wall: datetime) -> datetime:
    return next(moment for moment, shown in minutes if shown >= wall)


def wall_time(day: date, text: str, *, days_later: int = 0) -> datetime:
    hours, minutes = map(int, text.split(":"))
    midnight = datetime.combine(day, time()) + timedelta(days=days_later)
    return midnight + timedelta(hours=hours, minutes=minutes)


def open_minutes(content: dict[str, Any], start: datetime, *, days: int) -> set[datetime]:
    """All open minutes of a stretch, by looking at the wall clock alone."""
    minutes = local_minutes(content["zone"], start - timedelta(days=2), (days + 4) * 24 * 60)
    opened: set[datetime] = set()
    first = minutes[0][1].date() + timedelta(days=1)
    for day in (first + timedelta(days=n) for n in range(days + 2)):
        for block in blocks_of(content, day):
            begin, end = block.split("-")
            opens = first_reading(minutes, wall_time(day, begin))
            later = 1 if end <= begin else 0
            closes = first_reading(minutes, wall_time(day, end, days_later=later))
            opened |= {opens + n * MINUTE for n in range((closes - opens) // MINUTE)}
    return opened


@settings(max_examples=60, deadline=None)
@given(
    content=contents(),
    start=st.sampled_from(STARTS),
    offset=st.integers(0, 60 * 24),
    length=st.integers(0, 60 * 24 * 4),
)
def test_open_seconds_equal_those_counted_minute_by_minute(
    content: dict[str, Any], start: datetime, offset: int, length: int
) -> None:
    begin = start + offset * MINUTE
    counted = open_minutes(content, start, days=6)
    expected = 60 * sum(1 for n in range(length) if begin + n * MINUTE in counted)
    calendar = BusinessCalendar.from_content(content)
    assert expected == calendar.seconds_between(begin, begin + length * MINUTE)


@settings(max_examples=60, deadline=None)
@given(content=contents(), start=st.sampled_from(STARTS), offset=st.integers(0, 60 * 24 * 4))
def test_the_site_is_open_exactly_in_the_counted_minutes(
    content: dict[str, Any], start: datetime, offset: int
) -> None:
    moment = start + offset * MINUTE
    expected = moment in open_minutes(content, start, days=6)
    assert expected == BusinessCalendar.from_content(content).is_open(moment)


@settings(max_examples=60, deadline=None)
@given(
    content=contents(),
    start=st.sampled_from(STARTS),
    seconds=st.integers(1, 60 * 60 * 30),
)
def test_a_deadline_is_the_first_moment_at_which_the_time_has_passed(
    content: dict[str, Any], start: datetime, seconds: int
) -> None:
    calendar = BusinessCalendar.from_content(content)
    if not any(calendar.weekly):
        return
    deadline = calendar.add(start, seconds)
    assert seconds == calendar.seconds_between(start, deadline)
    assert seconds - 1 == calendar.seconds_between(start, deadline - timedelta(seconds=1))


@settings(max_examples=30, deadline=None)
@given(content=contents(), start=st.sampled_from(STARTS), days=st.integers(60, 900))
def test_long_spans_are_the_sum_of_their_days(
    content: dict[str, Any], start: datetime, days: int
) -> None:
    calendar = BusinessCalendar.from_content(content)
    moments = [start + timedelta(days=n) for n in range(days + 1)]
    parts = [calendar.seconds_between(a, b) for a, b in pairwise(moments)]
    assert sum(parts) == calendar.seconds_between(moments[0], moments[-1])


@settings(max_examples=40, deadline=None)
@given(content=contents())
def test_a_calendar_survives_its_own_content(content: dict[str, Any]) -> None:
    calendar = BusinessCalendar.from_content(content)
    again = BusinessCalendar.from_content(calendar.content())
    assert calendar == again
    assert calendar.content() == again.content()


@settings(max_examples=40, deadline=None)
@given(content=contents(), start=st.sampled_from(STARTS), offset=st.integers(0, 60 * 24 * 3))
def test_the_next_opening_is_open_and_nothing_before_it(
    content: dict[str, Any], start: datetime, offset: int
) -> None:
    moment = start + offset * MINUTE
    calendar = BusinessCalendar.from_content(content)
    if not any(calendar.weekly):
        return
    opening = calendar.next_opening(moment)
    assert calendar.is_open(opening)
    assert 0 == calendar.seconds_between(moment, opening)


@pytest.fixture
def office() -> BusinessCalendar:
    blocks = ["09:00-12:00", "13:00-18:00"]
    return BusinessCalendar.from_content(
        {
            "name": "office",
            "zone": "Asia/Shanghai",
            "weekly": weekly_hours(*WEEKDAYS[:5], blocks=blocks),
        }
    )


def test_a_lunch_break_does_not_count(office: BusinessCalendar) -> None:
    noon = datetime(2026, 11, 23, 3, 30, tzinfo=UTC)  # 11:30 in Shanghai, a Monday
    assert datetime(2026, 11, 23, 5, 30, tzinfo=UTC) == office.add(noon, 3600)


def test_a_deadline_falls_on_the_end_of_a_block_not_on_the_next_morning(
    office: BusinessCalendar,
) -> None:
    late = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)  # 17:00 on a Friday
    assert datetime(2026, 11, 20, 10, 0, tzinfo=UTC) == office.add(late, 3600)
    assert datetime(2026, 11, 23, 1, 0, 1, tzinfo=UTC) == office.add(late, 3601)


def test_no_time_passes_towards_the_past(office: BusinessCalendar) -> None:
    monday = datetime(2026, 11, 23, 3, tzinfo=UTC)
    assert 0 == office.seconds_between(monday, monday - timedelta(days=3))


def test_a_time_without_offset_is_refused(office: BusinessCalendar) -> None:
    with pytest.raises(ValueError, match="without an offset"):
        office.is_open(datetime(2026, 11, 23, 3, tzinfo=UTC).replace(tzinfo=None))


def test_negative_seconds_are_refused(office: BusinessCalendar) -> None:
    with pytest.raises(ValueError, match="forward"):
        office.add(datetime(2026, 11, 23, 3, tzinfo=UTC), -1)


def test_a_calendar_without_hours_never_opens() -> None:
    closed = BusinessCalendar.from_content({"name": "closed", "zone": "UTC"})
    with pytest.raises(NeverOpen, match="closed"):
        closed.next_opening(datetime(2026, 11, 23, tzinfo=UTC))
    with pytest.raises(NeverOpen, match="closed"):
        closed.add(datetime(2026, 11, 23, tzinfo=UTC), 1)


def test_an_entry_opens_a_site_that_is_otherwise_closed() -> None:
    entries = {"2026-12-31": {"name": "年终盘点", "blocks": ["09:00-10:00"]}}
    calendar = BusinessCalendar.from_content({"name": "x", "zone": "UTC", "entries": entries})
    start = datetime(2026, 1, 1, tzinfo=UTC)
    assert datetime(2026, 12, 31, 9, tzinfo=UTC) == calendar.next_opening(start)
    with pytest.raises(NeverOpen):
        calendar.add(start, 3601)


def test_a_night_shift_lasts_an_hour_longer_when_the_clock_goes_back() -> None:
    night = BusinessCalendar.from_content(
        {
            "name": "night",
            "zone": "Europe/Berlin",
            "weekly": weekly_hours("saturday", blocks=["22:00-06:00"]),
        }
    )
    october = datetime(2025, 10, 25, 12, tzinfo=UTC)
    march = datetime(2025, 3, 29, 12, tzinfo=UTC)
    june = datetime(2025, 6, 7, 12, tzinfo=UTC)
    hours = [
        night.seconds_between(one, one + timedelta(days=2)) / 3600 for one in (october, march, june)
    ]
    assert [9, 7, 8] == hours


def test_hours_that_the_clock_skips_are_no_open_time() -> None:
    early = BusinessCalendar.from_content(
        {
            "name": "early",
            "zone": "Europe/Berlin",
            "weekly": weekly_hours("sunday", blocks=["02:00-02:30", "02:30-04:00"]),
        }
    )
    changed = datetime(2025, 3, 30, 1, tzinfo=UTC)
    assert 3600 == early.seconds_between(changed - timedelta(hours=5), changed + timedelta(days=1))
    assert changed == early.next_opening(changed - timedelta(hours=5))
