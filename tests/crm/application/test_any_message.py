"""Whatever comes in, the queue goes on: one answer, accepted or rejected, and no exception."""

from __future__ import annotations

import json
from typing import Any

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from services.crm.application.causes import CAUSES
from services.crm.messages.crm_inbox import read_message
from services.crm.messages.crm_schemas import SCHEMAS
from services.crm.service import CrmService
from tests.crm.crm_messages import (
    SENDER,
    body,
    contact_recorded,
    customer_upserted,
    reply_received,
    survey_answered,
    ticket_requested,
)

VALID = [
    customer_upserted(consents={"survey": True}, language="zh-CN"),
    contact_recorded(),
    ticket_requested(),
    reply_received(),
    survey_answered(),
]
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=8,
)


@st.composite
def spoilt_messages(draw: st.DrawFn) -> bytes:
    """A valid message of which some values were replaced by anything."""
    event = msgspec.json.decode(draw(st.sampled_from(VALID)))
    for part in (event, event["data"]):
        for name in draw(st.lists(st.sampled_from(sorted(part)), max_size=3)):
            part[name] = draw(JSON)
    return json.dumps(event).encode()


@given(st.binary())
def test_any_bytes_are_read_without_failing(anything: bytes) -> None:
    assert set(CAUSES) >= {one.cause for one in read_message(anything).faults}


@given(spoilt_messages())
def test_any_json_is_read_as_a_fact_or_with_known_faults(message: bytes) -> None:
    read = read_message(message)
    assert (read.fact is None) == bool(read.faults)
    assert set(CAUSES) >= {one.cause for one in read.faults}


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(message=spoilt_messages())
def test_any_message_gets_one_answer_and_a_repeat_the_same(crm: CrmService, message: bytes) -> None:
    answer = crm.inbox.take_message(message, sender=SENDER)
    position = crm.store.recorder.last_position()
    assert answer == crm.inbox.take_message(message, sender=SENDER)
    assert position == crm.store.recorder.last_position()
    assert set(CAUSES) >= {one.cause for one in answer.faults}


@pytest.mark.parametrize("message_type", sorted(SCHEMAS))
def test_an_empty_message_is_told_every_field_that_it_lacks(
    crm: CrmService, message_type: str
) -> None:
    answer = crm.inbox.take_message(body(message_type, {}), sender=SENDER)
    required = {
        f"data.{name}" for name, field in SCHEMAS[message_type]().fields.items() if field.required
    }
    assert required == {one.field for one in answer.faults if one.cause == "missing"}


LARGEST: dict[str, Any] = {
    "subject": "𠀀" * 500,
    "description": "𠀀" * 16_000,
    "key_information": {f"point {number:02}": "𠀀" * 1000 for number in range(20)},
    "reply_to": "𠀀" * 254,
}


def test_the_longest_texts_that_the_schema_allows_fit_into_a_record(crm: CrmService) -> None:
    message = ticket_requested(customer=None, contact_id=None, **LARGEST)
    assert crm.inbox.take_message(message, sender=SENDER).is_accepted
