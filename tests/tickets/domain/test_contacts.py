from datetime import timedelta
from uuid import UUID

import pytest

from services.tickets.domain.contact import Contact, Measures
from services.tickets.domain.contact_errors import (
    ContactAlreadyAnswered,
    ContactAlreadyWrappedUp,
    ContactNotAnswered,
    ContactNotEnded,
    ContactOver,
    ContactTimesOutOfOrder,
)
from tests.support.tickets import (
    CUSTOMER,
    LI,
    MONDAY,
    TICKET,
    at,
    new_events,
    offered_contact,
    without_events,
)


def later(seconds: int) -> object:
    return MONDAY + timedelta(seconds=seconds)


def answered_contact() -> Contact:
    contact = offered_contact()
    with at():
        contact.answer(LI, at=later(20))
    return without_events(contact)


def ended_contact() -> Contact:
    contact = answered_contact()
    with at():
        contact.end(at=later(200))
    return without_events(contact)


def test_an_answered_contact_knows_its_agent() -> None:
    contact = offered_contact()
    with at():
        contact.answer(LI, at=later(20))

    assert ["Answered"] == new_events(contact)
    assert LI == contact.employee_id


def test_a_contact_is_answered_once() -> None:
    with at(), pytest.raises(ContactAlreadyAnswered):
        answered_contact().answer(LI, at=later(30))


def test_nobody_answers_before_it_rings() -> None:
    with at(), pytest.raises(ContactTimesOutOfOrder) as refusal:
        offered_contact().answer(LI, at=later(-1))

    assert ["answered_at"] == [one.field for one in refusal.value.fields]


def test_a_complete_contact_is_logged_with_what_it_took() -> None:
    contact = ended_contact()
    with at():
        contact.wrap_up(after_call_work_seconds=30)

    assert ["Logged"] == new_events(contact)
    expected = Measures(
        is_abandoned=False, waiting_seconds=20, talk_seconds=180, after_call_work_seconds=30
    )
    assert expected == contact.measures


def test_an_abandoned_contact_counts_its_waiting() -> None:
    contact = offered_contact()
    with at():
        contact.abandon(at=later(45))

    assert ["Logged"] == new_events(contact)
    expected = Measures(
        is_abandoned=True, waiting_seconds=45, talk_seconds=0, after_call_work_seconds=0
    )
    assert expected == contact.measures


def test_an_answered_contact_is_not_abandoned() -> None:
    with at(), pytest.raises(ContactAlreadyAnswered):
        answered_contact().abandon(at=later(30))


def test_self_service_is_no_abandonment() -> None:
    contact = offered_contact(channel="ivr")
    with at():
        contact.end_unattended(at=later(60))

    assert contact.measures is not None
    assert not contact.measures.is_abandoned


def test_an_unanswered_contact_does_not_end() -> None:
    with at(), pytest.raises(ContactNotAnswered):
        offered_contact().end(at=later(10))


def test_a_contact_ends_once() -> None:
    with at(), pytest.raises(ContactOver):
        ended_contact().end(at=later(300))


def test_after_call_work_comes_after_the_call() -> None:
    with at(), pytest.raises(ContactNotEnded):
        answered_contact().wrap_up(after_call_work_seconds=5)


def test_after_call_work_is_recorded_once() -> None:
    contact = ended_contact()
    with at():
        contact.wrap_up(after_call_work_seconds=5)
    with at(), pytest.raises(ContactAlreadyWrappedUp):
        contact.wrap_up(after_call_work_seconds=6)


def test_a_contact_may_concern_several_tickets_each_noted_once() -> None:
    contact = offered_contact()
    with at():
        contact.link_to_ticket(TICKET)
        contact.link_to_ticket(TICKET)
        contact.link_to_ticket(UUID(int=9))

    assert ["LinkedToTicket", "LinkedToTicket"] == new_events(contact)
    assert (TICKET, UUID(int=9)) == contact.ticket_ids


def test_the_customer_of_a_contact_is_named_once() -> None:
    contact = offered_contact(customer_id=None)
    with at():
        contact.name_customer(CUSTOMER)
        contact.name_customer(LI)

    assert ["CustomerNamed"] == new_events(contact)
    assert CUSTOMER == contact.customer_id
