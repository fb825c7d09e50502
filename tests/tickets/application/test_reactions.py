"""What the service does about the facts of `crm`, as that service's own examples tell them."""

import json
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest

from services.tickets.application.reactions import ticket_id_of_request
from services.tickets.domain.callback import Callback
from services.tickets.domain.compliment import Compliment
from services.tickets.domain.contact import Contact
from services.tickets.domain.contact_errors import ContactAlreadyRecorded
from services.tickets.domain.correspondence import Correspondence
from services.tickets.domain.correspondence_errors import ReplyAlreadyReceived
from services.tickets.domain.errors import TicketAlreadyOpened, TicketNotFound
from services.tickets.domain.forgotten_customer import ForgottenCustomer
from services.tickets.domain.refused_request import RefusedRequest
from services.tickets.domain.survey import SurveyAnswer
from services.tickets.domain.ticket import Ticket
from services.tickets.service import TicketsService
from shared.bus.message import Message
from shared.bus.place import advanced
from shared.bus.reactions import ReactionReader
from shared.clock import SetClock
from shared.ids import TimeOrderedIds
from tests.support.parts import message, tell
from tests.support.tickets import CUSTOMER, LI, MONDAY, ZHAO
from tests.tickets.conftest import ActAs

React = Callable[[Message], None]

SEALED = {
    "subject": f"customer:{CUSTOMER}",
    "key_id": "k",
    "algorithm": "A256GCM",
    "nonce": "bg==",
    "text": "dA==",
}
REQUEST = UUID(int=501)
CONTACT = UUID(int=502)


def time_of(seconds: int) -> str:
    return (MONDAY + timedelta(seconds=seconds)).isoformat()


def contact_recorded(**data: Any) -> Message:
    given = {
        "contact_id": str(CONTACT),
        "external_id": "call-1",
        "channel": "phone",
        "direction": "inbound",
        "customer_id": str(CUSTOMER),
        "agent_id": "8021",
        "skill_group": "cards",
        "started_at": time_of(-300),
        "queued_at": time_of(-290),
        "answered_at": time_of(-270),
        "ended_at": time_of(-90),
        "wrapped_up_at": time_of(-60),
        "is_abandoned": False,
        "something_new": 1,
    }
    return message("crm.contact_recorded", {**given, **data})


def ticket_requested(**data: Any) -> Message:
    given = {
        "request_id": str(REQUEST),
        "contact_id": None,
        "customer_id": str(CUSTOMER),
        "channel": "email",
        "kind": "inquiry",
        "priority": None,
        "business_type": "cards",
        "skill_group": "cards",
        "subject": SEALED,
        "description": None,
        "key_information": {"product": SEALED},
        "praised_agent_id": None,
        "requested_at": time_of(-10),
    }
    return message("crm.ticket_requested", {**given, **data})


def reply_received(number: int = 1, **data: Any) -> Message:
    given = {
        "reply_id": str(UUID(int=600 + number)),
        "request_id": str(REQUEST),
        "ticket_number": None,
        "channel": "email",
        "text": SEALED,
    }
    return message("crm.reply_received", {**given, **data}, position=number)


@pytest.fixture
def requested(desk: TicketsService, react: React) -> Ticket:
    """A ticket that the gateway asked for."""
    react(ticket_requested())
    return desk.store.get(Ticket, ticket_id_of_request(REQUEST))


def test_a_contact_is_logged_with_what_it_took_and_who_answered(
    desk: TicketsService, react: React
) -> None:
    data = {"employee_id": str(LI), "agent_id": "8021"}
    tell(desk.models.staff, message("people.agent_id_issued", data))
    react(contact_recorded())

    contact = desk.store.get(Contact, CONTACT)
    assert LI == contact.employee_id
    assert contact.measures is not None
    assert (20, 180, 30) == (
        contact.measures.waiting_seconds,
        contact.measures.talk_seconds,
        contact.measures.after_call_work_seconds,
    )


@pytest.mark.parametrize("is_abandoned", [True, False])
def test_an_unanswered_contact_was_abandoned_only_if_the_gateway_says_so(
    desk: TicketsService, react: React, is_abandoned: bool
) -> None:
    react(contact_recorded(answered_at=None, wrapped_up_at=None, is_abandoned=is_abandoned))

    measures = desk.store.get(Contact, CONTACT).measures
    assert measures is not None
    assert is_abandoned == measures.is_abandoned


def test_a_contact_is_logged_once(react: React) -> None:
    react(contact_recorded())
    with pytest.raises(ContactAlreadyRecorded):
        react(contact_recorded())


def test_a_request_opens_its_one_ticket(requested: Ticket) -> None:
    assert ("inquiry", "email", "normal", "cards") == (
        requested.kind,
        requested.channel,
        requested.priority,
        requested.skill_group,
    )
    assert (REQUEST, "cards") == (requested.request_id, requested.business_line)
    assert datetime.fromisoformat(time_of(-10)) == requested.asked_at
    assert "product" in requested.filled_fields
    assert None is requested.opener_id


def test_a_repeated_request_opens_no_second_ticket(
    desk: TicketsService, requested: Ticket, react: React
) -> None:
    with pytest.raises(TicketAlreadyOpened):
        react(ticket_requested())

    assert requested == desk.store.get(Ticket, requested.id)


def refuse(desk: TicketsService, clock: SetClock, told: Message) -> None:
    """Takes a message as the bus process does, whatever becomes of it."""
    service = desk.service()
    reader = ReactionReader(
        desk.store,
        producer="crm",
        reactions=service.reactions["crm"],
        refusals=service.refusals["crm"],
        clock=clock,
        ids=lambda _: TimeOrderedIds(),
    )
    old = reader.place()
    reader.take([told], old=old, new=advanced(old, told))


