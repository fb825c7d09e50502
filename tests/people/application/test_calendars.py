"""Calendars of sites with days and years of their own."""

from datetime import UTC, date, datetime

import pytest

from services.people.domain.errors import CalendarUnchanged
from shared.errors import Invalid, NotAllowed, Stale
from tests.people.conftest import MAIN, MONDAY


def calendar(parts):
    return parts.calendars.calendar_of(MAIN)


def test_the_first_site_is_open_in_2020_as_the_chinese_year_says(parts, acts):
    with acts():
        found = calendar(parts).in_force(MONDAY).calendar()
    spring_festival = datetime(2020, 1, 27, 4, tzinfo=UTC)
    worked_sunday = datetime(2020, 1, 19, 4, tzinfo=UTC)
    assert (False, True) == (found.is_open(spring_festival), found.is_open(worked_sunday))


def test_a_day_of_its_own_is_entered_and_withdrawn(parts, acts):
    day = date(2020, 1, 8)
    noon = datetime(2020, 1, 8, 4, tzinfo=UTC)
    with acts():
        before = len(calendar(parts).versions)
        parts.calendars.enter_day(MAIN, day=day, name="盘点", blocks=[], reason="年终盘点")
        assert not calendar(parts).newest.is_open(noon)
        parts.calendars.withdraw_day(MAIN, day=day, reason="盘点取消")
        assert calendar(parts).newest.is_open(noon)
    assert before + 2 == len(calendar(parts).versions)


def test_a_day_without_entry_cannot_be_withdrawn(parts, acts):
    with acts(), pytest.raises(Invalid):
        parts.calendars.withdraw_day(MAIN, day=date(2020, 1, 8), reason="x")


def test_a_proposed_year_is_accepted(parts, acts):
    with acts():
        proposed = parts.calendars.propose_year("CN", year=2026)
        parts.calendars.accept_year(
            MAIN,
            year=2026,
            holidays=proposed.holidays,
            adjusted_workdays=proposed.adjusted_workdays,
            reason="国务院办公厅通知",
        )
        found = calendar(parts).newest
    assert "元旦" == found.holidays[date(2026, 1, 1)]
    assert date(2026, 1, 4) in found.adjusted_workdays
    assert date(2020, 1, 1) in found.holidays


def test_days_of_another_year_are_refused(parts, acts):
    with acts(), pytest.raises(Invalid, match="another year"):
        parts.calendars.accept_year(
            MAIN, year=2026, holidays={"2027-01-01": "x"}, adjusted_workdays={}, reason="x"
        )


def test_an_unknown_country_is_named(parts, acts):
    with acts(), pytest.raises(Invalid) as refusal:
        parts.calendars.propose_year("XX", year=2026)
    assert ["country"] == [one.field for one in refusal.value.fields]


def test_new_hours_keep_the_zone_of_the_site(parts, acts):
    with acts():
        parts.calendars.add_calendar_version(
            MAIN,
            content={"weekly": {"sunday": ["10:00-12:00"]}, "zone": "UTC", "name": "x"},
            reason="节假日值班",
        )
        found = calendar(parts).newest
    assert ("Asia/Shanghai", "客服中心") == (found.zone.key, found.name)


def test_the_same_hours_are_no_version(parts, acts):
    with acts():
        content = calendar(parts).newest.content()
        with pytest.raises(CalendarUnchanged):
            parts.calendars.add_calendar_version(MAIN, content=content, reason="x")


def test_a_stale_version_is_refused(parts, acts):
    with acts(), pytest.raises(Stale):
        parts.calendars.enter_day(
            MAIN, day=date(2020, 1, 8), name="x", blocks=[], reason="x", expected_version=1
        )


def test_calendars_are_changed_with_the_permission_only(parts, acts):
    with acts("people.self"), pytest.raises(NotAllowed):
        parts.calendars.propose_year("CN", year=2026)
