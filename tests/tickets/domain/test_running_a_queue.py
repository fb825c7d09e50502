"""Desks, demands for skill, opening hours, overload and due callbacks, decided without a log."""

from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest

from services.tickets.domain.assignment_errors import NotAvailableAnyway
from services.tickets.domain.availability import AgentCapacityRules
from services.tickets.domain.callback import Callback
from services.tickets.domain.contact_errors import CallbackAlreadySettled
from services.tickets.domain.desk import AgentDesk
from services.tickets.domain.overload import (
    OverloadRules,
    QueueMeasures,
    QueueWatch,
    Thresholds,
    measures_of,
)
from services.tickets.domain.queue_policies import OpeningRules
from services.tickets.domain.skill_demands import (
    Fallback,
    SkillDemand,
    SkillRules,
    waiting_since,
)
from services.tickets.domain.sla import Moment
from tests.support.tickets import LI, MONDAY, ZHAO, about, after, at, new_events, without_events

HOUR = timedelta(hours=1)
RULES = OverloadRules(
    usual=Thresholds(waiting=10, longest_wait_seconds=600, estimated_wait_seconds=900),
    by_skill_group={"loans": Thresholds(100, 600, 900)},
    ends_below_percent=80,
    window_minutes=30,
)


def desk_of(*channels: str) -> AgentDesk:
    with at():
        desk = AgentDesk.open(LI)
        desk.go_available(channels)
    return without_events(desk)


def test_one_channel_is_left_and_the_others_go_on() -> None:
    desk = desk_of("chat", "phone")
    with at():
        desk.leave_channels(("chat",), reason="training")

    assert ["LeftChannels"] == new_events(desk)
    assert (("phone",), None, "training") == (
        desk.channels,
        desk.away_for("phone"),
        desk.away_for("chat"),
    )


def test_leaving_the_last_channel_is_going_away() -> None:
    desk = desk_of("phone")
    with at():
        desk.leave_channels(("phone", "chat"), reason="break")

    assert ["WentUnavailable"] == new_events(desk)
    assert "break" == desk.away_for("email")


def test_a_channel_that_was_left_is_not_left_again() -> None:
    desk = desk_of("chat", "phone")
    with at():
        desk.leave_channels(("chat",), reason="break")
    without_events(desk)
    with at(), pytest.raises(NotAvailableAnyway):
        desk.leave_channels(("chat",), reason="break")
    assert [] == new_events(desk)


def test_another_reason_is_noted_and_coming_back_ends_all_of_them() -> None:
    desk = desk_of("phone")
    with at():
        desk.go_unavailable(reason="break")
        desk.go_unavailable(reason="signed_off")
        desk.go_unavailable(reason="signed_off")
        desk.go_available(("phone",))

    assert ["WentUnavailable", "WentUnavailable", "WentAvailable"] == new_events(desk)
    assert None is desk.away_for("phone")


def test_an_agents_own_capacity_goes_before_the_levels_and_that_before_the_usual() -> None:
    rules = AgentCapacityRules(
        by_level={"2": {"phone": 5, "chat": 4}}, by_agent={str(LI): {"phone": 1}}
    )
    usual = {"phone": 8, "chat": 6, "email": 20}

    assert {"phone": 1, "chat": 4, "email": 20} == rules.of_agent(LI, level=2, usual=usual)
    assert {"phone": 5, "chat": 4, "email": 20} == rules.of_agent(ZHAO, level=2, usual=usual)
    assert usual == rules.of_agent(ZHAO, level=1, usual=usual)


SKILLS = SkillRules(
    (
        SkillDemand("cards", "complaint", "any", "disputes", 4, (Fallback(60, 1), Fallback(30, 2))),
        SkillDemand("any", "any", "urgent", "service", 2, ()),
    )
)


@pytest.mark.parametrize(
    ("minutes", "expected"),
    [(0, (4, 2, 30)), (29, (4, 2, 30)), (30, (2, 1, 60)), (60, (1, None, None))],
)
def test_a_demand_eases_with_waiting(minutes: int, expected: tuple[int, int | None, Any]) -> None:
    found = SKILLS.demanded(
        skill_group="cards",
        kind="complaint",
        priority="urgent",
        queued_at=MONDAY,
        at=MONDAY + timedelta(minutes=minutes),
    )

    assert found is not None
    assert expected == (found.level, found.next_level, found.next_after_minutes)
    assert found.is_met_by({"disputes": found.level})
    assert not found.is_met_by({"disputes": found.level - 1, "service": 9})


def test_the_first_demand_that_fits_decides_and_none_asks_for_nothing() -> None:
    def skill(group: str, priority: str) -> str | None:
        found = SKILLS.demanded(
            skill_group=group, kind="query", priority=priority, queued_at=MONDAY, at=MONDAY
        )
        return None if found is None else found.skill

    assert ["service", None] == [skill("cards", "urgent"), skill("cards", "low")]


