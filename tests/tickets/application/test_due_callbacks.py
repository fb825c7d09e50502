"""Callbacks at the promised time."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest

from services.tickets.application.desk_loads import DeskLoads
from services.tickets.domain.callback import Callback
from services.tickets.domain.errors import TicketNotFound
from services.tickets.domain.ticket import Ticket
from services.tickets.service import TicketsService
from shared.clock import SetClock
from tests.support.tickets import CUSTOMER, LI, MONDAY, SUN, ZHAO
from tests.tickets.conftest import ActAs

HOUR = timedelta(hours=1)
Run = Callable[[], int]


@pytest.fixture
def run(desk: TicketsService, project: Callable[[], None], as_timer: ActAs, clock: SetClock) -> Run:
    """One run of the timer, when all is read."""

    def once() -> int:
        project()
        with as_timer():
            return desk.use_cases.due_callbacks.push_callbacks(clock.now())

    return once


@pytest.fixture
def callback_id(desk: TicketsService, ticket_id: UUID, as_employee: ActAs) -> UUID:
    """A callback on a ticket of Li's, for between one and two hours from now."""
    with as_employee():
        return desk.use_cases.callbacks.book_callback(
            ticket_id, from_at=MONDAY + HOUR, until_at=MONDAY + 2 * HOUR
        ).id


@pytest.fixture
def come(desk: TicketsService, as_employee: ActAs) -> Callable[..., None]:
    def make(*employees: UUID, channels: tuple[str, ...] = ("phone",)) -> None:
        for one in employees:
            with as_employee(one):
                desk.use_cases.assignment.go_available(channels)

    return make


def found(desk: TicketsService, callback_id: UUID) -> Callback:
    return desk.store.get(Callback, callback_id)


def called(desk: TicketsService, ticket_id: UUID, *, by: Any, direction: str = "outbound") -> UUID:
    """A call about the ticket that the customer answered."""
    contacts = desk.use_cases.contacts
    with by():
        contact = contacts.offer_contact(channel="phone", direction=direction, customer_id=CUSTOMER)
        contacts.answer_contact(contact.id)
        contacts.link_contact(contact.id, ticket_id=ticket_id)
    return contact.id


def test_the_tickets_agent_is_told_when_the_window_begins_and_once(
    desk: TicketsService,
    callback_id: UUID,
    come: Callable[..., None],
    run: Run,
    clock: SetClock,
    topics: Callable[[UUID], list[str]],
) -> None:
    come(LI, ZHAO)
    clock.move_to(MONDAY + HOUR - timedelta(seconds=1))
    assert 0 == run()
    clock.move_to(MONDAY + HOUR)
    assert [1, 0] == [run(), run()]

    assert LI == found(desk, callback_id).employee_id
    assert ["callback.booked", "callback.given"] == topics(callback_id)


def test_a_free_agent_gets_callback_and_ticket_where_the_tickets_agent_is_away(
    desk: TicketsService,
    ticket_id: UUID,
    callback_id: UUID,
    come: Callable[..., None],
    run: Run,
    clock: SetClock,
    as_employee: ActAs,
) -> None:
    come(ZHAO, SUN)
    clock.move_to(MONDAY + HOUR)

    assert 1 == run()
    assert ZHAO == found(desk, callback_id).employee_id
    assert ("assigned", ZHAO) == (
        desk.store.get(Ticket, ticket_id).state,
        desk.store.get(Ticket, ticket_id).assignee_id,
    )
    loads = DeskLoads(desk.store)
    assert (0, 1) == (loads.load_of(LI).count("phone"), loads.load_of(ZHAO).count("phone"))
    last = desk.store.recorder.select_history(ticket_id)[-1]
    assert "callback" == desk.store.mapper.to_domain_event(last).why
    with as_employee(ZHAO):
        assert "made" == desk.use_cases.callbacks.make_callback(callback_id).state


def test_a_callback_passes_on_when_its_agent_goes_away(
    desk: TicketsService,
    callback_id: UUID,
    come: Callable[..., None],
    run: Run,
    clock: SetClock,
    as_employee: ActAs,
) -> None:
    come(LI, ZHAO)
    clock.move_to(MONDAY + HOUR)
    run()
    with as_employee(LI):
        desk.use_cases.assignment.go_unavailable(reason="break")

    assert 1 == run()
    assert ZHAO == found(desk, callback_id).employee_id


def test_of_a_resolved_ticket_only_the_callback_is_given(
    desk: TicketsService,
    ticket_id: UUID,
    callback_id: UUID,
    resolve: Callable[[UUID], Ticket],
    come: Callable[..., None],
    run: Run,
    clock: SetClock,
    as_employee: ActAs,
) -> None:
    resolve(ticket_id)
    come(ZHAO)
    clock.move_to(MONDAY + HOUR)

    assert 1 == run()
    assert LI == desk.store.get(Ticket, ticket_id).assignee_id
    with as_employee(SUN), pytest.raises(TicketNotFound):
        desk.use_cases.callbacks.make_callback(callback_id)
    with as_employee(ZHAO):
        assert "made" == desk.use_cases.callbacks.make_callback(callback_id).state


def test_a_callback_that_nobody_makes_is_signalled_as_late_and_once(
    desk: TicketsService,
    callback_id: UUID,
    run: Run,
    clock: SetClock,
    topics: Callable[[UUID], list[str]],
) -> None:
    clock.move_to(MONDAY + HOUR + timedelta(seconds=899))
    assert 0 == run()
    clock.move_to(MONDAY + HOUR + timedelta(seconds=900))
    assert [1, 0] == [run(), run()]

    assert ["callback.booked", "callback.came_late"] == topics(callback_id)
    assert found(desk, callback_id).is_late


def test_a_call_of_the_centre_that_is_linked_keeps_the_promise(
    desk: TicketsService,
    ticket_id: UUID,
    callback_id: UUID,
    project: Callable[[], None],
    clock: SetClock,
    as_employee: ActAs,
) -> None:
    project()
    clock.move_to(MONDAY + HOUR)
    contact_id = called(desk, ticket_id, by=as_employee)

    callback = found(desk, callback_id)
    assert ("made", contact_id) == (callback.state, callback.contact_id)


@pytest.mark.parametrize(("at", "direction"), [(0, "outbound"), (1, "inbound"), (3, "outbound")])
def test_another_call_keeps_no_promise(
    desk: TicketsService,
    ticket_id: UUID,
    callback_id: UUID,
    project: Callable[[], None],
    clock: SetClock,
    as_employee: ActAs,
    at: int,
    direction: str,
) -> None:
    project()
    clock.move_to(MONDAY + at * HOUR)
    called(desk, ticket_id, by=as_employee, direction=direction)

    assert "booked" == found(desk, callback_id).state


def test_a_callback_made_while_the_timer_looks_is_given_to_nobody(
    desk: TicketsService,
    callback_id: UUID,
    come: Callable[..., None],
    run: Run,
    clock: SetClock,
    as_employee: ActAs,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    come(LI)
    clock.move_to(MONDAY + HOUR)
    save, raced = desk.store.save, []

    def save_second(*aggregates: object, **options: object) -> int:
        if not raced:
            raced.append(True)
            with as_employee():
                desk.use_cases.callbacks.make_callback(callback_id)
        return save(*aggregates, **options)  # type: ignore[arg-type]

    monkeypatch.setattr(desk.store, "save", save_second)
    assert 0 == run()

    assert ("made", None) == (
        found(desk, callback_id).state,
        found(desk, callback_id).employee_id,
    )
