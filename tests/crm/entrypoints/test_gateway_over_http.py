"""The CRM's machine client over HTTP: one message at a time, and the feed."""

from __future__ import annotations

from collections.abc import Callable
from uuid import uuid4

import pytest
from flask.testing import FlaskClient

from services.crm.entrypoints.http.gateway import MESSAGES_BY_CLIENT
from services.crm.service import CrmService
from shared.platform import Platform
from shared.settings import Settings
from shared.web import make_app
from shared.web.limits import RateLimiter
from tests.crm.crm_messages import contact_recorded, customer_upserted
from tests.crm.feed_cursors import cursor

Headers = Callable[..., dict[str, str]]
MESSAGES = "/api/crm/v1/messages"
FEED = "/api/crm/v1/feed"


def test_an_accepted_message_is_answered_with_202_and_what_it_concerned(
    client: FlaskClient, as_crm: dict[str, str]
) -> None:
    response = client.post(MESSAGES, data=customer_upserted(), headers=as_crm)
    answer = response.get_json()
    assert (202, "accepted", "m-c1") == (response.status_code, answer["status"], answer["id"])
    assert ["customer_id"] == list(answer["entities"])


def test_a_rejected_message_is_answered_with_422_and_every_fault(
    client: FlaskClient, as_crm: dict[str, str]
) -> None:
    sent = contact_recorded(channel="fax", started_at=None)
    response = client.post(MESSAGES, data=sent, headers={**as_crm, "Accept-Language": "zh-CN"})
    assert (422, "application/problem+json") == (response.status_code, response.mimetype)
    assert [
        {"field": "data.channel", "detail": "取值不在允许的列表中。"},
        {"field": "data.started_at", "detail": "缺少必填字段，请补充。"},
    ] == response.get_json()["errors"]


@pytest.mark.parametrize("sent", [customer_upserted(), customer_upserted(level="platinum")])
def test_a_repeat_gets_the_same_answer(
    crm: CrmService, client: FlaskClient, as_crm: dict[str, str], sent: bytes
) -> None:
    first = client.post(MESSAGES, data=sent, headers=as_crm)
    position = crm.store.recorder.last_position()
    repeat = client.post(MESSAGES, data=sent, headers=as_crm)
    assert first.status_code == repeat.status_code
    assert without_correlation(first.get_json()) == without_correlation(repeat.get_json())
    assert position == crm.store.recorder.last_position()


def without_correlation(answer: dict[str, object]) -> dict[str, object]:
    return {name: value for name, value in answer.items() if name != "correlation_id"}


@pytest.mark.parametrize("sent", [b"", b"{", b"\xff", b"[" * 5000, b"x" * (1024 * 1024 + 1)])
def test_a_body_that_cannot_be_read_is_rejected_and_recorded(
    crm: CrmService, client: FlaskClient, as_crm: dict[str, str], sent: bytes
) -> None:
    assert 422 == client.post(MESSAGES, data=sent, headers=as_crm).status_code
    last = crm.store.recorder.record_at(crm.store.recorder.last_position())
    assert last is not None
    assert "crm.message.rejected" == last.topic


def test_another_client_may_not_speak_for_the_crm(client: FlaskClient, headers: Headers) -> None:
    other = headers("crm.feed", sub="client:newsletter")
    response = client.post(MESSAGES, data=customer_upserted(), headers=other)
    assert (422, "source") == (response.status_code, response.get_json()["errors"][0]["field"])


@pytest.mark.parametrize(("method", "url"), [("POST", MESSAGES), ("GET", FEED)])
def test_people_have_no_business_at_the_gateway(
    client: FlaskClient, headers: Headers, method: str, url: str
) -> None:
    assert 403 == client.open(url, method=method, headers=headers()).status_code
    assert 401 == client.open(url, method=method).status_code


