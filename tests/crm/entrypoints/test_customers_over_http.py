"""Customer files over HTTP."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from flask.testing import FlaskClient

from services.crm.service import CrmService
from tests.crm.crm_messages import SENDER, customer_upserted

Headers = Callable[..., dict[str, str]]
FILES = "/api/crm/v1/customers"


@pytest.fixture
def customer_id(crm: CrmService) -> str:
    answer = crm.inbox.take_message(customer_upserted(), sender=SENDER)
    return str(answer.entities["customer_id"])


def test_a_file_is_shown_with_its_version(
    client: FlaskClient, headers: Headers, customer_id: str
) -> None:
    response = client.get(f"{FILES}/{customer_id}", headers=headers())
    assert (200, '"1"') == (response.status_code, response.headers["ETag"])
    assert {
        "customer_id": customer_id,
        "version": 1,
        "source": "urn:company:crm",
        "number": "C-10086",
        "name": "王芳",
        "phones": ["13800138000"],
        "emails": ["fang.wang@example.com"],
        "level": "gold",
        "language": None,
        "consents": {},
        "duplicate_ids": [],
        "survivor_id": None,
        "is_erased": False,
    } == response.get_json()


def test_a_file_is_not_shown_without_permission(
    client: FlaskClient, headers: Headers, customer_id: str
) -> None:
    response = client.get(f"{FILES}/{customer_id}", headers=headers("tickets.work"))
    assert 403 == response.status_code


def test_files_are_listed_page_by_page(
    crm: CrmService, client: FlaskClient, headers: Headers, project: Callable[[], None]
) -> None:
    for number in ("1", "2", "3"):
        message = customer_upserted(number, message_id=f"m-{number}", name=f"客户{number}")
        crm.inbox.take_message(message, sender=SENDER)
    project()
    first = client.get(f"{FILES}?limit=2", headers=headers()).get_json()
    rest = client.get(f"{FILES}?limit=2&cursor={first['next']}", headers=headers()).get_json()
    assert ["客户3", "客户2"] == [one["name"] for one in first["items"]]
    assert (["客户1"], None) == ([one["name"] for one in rest["items"]], rest["next"])
    of_level = client.get(f"{FILES}?level=silver", headers=headers()).get_json()
    assert [] == of_level["items"]


@pytest.mark.parametrize(
    "asked",
    [{"phone": "+86 138 0013 8000"}, {"email": "Fang.Wang@example.com"}, {"number": "C-10086"}],
)
def test_a_file_is_found_by_address_or_number(
    client: FlaskClient,
    headers: Headers,
    customer_id: str,
    project: Callable[[], None],
    asked: dict[str, str],
) -> None:
    project()
    response = client.post(f"{FILES}/search", json=asked, headers=headers())
    assert [customer_id] == [one["customer_id"] for one in response.get_json()["items"]]


@pytest.mark.parametrize("asked", [{}, {"phone": "10086", "number": "1"}, {"phone": "王芳"}])
def test_a_search_by_nothing_or_by_two_is_refused(
    client: FlaskClient, headers: Headers, asked: dict[str, str]
) -> None:
    assert 422 == client.post(f"{FILES}/search", json=asked, headers=headers()).status_code


Change = tuple[str, str, dict[str, Any], dict[str, Any]]
"""Method, last part of the address, body, and what the file then shows."""

CHANGES: list[Change] = [
    ("PUT", "level", {"level": "vip"}, {"level": "vip"}),
    (
        "POST",
        "consents",
        {"purpose": "survey", "is_granted": True},
        {"consents": {"survey": True}},
    ),
    ("POST", "erasure", {"reason": "客户要求"}, {"is_erased": True, "name": None}),
]


@pytest.mark.parametrize("change", CHANGES, ids=lambda one: one[1])
def test_a_change_shows_the_file_as_it_stands_then(
    client: FlaskClient, headers: Headers, customer_id: str, change: Change
) -> None:
    method, what, data, shown = change
    sent = headers(If_Match='"1"')
    url = f"{FILES}/{customer_id}/{what}"
    response = client.open(url, method=method, json=data, headers=sent)
    assert 200 == response.status_code, response.text
    assert {**response.get_json(), **shown} == response.get_json()
    assert '"2"' == response.headers["ETag"]


@pytest.mark.parametrize("change", CHANGES, ids=lambda one: one[1])
def test_a_change_must_name_the_version_that_was_seen(
    client: FlaskClient, headers: Headers, customer_id: str, change: Change
) -> None:
    method, what, data, _ = change
    url = f"{FILES}/{customer_id}/{what}"
    assert 428 == client.open(url, method=method, json=data, headers=headers()).status_code
    stale = headers(If_Match='"7"')
    assert 412 == client.open(url, method=method, json=data, headers=stale).status_code


def test_a_repeated_merger_has_one_effect(
    crm: CrmService, client: FlaskClient, headers: Headers, customer_id: str
) -> None:
    other = crm.inbox.take_message(customer_upserted("2", message_id="m-2"), sender=SENDER)
    sent = headers(If_Match='"1"')
    url, data = f"{FILES}/{customer_id}/merger", {"survivor_id": str(other.entities["customer_id"])}
    first = client.post(url, json=data, headers=sent)
    again = client.post(url, json=data, headers=sent)
    assert (200, first.get_json()) == (again.status_code, again.get_json())
    assert data["survivor_id"] == first.get_json()["survivor_id"]


def test_an_unknown_level_is_refused_in_the_readers_language(
    client: FlaskClient, headers: Headers, customer_id: str
) -> None:
    sent = headers(If_Match='"1"', Accept_Language="zh-CN")
    response = client.put(f"{FILES}/{customer_id}/level", json={"level": "platinum"}, headers=sent)
    assert (422, "unknown-level") == (response.status_code, response.get_json()["code"])
    assert "没有客户等级 platinum" in response.get_json()["detail"]


def test_a_files_history_says_who_did_what_and_shows_nothing_sealed(
    client: FlaskClient, headers: Headers, customer_id: str
) -> None:
    client.put(
        f"{FILES}/{customer_id}/level", json={"level": "vip"}, headers=headers(If_Match='"1"')
    )
    response = client.get(f"{FILES}/{customer_id}/history", headers=headers("audit.read"))
    entries = response.get_json()["items"]
    assert ["crm.customer.registered", "crm.customer.level_changed"] == [
        one["topic"] for one in entries
    ]
    assert {"before": "gold", "after": "vip"} == entries[1]["changes"]["level"]
    assert {"sealed": True, "subject": f"customer:{customer_id}"} == (
        entries[0]["changes"]["name"]["after"]
    )
