"""A contact that is recorded after its ticket was opened by request answers for it."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest

from services.tickets.application.awaited_contacts import AWAITED_CONTACTS
from services.tickets.application.reactions import ticket_id_of_request
from services.tickets.domain.contact import Contact
from services.tickets.domain.sla_clock import SlaClock
from services.tickets.service import TicketsService
from shared.bus.message import Message
from shared.context import Context, acting
from shared.event_store.batch import Batch
from tests.support.tickets import MONDAY
from tests.tickets.application.test_reactions import (
    CONTACT,
    REQUEST,
    React,
    contact_recorded,
    ticket_requested,
    time_of,
)

TICKET_ID = ticket_id_of_request(REQUEST)


def first_response(desk: TicketsService) -> SlaClock:
    clock_id = SlaClock.id_for(TICKET_ID, clock="first_response", ordinal=1)
    return desk.store.get(SlaClock, clock_id)


def requested(**data: Any) -> Message:
    return ticket_requested(contact_id=str(CONTACT), channel="phone", **data)


def recorded(answered: int | None = 40) -> Message:
    """A call that began with the request and was answered so many seconds later."""
    return contact_recorded(
        started_at=time_of(-10),
        queued_at=time_of(-10),
        answered_at=None if answered is None else time_of(answered),
        ended_at=time_of(900),
        wrapped_up_at=None,
        is_abandoned=answered is None,
    )


def test_the_answer_stops_first_response_at_the_moment_of_the_answer(
    desk: TicketsService, react: React
) -> None:
    react(requested())
    react(recorded())

    clock = first_response(desk)
    assert ("met", MONDAY + timedelta(seconds=40)) == (clock.state, clock.stopped_at)
    assert (TICKET_ID,) == desk.store.get(Contact, CONTACT).ticket_ids
    assert None is desk.store.side_row(AWAITED_CONTACTS, str(CONTACT))


def test_an_answer_that_was_late_is_missed(desk: TicketsService, react: React) -> None:
    react(requested())
    react(recorded(answered=299))

    assert "missed" == first_response(desk).state


def test_a_contact_that_nobody_answered_stops_nothing_but_is_linked(
    desk: TicketsService, react: React
) -> None:
    react(requested())
    react(recorded(answered=None))

    assert first_response(desk).is_running
    assert (TICKET_ID,) == desk.store.get(Contact, CONTACT).ticket_ids


def test_all_tickets_of_one_contact_are_answered(desk: TicketsService, react: React) -> None:
    other = UUID(int=1234)
    react(requested())
    react(requested(request_id=str(other)))
    react(recorded())

    clocks = [
        desk.store.get(SlaClock, SlaClock.id_for(one, clock="first_response", ordinal=1))
        for one in (TICKET_ID, ticket_id_of_request(other))
    ]
    assert ["met", "met"] == [one.state for one in clocks]


def test_a_contact_in_the_same_batch_is_linked_too(desk: TicketsService) -> None:
    batch = Batch(desk.store)
    reactions = desk.service().reactions["crm"]
    with acting(Context(occurred_at=MONDAY, actor="service:tickets", kind="service")):
        for one in (requested(), recorded()):
            reactions[one.type](one, batch)
    batch.commit(beside=[])

    assert "met" == first_response(desk).state


def test_a_request_after_its_contact_awaits_nothing(desk: TicketsService, react: React) -> None:
    react(recorded())
    react(requested())

    assert "met" == first_response(desk).state
    assert None is desk.store.side_row(AWAITED_CONTACTS, str(CONTACT))


@pytest.mark.parametrize("customer_id", [None, str(UUID(int=9))])
def test_a_request_without_contact_awaits_none(
    desk: TicketsService,
    react: React,
    customer_id: str | None,
    topics: Callable[[UUID], list[str]],
) -> None:
    react(ticket_requested(customer_id=customer_id))

    assert "ticket.opened" == topics(TICKET_ID)[0]
    assert None is desk.store.side_row(AWAITED_CONTACTS, str(REQUEST))
