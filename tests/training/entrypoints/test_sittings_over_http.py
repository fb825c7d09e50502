"""Exams over HTTP: what learners see, what they never see, and what survives a lost connection."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest

from services.training.service import TrainingService
from shared.clock import SetClock
from tests.support.sittings import ALL_KINDS, EXAM, MINUTES, fill_bank
from tests.support.training import FENG, LI, MONDAY, QIAN, SUN, WANG, WU, ZHAO, ZHENG, ZHOU
from tests.training.entrypoints.conftest import Ask

SECRETS = ("95588", "９５５８８", "客服中心", "结构、论据、表达", "要点", '"guide"', '"accepted"')
"""Keys, accepted forms and guides of the questions; no learner's answer here holds one."""

WRONG: dict[str, dict[str, Any]] = {
    "single": {"choices": ["A"]},
    "multiple": {"choices": ["B"]},
    "true_false": {"choices": ["false"]},
    "fill_in": {"blanks": ["10086"]},
    "essay": {"text": "我不知道"},
    "case": {"parts": {"a": {"choices": ["D"]}, "b": {"text": "不清楚"}}},
}
KEY = {"Idempotency-Key": "one-start-only"}


@pytest.fixture
def held(school: TrainingService, project: Callable[[], None]) -> TrainingService:
    fill_bank(school, *ALL_KINDS, closes_at=MONDAY + timedelta(days=1), results="after_closing")
    project()
    return school


def start(ask: Ask, **more: Any) -> dict[str, Any]:
    content: dict[str, Any] = ask(
        "POST", "/sittings", {"exam_id": str(EXAM)}, expect=201, **more
    ).get_json()
    return content


def answer(ask: Ask, sitting: dict[str, Any], number: int, body: Any, **more: Any) -> Any:
    path = f"/sittings/{sitting['sitting_id']}/answers/{number}"
    return ask("PUT", path, {"sequence": 1, **body}, **more)


def answer_wrongly(ask: Ask, sitting: dict[str, Any]) -> None:
    for one in sitting["questions"]:
        answer(ask, sitting, one["number"], WRONG[one["kind"]], expect=200)


def test_a_repeated_start_shows_the_same_sitting_and_another_one_is_refused(
    held: TrainingService, ask: Ask
) -> None:
    first, again = start(ask, headers=KEY), start(ask, headers=KEY)
    refused = ask("POST", "/sittings", {"exam_id": str(EXAM)}, expect=409)

    assert first["sitting_id"] == again["sitting_id"]
    assert "sitting-still-running" == refused.get_json()["code"]


def test_a_lost_connection_loses_nothing_and_the_time_is_the_servers(
    held: TrainingService, ask: Ask, clock: SetClock
) -> None:
    sitting = start(ask)
    answer(ask, sitting, 1, WRONG["single"], expect=200)
    answer(ask, sitting, 5, {**WRONG["essay"], "sequence": 3}, expect=200)
    clock.move_to(MONDAY + timedelta(minutes=5))
    late = {"Date": "Thu, 01 Jan 1970 00:00:00 GMT"}
    answer(ask, sitting, 5, {"text": "旧的", "sequence": 2}, headers=late, expect=200)
    resumed = ask("GET", f"/sittings/{sitting['sitting_id']}", headers=late, expect=200).get_json()

    saved = {one["number"]: one["saved"] for one in resumed["questions"] if one["saved"]}
    assert {1: 1, 5: 3} == {number: one["sequence"] for number, one in saved.items()}
    assert "我不知道" == saved[5]["answer"]["text"]
    assert (MINUTES - 5) * 60 == resumed["seconds_left"]
    assert [one["choices"] for one in sitting["questions"]] == [
        one["choices"] for one in resumed["questions"]
    ]


def test_another_answer_under_the_same_number_is_refused(held: TrainingService, ask: Ask) -> None:
    sitting = start(ask)
    answer(ask, sitting, 1, {"choices": ["A"]}, expect=200)

    refused = answer(ask, sitting, 1, {"choices": ["C"]}, expect=409)
    assert "sequence-used" == refused.get_json()["code"]


