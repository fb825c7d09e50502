"""The annual training plan [年度培训计划]: approved by another than its authors (TR-6)."""

from __future__ import annotations

from datetime import datetime
from typing import Self
from uuid import UUID

from services.training.domain.plan_errors import (
    NotYourOwnPlan,
    PlanEmpty,
    PlanInAnotherState,
    PlanItemNotFound,
    SpendingNotFound,
)
from services.training.domain.plan_terms import (
    APPROVED,
    DRAFT,
    STATES_ZH,
    SUBMITTED,
    Approval,
    PlanContent,
    PlanTerms,
    Spending,
)
from shared.event_store.aggregate import Aggregate, event
from shared.ids import id_of
from shared.sealed.envelope import Sealed


class AnnualPlan(Aggregate):
    """One plan; what is approved stays in force until another revision is approved."""

    TOPIC = "training.annual_plan"

    class Created(Aggregate.Created):
        TOPIC = "training.annual_plan.opened"
        terms: PlanTerms

    def __init__(self, terms: PlanTerms) -> None:
        self.terms = terms
        self.state = DRAFT
        self.revision = 1
        self.content = PlanContent()
        self.in_force: PlanContent | None = None
        self.authors: tuple[UUID, ...] = ()
        self.approvals: tuple[Approval, ...] = ()
        self.sent_back_for: Sealed | None = None
        self.spendings: tuple[Spending, ...] = ()

    @staticmethod
    def id_for(code: str) -> UUID:
        """The one id of the plan with this code."""
        return id_of("annual_plan", code)

    @classmethod
    def open(cls, terms: PlanTerms) -> Self:
        """A plan without content yet."""
        return cls._create(cls.Created, id=cls.id_for(terms.code), terms=terms)

    @property
    def approved_revision(self) -> int | None:
        """The revision in force, if there is one."""
        return self.approvals[-1].revision if self.approvals else None

    def spent_minor(self, item: str | None = None) -> int:
        """What was spent on an item, or on all of them, in minor units."""
        return sum(one.amount_minor for one in self.spendings if item in (None, one.item))

    def write(self, content: PlanContent, *, author_id: UUID) -> None:
        """Writes the draft of a revision, in place of what it said before.

        Raises:
            PlanContradictsItself: codes stand twice, or name what is not there.
        """
        self._check_is(DRAFT)
        content.check(spent_on=[one.item for one in self.spendings])
        self._write(content=content, author_id=author_id)

    @event("Written", topic="training.annual_plan.written")
    def _write(self, content: PlanContent, author_id: UUID) -> None:
        self.content = content
        self.authors = tuple(dict.fromkeys((*self.authors, author_id)))

    def submit(self, *, submitter_id: UUID) -> None:
        """Asks somebody else to approve it; who does counts as one of its authors.

        Raises:
            PlanEmpty: it has no objective or no item.
        """
        self._check_is(DRAFT)
        if self.content.is_empty:
            raise PlanEmpty
        self._submit(
            terms=self.terms,
            revision=self.revision,
            budget_minor=self.content.budget_minor,
            submitter_id=submitter_id,
        )

    @event("Submitted", topic="training.annual_plan.submitted")
    def _submit(
        self, terms: PlanTerms, revision: int, budget_minor: int, submitter_id: UUID
    ) -> None:
        self.state = SUBMITTED
        self.authors = tuple(dict.fromkeys((*self.authors, submitter_id)))
        self.sent_back_for = None

    def approve(self, *, approver_id: UUID, at: datetime) -> None:
        """Puts the revision into force.

        Raises:
            NotYourOwnPlan: the approver wrote it.
        """
        self._check_is(SUBMITTED)
        self.check_is_judged_by(approver_id)
        approval = Approval(revision=self.revision, approver_id=approver_id, approved_at=at)
        self._approve(terms=self.terms, approval=approval, budget_minor=self.content.budget_minor)

    @event("Approved", topic="training.annual_plan.approved")
    def _approve(self, terms: PlanTerms, approval: Approval, budget_minor: int) -> None:
        self.state = APPROVED
        self.in_force = self.content
        self.approvals = (*self.approvals, approval)

    def send_back(self, reason: Sealed, *, by: UUID) -> None:
        """Asks its authors to write it otherwise.

        Raises:
            NotYourOwnPlan: who sends it back wrote it.
        """
        self._check_is(SUBMITTED)
        self.check_is_judged_by(by)
        self._send_back(terms=self.terms, revision=self.revision, reason=reason)

    @event("SentBack", topic="training.annual_plan.sent_back")
    def _send_back(self, terms: PlanTerms, revision: int, reason: Sealed) -> None:
        self.state = DRAFT
        self.sent_back_for = reason

    def revise(self) -> None:
        """Begins another revision, with what is in force as its draft."""
        self._check_is(APPROVED)
        self._revise(revision=self.revision + 1)

    @event("RevisionBegun", topic="training.annual_plan.revision_begun")
    def _revise(self, revision: int) -> None:
        self.state = DRAFT
        self.revision = revision
        self.authors = ()

    def enter_spending(self, spending: Spending) -> None:
        """Notes what was spent on an item in force.

        Raises:
            PlanItemNotFound: the plan in force has no such item.
        """
        items = () if self.in_force is None else self.in_force.items
        if spending.item not in [one.code for one in items]:
            raise PlanItemNotFound(item=spending.item)
        self._enter_spending(spending=spending)

    @event("SpendingEntered", topic="training.annual_plan.spending_entered")
    def _enter_spending(self, spending: Spending) -> None:
        self.spendings = (*self.spendings, spending)

    def take_back_spending(self, spending_id: UUID, *, reason: Sealed) -> None:
        """An amount was entered in error.

        Raises:
            SpendingNotFound: there is none, or it was taken back.
        """
        found = [one for one in self.spendings if one.spending_id == spending_id]
        if not found:
            raise SpendingNotFound(key=spending_id)
        self._take_back_spending(spending=found[0], reason=reason)

    @event("SpendingTakenBack", topic="training.annual_plan.spending_taken_back")
    def _take_back_spending(self, spending: Spending, reason: Sealed) -> None:
        self.spendings = tuple(
            one for one in self.spendings if one.spending_id != spending.spending_id
        )

    def check_is_judged_by(self, employee_id: UUID) -> None:
        """Refuses who wrote the revision.

        Raises:
            NotYourOwnPlan: the employee is one of its authors.
        """
        if employee_id in self.authors:
            raise NotYourOwnPlan

    def _check_is(self, needed: str) -> None:
        if self.state != needed:
            raise PlanInAnotherState(
                state=self.state,
                state_zh=STATES_ZH[self.state],
                needed=needed,
                needed_zh=STATES_ZH[needed],
            )
