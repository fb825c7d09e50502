"""The read models of queues and desks: applied, repeated, and rebuilt as they stood."""

from collections.abc import Callable
from datetime import timedelta
from uuid import UUID

import pytest

from services.operations.replay_comparison import compare_with_replay
from services.tickets.application.tickets import NewTicket
from services.tickets.service import TicketsService
from shared.clock import SetClock
from shared.read_models.readers import OwnReaders
from shared.read_models.rebuild import own_source, rebuild
from tests.support.parts import own_models
from tests.support.tickets import CUSTOMER, LI, MONDAY, ZHAO
from tests.tickets.application.queue_rules import enter
from tests.tickets.conftest import ActAs


@pytest.fixture
def pushed(
    desk: TicketsService,
    as_employee: ActAs,
    as_timer: ActAs,
    clock: SetClock,
    wait: Callable[[int], None],
    project: Callable[[], None],
) -> UUID:
    """A ticket that was pushed to Zhao, while Li takes chats no more and the queue overflows."""
    cases = desk.use_cases
    enter(desk, "push", skill_groups=["cards"])
    least = {"waiting": 0, "longest_wait_seconds": 9, "estimated_wait_seconds": 9}
    enter(desk, "overload", usual=least)
    with as_employee(LI):
        cases.assignment.go_available(("chat", "email"))
        cases.assignment.go_unavailable(reason="training", channels=("chat",))
        new = NewTicket(kind="inquiry", channel="phone", subject="x", customer_id=CUSTOMER)
        ticket_id = cases.tickets.open_ticket(NewTicket(**{**vars(new), "skill_group": "cards"})).id
        cases.tickets.open_ticket(NewTicket(**{**vars(new), "skill_group": "loans"}))
    wait(30)
    with as_employee(ZHAO):
        cases.assignment.go_available(("phone",))
    project()
    with as_timer():
        assert 1 == cases.pushing.push_tickets(clock.now())
        assert 2 == cases.overload.watch_queues(clock.now())
    project()
    return ticket_id


@pytest.mark.usefixtures("pushed")
def test_who_is_available_is_known_by_channel_with_idle_time(desk: TicketsService) -> None:
    agents = {one.employee_id: one for one in desk.models.available_agents.of_group("cards")}

    assert {LI: frozenset({"email"}), ZHAO: frozenset({"phone"})} == {
        key: one.channels for key, one in agents.items()
    }
    assert [MONDAY, MONDAY + timedelta(seconds=30)] == [
        agents[one].idle_since for one in (LI, ZHAO)
    ]


def test_work_of_absent_agents_is_found_by_channel_reason_state_and_time(
    desk: TicketsService,
    pushed: UUID,
    as_employee: ActAs,
    project: Callable[[], None],
    clock: SetClock,
) -> None:
    with as_employee(ZHAO):
        desk.use_cases.assignment.go_unavailable(reason="break")
    project()

    def found(**other: object) -> list[UUID]:
        asked = {"reason": "break", "state": "assigned", "by": clock.now(), "limit": 9, **other}
        rows = desk.models.available_agents.work_of_absent(**asked)  # type: ignore[arg-type]
        return [one.ticket_id for one in rows]

    assert [pushed] == found()
    assert [] == found(reason="training")
    assert [] == found(state="in_progress")
    assert [] == found(by=clock.now() - timedelta(seconds=1))


@pytest.mark.usefixtures("pushed")
def test_what_left_the_queue_and_what_is_overloaded_is_known(desk: TicketsService) -> None:
    flow = desk.models.queue_flow

    assert {"cards": 1} == flow.given(since=MONDAY)
    assert {} == flow.given(since=MONDAY + timedelta(minutes=1))
    assert {"cards", "loans"} == set(flow.overloaded())


@pytest.mark.usefixtures("pushed")
def test_nothing_is_read_twice_and_a_rebuilt_model_stands_as_before(desk: TicketsService) -> None:
    assert 0 == OwnReaders(own_models(desk), desk.store).step()
    source = own_source(desk.store)
    assert [] == [
        one.name for one in own_models(desk) if not compare_with_replay(one, source).is_equal
    ]
    before = desk.models.available_agents.of_group("cards"), desk.models.queue_flow.overloaded()
    for model in (desk.models.available_agents, desk.models.queue_flow, desk.models.queue):
        rebuild(model, source, progress=lambda _: None)

    assert before == (
        desk.models.available_agents.of_group("cards"),
        desk.models.queue_flow.overloaded(),
    )