def test_a_reopened_ticket_waits_from_its_reopening() -> None:
    states = ["queued", "in_progress", "resolved", "queued", "queued"]
    moments = tuple(Moment(MONDAY + hour * HOUR, one) for hour, one in enumerate(states))

    assert MONDAY - HOUR == waiting_since(moments[:2], asked_at=MONDAY - HOUR)
    assert MONDAY + 3 * HOUR == waiting_since(moments, asked_at=MONDAY)


def test_a_queue_opens_by_its_own_calendar_and_without_one_is_always_open() -> None:
    calendar = {
        "name": "贷款组",
        "zone": "Asia/Shanghai",
        "weekly": {"monday": ["10:00-18:00"], "friday": ["09:00-12:00"]},
        "holidays": {"2020-01-10": "公司日"},
        "adjusted_workdays": {"2020-01-11": "friday"},
    }
    rules = OpeningRules({"loans": calendar})

    assert rules.is_open("cards", at=MONDAY)
    assert not rules.is_open("loans", at=MONDAY)
    assert MONDAY + HOUR == rules.opens_at("loans", at=MONDAY)
    assert MONDAY + timedelta(days=5) == rules.opens_at("loans", at=MONDAY + timedelta(days=1))


def test_a_calendar_that_cannot_be_read_is_refused() -> None:
    with pytest.raises(ValueError, match="Mars"):
        OpeningRules({"loans": {"name": "x", "zone": "Mars", "weekly": {}}})


def measures(waiting: int, longest: int = 0) -> QueueMeasures:
    return measures_of(waiting=waiting, longest_wait_seconds=longest, given=60, window_minutes=30)


def watched(*waiting: int, skill_group: str = "cards") -> list[str]:
    with at():
        watch = QueueWatch.open(skill_group)
        for one in waiting:
            watch.note(measures(one), rules=RULES, is_open=True)
    return new_events(watch)[1:]


def test_an_overload_begins_above_the_threshold_and_ends_well_below_it() -> None:
    assert [] == watched(10)
    assert ["OverloadBegan"] == watched(11, 12, 9, 10, 11)
    assert ["OverloadBegan", "OverloadEnded"] == watched(11, 8, 9, 10)
    assert ["OverloadBegan", "OverloadEnded", "OverloadBegan"] == watched(11, 8, 11)


def test_each_group_has_its_own_threshold() -> None:
    assert [] == watched(30, skill_group="loans")


def test_an_overload_names_what_was_passed() -> None:
    with at():
        watch = QueueWatch.open("cards")
        watch.note(measures(11, longest=601), rules=RULES, is_open=True)

    assert ["waiting", "longest_wait_seconds"] == watch.pending_events[-1].passed


def test_a_queue_that_closes_is_overloaded_no_more() -> None:
    with at():
        watch = QueueWatch.open("cards")
        watch.note(measures(11), rules=RULES, is_open=False)
        assert not watch.is_overloaded
        watch.note(measures(11), rules=RULES, is_open=True)
        watch.note(measures(11), rules=RULES, is_open=False)

    assert "closed" == watch.pending_events[-1].cause


def test_where_nothing_was_given_the_next_waits_at_least_as_long_as_the_first_has() -> None:
    stuck = measures_of(waiting=3, longest_wait_seconds=700, given=0, window_minutes=30)
    moving = measures_of(waiting=3, longest_wait_seconds=700, given=6, window_minutes=30)

    assert (700, 900) == (stuck.estimated_wait_seconds, moving.estimated_wait_seconds)


def booked_callback() -> Callback:
    with at():
        callback = Callback.book(
            about(),
            callback_id=UUID(int=8),
            telephone=None,
            from_at=MONDAY + HOUR,
            until_at=MONDAY + 2 * HOUR,
            at=MONDAY,
        )
    return without_events(callback)


def test_a_callback_is_given_to_one_agent_and_passed_on_to_another() -> None:
    callback = booked_callback()
    with after(3600):
        callback.give_to(LI, why="own_ticket")
        callback.give_to(LI, why="own_ticket")
        callback.give_to(ZHAO, why="free_agent")

    assert ["Given", "Given"] == new_events(callback)
    assert ZHAO == callback.employee_id


def test_a_callback_that_was_made_is_given_to_nobody_and_never_late() -> None:
    callback = booked_callback()
    with after(3600):
        callback.make(UUID(int=3))
    without_events(callback)
    with after(7000):
        with pytest.raises(CallbackAlreadySettled):
            callback.give_to(LI, why="own_ticket")
        callback.note_late(at=MONDAY + 2 * HOUR, late_after_seconds=60)

    assert [] == new_events(callback)


def test_a_callback_is_late_once() -> None:
    callback = booked_callback()
    for seconds in (4199, 4200, 4260):
        with after(seconds):
            now = MONDAY + timedelta(seconds=seconds)
            callback.note_late(at=now, late_after_seconds=600)

    assert ["CameLate"] == new_events(callback)
    assert MONDAY + timedelta(seconds=4200) == callback.pending_events[0].late_at
