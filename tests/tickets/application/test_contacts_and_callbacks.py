from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest

from services.tickets.domain.callback import Callback
from services.tickets.domain.contact_errors import (
    CallbackAlreadySettled,
    ContactAlreadyAnswered,
    ContactIsNoCallback,
    ContactNotFound,
)
from services.tickets.domain.errors import TicketNotFound
from services.tickets.domain.sla_clock import SlaClock
from services.tickets.service import TicketsService
from shared.errors import NotAllowed
from tests.support.tickets import CUSTOMER, LI, MONDAY, SUN
from tests.tickets.conftest import ActAs

HOUR = timedelta(hours=1)


def test_a_contact_lives_from_offer_to_after_call_work(
    desk: TicketsService, as_employee: ActAs, wait: Callable[[int], None]
) -> None:
    contacts = desk.use_cases.contacts
    with as_employee():
        contact_id = contacts.offer_contact(channel="phone", customer_id=CUSTOMER).id
    wait(15)
    with as_employee():
        contacts.answer_contact(contact_id)
        with pytest.raises(ContactAlreadyAnswered):
            contacts.answer_contact(contact_id)
    wait(120)
    with as_employee():
        contacts.end_contact(contact_id)
        measures = contacts.wrap_up_contact(contact_id, after_call_work_seconds=9).measures

    assert measures is not None
    assert (15, 120, 9) == (
        measures.waiting_seconds,
        measures.talk_seconds,
        measures.after_call_work_seconds,
    )


def test_a_customer_may_leave_unanswered(
    desk: TicketsService, as_employee: ActAs, wait: Callable[[int], None]
) -> None:
    contacts = desk.use_cases.contacts
    with as_employee():
        contact_id = contacts.offer_contact(channel="phone").id
    wait(40)
    with as_employee():
        contact = contacts.abandon_contact(contact_id)

    assert contact.measures is not None
    assert contact.measures.is_abandoned


def test_an_unknown_contact_is_not_found(desk: TicketsService, as_employee: ActAs) -> None:
    with as_employee(), pytest.raises(ContactNotFound):
        desk.use_cases.contacts.end_contact(UUID(int=1))


def test_only_who_works_on_tickets_records_contacts(
    desk: TicketsService, as_employee: ActAs
) -> None:
    with as_employee(LI, frozenset()), pytest.raises(NotAllowed):
        desk.use_cases.contacts.offer_contact(channel="phone")


def test_an_answered_contact_that_is_linked_is_a_first_response(
    desk: TicketsService, waiting_id: UUID, as_employee: ActAs, wait: Callable[[int], None]
) -> None:
    contacts = desk.use_cases.contacts
    wait(30)
    with as_employee():
        contact_id = contacts.offer_contact(channel="phone", customer_id=CUSTOMER).id
        contacts.answer_contact(contact_id)
        contacts.link_contact(contact_id, ticket_id=waiting_id)
        contacts.link_contact(contact_id, ticket_id=waiting_id)

    clock = desk.store.get(SlaClock, SlaClock.id_for(waiting_id, clock="first_response", ordinal=1))
    assert ("met", MONDAY + timedelta(seconds=30)) == (clock.state, clock.stopped_at)


def test_nobody_links_a_contact_to_a_ticket_that_they_may_not_see(
    desk: TicketsService, waiting_id: UUID, as_employee: ActAs
) -> None:
    contacts = desk.use_cases.contacts
    with as_employee(SUN):
        contact_id = contacts.offer_contact(channel="phone").id
        with pytest.raises(TicketNotFound):
            contacts.link_contact(contact_id, ticket_id=waiting_id)


@pytest.fixture
def callback_id(desk: TicketsService, ticket_id: UUID, as_employee: ActAs) -> UUID:
    """A callback that Li has booked for between one and two hours from now."""
    with as_employee():
        return desk.use_cases.callbacks.book_callback(
            ticket_id,
            from_at=MONDAY + HOUR,
            until_at=MONDAY + 2 * HOUR,
            telephone="13800138000",
        ).id


