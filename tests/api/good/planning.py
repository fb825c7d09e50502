"""Good requests to `training`: annual plans."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from tests.api.desk import WORDS
from tests.api.good.asking import Ask, Good, Supply, permitted
from tests.api.good.needs import needed

PLAN = permitted("training.plan")
SEE = permitted("training.plan", "training.see_all")
SPENT = {"item": "talks", "amount_minor": 100, "evidence": "INV-9", "spent_on": "2020-01-06"}


def on_plan(state: str = "draft", body: Any = None) -> Callable[[Supply], Ask]:
    """About a plan that is made first."""
    return lambda supply: Ask({"annual_plan_id": needed(supply).plan(state)}, body=body)


def _new(supply: Supply) -> Ask:
    code = f"new-{supply.number}"
    return Ask(body={"code": code, "title": "计划", "year": 2021, "currency": "CNY"})


def _content(supply: Supply) -> Ask:
    item = {
        "code": "talks",
        "objective": "quality",
        "title": "沟通",
        "method": "lecture",
        "times": [1, 0, 0, 1],
        "learners": 10,
        "audience": [{"kind": "site", "target_id": supply.main_site}],
        "budget_minor": 100,
    }
    objective = {"code": "quality", "text": "合格率", "competencies": ["sales"]}
    body = {"objectives": [objective], "items": [item]}
    return Ask({"annual_plan_id": needed(supply).plan()}, body=body)


def _retraction(supply: Supply) -> Ask:
    plan_id, spending_id = needed(supply).spent()
    path = {"annual_plan_id": plan_id, "spending_id": spending_id}
    return Ask(path, body={"reason": WORDS})


PLANS = {
    "open_annual_plan": Good("hr", PLAN, _new),
    "write_annual_plan": Good("hr", PLAN, _content),
    "submit_annual_plan": Good("hr", PLAN, on_plan()),
    "approve_annual_plan": Good("boss", PLAN, on_plan("submitted")),
    "send_back_annual_plan": Good("boss", PLAN, on_plan("submitted", {"reason": WORDS})),
    "revise_annual_plan": Good("hr", PLAN, on_plan("approved")),
    "enter_plan_spending": Good("hr", PLAN, on_plan("approved", SPENT)),
    "take_back_plan_spending": Good("hr", PLAN, _retraction),
    "list_annual_plans": Good("hr", SEE, lambda _: Ask(query={"year": 2020})),
    "show_annual_plan": Good("hr", SEE, on_plan()),
    "show_plan_progress": Good("hr", SEE, on_plan("approved")),
    "download_annual_plan": Good("hr", SEE, on_plan("approved")),
}
"""All of them by operation."""
