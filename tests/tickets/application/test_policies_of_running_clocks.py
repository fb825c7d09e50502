"""What running clocks do when priority, kind or channel change, and when new SLA rules come."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest

from services.tickets.domain.rules import TicketRules
from services.tickets.domain.sla_clock import SlaClock
from services.tickets.domain.ticket import Ticket
from services.tickets.service import TicketsService
from tests.support.tickets import MONDAY
from tests.tickets.application.queue_rules import enter
from tests.tickets.conftest import ActAs

HOUR = 3600
Read = Callable[[UUID], Any]


@pytest.fixture
def read(desk: TicketsService, as_employee: ActAs) -> Read:
    """The resolution clock of a ticket with its reading now."""

    def resolution(ticket_id: UUID) -> Any:
        with as_employee():
            clocks = desk.use_cases.sla.clocks_of(ticket_id)
        return next(one for one in clocks if one.clock.clock == "resolution")

    return resolution


@pytest.fixture
def double_promise(desk: TicketsService) -> None:
    """From now on every target of the SLA policies is twice as long."""
    book = desk.store.get(TicketRules, TicketRules.id_for("sla"))
    policies = book.versions[-1].content["policies"]
    longer = [{**one, "target_seconds": one["target_seconds"] * 2} for one in policies]
    enter(desk, "sla", policies=longer)


def paused_for(desk: TicketsService, ticket_id: UUID, act: ActAs, wait: Any, seconds: int) -> None:
    with act():
        desk.use_cases.solutions.wait_for(ticket_id, "waiting_for_customer", reason="补件")
    wait(seconds)
    with act():
        desk.use_cases.solutions.resume_ticket(ticket_id)


def test_another_priority_keeps_counted_time_and_pauses(
    desk: TicketsService,
    ticket_id: UUID,
    read: Read,
    as_employee: ActAs,
    wait: Callable[[int], None],
) -> None:
    wait(HOUR)
    paused_for(desk, ticket_id, as_employee, wait, 2 * HOUR)
    with as_employee():
        desk.use_cases.particulars.reprioritise_ticket(
            ticket_id, "high", reason="重要", expected_version=None
        )
    wait(HOUR)
    reading = read(ticket_id).reading

    assert (2 * HOUR, 2 * HOUR, 4 * HOUR) == (
        reading.counted_seconds,
        reading.paused_seconds,
        reading.target_seconds,
    )
    assert MONDAY + timedelta(hours=6) == reading.due_at


def test_a_pause_that_the_new_policy_does_not_know_stays_a_pause_where_it_was(
    desk: TicketsService,
    ticket_id: UUID,
    read: Read,
    as_employee: ActAs,
    wait: Callable[[int], None],
) -> None:
    with as_employee():
        desk.use_cases.solutions.wait_for(ticket_id, "waiting_for_third_party", reason="等对方行")
    wait(HOUR)
    with as_employee():
        desk.use_cases.particulars.reprioritise_ticket(
            ticket_id, "urgent", reason="重要", expected_version=None
        )
    wait(HOUR)
    reading = read(ticket_id).reading

    assert (HOUR, HOUR) == (reading.counted_seconds, reading.paused_seconds)


@pytest.mark.usefixtures("double_promise")
def test_what_is_promised_from_then_on_is_promised_under_the_new_rules(
    desk: TicketsService, open_ticket: Callable[..., Ticket], read: Read
) -> None:
    assert 2 * 48 * HOUR == read(open_ticket().id).reading.target_seconds


def test_a_new_version_of_the_rules_changes_no_running_promise(
    desk: TicketsService,
    ticket_id: UUID,
    read: Read,
    request: pytest.FixtureRequest,
    topics: Callable[[UUID], list[str]],
) -> None:
    request.getfixturevalue("double_promise")
    found = read(ticket_id)

    assert 48 * HOUR == found.reading.target_seconds
    assert [1] == [one.rules_version for one in found.clock.applied]
    assert ["sla_clock.started"] == topics(found.clock.id)


def test_a_ticket_that_changes_comes_under_the_rules_of_then(
    desk: TicketsService,
    ticket_id: UUID,
    read: Read,
    as_employee: ActAs,
    request: pytest.FixtureRequest,
) -> None:
    request.getfixturevalue("double_promise")
    with as_employee():
        desk.use_cases.particulars.reprioritise_ticket(
            ticket_id, "high", reason="重要", expected_version=None
        )
    found = read(ticket_id)

    assert 8 * HOUR == found.reading.target_seconds
    assert [1, 2] == [one.rules_version for one in found.clock.applied]


def test_another_channel_brings_its_own_first_response(
    desk: TicketsService,
    open_ticket: Callable[..., Ticket],
    as_employee: ActAs,
    wait: Callable[[int], None],
) -> None:
    ticket = open_ticket(is_taken=True)
    wait(100)
    with as_employee():
        desk.use_cases.particulars.hand_over_channel(
            ticket.id, "email", said="改邮件", expected_version=None
        )
    clock_id = SlaClock.id_for(ticket.id, clock="first_response", ordinal=1)
    policies = [one.policy for one in desk.store.get(SlaClock, clock_id).applied]

    assert [300, 14400] == [one.target_seconds for one in policies]
    assert [MONDAY, MONDAY + timedelta(seconds=100)] == [
        one.since for one in desk.store.get(SlaClock, clock_id).applied
    ]
