"""Good requests to calls, scripts and outbound calls."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from tests.api.desk import WORDS
from tests.api.good.asking import ANYBODY, Ask, Good, Supply, permitted, plain
from tests.api.outbound_desk import TEXTS, OutboundDesk

RUN = permitted("tickets.run_campaigns")
KEEP = permitted("tickets.keep_scripts")
WORK = permitted("tickets.work")
SEE_CAMPAIGNS = permitted("tickets.run_campaigns", "tickets.see_all")
READ_SCRIPTS = permitted("tickets.keep_scripts", "tickets.see_all", "tickets.work")
SEE_CALLS = permitted("tickets.see_all")
NOBODY_BUT_WHO_HAS_IT = permitted("nobody else")
CALLING = {
    "from_time": "09:00",
    "until_time": "18:00",
    "most_tries": 2,
    "gap_seconds": 7200,
}


def outbound(supply: Supply) -> OutboundDesk:
    """The desk of outbound calls."""
    return OutboundDesk(supply.centre, words=WORDS)


def on_campaign(state: str = "running", body: Any = None) -> Callable[[Supply], Ask]:
    """About a campaign in a state."""
    return lambda supply: Ask({"campaign_id": outbound(supply).campaign(state)}, body=body)


def on_task(state: str, body: Any = None) -> Callable[[Supply], Ask]:
    """About an outbound task in a state; Li's unless it waits."""
    return lambda supply: Ask({"outbound_task_id": outbound(supply).task(state)}, body=body)


def on_script(state: str, body: Any = None, **path: int) -> Callable[[Supply], Ask]:
    """About a script in a state."""
    return lambda supply: Ask({"script_id": outbound(supply).script(state), **path}, body=body)


def on_test(body: Any = None, **query: Any) -> Callable[[Supply], Ask]:
    """About a running test."""
    return lambda supply: Ask(
        {"script_test_id": outbound(supply).script_test()}, body=body, query=query
    )


def on_customer(body: Any = None) -> Callable[[Supply], Ask]:
    """About a customer of whom nothing is known."""
    return lambda supply: Ask({"customer_id": outbound(supply).stranger()}, body=body)


def _waiting(supply: Supply) -> Ask:
    outbound(supply).task()
    return Ask()


def _plan(supply: Supply) -> Ask:
    now = supply.centre.clock.now()
    body = {
        "name": "一月回访",
        "purpose": "marketing",
        "skill_group": "cards",
        "from_at": now.isoformat(),
        "until_at": (now + timedelta(days=9)).isoformat(),
        "calling": CALLING,
        "trigger": {"days_after_resolution": 3, "kinds": ["complaint"]},
    }
    return Ask(body=body)


def _targets(supply: Supply) -> Ask:
    desk = outbound(supply)
    return Ask({"campaign_id": desk.campaign()}, body={"customer_ids": [desk.stranger()]})


def _record(supply: Supply, *, is_recorded: bool = False) -> dict[str, Any]:
    return {"call_record_id": outbound(supply).record(is_recorded=is_recorded)}


def boss(needs: frozenset[str], make: Callable[[Supply], Ask]) -> Good:
    """The centre's manager does it."""
    return Good("boss", needs, make)


def li(needs: frozenset[str], make: Callable[[Supply], Ask]) -> Good:
    """Li does it."""
    return Good("li", needs, make)


STAGE = {"stage": "closing", "seconds": 12, "done": ["nothing_else", "standard_closing"]}
OBJECTION = {"objection": "no_time", "answer": WORDS, "is_overcome": True}

CALLS = {
    "show_call_guide": li(ANYBODY, lambda _: Ask(query={"kind": "complaint"})),
    "list_dispositions": li(ANYBODY, plain()),
    "begin_call_record": li(
        WORK,
        lambda supply: Ask({"contact_id": supply.desk.contact()}, body={"kind": "query"}),
    ),
    "show_call_record": li(SEE_CALLS, lambda supply: Ask(_record(supply))),
    "record_call_stage": li(
        permitted("tickets.work+tickets.see_all"), lambda supply: Ask(_record(supply), body=STAGE)
    ),
    "complete_call_record": li(
        permitted("tickets.work+tickets.see_all"),
        lambda supply: Ask(_record(supply, is_recorded=True)),
    ),
    "sum_call_stages": Good(
        "wang",
        permitted("tickets.see_team", "tickets.see_all"),
        lambda _: Ask(query={"first_day": "2020-01-01", "last_day": "2020-02-01"}),
    ),
}