@pytest.mark.parametrize(
    ("number", "body", "field"),
    [(1, {"choices": ["E"]}, "choices"), (4, {"blanks": ["1", "2", "3"]}, "blanks")],
)
def test_a_refusal_names_the_field_in_both_languages_and_tells_no_key(
    held: TrainingService, ask: Ask, number: int, body: dict[str, Any], field: str
) -> None:
    sitting = start(ask)
    for language in ("en", "zh-CN"):
        refused = answer(
            ask, sitting, number, body, headers={"Accept-Language": language}, expect=422
        )
        assert field in refused.text
        assert not [one for one in SECRETS if one in refused.text]


def test_before_release_no_answer_of_the_api_tells_a_learner_keys_or_points(
    held: TrainingService, ask: Ask, project: Callable[[], None], as_employee: Any
) -> None:
    sitting = start(ask)
    answer_wrongly(ask, sitting)
    path = f"/sittings/{sitting['sitting_id']}"
    before = ask("GET", path, expect=200)
    handed_in = ask("POST", f"{path}/handing-in", expect=200)
    project()
    for who in (WU, ZHENG):
        mark_all(ask, who, "1")
    project()
    after = ask("GET", path, expect=200)
    seen = [before, handed_in, after, ask("GET", "/sittings", expect=200)]
    refusals = [
        ask("GET", f"{path}/review"),
        ask("GET", f"{path}/flags"),
        ask("GET", f"{path}/history"),
        ask("GET", f"{path}/diff", query_string={"from": "2020-01-06T00:00:00Z", "to": "1"}),
        ask("GET", "/markings"),
        *(ask("GET", f"/questions/{UUID(int=1)}{part}") for part in ("", "/history")),
    ]

    assert {403, 404} >= {one.status_code for one in refusals}
    for one in (*seen, *refusals):
        assert not [secret for secret in SECRETS if secret in one.text]
        assert "ETag" not in one.headers
    assert "settled" == after.get_json()["state"]
    assert None is after.get_json()["result"]
    assert [None] == [one["result"] for one in seen[3].get_json()["items"]]
    assert {**before.get_json(), "questions": []}.keys() == after.get_json().keys()


def mark_all(ask: Ask, who: UUID, points: str) -> None:
    for one in ask("GET", "/markings", by=who, expect=200).get_json()["items"]:
        path = f"/markings/{one['marking_id']}"
        shown = ask("POST", f"{path}/claim", by=who, expect=200)
        assert not {str(LI), "sitting_id", "employee_id"} & {*shown.get_json(), shown.text}
        ask("POST", f"{path}/points", {"points": points, "comment": "清楚"}, by=who, expect=200)


def test_once_released_a_learner_sees_points_but_no_key_that_is_not(
    held: TrainingService, ask: Ask, project: Callable[[], None], clock: SetClock
) -> None:
    sitting = start(ask)
    answer_wrongly(ask, sitting)
    path = f"/sittings/{sitting['sitting_id']}"
    ask("POST", f"{path}/handing-in", expect=200)
    project()
    for who in (WU, ZHENG):
        mark_all(ask, who, "1")
    project()
    assert 403 == ask("GET", f"{path}/review").status_code
    clock.move_to(MONDAY + timedelta(days=1))
    reviewed = ask("GET", f"{path}/review", expect=200)
    [listed] = ask("GET", "/sittings", expect=200).get_json()["items"]

    expected = {"passed": False, "points": "2.00", "full": "12"}
    assert expected["passed"] == reviewed.get_json()["result"]["passed"]
    assert listed["result"] == reviewed.get_json()["result"]
    assert ["0.00", "0.00", "0.00", "0.00", "1.00", "1.00"] == [
        one["earned"] for one in reviewed.get_json()["questions"]
    ]
    assert {None} == {one["key"] for one in reviewed.get_json()["questions"]}
    assert not [secret for secret in SECRETS if secret in reviewed.text]


