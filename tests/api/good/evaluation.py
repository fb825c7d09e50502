"""Good requests to `training`: facts, studies, surveys, course reviews and trainers' figures."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from tests.api.desk import WORDS
from tests.api.evaluating import MANAGER, SCORES, Evaluating
from tests.api.good.asking import NOBODY_ELSE, Ask, Good, Supply, permitted

EVALUATES = permitted("training.evaluate")
IMPORTS = permitted("training.import")
SEES_IMPORTS = permitted("training.import", "training.evaluate")
WITHDRAWS = permitted("training.import")
REASON = {"reason": WORDS}
SPAN = {"since": "2020-01-01", "until": "2020-03-31"}
QUARTER = {"quarter": "2020-Q1"}


def of(supply: Supply) -> Evaluating:
    """Brings forth what is evaluated."""
    return Evaluating(supply.centre, number=supply.number)


def on(name: str, make: Callable[[Evaluating], Any], body: Any = None) -> Callable[[Supply], Ask]:
    """About something that is made first."""
    return lambda supply: Ask({name: make(of(supply))}, body=body)


def _csv(supply: Supply) -> Ask:
    [row] = of(supply).rows()
    return Ask(body={"csv": ",".join(row) + "\n" + ",".join(row.values())})


def _gain(_: Supply) -> Ask:
    exam = "0190d4f0-0000-7000-8000-00000000abcd"
    return Ask(query={**SPAN, "before_exam_id": exam, "after_exam_id": exam})


def _review(supply: Supply) -> Ask:
    evaluating = of(supply)
    body = {"decision": "revise", "reasons": WORDS, "evidence": [], **QUARTER}
    return Ask({"course_id": evaluating.course()}, body=body)


EVALUATION = {
    "import_facts": Good(MANAGER, IMPORTS, lambda supply: Ask(body={"rows": of(supply).rows()})),
    "import_facts_from_csv": Good(MANAGER, IMPORTS, _csv),
    "show_fact_import": Good(MANAGER, SEES_IMPORTS, on("fact_import_id", Evaluating.fact_import)),
    "withdraw_fact_import": Good(
        MANAGER, WITHDRAWS, on("fact_import_id", Evaluating.fact_import, REASON)
    ),
    "register_study": Good(MANAGER, EVALUATES, lambda supply: Ask(body=of(supply).plan())),
    "list_studies": Good(MANAGER, EVALUATES, lambda _: Ask()),
    "show_study": Good(MANAGER, EVALUATES, on("study_id", Evaluating.study)),
    "measure_effect": Good(MANAGER, EVALUATES, on("study_id", Evaluating.study)),
    "withdraw_study": Good(MANAGER, EVALUATES, on("study_id", Evaluating.study, REASON)),
    "open_survey": Good(MANAGER, EVALUATES, lambda supply: Ask(body=of(supply).questions())),
    "list_surveys": Good("li", permitted("people.self", *EVALUATES), lambda _: Ask()),
    "show_survey": Good("li", EVALUATES, on("survey_id", Evaluating.survey)),
    "answer_survey": Good(
        "li", NOBODY_ELSE, on("survey_id", Evaluating.survey, {"scores": SCORES, "comment": WORDS})
    ),
    "close_survey": Good(MANAGER, EVALUATES, on("survey_id", Evaluating.survey)),
    "show_training_survey_results": Good(MANAGER, EVALUATES, on("survey_id", Evaluating.answered)),
    "list_training_survey_answers": Good(MANAGER, EVALUATES, on("survey_id", Evaluating.answered)),
    "show_learning_gain": Good(MANAGER, EVALUATES, _gain),
    "review_course": Good(MANAGER, EVALUATES, _review),
    "list_course_reviews": Good(MANAGER, EVALUATES, lambda _: Ask(query=QUARTER)),
    "list_courses_due_for_review": Good(MANAGER, EVALUATES, lambda _: Ask(query=QUARTER)),
    "show_course_review": Good(MANAGER, EVALUATES, on("course_review_id", Evaluating.review)),
    "show_trainer_figures": Good(
        MANAGER, EVALUATES, lambda supply: Ask(supply.employee("li"), query=SPAN)
    ),
}
"""All of them by operation."""
