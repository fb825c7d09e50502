"""Writing, approving and following the annual training plan (TR-6)."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from services.training.application.access import PLAN, SEE_ALL
from services.training.application.need_readers import NeedReaders
from services.training.application.workbench import Workbench
from services.training.domain.annual_plan import AnnualPlan
from services.training.domain.need_errors import AudienceUnknown, CourseNotOffered
from services.training.domain.plan_errors import PlanAlreadyOpened, PlanNotFound, SpentInTheFuture
from services.training.domain.plan_terms import PlanContent, PlanTerms, Spending
from shared.context import current_context
from shared.errors import FieldError
from shared.event_store import AsOf
from shared.event_store.store import expect_version


class AnnualPlans:
    """Takes plans from the first draft to the last amount spent.

    Args:
        bench: what all use cases stand on.
        readers: knows who is there to be trained.
    """

    def __init__(self, bench: Workbench, *, readers: NeedReaders) -> None:
        self._bench = bench
        self._readers = readers

    def open_plan(self, terms: PlanTerms) -> AnnualPlan:
        """Begins a plan for a year.

        Raises:
            PlanAlreadyOpened: the code is taken.
        """
        current_context().require(PLAN)
        if self._bench.store.find(AnnualPlan, AnnualPlan.id_for(terms.code)) is not None:
            raise PlanAlreadyOpened(plan_code=terms.code)
        plan = AnnualPlan.open(terms)
        self._bench.store.save(plan)
        return plan

    def write_plan(
        self, plan_id: UUID, *, content: PlanContent, expected_version: int | None = None
    ) -> AnnualPlan:
        """Writes the draft of a revision, in place of what it said before.

        Raises:
            PlanContradictsItself: codes stand twice, or name what is not there.
            CompetencyUnknown: an objective names one that there is not.
            CourseNotOffered: an item names one that there is not.
            AudienceUnknown: an item is for somebody who is not there.
        """
        plan = self._planned(plan_id, expected_version)
        with self._bench.rules.noted("competencies"):
            self._check(content)
            plan.write(content, author_id=self._bench.access.employee_id())
            self._bench.store.save(plan)
        return plan

    def submit_plan(self, plan_id: UUID, *, expected_version: int | None = None) -> AnnualPlan:
        """Asks somebody else to approve a plan."""
        plan = self._planned(plan_id, expected_version)
        plan.submit(submitter_id=self._bench.access.employee_id())
        self._bench.store.save(plan)
        return plan

    def approve_plan(self, plan_id: UUID, *, expected_version: int | None = None) -> AnnualPlan:
        """Puts a revision into force, which others have written.

        Raises:
            NotYourOwnPlan: the actor wrote or submitted it.
        """
        plan = self._planned(plan_id, expected_version)
        plan.approve(approver_id=self._bench.access.employee_id(), at=self._bench.now)
        self._bench.store.save(plan)
        return plan

    def send_back_plan(
        self, plan_id: UUID, *, reason: str, expected_version: int | None = None
    ) -> AnnualPlan:
        """Asks the authors to write a plan otherwise.

        Raises:
            NotYourOwnPlan: the actor wrote or submitted it.
        """
        plan = self._planned(plan_id, expected_version)
        employee_id = self._bench.access.employee_id()
        whose = plan.authors[0] if plan.authors else employee_id
        plan.send_back(self._bench.seal_about(whose, reason), by=employee_id)
        self._bench.store.save(plan)
        return plan

    def revise_plan(self, plan_id: UUID, *, expected_version: int | None = None) -> AnnualPlan:
        """Begins another revision; until it is approved, the one in force stays so."""
        plan = self._planned(plan_id, expected_version)
        plan.revise()
        self._bench.store.save(plan)
        return plan

    def enter_spending(
        self,
        plan_id: UUID,
        *,
        item: str,
        amount_minor: int,
        evidence: str,
        spent_on: date,
        expected_version: int | None = None,
    ) -> AnnualPlan:
        """Notes what was spent.

        Args:
            plan_id: the plan.
            item: code of the item in force.
            amount_minor: how much, in minor units of the plan's currency.
            evidence: what the receipt is called where it is kept.
            spent_on: the day.
            expected_version: version that the caller saw.

        Raises:
            PlanItemNotFound: the plan in force has no such item.
            SpentInTheFuture: the day has not come.
        """
        plan = self._planned(plan_id, expected_version)
        if spent_on > self._bench.now.date():
            fault = FieldError("spent_on", "lies in the future.", "晚于今天。")
            raise SpentInTheFuture(fields=(fault,))
        spending = Spending(
            spending_id=self._bench.new_id(),
            item=item,
            amount_minor=amount_minor,
            evidence=evidence,
            spent_on=spent_on,
            entered_by=self._bench.access.employee_id(),
        )
        plan.enter_spending(spending)
        self._bench.store.save(plan)
        return plan

    def take_back_spending(
        self, plan_id: UUID, spending_id: UUID, *, reason: str, expected_version: int | None = None
    ) -> AnnualPlan:
        """Takes back an amount that was entered in error; it stays in the history."""
        plan = self._planned(plan_id, expected_version)
        sealed = self._bench.seal_about(self._bench.access.employee_id(), reason)
        plan.take_back_spending(spending_id, reason=sealed)
        self._bench.store.save(plan)
        return plan

    def see_plan(self, plan_id: UUID, *, as_of: AsOf | None = None) -> AnnualPlan:
        """A plan, for who plans and who sees everybody's training.

        Raises:
            PlanNotFound: there is none, or was none then.
        """
        self.check_may_see()
        plan = self._bench.store.find(AnnualPlan, plan_id, as_of=as_of)
        if plan is None:
            raise PlanNotFound(key=plan_id)
        return plan

    @staticmethod
    def check_may_see() -> None:
        """Refuses who neither plans nor sees everybody's training."""
        if not current_context().may(SEE_ALL):
            current_context().require(PLAN)

    def _check(self, content: PlanContent) -> None:
        for number, one in enumerate(content.objectives):
            self._bench.rules.competencies.check_known(
                one.competencies, field=f"objectives.{number}.competencies"
            )
        courses, nobody = [], []
        for number, item in enumerate(content.items):
            if item.course_id is not None and not self._bench.is_offered(item.course_id):
                where = f"items.{number}.course_id"
                courses.append(FieldError(where, "there is no such course.", "没有该课程。"))
            if not all(self._readers.is_known(one) for one in item.audience):
                where = f"items.{number}.audience"
                nobody.append(FieldError(where, "nobody works there.", "没有对应的在职员工。"))
        if courses:
            raise CourseNotOffered(fields=tuple(courses))
        if nobody:
            raise AudienceUnknown(fields=tuple(nobody))

    def _planned(self, plan_id: UUID, expected_version: int | None) -> AnnualPlan:
        current_context().require(PLAN)
        plan = self.see_plan(plan_id)
        expect_version(plan, expected_version)
        return plan
