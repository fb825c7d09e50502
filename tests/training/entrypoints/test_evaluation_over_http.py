"""Evaluation over HTTP: what each is shown, receipts, and what leaves no trace."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import msgspec
import pytest

from services.training.service import TrainingService
from shared.clock import SetClock
from shared.event_store.receipt import RECEIPTS
from tests.support.catalogue import enter_rules
from tests.support.evaluation import plan, scores
from tests.support.parts import message, tell
from tests.support.training import EVERYBODY, HR, LI, MONDAY, QIAN, SUN, ZHOU
from tests.training.entrypoints.conftest import Ask

SURVEY: dict[str, Any] = {
    "course_id": "21f1ee56-9ecb-5ce9-ad08-08f5992ba054",
    "trainer_ids": [str(ZHOU)],
    "questions": [
        {"code": "useful", "aspect": "content", "zh": "有用吗？", "en": "Useful?"},
        {"code": "clear", "aspect": "lecturer", "zh": "清楚吗？", "en": "Clear?"},
    ],
    "invited": [str(one) for one in EVERYBODY],
    "is_anonymous": True,
    "closes_at": (MONDAY + timedelta(days=7)).isoformat(),
}
ANSWER = {"scores": {"useful": 4, "clear": 5}, "comment": "很好"}
PLAN = {
    **{name: value for name, value in msgspec.to_builtins(plan()).items() if name != "others"},
}


@pytest.fixture
def survey_path(ask: Ask) -> str:
    """An anonymous survey of everybody."""
    opened = ask("POST", "/surveys", SURVEY, by=QIAN, expect=201).get_json()
    return f"/surveys/{opened['survey_id']}"


def test_a_participant_reads_what_anonymity_means_and_answers_again_without_a_receipt(
    ask: Ask, survey_path: str, school: TrainingService
) -> None:
    before = ask("GET", survey_path, expect=200).get_json()
    receipts = school.store.recorder.side_rows(RECEIPTS)
    for _ in range(2):
        answered = ask("PUT", f"{survey_path}/answer", ANSWER, expect=200).get_json()

    assert ("not_answered", "waiting") == (before["your_answer"], answered["your_answer"])
    assert "凑满至少 5 份" in before["anonymity_zh"]
    assert "Anonymity holds from that writing on" in before["anonymity_en"]
    assert receipts == school.store.recorder.side_rows(RECEIPTS)


def test_results_are_shown_from_five_answers_on_to_manager_and_trainer(
    ask: Ask, survey_path: str, project: Callable[[], None]
) -> None:
    for one in EVERYBODY:
        ask("PUT", f"{survey_path}/answer", ANSWER, by=one, expect=200)
    project()
    too_few = ask("GET", f"{survey_path}/results", by=QIAN, expect=200).get_json()
    ask("POST", f"{survey_path}/closing", by=QIAN, if_match=1, expect=200)
    project()
    results = ask("GET", f"{survey_path}/results", by=ZHOU, expect=200).get_json()
    answers = ask("GET", f"{survey_path}/answers", by=QIAN, expect=200).get_json()["items"]

    assert (None, [], {}) == (too_few["answers"], too_few["questions"], too_few["averages"])
    assert (10, {"content": "4.00", "lecturer": "5.00"}) == (
        results["answers"],
        results["averages"],
    )
    assert {"code": "useful", "counts": [0, 0, 0, 10, 0], "average": "4.00"} == (
        results["questions"][0]
    )
    assert [("很好", None)] * 10 == [(one["comment"], one["employee_id"]) for one in answers]
    for path, who in ((f"{survey_path}/results", LI), (f"{survey_path}/answers", ZHOU)):
        assert ask("GET", path, by=who).status_code in (403, 404)


def test_a_participant_reads_the_promise_of_the_day_on_which_the_survey_opened(
    ask: Ask, school: TrainingService
) -> None:
    enter_rules(school, "evaluation", smallest_answers=8)
    opened = ask("POST", "/surveys", SURVEY, by=QIAN, expect=201).get_json()
    path = f"/surveys/{opened['survey_id']}"
    enter_rules(school, "evaluation", smallest_answers=5)
    for one in EVERYBODY[:7]:
        ask("PUT", f"{path}/answer", ANSWER, by=one, expect=200)
    shown = ask("POST", f"{path}/closing", by=QIAN, if_match=1, expect=200).get_json()
    results = ask("GET", f"{path}/results", by=QIAN, expect=200).get_json()

    assert "凑满至少 8 份" in shown["anonymity_zh"]
    assert "If fewer than 8 answer" in shown["anonymity_en"]
    assert (8, None, {}) == (results["needed"], results["answers"], results["averages"])


def test_surveys_are_listed_for_those_asked(
    ask: Ask, survey_path: str, project: Callable[[], None]
) -> None:
    ask("POST", "/surveys", {**SURVEY, "invited": SURVEY["invited"][:5]}, by=QIAN, expect=201)
    project()
    listed = {
        who: len(ask("GET", "/surveys", by=who, expect=200).get_json()["items"])
        for who in (LI, QIAN, HR)
    }

    assert {LI: 2, QIAN: 2, HR: 1} == listed


def test_a_closed_survey_is_refused_in_the_reader_s_language(ask: Ask, survey_path: str) -> None:
    ask("POST", f"{survey_path}/closing", by=QIAN, if_match=1, expect=200)
    chinese = {"Accept-Language": "zh-CN"}
    refused = ask("PUT", f"{survey_path}/answer", ANSWER, headers=chinese, expect=409)

    assert ("survey-closed", "该问卷已结束。") == (
        refused.get_json()["code"],
        refused.get_json()["detail"],
    )


def test_a_study_goes_from_its_plan_to_a_sentence(
    ask: Ask, school: TrainingService, clock: SetClock, project: Callable[[], None]
) -> None:
    rows = scores()
    for one in {row["employee_id"] for row in rows}:
        hired = {"employee_id": one, "site_id": None, "hired_on": "2019-01-02"}
        tell(school.models.staff, message("people.employee_hired", hired))
    study = ask("POST", "/studies", PLAN, by=QIAN, expect=201).get_json()
    imported = ask("POST", "/fact-imports", {"rows": rows}, by=HR, expect=201).get_json()
    project()
    clock.move_to(datetime(2020, 3, 28, tzinfo=UTC))
    path = f"/studies/{study['study_id']}"
    assert 428 == ask("POST", f"{path}/measurement", by=QIAN).status_code
    assert 412 == ask("POST", f"{path}/measurement", by=QIAN, if_match=9).status_code
    key = {"Idempotency-Key": "one-and-the-same"}
    for _ in range(2):
        measured = ask(
            "POST", f"{path}/measurement", by=QIAN, if_match=1, headers=key, expect=200
        ).get_json()
    listed = ask("GET", "/studies", by=QIAN, expect=200).get_json()["items"]

    assert (240, 240) == (imported["rows"], imported["recorded"])
    assert ("measured", 2, True) == (
        measured["state"],
        measured["version"],
        measured["is_foresighted"],
    )
    assert (
        "数据不足：参训人员有数据者仅 0 人，每组至少需 10 人。"
        == (measured["effect"]["sentence_zh"])
    )
    assert [study["study_id"]] == [one["study_id"] for one in listed]


def test_wrong_rows_are_told_one_by_one(ask: Ask) -> None:
    row = {**scores()[0], "employee_id": str(SUN)}
    wrong = [row, {**row, "fact_id": "b", "value": "viel"}, {"fact_id": "c"}]
    refused = ask("POST", "/fact-imports", {"rows": wrong}, by=HR, expect=422).get_json()
    by_csv = {"csv": "fact_id,value\nx,1"}

    assert "facts-refused" == refused["code"]
    assert "rows.2.value" in str(refused)
    assert "rows.3.employee_id" in str(refused)
    assert "缺少列" in str(ask("POST", "/fact-imports/csv", by_csv, by=HR, expect=422).get_json())