def test_a_booked_callback_is_made_in_a_call_to_its_customer(
    desk: TicketsService, callback_id: UUID, as_employee: ActAs
) -> None:
    with as_employee():
        called = desk.use_cases.contacts.offer_contact(
            channel="phone", direction="outbound", customer_id=CUSTOMER
        )
        callback = desk.use_cases.callbacks.make_callback(callback_id, contact_id=called.id)
        with pytest.raises(CallbackAlreadySettled):
            desk.use_cases.callbacks.cancel_callback(callback_id)

    assert ("made", called.id) == (callback.state, callback.contact_id)


@pytest.mark.parametrize(
    "facts",
    [
        {"direction": "inbound", "customer_id": CUSTOMER},
        {"channel": "chat", "customer_id": CUSTOMER},
        {"customer_id": UUID(int=4321)},
        {},
    ],
    ids=["came in", "no call", "another customer", "nobody known"],
)
def test_no_other_contact_keeps_a_callback(
    desk: TicketsService, callback_id: UUID, as_employee: ActAs, facts: dict[str, Any]
) -> None:
    with as_employee():
        other = desk.use_cases.contacts.offer_contact(
            **{"channel": "phone", "direction": "outbound", **facts}
        )
        with pytest.raises(ContactIsNoCallback):
            desk.use_cases.callbacks.make_callback(callback_id, contact_id=other.id)
        with pytest.raises(ContactNotFound):
            desk.use_cases.callbacks.make_callback(callback_id, contact_id=UUID(int=3))

    assert "booked" == desk.store.get(Callback, callback_id).state


def test_a_call_before_the_promise_or_of_another_team_keeps_no_callback(
    desk: TicketsService, ticket_id: UUID, as_employee: ActAs, wait: Callable[[int], None]
) -> None:
    contacts, callbacks = desk.use_cases.contacts, desk.use_cases.callbacks
    call = {"channel": "phone", "direction": "outbound", "customer_id": CUSTOMER}
    with as_employee():
        earlier = contacts.offer_contact(**call).id
    wait(60)
    with as_employee(SUN):
        foreign = contacts.offer_contact(**call).id
        contacts.answer_contact(foreign)
    with as_employee():
        booked = callbacks.book_callback(
            ticket_id, from_at=MONDAY + HOUR, until_at=MONDAY + 2 * HOUR
        )
        with pytest.raises(ContactIsNoCallback):
            callbacks.make_callback(booked.id, contact_id=earlier)
        with pytest.raises(ContactNotFound):
            callbacks.make_callback(booked.id, contact_id=foreign)


def test_the_telephone_number_lies_sealed(desk: TicketsService, callback_id: UUID) -> None:
    [record] = desk.store.recorder.select_history(callback_id)

    assert b"13800138000" not in record.state


def test_another_team_does_not_touch_a_callback(
    desk: TicketsService, callback_id: UUID, as_employee: ActAs
) -> None:
    with as_employee(SUN), pytest.raises(TicketNotFound):
        desk.use_cases.callbacks.cancel_callback(callback_id)


def test_a_callback_that_nobody_made_expires_once_however_many_timers_run(
    desk: TicketsService,
    callback_id: UUID,
    project: Callable[[], None],
    wait: Callable[[int], None],
    as_timer: ActAs,
    topics: Callable[[UUID], list[str]],
) -> None:
    project()
    now = MONDAY + 2 * HOUR + timedelta(seconds=1)
    with as_timer():
        assert 0 == desk.use_cases.callbacks.expire_callbacks(MONDAY + 2 * HOUR)
        assert [1, 0] == [desk.use_cases.callbacks.expire_callbacks(now) for _ in range(2)]

    assert ["callback.booked", "callback.missed"] == topics(callback_id)
    assert "missed" == desk.store.get(Callback, callback_id).state


def test_a_callback_that_is_made_while_the_timer_looks_is_not_missed(
    desk: TicketsService,
    callback_id: UUID,
    project: Callable[[], None],
    as_employee: ActAs,
    as_timer: ActAs,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    project()
    save, raced = desk.store.save, []

    def save_second(*aggregates: object, **options: object) -> int:
        if not raced:
            raced.append(True)
            with as_employee():
                desk.use_cases.callbacks.make_callback(callback_id)
        return save(*aggregates, **options)  # type: ignore[arg-type]

    monkeypatch.setattr(desk.store, "save", save_second)
    with as_timer():
        assert 0 == desk.use_cases.callbacks.expire_callbacks(MONDAY + 3 * HOUR)

    assert "made" == desk.store.get(Callback, callback_id).state
