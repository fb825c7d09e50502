"""The CRM is told what happens to tickets, in clear and only while the person is not erased."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

import msgspec
import pytest

from services.crm.messages import received
from services.crm.service import CrmService
from shared.bus.message import Message
from shared.context import Context, acting
from tests.crm.conftest import MONDAY
from tests.crm.crm_messages import SENDER, customer_upserted, ticket_requested
from tests.crm.ticket_events import TICKET_ID, ticket_message

React = Callable[[Message], None]


@pytest.fixture
def ids(crm: CrmService) -> dict[str, str]:
    """Ids of the customer and the request of the ticket."""
    crm.inbox.take_message(customer_upserted(), sender=SENDER)
    answer = crm.inbox.take_message(ticket_requested(), sender=SENDER)
    return {name: str(answer.entities[name]) for name in ("customer_id", "request_id")}


def told(crm: CrmService, name: str = "ticket_changed") -> list[dict[str, Any]]:
    """The data of all ticket news in the feed."""
    with acting(Context(occurred_at=MONDAY, actor="x", permissions=frozenset({"crm.feed"}))):
        page = crm.feed.page_after("", limit=500)
    return [one["data"] for one in page.messages if one["type"] == f"loopdesk.crm.{name}.v1"]


def test_the_first_news_names_the_request_and_the_customer(
    crm: CrmService, ids: dict[str, str], react: React
) -> None:
    react(ticket_message("ticket_opened", **ids))
    assert [
        {
            "change": "opened",
            "ticket_id": str(TICKET_ID),
            "ticket_number": "T-000123-7",
            "request_id": "req-1",
            "request_source": "urn:company:crm",
            "customer_id": ids["customer_id"],
            "customer_number": "C-10086",
            "clock": None,
            "due_at": None,
            "text": None,
            "occurred_at": "2020-01-06T01:00:00.000000Z",
        }
    ] == told(crm)


def test_later_news_know_the_request_though_they_do_not_name_it(
    crm: CrmService, ids: dict[str, str], react: React
) -> None:
    react(ticket_message("ticket_opened", **ids))
    react(ticket_message("ticket_closed"))
    assert ["req-1", "req-1"] == [one["request_id"] for one in told(crm)]
    assert ["opened", "closed"] == [one["change"] for one in told(crm)]


def test_the_crm_is_told_once_which_ticket_goes_on_for_which(
    crm: CrmService, ids: dict[str, str], react: React
) -> None:
    react(ticket_message("ticket_opened", **ids))
    into = {"into_ticket_id": str(UUID(int=9)), "into_number": "T-000125-2"}
    react(ticket_message("ticket_merged", **ids, **into))
    assert [
        {
            "ticket_id": str(TICKET_ID),
            "ticket_number": "T-000123-7",
            "into_ticket_id": str(UUID(int=9)),
            "into_ticket_number": "T-000125-2",
            "request_id": "req-1",
            "request_source": "urn:company:crm",
            "customer_id": ids["customer_id"],
            "customer_number": "C-10086",
            "occurred_at": "2020-01-06T01:00:00.000000Z",
        }
    ] == told(crm, "ticket_merged")


def test_whoever_asked_for_a_ticket_is_told_once_why_there_is_none(
    crm: CrmService, ids: dict[str, str], react: React
) -> None:
    faults = [{"field": "demand", "en": "is required.", "zh": "为必填项。"}]
    why = {"code": "required-information-missing", "en": "Missing.", "zh": "缺少信息。"}
    for _ in range(2):
        react(ticket_message("ticket_request_refused", **ids, **why, faults=faults))
    assert [
        {
            "request_id": "req-1",
            "request_source": "urn:company:crm",
            "customer_id": ids["customer_id"],
            "customer_number": "C-10086",
            **why,
            "faults": faults,
        }
    ] == told(crm, "ticket_request_refused")


def test_every_ticket_event_is_told(crm: CrmService, ids: dict[str, str], react: React) -> None:
    for name in received.CHANGE_TYPES:
        react(ticket_message(name.split(".")[2], **ids))
    assert [
        "opened",
        "assigned",
        "reply_sent",
        "resolved",
        "closed",
        "reopened",
        "sla_at_risk",
        "sla_breached",
    ] == [one["change"] for one in told(crm)]


def test_news_of_a_clock_name_it_with_its_deadline(
    crm: CrmService, ids: dict[str, str], react: React
) -> None:
    due = "2020-01-06T09:05:00+08:00"
    react(ticket_message("sla_clock_breached", clock="first_response", due_at=due, **ids))
    news = told(crm)[0]
    assert ("sla_breached", "first_response", "2020-01-06T01:05:00.000000Z") == (
        news["change"],
        news["clock"],
        news["due_at"],
    )


@pytest.mark.parametrize("told_in", [("ticket_resolved", "solution"), ("reply_sent", "text")])
def test_texts_are_told_in_clear_until_the_customer_is_erased(
    crm: CrmService,
    ids: dict[str, str],
    react: React,
    as_wang: Callable[..., Any],
    told_in: tuple[str, str],
) -> None:
    name, field = told_in
    sealed = crm.keys.seal(f"customer:{ids['customer_id']}", "已为您更正账单。")
    react(ticket_message(name, **{field: msgspec.to_builtins(sealed)}, **ids))
    assert ("已为您更正账单。", "C-10086") == (
        told(crm)[0]["text"],
        told(crm)[0]["customer_number"],
    )
    with as_wang():
        crm.customers.erase_customer(UUID(ids["customer_id"]), reason="x")
    assert (None, None) == (told(crm)[0]["text"], told(crm)[0]["customer_number"])


def test_news_of_a_ticket_that_nobody_asked_for_here_name_no_request(
    crm: CrmService, react: React
) -> None:
    react(ticket_message("ticket_opened", customer_id=None, request_id=None))
    assert (None, None, None) == (
        told(crm)[0]["request_id"],
        told(crm)[0]["customer_id"],
        told(crm)[0]["customer_number"],
    )
