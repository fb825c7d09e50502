"""Calendars that a person has entered wrongly."""

from typing import Any

import pytest

from shared.calendars import BusinessCalendar
from shared.errors import Invalid

GOOD = {"name": "上海", "zone": "Asia/Shanghai"}


@pytest.mark.parametrize(
    ("part", "field"),
    [
        ({"name": " "}, "name"),
        ({"zone": "Mars/Olympus"}, "zone"),
        ({"zone": "../etc"}, "zone"),
        ({"zone": None}, "zone"),
        ({"colour": "red"}, "colour"),
        ({"weekly": {"someday": []}}, "weekly.someday"),
        ({"weekly": []}, "weekly"),
        ({"weekly": {"monday": "09:00-12:00"}}, "weekly.monday"),
        ({"weekly": {"monday": ["9-12"]}}, "weekly.monday"),
        ({"weekly": {"monday": ["09:00-09:00"]}}, "weekly.monday"),
        ({"weekly": {"monday": ["09:00-24:30"]}}, "weekly.monday"),
        ({"weekly": {"monday": ["09:00-12:00", "11:00-13:00"]}}, "weekly.monday"),
        ({"holidays": {"1 January": "元旦"}}, "holidays.1 January"),
        ({"holidays": {"0001-01-01": "元旦"}}, "holidays.0001-01-01"),
        ({"holidays": {"2026-01-01": ""}}, "holidays.2026-01-01"),
        ({"adjusted_workdays": {"2026-01-04": "workday"}}, "adjusted_workdays.2026-01-04"),
        ({"entries": {"2026-01-04": {"name": "x"}}}, "entries.2026-01-04"),
        ({"entries": {"2026-01-04": {"name": "x", "blocks": ["x"]}}}, "entries.2026-01-04.blocks"),
    ],
)
def test_a_wrong_part_is_named(part: dict[str, Any], field: str) -> None:
    with pytest.raises(Invalid) as refusal:
        BusinessCalendar.from_content(GOOD | part)
    assert [field] == [one.field for one in refusal.value.fields]


def test_a_block_until_midnight_has_one_form() -> None:
    content = GOOD | {"weekly": {"monday": ["20:00-00:00"], "tuesday": ["00:00-24:00"]}}
    weekly = BusinessCalendar.from_content(content).content()["weekly"]
    assert [["20:00-24:00"], ["00:00-24:00"]] == [weekly["monday"], weekly["tuesday"]]


def test_the_version_is_no_part_of_the_content() -> None:
    calendar = BusinessCalendar.from_content(GOOD, version=7)
    assert 7 == calendar.version
    assert "version" not in calendar.content()
