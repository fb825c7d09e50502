from datetime import timedelta
from uuid import UUID

import pytest

from services.tickets.domain.errors import RequiredInformationMissing
from services.tickets.domain.forms import CREATION, FieldRule, Form
from services.tickets.domain.ticket import Ticket
from shared.event_store.mapper import Mapper
from tests.support.tickets import (
    CUSTOMER,
    MONDAY,
    NOTHING_ASKED,
    SUBJECT,
    TICKET,
    at,
    new_events,
    opened_ticket,
    sealed,
)


def open_ticket(**facts: object) -> Ticket:
    given = {
        "form": NOTHING_ASKED,
        "ticket_id": TICKET,
        "number": "T-000001-3",
        "kind": "inquiry",
        "channel": "email",
        "priority": "normal",
        "skill_group": "cards",
        "subject": sealed(),
        "asked_at": MONDAY,
        "customer_id": CUSTOMER,
        **facts,
    }
    with at():
        return Ticket.open(**given)


def test_a_new_ticket_waits_in_the_queue() -> None:
    ticket = open_ticket()

    assert ["Created"] == new_events(ticket)
    assert "queued" == ticket.state
    assert ticket.is_open


def test_a_complaint_is_handed_over_when_it_is_opened() -> None:
    ticket = open_ticket(kind="complaint", description=sealed("angry"))

    assert ["Created", "ComplaintHandedOver"] == new_events(ticket)
    handed_over = ticket.pending_events[-1]
    assert sealed("angry") == handed_over.description
    assert ticket.about == handed_over.about


def test_what_the_form_asks_for_at_creation_must_be_there() -> None:
    demand = FieldRule("demand", "诉求", "the demand", (CREATION,), is_key_point=True)
    form = Form(
        "query", needs_identity=False, needs_confirmed_solution=False, fields=(SUBJECT, demand)
    )

    with pytest.raises(RequiredInformationMissing) as refusal:
        open_ticket(form=form)

    assert ["demand"] == [one.field for one in refusal.value.fields]
    assert "诉求" in refusal.value.in_language("zh-CN")
    assert "the demand" in refusal.value.in_language("en")


def test_fields_that_came_with_the_opening_count_as_filled() -> None:
    ticket = open_ticket(information={"product": sealed("card")}, business_line="retail")

    assert {"subject", "customer_id", "business_line", "product"} == ticket.filled_fields


def test_the_texts_of_an_unknown_caller_belong_to_the_contact() -> None:
    contact_id = UUID(int=5)
    ticket = open_ticket(customer_id=None, contact_id=contact_id)

    assert f"contact:{contact_id}" == ticket.data_subject


def test_a_ticket_is_the_same_after_it_was_stored_and_replayed() -> None:
    ticket = open_ticket(information={"product": sealed("card")}, request_id=UUID(int=6))
    mapper = Mapper([Ticket])

    stored = [mapper.to_stored_event(one) for one in ticket.collect_events()]
    found = None
    for one in stored:
        found = mapper.to_domain_event(one).mutate(found)

    assert ticket == found


def test_a_ticket_remembers_when_it_came_into_each_state() -> None:
    ticket = opened_ticket()
    with at(MONDAY + timedelta(seconds=60)):
        ticket.assign(UUID(int=1), why="taken")
        ticket.accept()

    assert [(MONDAY, "queued"), (MONDAY + timedelta(seconds=60), "in_progress")] == [
        (ticket.moments[0].at, ticket.moments[0].state),
        (ticket.moments[-1].at, ticket.moments[-1].state),
    ]