def test_a_client_that_sends_too_much_is_told_when_to_come_back(
    crm: CrmService, settings: Settings, platform: Platform, as_crm: dict[str, str]
) -> None:
    limiter = RateLimiter(seconds=lambda: 0.0)
    client = make_app(settings, [crm.service()], platform, limiter=limiter).test_client()
    for _ in range(MESSAGES_BY_CLIENT.burst):
        limiter.count(MESSAGES_BY_CLIENT, key="crm_client")
    response = client.post(MESSAGES, data=customer_upserted(), headers=as_crm)
    assert (429, "1") == (response.status_code, response.headers["Retry-After"])


def test_the_feed_gives_all_answers_in_order_page_by_page(
    client: FlaskClient, as_crm: dict[str, str]
) -> None:
    for number in range(3):
        sent = customer_upserted(str(number), message_id=f"m-{number}")
        client.post(MESSAGES, data=sent, headers=as_crm)
    first = client.get(f"{FEED}?limit=2", headers=as_crm).get_json()
    rest = client.get(f"{FEED}?limit=2&after={first['next']}", headers=as_crm).get_json()
    again = client.get(f"{FEED}?after={rest['next']}", headers=as_crm).get_json()
    shown = [one["data"]["message_id"] for one in first["items"] + rest["items"]]
    assert ["m-0", "m-1", "m-2"] == shown
    assert (False, True) == (first["is_last"], rest["is_last"])
    assert ([], rest["next"], True) == (again["items"], again["next"], again["is_last"])


def test_an_unknown_cursor_is_gone_and_the_last_common_one_is_named(
    client: FlaskClient, as_crm: dict[str, str]
) -> None:
    response = client.get(f"{FEED}?after={cursor(str(uuid4()), 1, str(uuid4()))}", headers=as_crm)
    assert (410, "cursor-unknown") == (response.status_code, response.get_json()["code"])
    assert "" == response.get_json()["last_common"]


def test_what_is_no_cursor_is_refused_by_field(client: FlaskClient, as_crm: dict[str, str]) -> None:
    response = client.get(f"{FEED}?after=nonsense", headers=as_crm)
    assert (422, "after") == (response.status_code, response.get_json()["errors"][0]["field"])


def test_the_interface_on_the_bus_is_described_to_everybody(client: FlaskClient) -> None:
    document = client.get("/api/crm/v1/asyncapi.json").get_json()
    assert "3.0.0" == document["asyncapi"]
    assert {"loopdesk.crm", "loopdesk.crm.inbox"} == set(document["channels"])


def test_the_api_document_shows_a_message_that_is_accepted(
    client: FlaskClient, as_crm: dict[str, str]
) -> None:
    document = client.get("/api/crm/v1/openapi.json").get_json()
    sent = document["paths"]["/api/crm/v1/messages"]["post"]["requestBody"]["content"]
    example = sent["application/cloudevents+json"]["example"]
    assert 202 == client.post(MESSAGES, json=example, headers=as_crm).status_code


def test_another_sender_may_speak_for_a_source_when_the_rules_say_so(
    client: FlaskClient, headers: Headers
) -> None:
    other = headers("crm.feed", sub="client:newsletter")
    book = client.get("/api/crm/v1/rules/gateway", headers=headers())
    entered = client.post(
        "/api/crm/v1/rules/gateway/versions",
        json={
            "content": {"sources": {"newsletter": ["urn:company:crm"]}},
            "effective_from": "2020-01-01T00:00:00+08:00",
            "reason": "新的渠道",
        },
        headers=headers("rules.change", If_Match=book.headers["ETag"]),
    )
    assert 201 == entered.status_code, entered.text
    assert 202 == client.post(MESSAGES, data=customer_upserted(), headers=other).status_code
    in_force = client.get("/api/crm/v1/rules/gateway/in-force", headers=headers())
    assert 2 == in_force.get_json()["number"]


def test_rules_are_entered_with_permission_only(client: FlaskClient, headers: Headers) -> None:
    sent = {"content": {}, "effective_from": "2020-01-01T00:00:00Z", "reason": "x"}
    url = "/api/crm/v1/rules/gateway/versions"
    assert 403 == client.post(url, json=sent, headers=headers(If_Match='"2"')).status_code
