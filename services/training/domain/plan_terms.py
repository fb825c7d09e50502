"""The words of annual training plans: objectives, items, methods, what was spent (TR-2, TR-6)."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date, datetime
from uuid import UUID

import msgspec

from services.training.domain.audience import Audience
from services.training.domain.plan_errors import PlanContradictsItself
from shared.errors import FieldError

DRAFT = "draft"
SUBMITTED = "submitted"
APPROVED = "approved"

STATES = (DRAFT, SUBMITTED, APPROVED)
STATES_ZH = {DRAFT: "为草稿", SUBMITTED: "待审批", APPROVED: "已批准"}

METHODS = (
    "lecture",
    "role_play",
    "case_analysis",
    "simulation",
    "drill",
    "online",
    "shadowing",
    "workshop",
    "external",
    "coaching",
)
METHODS_ZH = {
    "lecture": "讲授",
    "role_play": "角色扮演",
    "case_analysis": "案例分析",
    "simulation": "模拟",
    "drill": "模拟演练",
    "online": "在线学习",
    "shadowing": "跟岗实践",
    "workshop": "工作坊",
    "external": "外部培训",
    "coaching": "辅导",
}

QUARTERS = 4


class PlanTerms(msgspec.Struct, frozen=True, kw_only=True):
    """Which plan it is.

    Args:
        code: its code.
        title: what it is called.
        year: the year.
        currency: ISO 4217 code of all its amounts.
    """

    code: str
    title: str
    year: int
    currency: str


class Objective(msgspec.Struct, frozen=True, kw_only=True):
    """What the plan is to reach.

    Args:
        code: its code in the plan.
        text: what.
        competencies: what people are to be able to do.
    """

    code: str
    text: str
    competencies: tuple[str, ...]


class PlanItem(msgspec.Struct, frozen=True, kw_only=True):
    """One training of the plan.

    Args:
        code: its code in the plan.
        objective: code of the objective that it serves.
        title: its content in words.
        course_id: the course, if it is one of the catalogue.
        method: how it is taught, one of `METHODS`.
        times: how often in each quarter.
        learners: how many are to learn it in the year.
        audience: who.
        budget_minor: what it may cost, in minor units.
    """

    code: str
    objective: str
    title: str
    course_id: UUID | None = None
    method: str
    times: tuple[int, int, int, int]
    learners: int
    audience: Audience
    budget_minor: int


class PlanContent(msgspec.Struct, frozen=True, kw_only=True):
    """What a revision of the plan says.

    Args:
        objectives: what is to be reached.
        items: by which trainings.
    """

    objectives: tuple[Objective, ...] = ()
    items: tuple[PlanItem, ...] = ()

    @property
    def budget_minor(self) -> int:
        """What all of it may cost."""
        return sum(one.budget_minor for one in self.items)

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to approve."""
        return not (self.objectives and self.items)

    def check(self, *, spent_on: Collection[str]) -> None:
        """Refuses what does not fit together.

        Args:
            spent_on: codes of the items that must stay, since something was spent on them.

        Raises:
            PlanContradictsItself: codes stand twice, or name what is not there.
        """
        objectives = [one.code for one in self.objectives]
        items = [one.code for one in self.items]
        faults = [*_repeated("objectives", objectives), *_repeated("items", items)]
        faults += [
            FieldError(f"items.{n}.objective", "is no objective here.", "目标不存在。")
            for n, one in enumerate(self.items)
            if one.objective not in objectives
        ]
        faults += [
            FieldError("items", f"must keep {one}.", f"须保留已有支出的项目 {one}。")
            for one in sorted(set(spent_on) - set(items))
        ]
        if faults:
            raise PlanContradictsItself(fields=tuple(faults))


class Spending(msgspec.Struct, frozen=True, kw_only=True):
    """An amount that was spent.

    Args:
        spending_id: its id.
        item: code of the item.
        amount_minor: how much, in minor units of the plan's currency.
        evidence: what the receipt is called where it is kept.
        spent_on: the day.
        entered_by: who entered it.
    """

    spending_id: UUID
    item: str
    amount_minor: int
    evidence: str
    spent_on: date
    entered_by: UUID


class Approval(msgspec.Struct, frozen=True, kw_only=True):
    """Who approved which revision, and when."""

    revision: int
    approver_id: UUID
    approved_at: datetime


def _repeated(name: str, codes: Sequence[str]) -> list[FieldError]:
    return [
        FieldError(f"{name}.{n}.code", "stands there already.", "代码重复。")
        for n, one in enumerate(codes)
        if one in codes[:n]
    ]