def test_keys_are_shown_where_the_exam_releases_them(
    school: TrainingService, ask: Ask, project: Callable[[], None]
) -> None:
    fill_bank(school, "single", keys="at_once")
    project()
    sitting = start(ask)
    path = f"/sittings/{sitting['sitting_id']}"
    assert "saved" in sitting["questions"][0]
    assert "key" not in ask("GET", path, expect=200).get_json()["questions"][0]
    ask("POST", f"{path}/handing-in", expect=200)

    [question] = ask("GET", f"{path}/review", expect=200).get_json()["questions"]
    assert ["B"] == question["key"]["choices"]
    assert [] == ask("GET", path, expect=200).get_json()["questions"]


def test_flags_are_for_who_manages_exams(
    held: TrainingService, ask: Ask, project: Callable[[], None]
) -> None:
    sitting = start(ask)
    answer_wrongly(ask, sitting)
    project()
    path = f"/sittings/{sitting['sitting_id']}/flags"
    flags = ask("GET", path, by=ZHOU, expect=200).get_json()["items"]
    flagged = {"of": "all", "flagged": "yes"}
    listed = ask("GET", "/sittings", by=ZHOU, query_string=flagged, expect=200).get_json()

    assert {("too_fast",)} == {tuple(one["noted"]) for one in flags}
    assert [len(flags)] == [one["flags"] for one in listed["items"]]
    for who in (LI, WANG, WU):
        assert 403 == ask("GET", path, by=who).status_code
        assert 403 == ask("GET", "/sittings", by=who, query_string=flagged).status_code
    [own] = ask("GET", "/sittings", expect=200).get_json()["items"]
    assert None is own["flags"]


def test_who_may_see_keys_or_guides_is_noted_from_the_start_of_their_sitting(
    held: TrainingService, ask: Ask, project: Callable[[], None]
) -> None:
    for who in (ZHOU, WU):
        sitting = start(ask, by=who)
        path = f"/sittings/{sitting['sitting_id']}/flags"
        [noted] = ask("GET", path, by=QIAN, expect=200).get_json()["items"]
        assert (None, ["may_see_keys"]) == (noted["number"], noted["noted"])
    start(ask)
    project()
    flagged = {"of": "all", "flagged": "yes"}
    listed = ask("GET", "/sittings", by=QIAN, query_string=flagged, expect=200).get_json()

    assert {(str(ZHOU), 1), (str(WU), 1)} == {
        (one["employee_id"], one["flags"]) for one in listed["items"]
    }


@pytest.mark.parametrize(("who", "status"), [(WANG, 200), (QIAN, 200), (ZHAO, 404), (SUN, 404)])
def test_a_running_paper_is_shown_to_nobody_but_its_learner(
    held: TrainingService, ask: Ask, who: UUID, status: int
) -> None:
    sitting = start(ask)
    shown = ask("GET", f"/sittings/{sitting['sitting_id']}", by=who, expect=status).get_json()

    assert [] == shown.get("questions", [])


def test_a_marker_sees_an_answer_only_once_it_is_claimed_and_a_list_without_learners(
    held: TrainingService, ask: Ask, project: Callable[[], None]
) -> None:
    sitting = start(ask)
    answer_wrongly(ask, sitting)
    ask("POST", f"/sittings/{sitting['sitting_id']}/handing-in", expect=200)
    project()
    listed = ask("GET", "/markings", by=FENG, expect=200)
    [first, *_] = listed.get_json()["items"]
    path = f"/markings/{first['marking_id']}"

    assert str(LI) not in listed.text
    assert sitting["sitting_id"] not in listed.text
    assert 404 == ask("GET", path, by=FENG).status_code
    ask("POST", f"{path}/claim", by=FENG, expect=200)
    shown = ask("GET", path, by=FENG, expect=200).get_json()
    assert shown["answer"] in {"我不知道", "不清楚"}
    assert shown["guide"]
    assert 403 == ask("GET", "/markings").status_code