SCRIPTS = {
    "list_scripts": li(READ_SCRIPTS, plain()),
    "begin_script": boss(KEEP, plain(name="开场", purpose="inbound", texts=TEXTS)),
    "show_script": li(READ_SCRIPTS, on_script("released")),
    "draft_script_version": boss(KEEP, on_script("released", {"texts": TEXTS})),
    "revise_script_draft": boss(
        KEEP, on_script("draft", {"texts": {**TEXTS, "en": "Hi"}}, number=1)
    ),
    "release_script_version": boss(KEEP, on_script("draft", number=1)),
    "retire_script_version": boss(KEEP, on_script("released", number=1)),
    "start_script_test": boss(KEEP, lambda supply: Ask(body=outbound(supply).comparison())),
    "show_script_test": li(READ_SCRIPTS, on_test()),
    "show_script_assignment": li(
        READ_SCRIPTS,
        lambda supply: Ask(
            {"script_test_id": outbound(supply).script_test()},
            query={"subject_id": outbound(supply).stranger()},
        ),
    ),
    "record_script_outcome": li(
        WORK,
        lambda supply: Ask(
            {"script_test_id": outbound(supply).script_test()},
            body={"subject_id": outbound(supply).spoken(), "disposition": "agreed"},
        ),
    ),
    "end_script_test": boss(KEEP, on_test()),
}

CAMPAIGNS = {
    "list_campaigns": boss(SEE_CAMPAIGNS, plain()),
    "plan_campaign": boss(RUN, _plan),
    "show_campaign": boss(SEE_CAMPAIGNS, on_campaign()),
    "show_campaign_progress": boss(SEE_CAMPAIGNS, on_campaign()),
    "list_campaign_tasks": boss(SEE_CAMPAIGNS, on_campaign()),
    "start_campaign": boss(RUN, on_campaign("planned")),
    "pause_campaign": boss(RUN, on_campaign()),
    "end_campaign": boss(RUN, on_campaign()),
    "change_calling": boss(RUN, on_campaign("running", CALLING)),
    "list_targets": boss(RUN, _targets),
    "list_outbound_tasks": li(WORK, plain()),
    "take_next_outbound_task": li(WORK, _waiting),
    "show_outbound_task": li(SEE_CAMPAIGNS, on_task("taken")),
    "show_preparation": li(SEE_CAMPAIGNS, on_task("taken")),
    "prepare_outbound_task": li(NOBODY_BUT_WHO_HAS_IT, on_task("taken", {"note": WORDS})),
    "begin_attempt": li(NOBODY_BUT_WHO_HAS_IT, on_task("taken")),
    "answer_objection": li(NOBODY_BUT_WHO_HAS_IT, on_task("calling", OBJECTION)),
    "record_result": li(NOBODY_BUT_WHO_HAS_IT, on_task("calling", {"disposition": "satisfied"})),
    "release_outbound_task": li(RUN, on_task("taken")),
    "drop_outbound_task": boss(RUN, on_task("waiting")),
    "show_do_not_call": li(
        WORK, lambda supply: Ask({"customer_id": outbound(supply).do_not_call()})
    ),
    "record_do_not_call": li(WORK, on_customer()),
    "lift_do_not_call": boss(
        RUN, lambda supply: Ask({"customer_id": outbound(supply).do_not_call()})
    ),
    "note_occasion": li(WORK, on_customer({"occasion": "birthday", "day": "06-15"})),
    "forget_occasion": li(
        WORK,
        lambda supply: Ask(
            {"customer_id": outbound(supply).occasion()}, body={"occasion": "birthday"}
        ),
    ),
}
