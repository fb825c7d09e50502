"""Searching over HTTP: hits are opened for who may see them, and for nobody else."""

from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode

import pytest

from tests.support.tickets import LI, SUN, WANG, ZHAO
from tests.tickets.conftest import LEADER, MANAGER
from tests.tickets.entrypoints.conftest import Ask


@pytest.fixture
def search(ask: Ask, project: Callable[[], None]) -> Callable[..., Any]:
    def send(text: str, expect: int = 200, who: dict[str, Any] | None = None, **asked: Any) -> Any:
        project()
        path = f"/search?{urlencode({'text': text, **asked})}"
        return ask("GET", path, expect=expect, **(who or {})).get_json()

    return send


def test_a_hit_shows_the_ticket_and_why_it_was_found(
    open_ticket: Callable[..., dict[str, Any]], search: Callable[..., Any]
) -> None:
    ticket = open_ticket(subject="银行卡丢失", is_taken=True)
    found = search("银行卡")
    [hit] = found["items"]

    assert (ticket["number"], "银行卡丢失") == (hit["ticket"]["number"], hit["ticket"]["subject"])
    assert 8 == hit["points"]
    assert {"银行": ["subject"], "行卡": ["subject"]} == {
        one["term"]: one["fields_found"] for one in hit["terms"]
    }
    assert found["is_complete"]
    assert [] == search("银行卡", field="resolution")["items"]


def test_hits_come_in_pages(
    open_ticket: Callable[..., dict[str, Any]], search: Callable[..., Any]
) -> None:
    made = {open_ticket(subject="账单有误")["number"] for _ in range(3)}
    first = search("账单", limit=2)
    rest = search("账单", limit=2, cursor=first["next"])

    assert made == {one["ticket"]["number"] for one in first["items"] + rest["items"]}
    assert None is rest["next"]


def test_a_number_finds_its_ticket_for_who_may_see_it(
    open_ticket: Callable[..., dict[str, Any]], search: Callable[..., Any]
) -> None:
    number = open_ticket(is_taken=True)["number"]
    said = number.lower().replace("-", " ")

    assert [number] == [one["ticket"]["number"] for one in search(said)["items"]]
    assert [] == search(number, who={"by": SUN})["items"]
    assert "number-mistyped" == search("T-000001-9", expect=422)["code"]


@pytest.mark.parametrize(
    ("who", "count"),
    [
        ({"by": LI}, 1),
        ({"by": ZHAO}, 0),
        ({"by": SUN}, 0),
        ({"by": WANG, "permissions": LEADER}, 1),
        ({"by": SUN, "permissions": MANAGER}, 1),
    ],
)
def test_nobody_finds_what_they_may_not_see(
    open_ticket: Callable[..., dict[str, Any]],
    search: Callable[..., Any],
    who: dict[str, Any],
    count: int,
) -> None:
    ticket = open_ticket(subject="账单有误", is_taken=True)

    for narrowed in ({}, {"customer_id": ticket["customer_id"]}, {"state": "in_progress"}):
        assert count == len(search("账单", who=who, **narrowed)["items"])


@pytest.mark.parametrize(
    ("text", "asked"),
    [
        ("卡", {}),
        ("卡 account", {}),
        ("，。", {}),
        ("账单", {"field": "1=1"}),
        ("账单", {"skill_group": "cards' OR '1'='1"}),
        ("账单", {"customer_id": "1 OR 1=1"}),
        ("账单", {"sort": "points"}),
        ("账单", {"cursor": "AAAA"}),
    ],
)
def test_a_question_that_cannot_be_answered_is_refused(
    search: Callable[..., Any], text: str, asked: dict[str, Any]
) -> None:
    search(text, expect=422, **asked)


@pytest.mark.parametrize(
    "text", ["' OR '1'='1", "x'; DROP TABLE search_postings; --", "%账单%", "账单_*"]
)
def test_signs_of_other_languages_are_words_or_nothing(
    open_ticket: Callable[..., dict[str, Any]], search: Callable[..., Any], text: str
) -> None:
    open_ticket(subject="账单有误")
    search(text, expect=200 if "账单" in text else 422)

    assert 1 == len(search("账单有误")["items"])


def test_a_single_character_is_refused_in_the_readers_language(ask: Ask) -> None:
    answer = ask(
        "GET", f"/search?{urlencode({'text': '卡 账单'})}", headers={"Accept-Language": "zh"}
    )

    assert (422, "search-too-broad") == (answer.status_code, answer.get_json()["code"])
    assert "至少输入两个字" in answer.get_data(as_text=True)


def test_the_list_is_narrowed_by_five_filters_and_a_span_of_time(
    ask: Ask, open_ticket: Callable[..., dict[str, Any]], project: Callable[[], None]
) -> None:
    number = open_ticket(is_taken=True, priority="high")["number"]
    open_ticket(is_taken=True, priority="high", channel="email")
    project()
    asked = {
        "state": "in_progress",
        "kind": "inquiry",
        "channel": "phone",
        "priority": "high",
        "skill_group": "cards",
        "since": "2020-01-06T00:00:00Z",
    }

    def listed(**more: str) -> list[str]:
        path = f"/tickets?{urlencode({**asked, **more})}"
        return [one["number"] for one in ask("GET", path, expect=200).get_json()["items"]]

    assert [number] == listed(until="2020-01-07T00:00:00Z")
    assert [] == listed(until="2020-01-06T00:00:00Z")
    assert [] == listed(since="2020-01-07T00:00:00Z")
