"""Builders for tests of annual plans."""

from __future__ import annotations

from typing import Any

from services.training.domain.audience import Target
from services.training.domain.plan_terms import Objective, PlanContent, PlanItem, PlanTerms
from tests.support.training import SITE

TERMS = PlanTerms(code="2020", title="2020 年度培训计划", year=2020, currency="CNY")
OBJECTIVE = Objective(code="quality", text="质检合格率 95%", competencies=("communication",))


def item(code: str = "talks", **facts: Any) -> PlanItem:
    """A lecture in each of the first two quarters."""
    given: dict[str, Any] = {
        "objective": "quality",
        "title": "沟通技巧",
        "course_id": None,
        "method": "lecture",
        "times": (1, 1, 0, 0),
        "learners": 20,
        "audience": (Target(kind="site", target_id=SITE),),
        "budget_minor": 500_000,
        **facts,
    }
    return PlanItem(code=code, **given)


def content(*items: PlanItem) -> PlanContent:
    """One objective, and these items."""
    return PlanContent(objectives=(OBJECTIVE,), items=items or (item(),))
