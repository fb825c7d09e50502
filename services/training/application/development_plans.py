"""Development plans: told by employees, assessed by who leads them, agreed by both (CA-3)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from uuid import UUID

from services.training.application.access import DEVELOP, SEE_TEAM
from services.training.application.questions import Staff
from services.training.application.workbench import Workbench
from services.training.domain.career_paths import Level
from services.training.domain.development_errors import (
    DevelopmentPlanAlreadyOpened,
    DevelopmentPlanNotFound,
    NotOneself,
    OnlyOneself,
)
from services.training.domain.development_plan import DevelopmentPlan
from services.training.domain.development_terms import EMPLOYEE, SUPERVISOR, CheckIn, Goal
from services.training.domain.need_errors import CourseNotOffered, DueInThePast
from shared.context import current_context
from shared.errors import FieldError
from shared.event_store import AsOf
from shared.event_store.store import expect_version
from shared.sealed import Sealed


class DevelopmentPlans:
    """Opens plans and takes them on; seen by the employee, who leads them, and who develops all.

    Args:
        bench: what all use cases stand on.
        staff: who leads whom.
    """

    def __init__(self, bench: Workbench, *, staff: Staff) -> None:
        self._bench = bench
        self._staff = staff

    def open_plan(self, employee_id: UUID) -> DevelopmentPlan:
        """Begins the plan of an employee: one's own, a team member's, or anybody's.

        Raises:
            NotAllowed: it is somebody else's, and nothing tells whether they work here.
            EmployeeUnknown: nobody of that id works here.
            DevelopmentPlanAlreadyOpened: the employee has one.
        """
        if not self._may_see(employee_id):
            current_context().require(DEVELOP)
        self._bench.access.member(employee_id)
        plan_id = DevelopmentPlan.id_for(employee_id)
        if self._bench.store.find(DevelopmentPlan, plan_id) is not None:
            raise DevelopmentPlanAlreadyOpened(employee_id=employee_id)
        plan = DevelopmentPlan.open(employee_id)
        self._bench.store.save(plan)
        return plan

    def describe_oneself(
        self,
        plan_id: UUID,
        *,
        interests: str | None,
        strengths: str | None,
        expected_version: int | None = None,
    ) -> DevelopmentPlan:
        """Says what one likes and is good at.

        Raises:
            OnlyOneself: it is the plan of somebody else.
        """
        plan = self._visible(plan_id, expected_version)
        if not self._bench.access.is_self(plan.employee_id):
            raise OnlyOneself
        plan.describe(
            interests=self._sealed(plan, interests) if interests else None,
            strengths=self._sealed(plan, strengths) if strengths else None,
        )
        self._bench.store.save(plan)
        return plan

    def choose_direction(
        self, plan_id: UUID, *, path: str, step: str, expected_version: int | None = None
    ) -> DevelopmentPlan:
        """Goes for a step of a career path, as the rules in force describe it.

        Raises:
            CareerStepUnknown: no path has it.
        """
        plan = self._visible(plan_id, expected_version)
        with self._bench.rules.noted("career_paths"):
            plan.choose_direction(self._bench.rules.career_paths.direction(path=path, step=step))
            self._bench.store.save(plan)
        return plan

    def assess_levels(
        self, plan_id: UUID, *, levels: Sequence[Level], expected_version: int | None = None
    ) -> DevelopmentPlan:
        """Says how well somebody else does what.

        Raises:
            NotOneself: it is one's own plan.
            CompetencyUnknown: there is no such competency.
        """
        plan = self._judged(plan_id, expected_version)
        with self._bench.rules.noted("competencies"):
            codes = [one.competency for one in levels]
            self._bench.rules.competencies.check_known(codes, field="levels")
            plan.assess(levels, assessor_id=self._bench.access.employee_id())
            self._bench.store.save(plan)
        return plan

    def set_goal(
        self,
        plan_id: UUID,
        *,
        words: str,
        due_on: date,
        competency: str | None = None,
        course_ids: Sequence[UUID] = (),
        expected_version: int | None = None,
    ) -> DevelopmentPlan:
        """Adds a goal with what helps to reach it; both sides are asked to agree anew.

        Raises:
            CompetencyUnknown: there is no such competency.
            CourseNotOffered: a course is not offered.
            DueInThePast: the day has passed.
        """
        plan = self._visible(plan_id, expected_version)
        if competency is not None:
            self._bench.rules.competencies.check_known([competency], field="competency")
        self._check_offered(course_ids)
        if due_on < self._bench.now.date():
            fault = FieldError("due_on", "lies in the past.", "早于今天。")
            raise DueInThePast(fields=(fault,))
        goal = Goal(
            goal_id=self._bench.new_id(),
            competency=competency,
            words=self._sealed(plan, words),
            due_on=due_on,
            course_ids=tuple(dict.fromkeys(course_ids)),
        )
        plan.set_goal(goal)
        self._bench.store.save(plan)
        return plan

    def reach_goal(
        self, plan_id: UUID, goal_id: UUID, *, expected_version: int | None = None
    ) -> DevelopmentPlan:
        """Confirms that somebody else reached a goal.

        Raises:
            NotOneself: it is one's own plan.
        """
        plan = self._judged(plan_id, expected_version)
        plan.reach_goal(goal_id)
        self._bench.store.save(plan)
        return plan

    def drop_goal(
        self, plan_id: UUID, goal_id: UUID, *, expected_version: int | None = None
    ) -> DevelopmentPlan:
        """Pursues a goal no more; both sides are asked to agree anew."""
        plan = self._visible(plan_id, expected_version)
        plan.drop_goal(goal_id)
        self._bench.store.save(plan)
        return plan

    def agree_to_plan(
        self, plan_id: UUID, *, expected_version: int | None = None
    ) -> DevelopmentPlan:
        """Agrees for one's own side: as the employee, or as who leads or develops them."""
        plan = self._visible(plan_id, expected_version)
        plan.agree(self._side(plan), by=self._bench.access.employee_id())
        self._bench.store.save(plan)
        return plan

    def check_in(
        self, plan_id: UUID, *, words: str, expected_version: int | None = None
    ) -> DevelopmentPlan:
        """Says how it goes, from one's own side."""
        plan = self._visible(plan_id, expected_version)
        plan.check_in(
            CheckIn(
                check_in_id=self._bench.new_id(),
                side=self._side(plan),
                author_id=self._bench.access.employee_id(),
                written_at=self._bench.now,
                words=self._sealed(plan, words),
            )
        )
        self._bench.store.save(plan)
        return plan

    def see_plan(self, plan_id: UUID, *, as_of: AsOf | None = None) -> DevelopmentPlan:
        """A plan as it stands or stood, for who may see it now.

        Raises:
            DevelopmentPlanNotFound: there is none, was none then, or not for the actor.
        """
        self._visible(plan_id, None)
        plan = self._bench.store.find(DevelopmentPlan, plan_id, as_of=as_of)
        if plan is None:
            raise DevelopmentPlanNotFound(key=plan_id)
        return plan

    def whose_plans(self) -> frozenset[UUID] | None:
        """Whose plans the actor sees: their own and their team's; None for everybody's."""
        context = current_context()
        if context.may(DEVELOP):
            return None
        employee_id = self._bench.access.employee_id()
        team = self._staff.team_of(employee_id) if context.may(SEE_TEAM) else frozenset()
        return team | {employee_id}

    def _may_see(self, employee_id: UUID) -> bool:
        access = self._bench.access
        return (
            current_context().may(DEVELOP)
            or access.is_self(employee_id)
            or access.leads(employee_id)
        )

    def _visible(self, plan_id: UUID, expected_version: int | None) -> DevelopmentPlan:
        plan = self._bench.store.find(DevelopmentPlan, plan_id)
        if plan is None or not self._may_see(plan.employee_id):
            raise DevelopmentPlanNotFound(key=plan_id)
        expect_version(plan, expected_version)
        return plan

    def _judged(self, plan_id: UUID, expected_version: int | None) -> DevelopmentPlan:
        plan = self._visible(plan_id, expected_version)
        if self._bench.access.is_self(plan.employee_id):
            raise NotOneself
        return plan

    def _side(self, plan: DevelopmentPlan) -> str:
        return EMPLOYEE if self._bench.access.is_self(plan.employee_id) else SUPERVISOR

    def _sealed(self, plan: DevelopmentPlan, text: str) -> Sealed:
        return self._bench.seal_about(plan.employee_id, text)

    def _check_offered(self, course_ids: Sequence[UUID]) -> None:
        faults = [
            FieldError(f"course_ids.{number}", "there is no such course.", "没有该课程。")
            for number, one in enumerate(course_ids)
            if not self._bench.is_offered(one)
        ]
        if faults:
            raise CourseNotOffered(fields=tuple(faults))
