"""Annual plans as they are told: each of their events once at least."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

from services.training.service import TrainingService
from tests.support.training import HR, QIAN
from tests.support.training_plans import TERMS, content, item
from tests.training.conftest import ActAs

WORDS = "钱主管写得太简单"


def tell_plans(school: TrainingService, as_employee: ActAs) -> UUID:
    """A plan that is sent back, approved, spent from and revised; returns its id."""
    plans = school.use_cases.annual_plans
    with as_employee(QIAN):
        plan_id = plans.open_plan(TERMS).id
        plans.write_plan(plan_id, content=content())
        plans.submit_plan(plan_id)
    with as_employee(HR):
        plans.send_back_plan(plan_id, reason=WORDS)
    with as_employee(QIAN):
        plans.write_plan(plan_id, content=content(item(), item("=drill", title="=1+1")))
        plans.submit_plan(plan_id)
    spent: dict[str, Any] = {"item": "talks", "amount_minor": 70_000, "spent_on": date(2020, 1, 6)}
    with as_employee(HR):
        plans.approve_plan(plan_id)
        for evidence in ("INV-1", "INV-2"):
            plan = plans.enter_spending(plan_id, evidence=evidence, **spent)
        plans.take_back_spending(plan_id, plan.spendings[0].spending_id, reason=WORDS)
        plans.revise_plan(plan_id)
    return plan_id
