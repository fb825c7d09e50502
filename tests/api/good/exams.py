"""Good requests to `training`: sittings, the marking of open answers, rubrics, assessments."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import msgspec

from tests.api.exam_desk import RUBRIC, ExamDesk
from tests.api.good.asking import NOBODY_ELSE, Ask, Good, Supply, permitted
from tests.support.stages import FIRST_DAY, GOOD

SELF = permitted("people.self")
EXAMS = permitted("training.manage_exams")
MARK = permitted("training.mark")
CERTIFY = permitted("training.certify")
RUBRICS = permitted("training.manage_exams", "training.mark", "training.certify")
SEE_SITTING = permitted("training.see_all", "training.manage_exams")
SEE_ASSESSMENT = permitted("training.see_all", "training.certify", "training.mark")
CONTENT = msgspec.to_builtins(RUBRIC, str_keys=True)
JUDGEMENT = {"levels": GOOD, "note": "核身完整", "observed_on": str(FIRST_DAY)}
ANSWER = {"sequence": 2, "choices": ["B"]}


def desk_of(supply: Supply) -> ExamDesk:
    """Brings forth sittings and assessments."""
    return ExamDesk(supply.centre)


def on(name: str, make: Callable[[ExamDesk], Any], body: Any = None) -> Callable[[Supply], Ask]:
    """About something that is made first."""
    return lambda supply: Ask({name: make(desk_of(supply))}, body=body)


def _running(desk: ExamDesk) -> Any:
    return desk.sitting(is_handed_in=False)


def _claimed(desk: ExamDesk) -> Any:
    return desk.marking(is_claimed=True)


def _start(supply: Supply) -> Ask:
    return Ask(body={"exam_id": str(desk_of(supply).open_exam())})


def _save(supply: Supply) -> Ask:
    return Ask({"sitting_id": _running(desk_of(supply)), "number": 1}, body=ANSWER)


def _arrange(supply: Supply) -> Ask:
    desk = desk_of(supply)
    return Ask(body=msgspec.to_builtins(desk.arrangement(desk.rubric())))


def _correct(supply: Supply) -> Ask:
    return Ask(body=msgspec.to_builtins(desk_of(supply).wrong_key()))


def _new_rubric(supply: Supply) -> Ask:
    code = f"new-{supply.number}"
    return Ask(body={"code": code, "stage_kind": "oral", **CONTENT})


SITTING_REQUESTS = {
    "start_sitting": Good("li", SELF, _start),
    "save_answer": Good("li", NOBODY_ELSE, _save),
    "hand_in_sitting": Good("li", NOBODY_ELSE, on("sitting_id", _running)),
    "show_sitting": Good("li", SEE_SITTING, on("sitting_id", _running)),
    "list_sittings": Good("li", SELF, lambda _: Ask()),
    "review_sitting": Good("li", EXAMS, on("sitting_id", ExamDesk.settled_sitting)),
    "list_flags_of_sitting": Good("trainer", EXAMS, on("sitting_id", _running)),
}

MARKING_REQUESTS = {
    "list_markings": Good("marker", MARK, lambda _: Ask()),
    "show_marking": Good("marker", NOBODY_ELSE, on("marking_id", _claimed)),
    "claim_marking": Good(
        "marker", MARK, on("marking_id", lambda desk: desk.marking(is_claimed=False))
    ),
    "give_points": Good(
        "marker", MARK, on("marking_id", _claimed, {"points": "1.5", "comment": "清楚"})
    ),
}

STAGE_REQUESTS = {
    "create_rubric": Good("trainer", EXAMS, _new_rubric),
    "publish_rubric_version": Good("trainer", EXAMS, on("rubric_id", ExamDesk.rubric, CONTENT)),
    "retire_rubric": Good("trainer", EXAMS, on("rubric_id", ExamDesk.rubric)),
    "list_rubrics": Good("trainer", RUBRICS, lambda _: Ask()),
    "show_rubric": Good("trainer", RUBRICS, on("rubric_id", ExamDesk.rubric)),
    "arrange_assessment": Good("training_manager", CERTIFY, _arrange),
    "judge_candidate": Good(
        "marker", NOBODY_ELSE, on("assessment_id", ExamDesk.assessment, JUDGEMENT)
    ),
    "withdraw_assessment": Good(
        "training_manager", CERTIFY, on("assessment_id", ExamDesk.assessment, {"reason": "病假"})
    ),
    "list_assessments": Good("li", SELF, lambda _: Ask()),
    "show_assessment": Good("li", SEE_ASSESSMENT, on("assessment_id", ExamDesk.assessment)),
}

CORRECTION_REQUESTS = {
    "order_key_correction": Good("trainer", EXAMS, _correct),
    "list_key_corrections": Good("trainer", EXAMS, lambda _: Ask()),
    "show_key_correction": Good("trainer", EXAMS, on("key_correction_id", ExamDesk.key_correction)),
}

EXAM_REQUESTS = {
    **SITTING_REQUESTS,
    **MARKING_REQUESTS,
    **STAGE_REQUESTS,
    **CORRECTION_REQUESTS,
}
"""All of them by operation."""
