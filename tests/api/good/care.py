"""Good requests to `tickets`: surveys, escalations, open questions and canned replies."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import msgspec

from tests.api.care import CANNED, Care
from tests.api.desk import WORDS
from tests.api.good.asking import Ask, Good, Supply, permitted
from tests.support.ticket_care import QUESTIONS

SURVEYS = permitted("tickets.manage_surveys")
RESULTS = permitted("tickets.see_survey_results")
SEES = permitted("tickets.manage_surveys", "tickets.see_survey_results")
RESULTS_OF_ALL = permitted("tickets.see_survey_results+tickets.see_all")
LISTS = permitted("tickets.work", "tickets.see_team", "tickets.see_all")
LEAD = permitted("tickets.assign+tickets.see_all")
WORK = permitted("tickets.work")
SEE = permitted("tickets.see_all")
WRITE = permitted("tickets.manage_canned_replies")
OFFERED = permitted("tickets.work", "tickets.see_team", "tickets.see_all", *WRITE)
SPAN = {"since": "2020-01-01T00:00:00Z", "until": "2020-02-01T00:00:00Z"}
TEXT = {
    "title_zh": "满意度",
    "title_en": "Satisfaction",
    "questions": msgspec.to_builtins(QUESTIONS),
}
NOBODY_IN_PARTICULAR = frozenset[str]()


def care_of(supply: Supply) -> Care:
    """Brings forth surveys, questions and canned replies."""
    return Care(supply.centre, supply.desk, number=supply.number)


def on(name: str, make: Callable[[Care], Any], body: Any = None) -> Callable[[Supply], Ask]:
    """About something that is made first."""
    return lambda supply: Ask({name: make(care_of(supply))}, body=body)


def _merger(supply: Supply) -> Ask:
    care = care_of(supply)
    return Ask({"open_question_id": care.question()}, body={"into_id": care.question()})


def _rendering(supply: Supply) -> Ask:
    body = {"ticket_id": supply.desk.ticket(), "customer_name": WORDS}
    return Ask({"canned_reply_id": care_of(supply).canned_reply()}, body=body)


def _month(_: Supply) -> Ask:
    return Ask(query={"year": 2020, "month": 1})


SURVEY_REQUESTS = {
    "create_survey": Good(
        "boss", SURVEYS, lambda supply: Ask(body={"code": f"new-{supply.number}", **TEXT})
    ),
    "list_surveys": Good("boss", SEES, lambda _: Ask()),
    "show_survey": Good("boss", SEES, on("survey_id", Care.survey)),
    "publish_survey_version": Good("boss", SURVEYS, on("survey_id", Care.survey, TEXT)),
    "retire_survey": Good("boss", SURVEYS, on("survey_id", Care.survey)),
    "show_survey_questions": Good(None, NOBODY_IN_PARTICULAR, on("token", Care.token)),
    "answer_survey": Good(
        None, NOBODY_IN_PARTICULAR, on("token", Care.token, {"answers": {"satisfied": 5}})
    ),
    "show_survey_page": Good(None, NOBODY_IN_PARTICULAR, on("token", Care.token)),
    "answer_survey_by_page": Good(
        None,
        NOBODY_IN_PARTICULAR,
        lambda supply: Ask({"token": care_of(supply).token()}, form={"satisfied": "5"}),
    ),
    "show_survey_results": Good("boss", RESULTS, lambda _: Ask(query={**SPAN, "by": "team"})),
    "show_own_survey_results": Good("li", NOBODY_IN_PARTICULAR, _month),
    "list_survey_answers": Good("boss", RESULTS, lambda _: Ask(query=SPAN)),
    "show_survey_answer": Good(
        "boss", RESULTS_OF_ALL, on("survey_answer_id", lambda care: care.answer().id)
    ),
    "count_survey_invitations": Good(
        "boss",
        permitted("tickets.manage_surveys+tickets.see_all", *RESULTS_OF_ALL),
        lambda _: Ask(query=SPAN),
    ),
}

ESCALATION_REQUESTS = {
    "raise_escalation": Good(
        "li",
        LEAD,
        lambda supply: Ask({"ticket_id": supply.desk.ticket()}, body={"question": WORDS}),
    ),
    "list_escalations": Good("li", LISTS, lambda _: Ask(query={"of": "others"})),
    "show_escalation": Good("li", SEE, on("escalation_id", Care.escalation)),
    "answer_escalation": Good(
        "wang", LEAD, on("escalation_id", Care.escalation, {"answer": WORDS})
    ),
    "hand_up_escalation": Good("wang", LEAD, on("escalation_id", Care.escalation)),
    "withdraw_escalation": Good("li", LEAD, on("escalation_id", Care.escalation)),
    "count_escalated_tickets": Good("boss", SEE, lambda _: Ask(query=SPAN)),
    "collect_escalated_question": Good("li", LEAD, on("escalation_id", Care.escalation)),
}

QUESTION_REQUESTS = {
    "ask_question": Good("li", WORK, lambda _: Ask(body={"question": WORDS})),
    "list_open_questions": Good("wang", LISTS, lambda _: Ask(query={"state": "open"})),
    "show_open_question": Good("li", SEE, on("open_question_id", Care.question)),
    "answer_question": Good("wang", LEAD, on("open_question_id", Care.question, {"answer": WORDS})),
    "hand_up_question": Good("wang", LEAD, on("open_question_id", Care.question)),
    "merge_question": Good("wang", LEAD, _merger),
    "hand_question_to_knowledge": Good(
        "wang",
        LEAD,
        on(
            "open_question_id",
            lambda care: care.question(is_answered=True),
            {"question": WORDS, "answer": WORDS},
        ),
    ),
}

CANNED_REQUESTS = {
    "create_canned_reply": Good(
        "boss", WRITE, lambda supply: Ask(body={"code": f"new-{supply.number}", **CANNED})
    ),
    "publish_canned_reply_version": Good(
        "boss", WRITE, on("canned_reply_id", Care.canned_reply, CANNED)
    ),
    "retire_canned_reply": Good("boss", WRITE, on("canned_reply_id", Care.canned_reply)),
    "list_canned_replies": Good("li", OFFERED, lambda _: Ask()),
    "show_canned_reply": Good(
        "li",
        permitted("tickets.see_all", *WRITE),
        on("canned_reply_id", Care.canned_reply),
    ),
    "render_canned_reply": Good("li", LEAD, _rendering),
}

CARE = {**SURVEY_REQUESTS, **ESCALATION_REQUESTS, **QUESTION_REQUESTS, **CANNED_REQUESTS}
"""All of them by operation."""
