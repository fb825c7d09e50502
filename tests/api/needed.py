"""Training needs and plans that the API is asked about."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from uuid import UUID

from services.people.domain.site import Site
from services.training.application.fact_rows import FactRow
from services.training.domain.audience import Target
from services.training.domain.course import Course
from services.training.domain.development_plan import DevelopmentPlan
from services.training.domain.plan_terms import PlanTerms
from tests.api.desk import WORDS
from tests.support.training_plans import content, item

if TYPE_CHECKING:
    from tests.api.centre import Centre


class Needed:
    """Brings forth what the requests are about.

    Args:
        centre: where.
        number: makes its codes different from others'.
    """

    def __init__(self, centre: Centre, *, number: int = 0) -> None:
        self._centre = centre
        self._number = number
        self._cases = centre.training.use_cases

    def fill(self) -> None:
        """One of everything."""
        self.need()
        self.facts()
        self.plan("approved")
        self.development()
        self.pool()

    def need(self, *, is_answered: bool = False) -> UUID:
        """A need of Li's, raised by Wang."""
        target = Target(kind="employee", target_id=self._centre.employees["li"])
        with self._centre.acting_as("wang"):
            need_id = self._cases.needs.raise_need(
                audience=(target,), competency="sales", urgency="normal", description=WORDS
            ).id
        if is_answered:
            with self._centre.acting_as("boss"):
                self._cases.need_decisions.answer_by_coaching(need_id, **self.coaching())
        return need_id

    def coaching(self) -> dict[str, Any]:
        """Coaching by Wang."""
        due_on = self._centre.clock.now().date()
        return {"coach_id": self._centre.employees["wang"], "due_on": due_on}

    def course(self) -> UUID:
        """A course that every centre is shipped with."""
        return Course.id_for("etiquette-and-communication")

    def facts(self) -> UUID:
        """A batch of one fact about Li."""
        li = Target(kind="employee", target_id=self._centre.employees["li"])
        fact = FactRow(
            source="quality",
            fact_id=f"F-{self._number}",
            origin="quality_finding",
            happened_on=self._centre.clock.now().date(),
            audience=(li,),
            competency="sales",
            severity=3,
            description=WORDS,
        )
        with self._centre.acting_as("hr"):
            return self._cases.need_facts.take_facts([fact]).id

    def plan(self, state: str = "draft") -> UUID:
        """An annual plan of human resources', which the boss approves."""
        plans, main = self._cases.annual_plans, Site.id_for("main")
        site = Target(kind="site", target_id=main)
        terms = PlanTerms(code=f"plan-{self._number}", title="计划", year=2020, currency="CNY")
        with self._centre.acting_as("hr"):
            plan_id = plans.open_plan(terms).id
            plans.write_plan(plan_id, content=content(item(audience=(site,))))
            if state != "draft":
                plans.submit_plan(plan_id)
        if state == "approved":
            with self._centre.acting_as("boss"):
                plans.approve_plan(plan_id)
        return plan_id

    def spent(self) -> tuple[UUID, UUID]:
        """A plan from which something was spent, and that amount."""
        plan_id, today = self.plan("approved"), self._centre.clock.now().date()
        with self._centre.acting_as("hr"):
            plan = self._cases.annual_plans.enter_spending(
                plan_id, item="talks", amount_minor=100, evidence="INV-1", spent_on=today
            )
        return plan_id, plan.spendings[0].spending_id

    def development(self) -> UUID:
        """The development plan of Li: begun, if there was none, with a direction and goals."""
        plans, li = self._cases.development_plans, self._centre.employees["li"]
        plan_id = DevelopmentPlan.id_for(li)
        with self._centre.acting_as("li"):
            if self._centre.training.store.find(DevelopmentPlan, plan_id) is None:
                plans.open_plan(li)
                plans.choose_direction(plan_id, path="service", step="expert")
        return plan_id

    def goal(self) -> tuple[UUID, UUID]:
        """That plan, and an open goal in it; neither side has agreed yet."""
        plan_id, today = self.development(), self._centre.clock.now().date()
        with self._centre.acting_as("li"):
            plan = self._cases.development_plans.set_goal(plan_id, words=WORDS, due_on=today)
        return plan_id, plan.goals[-1].goal_id

    def position(self) -> UUID:
        """A position, of which all services know."""
        with self._centre.installing("people"):
            position_id = self._centre.people.organisation.open_position(
                code=f"position-{self._number}", title="岗位", level=3
            ).id
        self._centre.settle()
        return position_id

    def pool(self) -> UUID:
        """A pool with nobody in it."""
        position_id = self.position()
        with self._centre.acting_as("hr"):
            return self._cases.succession_pools.open_pool(position_id).id

    def nomination(self) -> tuple[UUID, UUID]:
        """A pool, and the nomination of Li in it."""
        pools, li = self._cases.succession_pools, self._centre.employees["li"]
        pool_id = self.pool()
        with self._centre.acting_as("hr"):
            pool = pools.nominate_member(pool_id, employee_id=li, readiness="later", reason=WORDS)
        return pool_id, pool.nominations[0].nomination_id
