from dataclasses import replace
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest

from services.tickets.domain.assignment import (
    CapacityRules,
    DeskLoad,
    QueueRules,
    Reason,
    Route,
    RoutingRules,
    Waiting,
    queue_in_order,
)
from services.tickets.domain.assignment_errors import AgentAtCapacity
from services.tickets.domain.desk import AgentDesk
from tests.support.tickets import LI, MONDAY, at, new_events, without_events

RULES = QueueRules(
    customer_levels={"gold": 20},
    business_lines={"loans": 5},
    kinds={"complaint": 30},
    priorities={"urgent": 60, "low": -10},
    points_per_waiting_minute=2,
)


def waiting(number: str, *, minutes: int = 0, **facts: object) -> Waiting:
    given = {
        "ticket_id": UUID(int=int(number[-1])),
        "number": number,
        "kind": "inquiry",
        "channel": "phone",
        "priority": "normal",
        "skill_group": "cards",
        "business_line": None,
        "customer_level": None,
        "queued_at": MONDAY - timedelta(minutes=minutes),
        **facts,
    }
    return Waiting(**given)


def order(*tickets: Waiting) -> list[str]:
    return [one.ticket.number for one in queue_in_order(tickets, rules=RULES, at=MONDAY)]


def test_level_business_type_and_waiting_are_weighed_together() -> None:
    assert ["T-3", "T-1", "T-2"] == order(
        waiting("T-1", minutes=9),
        waiting("T-2", business_line="loans"),
        waiting("T-3", customer_level="gold"),
    )


def test_who_waits_long_enough_comes_first_whatever_the_level() -> None:
    assert ["T-1", "T-2"] == order(
        waiting("T-1", minutes=11), waiting("T-2", customer_level="gold")
    )


def test_among_equals_the_longer_wait_and_then_the_lower_number_come_first() -> None:
    assert ["T-3", "T-1", "T-2"] == order(
        waiting("T-2"), waiting("T-1"), waiting("T-3", queued_at=MONDAY - timedelta(seconds=30))
    )


def test_each_place_explains_itself_and_the_reasons_add_up() -> None:
    [ranked] = queue_in_order(
        [waiting("T-1", minutes=3, customer_level="gold", kind="complaint", priority="low")],
        rules=RULES,
        at=MONDAY,
    )

    assert (
        Reason("customer_level", "gold", 20),
        Reason("business_line", "", 0),
        Reason("kind", "complaint", 30),
        Reason("priority", "low", -10),
        Reason("waiting", "3", 6),
    ) == ranked.reasons
    assert 46 == ranked.points


@pytest.mark.parametrize(
    "numbers",
    [
        {"points_per_waiting_minute": -1},
        {"points_per_waiting_minute": 1001},
        {"kinds": {"complaint": 1_000_001}},
        {"priorities": {"low": -1_000_001}},
    ],
)
def test_rules_with_points_beyond_measure_are_refused(numbers: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match=r"[Pp]oints"):
        replace(RULES, **numbers)


def test_the_first_route_that_fits_decides() -> None:
    rules = RoutingRules(
        routes=(
            Route("chat", "any", "any", "chat_desk"),
            Route("any", "complaint", "any", "complaints_desk"),
            Route("any", "any", "loans", "loans"),
        ),
        otherwise="general",
    )

    def routed(channel: str, kind: str, line: str | None) -> str:
        return rules.skill_group_for(channel=channel, kind=kind, business_line=line)

    assert "chat_desk" == routed("chat", "complaint", "loans")
    assert "complaints_desk" == routed("phone", "complaint", "loans")
    assert "loans" == routed("phone", "query", "loans")
    assert "general" == routed("phone", "query", None)


def test_capacity_counts_by_channel() -> None:
    capacity = CapacityRules(by_channel={"phone": 1, "chat": 2})
    load = DeskLoad({}).with_ticket(UUID(int=1), channel="phone")

    load.check_room_for("chat", rules=capacity)
    with pytest.raises(AgentAtCapacity):
        load.check_room_for("phone", rules=capacity)
    load.without_ticket(UUID(int=1)).check_room_for("phone", rules=capacity)


def test_a_channel_without_capacity_takes_nothing() -> None:
    assert not DeskLoad({}).has_room_for("fax", rules=CapacityRules(by_channel={"phone": 1}))


def test_an_agent_is_available_for_the_channels_named() -> None:
    with at():
        desk = without_events(AgentDesk.open(LI))
    with at():
        desk.go_available(("chat", "phone"))
        desk.go_available(("chat", "phone"))

    assert ["WentAvailable"] == new_events(desk)
    assert desk.is_available_for("chat")
    assert not desk.is_available_for("email")


def test_an_unavailable_agent_takes_nothing() -> None:
    with at():
        desk = AgentDesk.open(LI)
        desk.go_available(("phone",))
    without_events(desk)
    with at():
        desk.go_unavailable(reason="break")
        desk.go_unavailable(reason="break")

    assert ["WentUnavailable"] == new_events(desk)
    assert not desk.is_available_for("phone")
