"""Versions of a site's calendar."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

import pytest

from services.people.domain.calendar import SiteCalendar, with_year, year_of
from services.people.domain.errors import CalendarUnchanged, NoCalendarInForce
from shared.calendars import BusinessCalendar
from shared.context import Context, acting

NEW_YEAR = {"2026-01-01": "元旦"}
HOURS: dict[str, Any] = {
    "name": "中心",
    "zone": "Asia/Shanghai",
    "weekly": {"monday": ["09:00-18:00"]},
}


@pytest.fixture(autouse=True)
def context() -> Iterator[None]:
    with acting(Context(occurred_at=day(1), actor="tester")):
        yield


def day(number: int) -> datetime:
    return datetime(2026, 1, number, tzinfo=UTC)


def calendar_with(*versions: tuple[dict[str, Any], int, str]) -> SiteCalendar:
    """A calendar with versions of (content, day of effect, source)."""
    calendar = SiteCalendar.open(uuid4(), country="CN")
    for content, since, source in versions:
        calendar.add_version(
            BusinessCalendar.from_content(content),
            effective_from=day(since),
            source=source,
            reason="agreed",
        )
    return calendar


def test_the_latest_to_take_effect_is_in_force() -> None:
    calendar = calendar_with((HOURS, 1, "shipped"), (HOURS | {"holidays": NEW_YEAR}, 9, "entered"))
    assert [1, 2] == [calendar.in_force(day(n)).number for n in (8, 9)]
    assert 2 == calendar.newest.version


def test_a_version_that_says_the_same_is_refused() -> None:
    calendar = calendar_with((HOURS, 1, "shipped"))
    with pytest.raises(CalendarUnchanged):
        calendar.add_version(
            BusinessCalendar.from_content(HOURS),
            effective_from=day(2),
            source="entered",
            reason="again",
        )


def test_nothing_is_in_force_before_the_first() -> None:
    with pytest.raises(NoCalendarInForce):
        calendar_with((HOURS, 5, "shipped")).in_force(day(4))


def test_a_year_that_nobody_has_entered_may_be_shipped() -> None:
    shipped = HOURS | {"holidays": NEW_YEAR}
    assert calendar_with((HOURS, 1, "entered")).may_ship_year(2026)
    assert calendar_with((HOURS, 1, "shipped"), (shipped, 1, "shipped")).may_ship_year(2026)


def test_a_year_that_was_entered_is_never_shipped_over() -> None:
    entered = HOURS | {"holidays": {"2026-01-02": "店庆"}}
    calendar = calendar_with((HOURS, 1, "shipped"), (entered, 1, "entered"))
    assert not calendar.may_ship_year(2026)
    assert calendar.may_ship_year(2027)


def test_a_year_replaces_its_own_days_only() -> None:
    before = BusinessCalendar.from_content(
        HOURS | {"holidays": {"2025-12-25": "x", "2026-05-01": "y"}}
    ).content()
    after = with_year(before, 2026, days=(NEW_YEAR, {"2026-01-04": "friday"}))
    assert {"2025-12-25": "x"} | NEW_YEAR == after["holidays"]
    assert (NEW_YEAR, {"2026-01-04": "friday"}) == year_of(after, 2026)
