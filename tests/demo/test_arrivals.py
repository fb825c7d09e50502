from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from services.demo.arrivals import NoSuchDay, Slot, slots_of

DAY = date(2003, 3, 3)
ZONE = ZoneInfo("Asia/Shanghai")


def contacts(scale: str, *, day: date = DAY) -> int:
    return sum(one.contacts for one in slots_of(day, scale=scale, zone=ZONE))


def test_the_whole_day_has_the_contacts_of_the_source() -> None:
    assert 41_257 == contacts("1")


def test_the_default_scale_plays_two_thousand_contacts() -> None:
    assert 2_062 == contacts("0.05")


@pytest.mark.parametrize("scale", ["0.001", "0.01", "0.333", "0.5"])
def test_rounding_loses_no_contact_of_the_day(scale: str) -> None:
    whole, decimals = int(scale.replace("0.", "")), len(scale) - 2
    assert 41_257 * whole // 10**decimals == contacts(scale)


def test_no_slot_is_more_than_one_contact_off_its_share() -> None:
    whole = slots_of(DAY, scale="1", zone=ZONE)
    part = slots_of(DAY, scale="0.1", zone=ZONE)
    assert all(
        abs(one.contacts - all_of_it.contacts / 10) < 1
        for one, all_of_it in zip(part, whole, strict=True)
    )


def test_slots_follow_each_other_by_five_minutes_from_seven() -> None:
    slots = slots_of(DAY, scale="0.05", zone=ZONE)
    start = datetime(2003, 3, 3, 7, 0, tzinfo=ZONE)
    assert (169, Slot(0, start, slots[0].contacts)) == (len(slots), slots[0])
    assert [start + index * timedelta(minutes=5) for index in range(169)] == [
        one.starts_at for one in slots
    ]


def test_another_day_has_other_contacts() -> None:
    assert contacts("1") != contacts("1", day=date(2003, 3, 4))


def test_a_day_without_counts_is_refused_with_the_days_that_there_are() -> None:
    with pytest.raises(NoSuchDay, match=r"2003-03-09.*2003-03-03 to 2003-10-24"):
        slots_of(date(2003, 3, 9), scale="1", zone=ZONE)
