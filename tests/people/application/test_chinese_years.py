"""Chinese public holidays with adjusted workdays, as the library proposes them."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from services.people.application.proposed_years import proposed_year
from shared.calendars import WEEKDAYS, BusinessCalendar

SHANGHAI = ZoneInfo("Asia/Shanghai")


def centre_in(year: int) -> BusinessCalendar:
    proposal = proposed_year("CN", year=year)
    return BusinessCalendar.from_content(
        {
            "name": "centre",
            "zone": "Asia/Shanghai",
            "weekly": {day: ["09:00-18:00"] for day in WEEKDAYS[:5]},
            "holidays": proposal.holidays,
            "adjusted_workdays": proposal.adjusted_workdays,
        }
    )


def at_ten(day: str) -> datetime:
    return datetime.fromisoformat(f"{day}T10:00").replace(tzinfo=SHANGHAI)


@pytest.mark.parametrize(
    ("day", "is_open"),
    [
        ("2003-03-03", True),  # the day that the demo plays
        ("2003-02-03", False),  # Spring Festival
        ("2003-02-08", True),  # a Saturday, worked for 6 February
        ("2003-02-15", False),  # an ordinary Saturday
        ("2025-01-26", True),  # a Sunday before Spring Festival
        ("2025-02-04", False),
        ("2025-10-01", False),
        ("2025-10-11", True),  # a Saturday after the long week
        ("2026-01-02", False),
        ("2026-01-04", True),
        ("2026-02-16", False),
        ("2026-10-08", True),
    ],
)
def test_a_chinese_day_is_worked_or_free_as_the_year_says(day: str, is_open: bool) -> None:
    assert is_open == centre_in(int(day[:4])).is_open(at_ten(day))


def test_time_runs_through_an_adjusted_weekend_and_rests_on_its_holiday() -> None:
    calendar = centre_in(2026)
    new_year = datetime(2026, 1, 1, tzinfo=SHANGHAI)
    week = calendar.seconds_between(new_year, new_year + timedelta(days=7))
    assert 4 * 9 * 3600 == week  # Sunday 4 to Wednesday 7 January; 1 and 2 are free


def test_an_adjusted_workday_has_the_hours_of_the_day_it_makes_up_for() -> None:
    assert "friday" == proposed_year(year=2026).adjusted_workdays["2026-01-04"]


def test_holidays_are_named_in_chinese() -> None:
    assert "元旦" == proposed_year(year=2026).holidays["2026-01-01"]


def test_a_year_whose_list_has_not_appeared_says_so() -> None:
    assert proposed_year(year=2026).names_adjusted_workdays
    assert not proposed_year(year=2001 + 98).names_adjusted_workdays


def test_only_the_year_asked_for_is_proposed() -> None:
    proposal = proposed_year(year=2025)
    assert {"2025"} == {day[:4] for day in (*proposal.holidays, *proposal.adjusted_workdays)}


def test_another_country_has_its_own_holidays() -> None:
    german = proposed_year("DE", year=2026)
    assert "2026-10-03" in german.holidays
    assert {} == german.adjusted_workdays


def test_an_unknown_country_is_refused() -> None:
    with pytest.raises(NotImplementedError):
        proposed_year("XX", year=2026)


def test_a_deadline_over_spring_festival_skips_the_week() -> None:
    eve = datetime(2025, 1, 27, 17, tzinfo=SHANGHAI)
    deadline = centre_in(2025).add(eve, 2 * 3600)
    assert datetime(2025, 2, 5, 2, tzinfo=UTC) == deadline
