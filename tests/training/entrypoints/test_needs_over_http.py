"""Training needs over HTTP: what is shown to whom, refusals, repeats."""

from __future__ import annotations

import base64
from collections.abc import Callable
from typing import Any
from uuid import UUID

import pytest

from tests.support.training import HR, LI, QIAN, SUN, WANG, ZHAO, ZHOU
from tests.support.training_needs import file_of, line_of
from tests.training.entrypoints.conftest import Ask

WORDS = "李明与客户沟通时打断对方"
NEED = {
    "audience": [{"kind": "employee", "target_id": str(LI)}],
    "competency": "communication",
    "urgency": "high",
    "description": WORDS,
    "evidences": [
        {"source": "quality", "reference": "QF-1", "happened_on": "2020-01-03", "severity": 3}
    ],
}


@pytest.fixture
def need(ask: Ask) -> dict[str, Any]:
    """A need of Li's, raised by Wang."""
    answer = ask("POST", "/needs", NEED, by=WANG, expect=201)
    shown: dict[str, Any] = answer.get_json()
    return shown


def test_each_part_of_the_score_is_shown(need: dict[str, Any]) -> None:
    parts = {one["part"]: one["points"] for one in need["score"]["parts"]}

    assert {"origin": 20, "urgency": 25, "evidences": 3, "severity": 18, "age": 0} == parts
    assert 66 == need["score"]["points"]


def test_a_repeat_raises_nothing_more(ask: Ask) -> None:
    key = {"Idempotency-Key": "once-and-again"}
    first, again = (
        ask("POST", "/needs", NEED, by=WANG, headers=key, expect=201).get_json() for _ in range(2)
    )

    assert first == again


def test_a_need_is_listed_shown_and_refused_with_the_reason_for_who_raised_it(
    ask: Ask, need: dict[str, Any], project: Callable[[], None]
) -> None:
    path = f"/needs/{need['need_id']}"
    ask("POST", f"{path}/refusal", {"reason": WORDS}, by=WANG, if_match=1, expect=403)
    ask("POST", f"{path}/refusal", {"reason": WORDS}, by=HR, expect=428)
    ask("POST", f"{path}/refusal", {"reason": WORDS}, by=HR, if_match=9, expect=412)
    ask("POST", f"{path}/refusal", {"reason": WORDS}, by=HR, if_match=1, expect=200)
    project()
    for reader in (LI, WANG, HR):
        shown = ask("GET", path, by=reader, expect=200).get_json()
        rows = ask("GET", "/needs?state=refused", by=reader, expect=200).get_json()["items"]
        assert (WORDS, WORDS) == (shown["description"], shown["outcome"]["words"])
        assert [need["need_id"]] == [one["need_id"] for one in rows]
    for stranger in (SUN, ZHAO):
        refused = ask("GET", path, by=stranger, expect=404)
        assert "need-not-found" == refused.get_json()["code"]
        assert [] == ask("GET", "/needs?state=refused", by=stranger).get_json()["items"]
    then = ask("GET", f"{path}?position=99999999", by=HR)
    assert 422 == then.status_code


def test_a_merged_need_shows_what_became_of_the_other_but_not_its_words(
    ask: Ask, need: dict[str, Any]
) -> None:
    suns = {**NEED, "audience": [{"kind": "employee", "target_id": str(SUN)}]}
    whole = ask("POST", "/needs", suns, by=HR, expect=201).get_json()
    path = f"/needs/{whole['need_id']}"
    body = {"need_ids": [need["need_id"]]}
    merged = ask("POST", f"{path}/merger", body, by=QIAN, if_match=1, expect=200).get_json()
    answer = {"coach_id": str(ZHOU), "due_on": "2020-03-31", "words": WORDS}
    ask("POST", f"{path}/coaching", answer, by=QIAN, if_match=2, expect=200)
    seen = ask("GET", f"/needs/{need['need_id']}", by=LI, expect=200).get_json()

    assert [need["need_id"]] == merged["merged_from"]
    assert ("merged", whole["need_id"]) == (seen["state"], seen["merged_into"])
    assert ("answered", "coaching", str(ZHOU), None) == tuple(
        seen["outcome"][one] for one in ("state", "answer", "coach_id", "words")
    )
    ask("GET", path, by=LI, expect=404)
    assert [] == seen["merged_from"]


def test_a_file_tells_each_wrong_cell_in_the_readers_language(ask: Ask) -> None:
    body = {"csv": file_of(line_of(severity="9"), line_of("F-2", competency="juggling"))}
    chinese = {"Accept-Language": "zh-CN"}
    first = ask("POST", "/need-imports", body, by=HR, headers=chinese, expect=422).get_json()
    mended = {"csv": file_of(line_of(), line_of("F-2"))}
    taken = ask("POST", "/need-imports", mended, by=HR, expect=201).get_json()
    again = ask("POST", "/need-imports", mended, by=HR, expect=201).get_json()

    assert "facts-refused" == first["code"]
    assert {"rows.2.severity", "rows.3.competency"} == {one["field"] for one in first["errors"]}
    assert (2, 2, 0) == (taken["rows"], taken["raised"], taken["known"])
    assert (0, 2) == (again["raised"], again["known"])
    path = f"/need-imports/{taken['need_import_id']}"
    assert taken == ask("GET", path, by=HR, expect=200).get_json()
    ask("GET", f"/need-imports/{UUID(int=1)}", by=HR, expect=404)
    ask("GET", path, by=WANG, expect=403)


def test_a_forged_cursor_is_refused(ask: Ask) -> None:
    key = b'[99999999999999999999,"0190d4f0-0000-7000-8000-0000000000a1"]'
    cursor = base64.urlsafe_b64encode(key).decode().rstrip("=")

    for path in ("/needs", "/annual-plans"):
        ask("GET", f"{path}?cursor={cursor}", by=HR, expect=422)
