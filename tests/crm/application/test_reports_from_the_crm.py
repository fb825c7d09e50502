"""Contacts, requests, replies and survey answers become facts, sealed under the right person."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest

from services.crm.domain.contact import ContactFacts, ReportedContact
from services.crm.domain.customer import Customer
from services.crm.domain.gateway_message import Fault, GatewayMessage
from services.crm.domain.reply import Reply, ReplyFacts
from services.crm.domain.survey_answer import SurveyAnswer, SurveyFacts
from services.crm.domain.ticket_request import TicketRequest, TicketRequestFacts
from services.crm.service import CrmService
from tests.crm.crm_messages import (
    SENDER,
    contact_recorded,
    customer_upserted,
    reply_received,
    survey_answered,
    ticket_requested,
)


def take(crm: CrmService, *bodies: bytes) -> GatewayMessage:
    return [crm.inbox.take_message(one, sender=SENDER) for one in bodies][-1]


def contact_in(crm: CrmService, answer: GatewayMessage) -> ContactFacts:
    return crm.store.get(ReportedContact, answer.entities["contact_id"]).facts


def request_in(crm: CrmService, answer: GatewayMessage) -> TicketRequestFacts:
    return crm.store.get(TicketRequest, answer.entities["request_id"]).facts


def reply_in(crm: CrmService, answer: GatewayMessage) -> ReplyFacts:
    return crm.store.get(Reply, answer.entities["reply_id"]).facts


def survey_in(crm: CrmService, answer: GatewayMessage) -> SurveyFacts:
    return crm.store.get(SurveyAnswer, answer.entities["answer_id"]).facts


def test_a_contact_of_a_known_customer_is_sealed_under_the_customer(crm: CrmService) -> None:
    customer_id = take(crm, customer_upserted()).entities["customer_id"]
    facts = contact_in(crm, take(crm, contact_recorded()))
    assert facts.note is not None
    assert (customer_id, f"customer:{customer_id}", None) == (
        facts.customer_id,
        facts.note.subject,
        facts.caller,
    )
    assert datetime(2020, 1, 6, 0, 50, 40, tzinfo=UTC) == facts.answered_at
    assert "8021" == facts.agent_id


def test_the_words_of_an_unknown_caller_are_sealed_under_the_contact(crm: CrmService) -> None:
    answer = take(crm, contact_recorded(customer={"phone": "139 0000 0000"}))
    facts = contact_in(crm, answer)
    subject = f"contact:{answer.entities['contact_id']}"
    assert facts.note is not None
    assert facts.caller is not None
    assert (None, subject, subject) == (
        facts.customer_id,
        facts.note.subject,
        facts.caller.subject,
    )
    assert "13900000000" == crm.keys.open(facts.caller, purpose="test")


def test_a_customer_is_known_by_an_address_that_only_one_has(
    crm: CrmService, project: Callable[[], None]
) -> None:
    customer_id = take(crm, customer_upserted()).entities["customer_id"]
    project()
    answer = take(crm, contact_recorded(customer={"phone": "+86 13800138000"}))
    assert customer_id == contact_in(crm, answer).customer_id


def test_an_address_that_two_customers_share_names_neither(
    crm: CrmService, project: Callable[[], None]
) -> None:
    take(crm, customer_upserted(), customer_upserted("C-2", message_id="m-c2"))
    project()
    answer = take(crm, contact_recorded(customer={"phone": "13800138000"}))
    assert contact_in(crm, answer).customer_id is None


def test_a_customer_number_that_nobody_has_is_rejected(crm: CrmService) -> None:
    answer = take(crm, contact_recorded())
    assert (Fault(cause="unknown-customer", field="data.customer.number"),) == answer.faults


@pytest.mark.parametrize(
    ("data", "fault"),
    [
        ({"started_at": None}, Fault(cause="missing", field="data.started_at")),
        (
            {"started_at": "2020-01-06T08:50:00"},
            Fault(cause="not-a-time", field="data.started_at"),
        ),
        (
            {"ended_at": "2020-01-06T08:00:00+08:00"},
            Fault(cause="times-in-wrong-order", field="data.ended_at"),
        ),
        ({"hold_seconds": -1}, Fault(cause="out-of-range", field="data.hold_seconds")),
        ({"customer": "C-1"}, Fault(cause="not-an-object", field="data.customer")),
        ({"is_abandoned": "no"}, Fault(cause="not-true-or-false", field="data.is_abandoned")),
    ],
)
def test_a_contact_with_a_wrong_field_is_rejected(
    crm: CrmService, data: dict[str, Any], fault: Fault
) -> None:
    assert fault in take(crm, contact_recorded(**data)).faults


def test_a_request_carries_the_customers_level_and_the_message_time(crm: CrmService) -> None:
    take(crm, customer_upserted())
    facts = request_in(crm, take(crm, ticket_requested()))
    assert ("gold", "query", datetime(2020, 1, 6, 0, 59, 30, tzinfo=UTC)) == (
        facts.customer_level,
        facts.kind,
        facts.requested_at,
    )
    assert "6222-0001" == crm.keys.open(facts.key_information["account_number"], purpose="test")


def test_a_request_may_come_before_the_record_of_its_contact(crm: CrmService) -> None:
    request = take(crm, customer_upserted(), ticket_requested())
    contact = take(crm, contact_recorded())
    assert request.entities["contact_id"] == contact.entities["contact_id"]


def test_a_request_without_customer_takes_the_one_of_its_contact(crm: CrmService) -> None:
    customer_id = take(crm, customer_upserted()).entities["customer_id"]
    answer = take(crm, contact_recorded(), ticket_requested(customer=None))
    assert customer_id == request_in(crm, answer).customer_id


def test_an_unknown_callers_request_is_sealed_under_the_contact_with_the_address_to_answer(
    crm: CrmService,
) -> None:
    answer = take(crm, ticket_requested(customer={"email": "someone@example.com"}))
    facts = request_in(crm, answer)
    assert facts.reply_to is not None
    assert f"contact:{answer.entities['contact_id']}" == facts.subject.subject
    assert "someone@example.com" == crm.keys.open(facts.reply_to, purpose="test")


def test_an_unknown_callers_request_without_contact_is_sealed_under_the_request(
    crm: CrmService,
) -> None:
    answer = take(crm, ticket_requested(customer=None, contact_id=None))
    subject = f"contact:{answer.entities['request_id']}"
    assert subject == request_in(crm, answer).subject.subject
    reply = reply_in(crm, take(crm, reply_received()))
    assert subject == reply.text.subject


def test_a_reply_belongs_to_the_customer_of_its_request(crm: CrmService) -> None:
    customer_id = take(crm, customer_upserted()).entities["customer_id"]
    request = take(crm, ticket_requested())
    facts = reply_in(crm, take(crm, reply_received()))
    assert (request.entities["request_id"], customer_id) == (facts.request_id, facts.customer_id)


def test_a_reply_may_name_its_ticket_by_number_alone(crm: CrmService) -> None:
    answer = take(crm, reply_received(request_id=None, ticket_number="T-000123-7"))
    assert "T-000123-7" == reply_in(crm, answer).ticket_number


def test_a_reply_to_an_unknown_request_is_rejected(crm: CrmService) -> None:
    answer = take(crm, reply_received())
    assert (Fault(cause="unknown-request", field="data.request_id"),) == answer.faults


def test_a_reply_that_names_no_ticket_is_rejected(crm: CrmService) -> None:
    answer = take(crm, reply_received(request_id=None))
    assert (Fault(cause="ticket-not-named", field="data.request_id"),) == answer.faults


def test_a_survey_answer_keeps_its_scores_and_seals_its_comment(crm: CrmService) -> None:
    take(crm, customer_upserted(), ticket_requested())
    facts = survey_in(crm, take(crm, survey_answered(recommendation=9, is_solved=True)))
    assert facts.comment is not None
    assert (4, 9, True, "很满意") == (
        facts.satisfaction,
        facts.recommendation,
        facts.is_solved,
        crm.keys.open(facts.comment, purpose="test"),
    )


@pytest.mark.parametrize(
    ("make", "cause", "field"),
    [
        (contact_recorded, "contact-already-recorded", "data.contact_id"),
        (ticket_requested, "ticket-already-requested", "data.request_id"),
        (reply_received, "reply-already-received", "data.reply_id"),
        (survey_answered, "survey-already-answered", "data.answer_id"),
    ],
)
def test_the_same_report_under_another_message_id_is_rejected(
    crm: CrmService, make: Callable[..., bytes], cause: str, field: str
) -> None:
    take(crm, customer_upserted(), ticket_requested(message_id="m-0"))
    if make is not ticket_requested:
        take(crm, make())
    answer = take(crm, make(message_id="m-again"))
    assert (Fault(cause=cause, field=field),) == answer.faults


def test_a_merged_customers_reports_go_to_the_survivor(
    crm: CrmService, as_wang: Callable[..., Any]
) -> None:
    duplicate_id = take(crm, customer_upserted()).entities["customer_id"]
    survivor_id = take(crm, customer_upserted("C-2", message_id="m-c2")).entities["customer_id"]
    with as_wang():
        crm.customers.merge_customers(duplicate_id, survivor_id=survivor_id)
    assert survivor_id == contact_in(crm, take(crm, contact_recorded())).customer_id
    answer = take(crm, customer_upserted(message_id="m-c3", level="vip"))
    assert (Fault(cause="customer-merged", field="data.customer_number"),) == answer.faults


def test_an_erased_customer_is_an_unknown_caller_and_never_comes_back(
    crm: CrmService, as_wang: Callable[..., Any]
) -> None:
    customer_id = take(crm, customer_upserted()).entities["customer_id"]
    with as_wang():
        crm.customers.erase_customer(customer_id, reason="客户要求")
    contact = take(crm, contact_recorded())
    facts = contact_in(crm, contact)
    assert facts.note is not None
    assert (None, f"contact:{contact.entities['contact_id']}") == (
        facts.customer_id,
        facts.note.subject,
    )
    again = take(crm, customer_upserted(message_id="m-again"))
    assert (Fault(cause="customer-erased", field="data.customer_number"),) == again.faults
    assert crm.store.get(Customer, customer_id).is_erased
