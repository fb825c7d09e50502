"""Every message gets one answer, committed with what it leads to."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import pytest

from services.crm.domain.customer import Customer
from services.crm.domain.gateway_message import Fault, GatewayMessage
from services.crm.service import CrmService
from shared.event_store import Aggregate, Record
from tests.crm.crm_messages import (
    SENDER,
    body,
    contact_recorded,
    customer_upserted,
    reply_received,
    survey_answered,
    ticket_requested,
)


def take(crm: CrmService, *bodies: bytes, sender: str | None = SENDER) -> GatewayMessage:
    """The answer to the last of `bodies`."""
    return [crm.inbox.take_message(one, sender=sender) for one in bodies][-1]


def records_after(crm: CrmService, position: int) -> list[Record]:
    return crm.store.recorder.select_records(after=position, limit=100)


def topics(crm: CrmService) -> list[str]:
    """The topics of all that was recorded but for the rules."""
    return [one.topic for one in records_after(crm, 0) if not one.topic.startswith("crm.rules")]


def let_in_a_rival(crm: CrmService, monkeypatch: pytest.MonkeyPatch, rival: bytes) -> None:
    """Takes `rival` after the next message has been read and before it is saved."""
    rivals, real_save = [rival], crm.store.save

    def save(*aggregates: Aggregate, **more: Any) -> int:
        if rivals:
            take(crm, rivals.pop())
        return real_save(*aggregates, **more)

    monkeypatch.setattr(crm.store, "save", save)


def test_a_new_customer_is_recorded_before_the_acceptance(crm: CrmService) -> None:
    answer = take(crm, customer_upserted())
    assert ["crm.customer.registered", "crm.message.accepted"] == topics(crm)
    customer = crm.store.get(Customer, answer.entities["customer_id"])
    assert "gold" == customer.level


def test_a_message_is_recorded_as_said_by_its_sender(crm: CrmService) -> None:
    take(crm, customer_upserted())
    record = records_after(crm, 0)[-1]
    meta = crm.store.mapper.to_domain_event(record).meta
    assert ("client:crm_client", "client", "bus", "m-c1") == (
        meta.actor,
        meta.kind,
        meta.channel,
        meta.causation_id,
    )
    assert {"customers": "1", "gateway": "1"} == meta.rules


def test_an_outside_correlation_id_runs_through(crm: CrmService) -> None:
    take(crm, body("crm.customer.upserted.v1", {"customer_number": "1"}, correlationid="trace-7"))
    events = [crm.store.mapper.to_domain_event(one) for one in records_after(crm, 0)]
    assert ["trace-7"] * 2 == [one.meta.correlation_id for one in events[-2:]]


def test_a_repeat_gets_the_same_answer_and_changes_nothing(crm: CrmService) -> None:
    first = take(crm, customer_upserted())
    position = crm.store.recorder.last_position()
    repeat = take(crm, customer_upserted(name="李雷"))
    assert first == repeat
    assert position == crm.store.recorder.last_position()


def test_a_rejected_message_that_is_repeated_stays_rejected(crm: CrmService) -> None:
    first = take(crm, customer_upserted(level="platinum"))
    position = crm.store.recorder.last_position()
    repeat = take(crm, customer_upserted())
    assert (False, first) == (repeat.is_accepted, repeat)
    assert position == crm.store.recorder.last_position()


def test_all_five_kinds_of_messages_lead_to_their_fact(crm: CrmService) -> None:
    take(
        crm,
        customer_upserted(),
        contact_recorded(),
        ticket_requested(),
        reply_received(),
        survey_answered(),
    )
    facts = [one for one in topics(crm) if one != "crm.message.accepted"]
    assert [
        "crm.customer.registered",
        "crm.contact.recorded",
        "crm.ticket_request.made",
        "crm.reply.received",
        "crm.survey_answer.given",
    ] == facts


def test_nothing_of_a_rejected_body_is_kept_but_names_of_fields(crm: CrmService) -> None:
    answer = take(
        crm,
        contact_recorded(channel="fax", note="绝密的话", hold_seconds="long"),
    )
    assert (
        Fault(cause="unknown-value", field="data.channel"),
        Fault(cause="not-a-number", field="data.hold_seconds"),
    ) == answer.faults
    assert "绝密".encode() not in records_after(crm, 0)[-1].state


def test_a_name_that_holds_words_is_not_repeated_in_the_answer(crm: CrmService) -> None:
    answer = take(crm, customer_upserted(consents={"王芳 的电话 138": "x"}))
    assert (Fault(cause="not-true-or-false", field="data.consents.*"),) == answer.faults


DEEP = b'{"a":' * 40 + b"1" + b"}" * 40


@pytest.mark.parametrize(
    ("sent", "cause", "field"),
    [
        (b"", "invalid-json", None),
        (b"{", "invalid-json", None),
        (b"[]", "invalid-json", None),
        (b"\xff\xfe", "invalid-json", None),
        (b'{"a": NaN}', "invalid-json", None),
        (b"[" * 100_000, "too-deep", None),
        (b" " * (1024 * 1024 + 1), "too-large", None),
        (body("crm.nothing.happened.v1", {}), "unknown-type", "type"),
        (body("crm.reply.received.v1", None), "missing", "data"),
        (body("crm.reply.received.v1", [1]), "not-an-object", "data"),
        (body("crm.reply.received.v1", {}, specversion="0.3"), "wrong-specversion", "specversion"),
        (body("crm.reply.received.v1", {}, specversion=None), "wrong-specversion", "specversion"),
        (body("crm.reply.received.v1", {}, id=None), "missing", "id"),
        (body("crm.reply.received.v1", {}, source=7), "not-text", "source"),
        (body("crm.reply.received.v1", {}, time="yesterday"), "not-a-time", "time"),
    ],
)
def test_what_cannot_be_read_is_rejected_with_its_cause(
    crm: CrmService, sent: bytes, cause: str, field: str | None
) -> None:
    answer = take(crm, sent)
    assert Fault(cause=cause, field=field) == answer.faults[0]
    assert ["crm.message.rejected"] == topics(crm)


def test_deep_nesting_is_rejected_under_the_messages_own_id(crm: CrmService) -> None:
    deep = body("crm.reply.received.v1", {"deep": "x"}).replace(b'"x"', DEEP)
    answer = take(crm, deep)
    assert (("m-1", "too-deep")) == (answer.message_id, answer.faults[0].cause)


def test_an_unreadable_message_that_comes_again_gets_the_same_answer(crm: CrmService) -> None:
    assert take(crm, b"{").id == take(crm, b"{").id
    assert take(crm, b"{").id != take(crm, b"[").id
    assert ["crm.message.rejected"] * 2 == topics(crm)


@pytest.mark.parametrize(
    ("sender", "fault"),
    [
        (None, Fault(cause="sender-not-proven")),
        ("somebody", Fault(cause="source-not-allowed", field="source")),
    ],
)
def test_a_sender_without_the_right_to_the_source_is_rejected(
    crm: CrmService, sender: str | None, fault: Fault
) -> None:
    answer = take(crm, customer_upserted(), sender=sender)
    assert (fault,) == answer.faults


def test_a_stranger_cannot_use_up_the_id_of_a_message(crm: CrmService) -> None:
    take(crm, customer_upserted(), sender="somebody")
    assert take(crm, customer_upserted()).is_accepted


def test_a_message_that_lost_a_race_is_taken_anew(
    crm: CrmService, monkeypatch: pytest.MonkeyPatch
) -> None:
    let_in_a_rival(crm, monkeypatch, customer_upserted(message_id="m-rival", level="vip"))
    answer = take(crm, customer_upserted())
    assert answer.is_accepted
    assert [
        "crm.customer.registered",
        "crm.message.accepted",
        "crm.customer.level_changed",
        "crm.message.accepted",
    ] == topics(crm)


def test_the_same_message_taken_twice_at_once_is_answered_once(
    crm: CrmService, monkeypatch: pytest.MonkeyPatch
) -> None:
    let_in_a_rival(crm, monkeypatch, customer_upserted())
    answer = take(crm, customer_upserted())
    assert ["crm.customer.registered", "crm.message.accepted"] == topics(crm)
    assert isinstance(answer.entities["customer_id"], UUID)
