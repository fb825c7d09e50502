"""What `crm` publishes has the shape of the examples that its consumers read."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any
from uuid import UUID

import jsonschema
import pytest

from services.crm.domain.mail_facts import REPLY, MailFacts, outgoing_mail_id_of
from services.crm.domain.mail_rules import MAIL_RULES, MailRules
from services.crm.domain.outgoing_mail import OutgoingMail
from services.crm.service import CrmService
from shared.bus.asyncapi import asyncapi_document
from shared.bus.envelope import Translator, place_after
from shared.bus.place import Place
from shared.context import Context, acting
from tests.crm.conftest import MONDAY
from tests.crm.crm_messages import (
    SENDER,
    contact_recorded,
    customer_upserted,
    reply_received,
    survey_answered,
    ticket_requested,
)
from tests.crm.mails import mail
from tests.crm.ticket_events import ticket_message

FOLDER = Path(__file__).parents[2] / "contracts" / "crm"
EXAMPLES = {one.name: json.loads(one.read_text("utf-8")) for one in FOLDER.glob("*.v1.json")}
Json = dict[str, Any]


@pytest.fixture
def published(crm: CrmService, as_wang: Callable[..., Any], react: Callable[..., None]) -> Json:
    """One message of each type that the service has published, by name of its example."""
    request_id = None
    for message in (
        customer_upserted("C-2", message_id="m-0"),
        customer_upserted(),
        contact_recorded(),
        ticket_requested(),
        reply_received(),
        survey_answered(),
        contact_recorded("call-2", message_id="m-wrong", channel="fax"),
    ):
        answer = crm.inbox.take_message(message, sender=SENDER)
        if answer.message_id == "m-0":
            duplicate_id = answer.entities["customer_id"]
        if answer.message_id == "m-c1":
            customer_id = answer.entities["customer_id"]
        request_id = answer.entities.get("request_id") or request_id
    react(ticket_message("ticket_opened", customer_id=str(customer_id)))
    into = {"into_ticket_id": str(UUID(int=9)), "into_number": "T-000125-2"}
    react(ticket_message("ticket_merged", customer_id=str(customer_id), **into))
    why = {"code": "required-information-missing", "en": "Missing.", "zh": "缺少信息。"}
    faults = [{"field": "demand", "en": "is required.", "zh": "为必填项。"}]
    react(
        ticket_message("ticket_request_refused", request_id=str(request_id), **why, faults=faults)
    )
    write_letters(crm, customer_id)
    with as_wang():
        crm.customers.record_consent(customer_id, purpose="marketing", is_granted=False)
        crm.customers.merge_customers(duplicate_id, survivor_id=customer_id)
        crm.customers.erase_customer(customer_id, reason="客户要求")
    return {
        f"{name.removeprefix('loopdesk.crm.')}.json": message
        for stream in crm.publications.streams
        for name, message in by_type(crm, stream).items()
    }


def write_letters(crm: CrmService, customer_id: UUID) -> None:
    """A mail with a file comes in, and a reply to it comes back."""
    rules = crm.rules.read(MAIL_RULES, MailRules, at=MONDAY)
    acts = Context(occurred_at=MONDAY, actor="service:crm", kind="service", channel="timer")
    with acting(acts):
        crm.mail_intake.take_mail(
            mail(files=(("a.pdf", b"%PDF-1.7"),)), mailbox="m", own=(), rules=rules, at=MONDAY
        )
        facts = MailFacts(
            kind=REPLY,
            reply_id=UUID(int=1),
            ticket_id=UUID(int=2),
            ticket_number="T-000012-5",
            customer_id=customer_id,
            text=crm.keys.seal(f"customer:{customer_id}", "您好"),
            due_at=MONDAY,
        )
        sent = OutgoingMail.queue(outgoing_mail_id_of(UUID(int=1)), facts=facts)
        sent.note_bounce(status="5.1.1", diagnostic=None)
        crm.store.save(sent)


def by_type(crm: CrmService, stream: str) -> Json:
    """The last message of each type on a stream."""
    translator = Translator(crm.publications, crm.store.mapper, stream=stream)
    identity, before, messages = crm.store.recorder.log(), Place(), {}
    for record in crm.store.recorder.select_records(after=0, limit=1000):
        message = translator.message_for(record, identity, before)
        if message is not None:
            before = place_after(message)
            messages[message["type"]] = message
    return messages


def test_every_public_type_has_its_example(published: Json) -> None:
    assert set(EXAMPLES) == set(published)


def test_what_is_published_has_exactly_the_fields_of_its_example(published: Json) -> None:
    optional = {"correlationid", "causationid"}
    for name, example in EXAMPLES.items():
        assert set(example) - optional == set(published[name]) - optional, name
        assert set(example["data"]) == set(published[name]["data"]), name


@pytest.mark.parametrize("name", sorted(EXAMPLES))
def test_the_example_and_what_is_published_fit_the_described_schema(
    crm: CrmService, published: Json, name: str
) -> None:
    document = asyncapi_document(
        title="crm", version="1", description="", published=[crm.publications]
    )
    example = EXAMPLES[name]
    schema = {
        **document["components"]["messages"][example["type"]]["payload"],
        "components": document["components"],
    }
    jsonschema.Draft7Validator.check_schema(schema)
    for message in (example, published[name]):
        jsonschema.validate(message, schema, cls=jsonschema.Draft7Validator)


def test_nothing_personal_is_in_clear_but_on_the_stream_of_the_crm(
    crm: CrmService, published: Json
) -> None:
    everything = json.dumps(by_type(crm, "loopdesk.events"), ensure_ascii=False)
    for text in ("王芳", "13800138000", "C-10086", "账单", "谢谢", "满意"):
        assert text not in everything