def test_a_request_that_the_rules_refuse_is_answered_with_the_reason(
    desk: TicketsService, clock: SetClock
) -> None:
    data = {"employee_id": str(ZHAO), "agent_id": "8022"}
    tell(desk.models.staff, message("people.agent_id_issued", data))
    refuse(desk, clock, ticket_requested(kind="inquiry", praised_agent_id="8022"))

    refused = desk.store.get(RefusedRequest, RefusedRequest.id_for(REQUEST))
    assert "not-a-compliment" == refused.code
    assert None is desk.store.find(Ticket, ticket_id_of_request(REQUEST))


def test_a_request_that_has_its_ticket_is_not_refused_later(
    desk: TicketsService, clock: SetClock, requested: Ticket
) -> None:
    refuse(desk, clock, ticket_requested())

    assert None is desk.store.find(RefusedRequest, RefusedRequest.id_for(REQUEST))
    assert requested == desk.store.get(Ticket, requested.id)


def test_an_unknown_callers_words_belong_to_the_request(desk: TicketsService, react: React) -> None:
    react(ticket_requested(customer_id=None))

    ticket = desk.store.get(Ticket, ticket_id_of_request(REQUEST))
    assert f"contact:{REQUEST}" == ticket.data_subject


def test_a_requested_compliment_finds_its_agent_by_agent_id(
    desk: TicketsService, react: React
) -> None:
    data = {"employee_id": str(ZHAO), "agent_id": "8022"}
    tell(desk.models.staff, message("people.agent_id_issued", data))
    react(ticket_requested(kind="compliment", praised_agent_id="8022"))

    compliment_id = Compliment.id_for(ticket_id_of_request(REQUEST))
    assert ZHAO == desk.store.get(Compliment, compliment_id).praised_employee_id


def test_a_reply_is_recorded_by_request_or_by_number(
    desk: TicketsService, requested: Ticket, react: React
) -> None:
    react(reply_received(1))
    react(reply_received(2, request_id=None, ticket_number=requested.number.lower()))

    correspondence = desk.store.get(Correspondence, Correspondence.id_for(requested.id))
    assert ["customer_reply", "customer_reply"] == [one.sort for one in correspondence.entries]


def test_a_reply_is_recorded_once(requested: Ticket, react: React) -> None:
    react(reply_received())
    with pytest.raises(ReplyAlreadyReceived):
        react(reply_received())


def test_a_reply_to_nothing_is_refused(react: React) -> None:
    with pytest.raises(TicketNotFound):
        react(reply_received())
    with pytest.raises(TicketNotFound):
        react(reply_received(request_id=None, ticket_number="T-000001-3"))


def test_a_judgement_is_recorded_with_whom_it_concerns(
    desk: TicketsService, requested: Ticket, react: React, as_employee: ActAs
) -> None:
    with as_employee(LI):
        desk.use_cases.assignment.take_ticket(requested.id)
    answer = {
        "answer_id": str(UUID(int=700)),
        "request_id": str(REQUEST),
        "contact_id": None,
        "customer_id": str(CUSTOMER),
        "satisfaction": 5,
        "recommendation": 9,
        "is_solved": True,
        "comment": SEALED,
        "answered_at": time_of(0),
    }
    react(message("crm.survey_answered", answer))

    recorded = desk.store.get(SurveyAnswer, UUID(int=700))
    assert (requested.id, 5, True) == (
        recorded.ticket_id,
        recorded.satisfaction,
        recorded.is_solved,
    )
    record = desk.store.recorder.select_history(UUID(int=700))[0]
    assert LI == desk.store.mapper.to_domain_event(record).assignee_id


def test_an_erased_customer_is_called_by_nobody(
    desk: TicketsService,
    requested: Ticket,
    react: React,
    project: Callable[[], None],
    as_employee: ActAs,
) -> None:
    cases = desk.use_cases
    hour = timedelta(hours=1)
    with as_employee(LI):
        cases.assignment.take_ticket(requested.id)
        booked = [
            cases.callbacks.book_callback(
                requested.id, from_at=MONDAY + hour, until_at=MONDAY + 2 * hour
            ).id
            for _ in range(2)
        ]
        project()
        cases.callbacks.make_callback(booked[0])
    erased = message("crm.customer_erased", {"customer_id": str(CUSTOMER)})
    react(erased)
    react(erased)

    assert ["made", "cancelled"] == [desk.store.get(Callback, one).state for one in booked]
    forgotten = desk.store.get(ForgottenCustomer, ForgottenCustomer.id_for(CUSTOMER))
    assert (CUSTOMER, 1) == (forgotten.customer_id, forgotten.version)


CRM_EXAMPLES = Path(__file__).parents[2] / "contracts" / "crm"


@pytest.mark.parametrize(
    "name",
    [
        "contact_recorded",
        "ticket_requested",
        "reply_received",
        "letter_received",
        "survey_answered",
        "customer_erased",
    ],
)
@pytest.mark.usefixtures("requested")
def test_the_examples_of_crm_are_understood(react: React, name: str) -> None:
    example = json.loads((CRM_EXAMPLES / f"{name}.v1.json").read_text("utf-8"))
    told = message(f"crm.{name}", example["data"] | about_the_request(name))
    react(told)

    assert example["type"] == told.type


def about_the_request(name: str) -> dict[str, Any]:
    """What makes an example speak of the ticket that there is."""
    if name not in ("reply_received", "letter_received", "survey_answered"):
        return {}
    return {"request_id": str(REQUEST), "ticket_number": None}
