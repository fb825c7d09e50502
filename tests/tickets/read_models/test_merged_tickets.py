"""What the read models say of tickets that were merged."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest

from services.operations.replay_comparison import compare_with_replay
from services.tickets.application.tickets import NewTicket
from services.tickets.service import TicketsService
from shared.read_models.readers import OwnReaders
from shared.read_models.rebuild import own_source
from tests.support.parts import own_models
from tests.support.queues import waiting_in
from tests.support.tickets import CUSTOMER, LI, MONDAY
from tests.tickets.conftest import ActAs

SPAN = {"since": MONDAY - timedelta(hours=1), "until": MONDAY + timedelta(days=1)}


@pytest.fixture
def merged(
    desk: TicketsService,
    as_employee: ActAs,
    as_wang: ActAs,
    wait: Callable[[int], None],
    project: Callable[[], None],
) -> tuple[UUID, UUID, UUID]:
    """A ticket that goes on for an earlier one of Li's and a waiting one."""

    def opened(**facts: Any) -> UUID:
        new = NewTicket(
            kind="inquiry",
            channel="phone",
            subject="主题",
            customer_id=CUSTOMER,
            skill_group="cards",
            **facts,
        )
        with as_employee():
            return desk.use_cases.tickets.open_ticket(new).id

    earlier = opened(is_taken=True, priority="high")
    wait(10_900)
    survivor, waiting = opened(is_taken=True), opened()
    project()
    with as_wang():
        desk.use_cases.merging.merge_tickets(survivor, [earlier, waiting], reason="同一件事")
    project()
    return survivor, earlier, waiting


def test_merged_tickets_are_listed_and_wait_for_nobody(
    desk: TicketsService, merged: tuple[UUID, UUID, UUID]
) -> None:
    survivor, *others = merged
    listed = desk.models.ticket_list.page(
        {"state": "merged"}, sort="opened_at", after=None, limit=9
    )

    assert set(others) == {one.ticket_id for one in listed}
    assert [] == waiting_in(desk, "cards")
    [load] = desk.models.workload.of_agents({LI})
    assert {"phone": {"in_progress": 1}} == load.open_tickets
    assert survivor not in others


def test_only_the_clock_that_goes_on_can_become_due(
    desk: TicketsService, merged: tuple[UUID, UUID, UUID]
) -> None:
    due = list(desk.models.due_clocks.due(by=MONDAY + timedelta(days=9)))

    assert [merged[0]] == [one.ticket_id for one in due]


def test_each_promise_is_counted_with_one_state(
    desk: TicketsService, merged: tuple[UUID, UUID, UUID]
) -> None:
    counts = desk.models.sla_results.counts(**SPAN)

    assert {
        ("first_response", "breached"): 1,
        ("first_response", "superseded"): 2,
        ("resolution", "at_risk"): 1,
        ("resolution", "superseded"): 2,
    } == {(one.clock, one.state): one.clocks for one in counts}


@pytest.mark.usefixtures("merged")
def test_a_replay_gives_the_same(desk: TicketsService) -> None:
    source = own_source(desk.store)
    assert [] == [
        one.name for one in own_models(desk) if not compare_with_replay(one, source).is_equal
    ]
    assert 0 == OwnReaders(own_models(desk), desk.store).step()
