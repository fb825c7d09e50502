"""Good requests to `training`: development plans and the succession pipeline."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from tests.api.desk import WORDS
from tests.api.good.asking import Ask, Good, Supply, permitted
from tests.api.good.needs import needed

DEVELOP = permitted("training.develop")
SELF = permitted("people.self")
NOBODY_ELSE = permitted("nobody else")
STEP = {"path": "management", "step": "supervisor"}
LEVELS = {"levels": [{"competency": "sales", "level": 3}]}
LATER = "2020-06-30"
READY = {"readiness": "ready_now", "reason": WORDS}


def on_plan(body: Any = None) -> Callable[[Supply], Ask]:
    """About Li's plan."""
    return lambda supply: Ask({"development_plan_id": needed(supply).development()}, body=body)


def _of_somebody_new(supply: Supply) -> Ask:
    body = supply.active()
    supply.centre.settle()
    return Ask(body=body)


def _goal(supply: Supply) -> Ask:
    plan_id, goal_id = needed(supply).goal()
    return Ask({"development_plan_id": plan_id, "goal_id": goal_id})


def _agreement(supply: Supply) -> Ask:
    plan_id, _ = needed(supply).goal()
    return Ask({"development_plan_id": plan_id})


def _nominated(body: Any) -> Callable[[Supply], Ask]:
    def make(supply: Supply) -> Ask:
        pool_id, nomination_id = needed(supply).nomination()
        path = {"succession_pool_id": pool_id, "nomination_id": nomination_id}
        return Ask(path, body=body)

    return make


def _successor(supply: Supply) -> Ask:
    body = {**READY, "employee_id": supply.centre.employees["wang"]}
    return Ask({"succession_pool_id": needed(supply).pool()}, body=body)


SUCCESSION = {
    "open_succession_pool": Good(
        "hr", DEVELOP, lambda supply: Ask(body={"position_id": needed(supply).position()})
    ),
    "nominate_successor": Good("hr", DEVELOP, _successor),
    "assess_successor": Good("hr", DEVELOP, _nominated(READY)),
    "withdraw_successor": Good("hr", DEVELOP, _nominated({"reason": WORDS})),
    "list_succession_pools": Good("hr", DEVELOP, lambda _: Ask()),
    "show_succession_pool": Good(
        "hr", DEVELOP, lambda supply: Ask({"succession_pool_id": needed(supply).pool()})
    ),
}
"""Of the pipeline, by operation."""

DEVELOPMENT = {
    **SUCCESSION,
    "open_development_plan": Good("hr", DEVELOP, _of_somebody_new),
    "describe_oneself": Good("li", NOBODY_ELSE, on_plan({"interests": WORDS})),
    "choose_direction": Good("li", DEVELOP, on_plan(STEP)),
    "assess_levels": Good("wang", DEVELOP, on_plan(LEVELS)),
    "agree_to_plan": Good("li", DEVELOP, _agreement),
    "check_in": Good("wang", DEVELOP, on_plan({"words": WORDS})),
    "set_goal": Good("li", DEVELOP, on_plan({"words": WORDS, "due_on": LATER})),
    "reach_goal": Good("wang", DEVELOP, _goal),
    "drop_goal": Good("li", DEVELOP, _goal),
    "list_development_plans": Good("wang", SELF | DEVELOP, lambda _: Ask()),
    "show_development_plan": Good("wang", DEVELOP, on_plan()),
}
"""All of them by operation."""
