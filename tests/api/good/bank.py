"""Good requests to `training`: questions, exams and files of questions."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from tests.api.bank import REVIEWER, Bank
from tests.api.good.asking import Ask, Good, Supply, permitted

SELF = permitted("people.self")
MANAGE = permitted("training.manage_exams")
REFER = permitted("training.manage_exams", "training.certify", "training.manage_catalogue")
BRING_IN = permitted("training.manage_exams", "training.import")
QUESTION: dict[str, Any] = {
    "kind": "true_false",
    "zh": "客户总是对的。",
    "points": "1",
    "competency": "communication",
    "difficulty": 1,
    "key": ["false"],
}
EXAM: dict[str, Any] = {
    "zh": "笔试",
    "blueprint": {"sections": [{"zh": "单选题", "count": 1}]},
    "duration_seconds": 1800,
    "pass_percent": "60",
}
REVISED: dict[str, Any] = {
    **QUESTION,
    "kind": "single",
    "choices": [{"key": "A", "zh": "甲"}, {"key": "B", "zh": "乙"}],
    "key": ["A"],
}


def bank_of(supply: Supply) -> Bank:
    """Brings forth questions and exams."""
    return Bank(supply.centre, number=supply.number)


def on(name: str, make: Callable[[Bank], Any], body: Any = None) -> Callable[[Supply], Ask]:
    """About something that is made first."""
    return lambda supply: Ask({name: make(bank_of(supply))}, body=body)


def _quarter(supply: Supply) -> Ask:
    body = {
        "quarter": "2020-Q1",
        "opens_at": "2020-01-20T01:00:00Z",
        "closes_at": "2020-01-24T10:00:00Z",
    }
    return Ask({"exam_id": bank_of(supply).exam("business_skill")}, body=body)


def _file(supply: Supply) -> Ask:
    return Ask(file=("questions.csv", bank_of(supply).file(), "text/csv"))


QUESTIONS = {
    "write_question": Good(
        REVIEWER, MANAGE, lambda supply: Ask(body={"code": f"new-{supply.number}", **QUESTION})
    ),
    "revise_question": Good(REVIEWER, MANAGE, on("question_id", Bank.question, REVISED)),
    "review_question": Good(REVIEWER, MANAGE, on("question_id", Bank.question, {"number": 1})),
    "put_question_in_use": Good(
        REVIEWER, MANAGE, on("question_id", lambda bank: bank.question("reviewed"), {"number": 1})
    ),
    "adopt_difficulty": Good(REVIEWER, MANAGE, on("question_id", Bank.answered)),
    "retire_question": Good(REVIEWER, MANAGE, on("question_id", Bank.question)),
    "list_questions": Good(REVIEWER, MANAGE, lambda _: Ask(query={"state": "in_use"})),
    "show_question": Good(REVIEWER, MANAGE, on("question_id", Bank.question)),
    "list_item_statistics": Good(REVIEWER, MANAGE, lambda _: Ask()),
    "show_item_statistics": Good(REVIEWER, MANAGE, on("question_id", Bank.answered)),
}

EXAMS = {
    "define_exam": Good(
        REVIEWER, MANAGE, lambda supply: Ask(body={"code": f"new-{supply.number}", **EXAM})
    ),
    "publish_exam_version": Good(REVIEWER, MANAGE, on("exam_id", Bank.exam, EXAM)),
    "schedule_exam_quarter": Good(REVIEWER, MANAGE, _quarter),
    "withdraw_exam": Good(REVIEWER, MANAGE, on("exam_id", Bank.exam)),
    "list_exams": Good(REVIEWER, REFER, lambda _: Ask()),
    "list_open_exams": Good("li", SELF, lambda _: Ask()),
    "show_exam": Good(REVIEWER, REFER, on("exam_id", Bank.exam)),
    "draw_trial_paper": Good(REVIEWER, MANAGE, on("exam_id", Bank.exam)),
}

FILES = {
    "import_questions": Good(REVIEWER, BRING_IN, _file),
    "release_imported_questions": Good(
        "trainer", MANAGE, on("question_import_id", Bank.question_import)
    ),
    "show_question_import": Good(
        REVIEWER, BRING_IN, on("question_import_id", Bank.question_import)
    ),
    "download_question_form": Good(REVIEWER, BRING_IN, lambda _: Ask(query={"format": "csv"})),
    "export_questions": Good(REVIEWER, MANAGE, lambda _: Ask(query={"format": "csv"})),
}
