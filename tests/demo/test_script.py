from datetime import date
from zoneinfo import ZoneInfo

import pytest

from services.demo.arrivals import SLOT, slots_of
from services.demo.draws import Draws
from services.demo.script import LIVE, Arrival, Script

SLOTS = slots_of(date(2003, 3, 3), scale="0.02", zone=ZoneInfo("Asia/Shanghai"))


def arrivals(seed: str = "1") -> list[Arrival]:
    script = Script(Draws(seed))
    return [one for slot in SLOTS for one in script.arrivals_of(slot)]


@pytest.fixture(scope="module")
def day() -> list[Arrival]:
    return arrivals()


def test_every_contact_of_the_day_is_written_once(day: list[Arrival]) -> None:
    assert sum(one.contacts for one in SLOTS) == len(day)
    assert list(range(1, len(day) + 1)) == [one.ordinal for one in day]


def test_the_same_seed_writes_the_same_day(day: list[Arrival]) -> None:
    assert day == arrivals()
    assert day != arrivals("2")


def test_contacts_begin_in_their_slot_in_order() -> None:
    script = Script(Draws("1"))
    for slot in SLOTS:
        starts = [one.started_at for one in script.arrivals_of(slot)]
        assert sorted(starts) == starts
        assert all(slot.starts_at <= one < slot.starts_at + SLOT for one in starts)


def test_times_of_a_contact_follow_each_other(day: list[Arrival]) -> None:
    for one in day:
        answered = one.answered_at or one.started_at
        assert one.started_at <= answered <= one.ended_at <= one.reported_at


def test_only_who_waits_for_a_person_is_answered_or_leaves(day: list[Arrival]) -> None:
    assert all(one.channel in LIVE for one in day if one.answered_at or one.is_abandoned)
    assert all(one.answered_at is None for one in day if one.is_abandoned)
    assert any(one.is_abandoned for one in day)


def test_who_left_while_waiting_leads_to_no_ticket(day: list[Arrival]) -> None:
    assert not any(one.needs_ticket for one in day if one.is_abandoned)
    assert any(one.needs_ticket for one in day)


def test_a_customer_is_new_exactly_once(day: list[Arrival]) -> None:
    new = [one.caller.number for one in day if one.is_new_caller]
    assert len(set(new)) == len(new)
    assert {one.caller.number for one in day} == set(new)
    assert len(day) > len(new)
