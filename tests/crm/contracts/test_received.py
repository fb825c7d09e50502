"""What `crm` reads of other services' events stands in the examples of their producers."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from uuid import UUID

import msgspec
import pytest

from services.crm.messages import received, survey_received
from services.crm.service import CrmService
from shared.bus.envelope import read_envelope
from shared.bus.message import Message
from shared.clock import iso
from shared.context import Context, acting
from tests.crm.conftest import MONDAY

FOLDER = Path(__file__).parents[2] / "contracts" / "tickets"
TEXTS = {"reply_sent": "text", "ticket_resolved": "solution"}


def example_of(message_type: str) -> Message:
    """The producer's example of a public type."""
    name = message_type.removeprefix("loopdesk.tickets.")
    message = read_envelope((FOLDER / f"{name}.json").read_bytes())
    assert isinstance(message, Message)
    return message


@pytest.mark.parametrize("message_type", received.CHANGE_TYPES)
def test_the_producers_example_is_read_in_full(message_type: str) -> None:
    message = example_of(message_type)
    change = received.ticket_change(message)
    assert (UUID(message.data["ticket_id"]), message.data["number"], message.time) == (
        change.ticket_id,
        change.ticket_number,
        change.occurred_at,
    )
    assert (message.data["request_id"], message.data["customer_id"]) == (
        text_of(change.request_id),
        text_of(change.customer_id),
    )
    field = TEXTS.get(message_type.split(".")[2])
    assert (field is None) == (change.text is None)
    if field is not None:
        assert message.data[field]["text"] == getattr(change.text, "text", None)
    is_clock = ".sla_clock_" in message_type
    assert (message.data.get("clock"), is_clock) == (change.clock, change.due_at is not None)


def test_the_producers_example_of_a_merge_is_read_in_full() -> None:
    message = example_of(received.MERGED)
    merged = received.ticket_merged(message)
    assert (message.data["ticket_id"], message.data["into_ticket_id"]) == (
        str(merged.merged.ticket_id),
        str(merged.into_ticket_id),
    )
    assert message.data["into_number"] == merged.into_ticket_number


def text_of(entity_id: UUID | None) -> str | None:
    return None if entity_id is None else str(entity_id)


@pytest.mark.parametrize("message_type", received.CHANGE_TYPES)
def test_what_is_not_asked_for_may_be_missing_or_new(message_type: str) -> None:
    message = example_of(message_type)
    asked = {"ticket_id", "number", "request_id", "customer_id", "clock", "due_at", *TEXTS.values()}
    fewer = {name: value for name, value in message.data.items() if name in asked}
    changed = Message(**{**vars(message), "data": {**fewer, "of_next_year": {"a": 1}}})
    assert received.ticket_change(message) == received.ticket_change(changed)


@pytest.mark.parametrize("message_type", received.CHANGE_TYPES)
def test_every_example_leads_to_news_for_the_crm(
    crm: CrmService, react: Callable[[Message], None], message_type: str
) -> None:
    # The example's sealed text belongs to a person of whom this installation has no key.
    react(example_of(message_type))
    allowed = frozenset({"crm.feed"})
    with acting(Context(occurred_at=MONDAY, actor="client:crm_client", permissions=allowed)):
        page = crm.feed.page_after("", limit=5)
    told = [one["data"] for one in page.messages]
    assert [example_of(message_type).data["ticket_id"]] == [one["ticket_id"] for one in told]
    assert [None] == [one["text"] for one in told]


def test_the_producers_example_of_a_refusal_is_read_in_full() -> None:
    message = example_of(received.REFUSED)
    fact = received.request_refused(message)
    told = msgspec.json.decode(msgspec.json.encode(fact.refusal))
    assert UUID(message.data["request_id"]) == fact.request_id
    assert {name: message.data[name] for name in told} == told


@pytest.mark.parametrize("message_type", survey_received.SURVEY_LINK_TYPES)
def test_the_producers_example_of_a_survey_link_is_read_in_full(message_type: str) -> None:
    message = example_of(message_type)
    fact = survey_received.survey_link_sent(message)
    for name in ("invitation_id", "customer_id", "ticket_id", "contact_id"):
        assert message.data[name] == text_of(getattr(fact, name))
    for name in ("expires_at", "sent_at"):
        assert message.data[name] == iso(getattr(fact, name))
    assert message.data["link"] == msgspec.structs.asdict(fact.link)
    assert (message.data["channel"], message.data.get("ordinal", 0)) == (
        fact.channel,
        fact.reminder,
    )


@pytest.mark.parametrize("message_type", survey_received.SURVEY_LINK_TYPES)
def test_every_example_of_a_survey_link_is_taken(
    crm: CrmService, react: Callable[[Message], None], message_type: str
) -> None:
    # The example's customer is one of whom this installation knows nothing: nobody is written to.
    before = crm.store.recorder.last_position()
    react(example_of(message_type))
    assert before == crm.store.recorder.last_position()
