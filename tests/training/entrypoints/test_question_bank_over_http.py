"""The question bank and exams over HTTP; keys are shown to nobody who may not see them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from tests.support.training import HR, LI, QIAN, WANG, WU, ZHOU
from tests.training.conftest import SELF
from tests.training.entrypoints.conftest import Ask

SECRET = "首先冻结账户"
QUESTION: dict[str, Any] = {
    "kind": "multiple",
    "zh": SECRET,
    "points": "2.5",
    "competency": "product_knowledge",
    "difficulty": 3,
    "tags": ["loans", "cards", "cards"],
    "choices": [{"key": key, "zh": f"选项{key}"} for key in "ABCD"],
    "key": ["A", "C"],
    "credit": "half_if_missed",
    "knowledge": [{"code": "KB-12", "version": 3}],
}
EXAM: dict[str, Any] = {
    "zh": "上岗笔试",
    "en": "Written exam",
    "blueprint": {"sections": [{"zh": "多选题", "count": 1, "kinds": ["multiple"], "points": "5"}]},
    "duration_seconds": 3600,
    "pass_percent": "60",
}
AUDITOR = SELF | {"audit.read"}


@pytest.fixture
def path(ask: Ask) -> str:
    """Where the question is found that Zhou wrote."""
    body = {"code": "q-1", **QUESTION}
    made = ask("POST", "/questions", body, by=ZHOU, expect=201).get_json()
    return f"/questions/{made['question_id']}"


@pytest.fixture
def in_use(ask: Ask, path: str, project: Callable[[], None]) -> str:
    """The same, in use."""
    ask("POST", f"{path}/reviews", {"number": 1}, by=QIAN, if_match=1, expect=200)
    ask("POST", f"{path}/use", {"number": 1}, by=QIAN, if_match=2, expect=200)
    project()
    return path


def test_a_question_is_shown_with_its_versions_to_those_who_manage_exams(
    ask: Ask, in_use: str, project: Callable[[], None]
) -> None:
    revised = ask(
        "POST", f"{in_use}/versions", {**QUESTION, "key": ["B"]}, by=ZHOU, if_match=3, expect=201
    ).get_json()
    then = ask("GET", f"{in_use}?position=999999999", by=QIAN)
    project()
    listed = ask("GET", "/questions?tag=loans&state=in_use", by=QIAN, expect=200).get_json()

    assert ("in_use", 1, [1]) == (revised["state"], revised["in_use"], revised["reviewed"])
    contents = [one["content"] for one in revised["versions"]]
    assert [["A", "C"], ["B"]] == [one["key"] for one in contents]
    assert (["cards", "loans"], "2.5") == (contents[0]["tags"], contents[0]["points"])
    assert str(ZHOU) == revised["versions"][0]["author"]
    assert 422 == then.status_code
    assert [("q-1", 2, 1)] == [
        (one["code"], one["newest"], one["in_use"]) for one in listed["items"]
    ]


def test_who_wrote_a_question_does_not_review_it_and_is_told_so_in_both_languages(
    ask: Ask, path: str
) -> None:
    answers = [
        ask(
            "POST",
            f"{path}/reviews",
            {"number": 1},
            by=ZHOU,
            if_match=1,
            expect=403,
            headers={"Accept-Language": language},
        ).get_json()
        for language in ("en", "zh")
    ]

    assert {"question-needs-another-reviewer"} == {one["code"] for one in answers}
    assert "Somebody else than its author must review" in answers[0]["detail"]
    assert "试题第 1 版须由作者以外的人审核。" == answers[1]["detail"]


@pytest.mark.parametrize("who", [LI, WANG, WU, HR])
def test_a_learner_finds_a_key_nowhere(ask: Ask, in_use: str, who: Any) -> None:
    answers = [
        ask(method, address, body, by=who, if_match=1 if address != "/questions" else None)
        for method, address, body in (
            ("GET", "/questions", None),
            ("GET", in_use, None),
            ("GET", f"{in_use}?position=1", None),
            ("GET", f"{in_use}/history", None),
            ("GET", f"{in_use}/diff?from=0&to=1", None),
            ("GET", f"{in_use}/statistics", None),
            ("POST", "/questions", {"code": "q-1", **QUESTION}),
            ("POST", f"{in_use}/versions", QUESTION),
            ("POST", f"{in_use}/reviews", {"number": 1}),
            ("POST", f"{in_use}/use", {"number": 1}),
            ("POST", f"{in_use}/retirement", None),
            ("POST", f"{in_use}/shown-difficulty", None),
        )
    ]

    assert {403} == {one.status_code for one in answers}
    assert [] == [one.text for one in answers if SECRET in one.text or "选项" in one.text]


def test_who_reads_the_history_of_everything_sees_who_and_when_but_no_text_or_key(
    ask: Ask, in_use: str
) -> None:
    history = ask("GET", f"{in_use}/history", permissions=AUDITOR, expect=200)
    moments = "from=2020-01-05T00:00:00Z&to=2020-01-06T01:00:00Z"
    diff = ask("GET", f"{in_use}/diff?{moments}", permissions=AUDITOR, expect=200)
    seen = ask("GET", in_use, permissions=AUDITOR)

    topics = [one["topic"].rpartition(".")[2] for one in history.get_json()["items"]]
    assert ["drafted", "reviewed", "put_in_use"] == topics
    for one in (history, diff):
        assert SECRET not in one.text
        assert "选项" not in one.text
        assert '"C"' not in one.text
    assert 403 == seen.status_code


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"points": "1e9"}, "points"),
        ({"points": "NaN"}, "points"),
        ({"difficulty": 6}, "difficulty"),
        ({"kind": "oral"}, "kind"),
        ({"key": ["E"]}, "key"),
        ({"competency": "flying"}, "competency"),
        ({"zh": " "}, "zh"),
        ({"answer": "A"}, "answer"),
    ],
)
def test_what_is_wrong_is_named_by_its_field(ask: Ask, changed: dict[str, Any], field: str) -> None:
    body = {"code": "q-2", **QUESTION, **changed}
    problem = ask("POST", "/questions", body, by=ZHOU, expect=422).get_json()

    assert field in str(problem["errors"])


def test_an_exam_is_laid_down_tried_and_open_to_learners(
    ask: Ask, in_use: str, project: Callable[[], None]
) -> None:
    made = ask("POST", "/exams", {"code": "written", **EXAM}, by=QIAN, expect=201).get_json()
    path = f"/exams/{made['exam_id']}"
    project()
    paper = ask("GET", f"{path}/trial-paper?seed=7", by=QIAN, expect=200).get_json()
    [exam] = ask("GET", "/open-exams", expect=200).get_json()["items"]
    [row] = ask("GET", "/exams", by=QIAN, expect=200).get_json()["items"]
    two = {"sections": [{"zh": "两题", "en": "Two", "count": 2}]}
    ask(
        "POST",
        f"{path}/versions",
        {**EXAM, "blueprint": two},
        by=QIAN,
        if_match=1,
        expect=201,
    )
    refused = ask("GET", f"{path}/trial-paper", by=QIAN).get_json()

    assert ("5", in_use.rpartition("/")[2]) == (
        paper["full"],
        paper["questions"][0]["question_id"],
    )
    assert set("ABCD") == set(paper["questions"][0]["choices"][""])
    assert ("written", "", None) == (exam["code"], exam["quarter"], exam["closes_at"])
    assert ("written", "60") == (row["code"], row["pass_percent"])
    assert "section-cannot-be-filled" == refused["code"]
    assert {403} == {ask("GET", one).status_code for one in ("/exams", path, f"{path}/trial-paper")}
    gone = ask("POST", f"{path}/withdrawal", by=QIAN, if_match=2, expect=200).get_json()
    assert gone["is_withdrawn"]


def test_a_business_skill_exam_is_held_by_quarter(ask: Ask, project: Callable[[], None]) -> None:
    body = {"code": "quarterly", "purpose": "business_skill", **EXAM}
    made = ask("POST", "/exams", body, by=QIAN, expect=201).get_json()
    path = f"/exams/{made['exam_id']}/quarters"
    quarter = {
        "quarter": "2020-Q1",
        "opens_at": "2020-01-06T08:00:00+08:00",
        "closes_at": "2020-01-10T18:00:00+08:00",
        "audience": {"employee_ids": [str(LI)]},
    }
    held = ask("POST", path, quarter, by=QIAN, if_match=1, expect=201).get_json()
    twice = ask("POST", path, quarter, by=QIAN, if_match=2).get_json()
    project()

    assert ["2020-Q1"] == [one["quarter"] for one in held["runs"]]
    assert "quarter-already-scheduled" == twice["code"]
    seen = {who: ask("GET", "/open-exams", by=who).get_json()["items"] for who in (LI, WANG)}
    assert ["2020-Q1"] == [one["quarter"] for one in seen[LI]]
    assert [] == seen[WANG]


def test_statistics_say_plainly_that_answers_are_too_few(ask: Ask, in_use: str) -> None:
    shown = ask("GET", f"{in_use}/statistics", by=QIAN, expect=200).get_json()
    refused = ask("POST", f"{in_use}/shown-difficulty", by=QIAN, if_match=3).get_json()

    assert (0, 30, False, None) == (
        shown["answers"],
        shown["needed"],
        shown["is_enough"],
        shown["correlation"],
    )
    assert "too-few-answers" == refused["code"]
