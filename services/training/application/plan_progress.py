"""What was done of an annual plan, item by item, and the plan as a sheet (TR-6)."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Protocol
from uuid import UUID

from services.training.application.annual_plans import AnnualPlans
from services.training.domain.annual_plan import AnnualPlan
from services.training.domain.plan_terms import METHODS_ZH, QUARTERS, PlanItem
from shared.spreadsheets import Cell, sheet_in

_HEADINGS = {
    "en": (
        "Objective",
        "Item",
        "Content",
        "Course",
        "Method",
        "Q1",
        "Q2",
        "Q3",
        "Q4",
        "Learners",
        "Audience",
        "Budget (minor units)",
        "Spent (minor units)",
        "Currency",
    ),
    "zh": (
        "目标",
        "项目",
        "内容",
        "课程",
        "方式",
        "一季度",
        "二季度",
        "三季度",
        "四季度",
        "人数",
        "对象",
        "预算（最小货币单位）",
        "支出（最小货币单位）",
        "币种",
    ),
}


class DoneLearning(Protocol):
    """What was really done in a course."""

    def sessions_held(self, course_id: UUID, *, since: date, until: date) -> int:
        """Sessions of the course held from a day on and before another."""

    def completions(self, course_id: UUID, *, since: date, until: date) -> int:
        """Learners who completed the course from a day on and before another."""


@dataclass(frozen=True)
class ItemProgress:
    """What was done of an item.

    Args:
        item: the item in force.
        held: sessions held in each quarter; None where the item is no course of the catalogue.
        completions: learners who completed it in the year; None likewise.
        spent_minor: what was spent on it.
    """

    item: PlanItem
    held: tuple[int, ...] | None
    completions: int | None
    spent_minor: int


class PlanProgress:
    """Compares plans with what was done.

    Args:
        plans: finds plans for who may see them.
        done: what was really done.
    """

    def __init__(self, plans: AnnualPlans, *, done: DoneLearning) -> None:
        self._plans = plans
        self._done = done

    def see_progress(self, plan_id: UUID) -> tuple[AnnualPlan, Sequence[ItemProgress]]:
        """What was done of the revision in force; a session counts for each item of its course."""
        plan = self._plans.see_plan(plan_id)
        items = () if plan.in_force is None else plan.in_force.items
        return plan, [self._of(one, plan) for one in items]

    def write_sheet(self, plan_id: UUID, *, language: str) -> bytes:
        """The plan as CSV, whose cells no spreadsheet takes for formulas.

        Args:
            plan_id: the plan; what is in force, else its draft.
            language: `zh` or `en`, of the headings and methods.
        """
        plan = self._plans.see_plan(plan_id)
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "plan.csv"
            with sheet_in(path, "csv") as sheet:
                sheet.write(_HEADINGS[language])
                for row in _rows(plan, language):
                    sheet.write(row)
            return path.read_bytes()

    def _of(self, item: PlanItem, plan: AnnualPlan) -> ItemProgress:
        spent = plan.spent_minor(item.code)
        if item.course_id is None:
            return ItemProgress(item, held=None, completions=None, spent_minor=spent)
        done, course_id, days = self._done, item.course_id, _quarter_days(plan.terms.year)
        held = tuple(
            done.sessions_held(course_id, since=days[n], until=days[n + 1]) for n in range(QUARTERS)
        )
        completions = done.completions(course_id, since=days[0], until=days[-1])
        return ItemProgress(item, held=held, completions=completions, spent_minor=spent)


def _quarter_days(year: int) -> list[date]:
    """The first day of each quarter, and of the next year."""
    return [*(date(year, month, 1) for month in (1, 4, 7, 10)), date(year + 1, 1, 1)]


def _rows(plan: AnnualPlan, language: str) -> Iterator[Sequence[Cell]]:
    content = plan.in_force or plan.content
    objectives = {one.code: one.text for one in content.objectives}
    for one in content.items:
        yield (
            objectives[one.objective],
            one.code,
            one.title,
            None if one.course_id is None else str(one.course_id),
            METHODS_ZH[one.method] if language == "zh" else one.method,
            *one.times,
            one.learners,
            "; ".join(f"{each.kind}:{each.target_id}" for each in one.audience),
            one.budget_minor,
            plan.spent_minor(one.code),
            plan.terms.currency,
        )
