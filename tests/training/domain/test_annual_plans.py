"""The annual plan: written, approved by another, changed by a new revision only."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any
from uuid import UUID

import pytest

from services.training.domain.annual_plan import AnnualPlan
from services.training.domain.plan_errors import (
    NotYourOwnPlan,
    PlanContradictsItself,
    PlanEmpty,
    PlanInAnotherState,
    PlanItemNotFound,
    SpendingNotFound,
)
from services.training.domain.plan_terms import PlanContent, Spending
from tests.support.training import HR, MONDAY, QIAN, WANG
from tests.support.training_needs import at, new_events, sealed
from tests.support.training_plans import OBJECTIVE, TERMS, content, item

SPENDING = Spending(
    spending_id=UUID(int=3),
    item="talks",
    amount_minor=120_000,
    evidence="INV-7",
    spent_on=date(2020, 1, 6),
    entered_by=HR,
)


def plan(state: str = "draft") -> AnnualPlan:
    """A plan of Qian's that Wang approved."""
    with at():
        made = AnnualPlan.open(TERMS)
        made.write(content(), author_id=QIAN)
        if state in ("submitted", "approved"):
            made.submit(submitter_id=QIAN)
        if state == "approved":
            made.approve(approver_id=WANG, at=MONDAY)
    made.collect_events()
    return made


STEPS: dict[str, Callable[[AnnualPlan], Any]] = {
    "write": lambda one: one.write(content(), author_id=QIAN),
    "submit": lambda one: one.submit(submitter_id=QIAN),
    "approve": lambda one: one.approve(approver_id=WANG, at=MONDAY),
    "send_back": lambda one: one.send_back(sealed(), by=WANG),
    "revise": lambda one: one.revise(),
}


@pytest.mark.parametrize(
    ("state", "fitting"),
    [
        ("draft", {"write", "submit"}),
        ("submitted", {"approve", "send_back"}),
        ("approved", {"revise"}),
    ],
)
@pytest.mark.parametrize("step", STEPS)
def test_each_step_fits_one_state(state: str, fitting: set[str], step: str) -> None:
    made = plan(state)
    with at():
        if step in fitting:
            STEPS[step](made)
        else:
            with pytest.raises(PlanInAnotherState):
                STEPS[step](made)

    assert (step in fitting) == (len(new_events(made)) == 1)


@pytest.mark.parametrize("judge", ["approve", "send_back"])
def test_nobody_judges_what_they_wrote_or_submitted(judge: str) -> None:
    made = plan()
    with at():
        made.write(content(), author_id=HR)
        made.submit(submitter_id=WANG)
        made.collect_events()
        judges: list[Callable[[UUID], None]] = [
            lambda who: made.approve(approver_id=who, at=MONDAY),
            lambda who: made.send_back(sealed(), by=who),
        ]
        for who in (QIAN, HR, WANG):
            with pytest.raises(NotYourOwnPlan):
                judges[judge == "send_back"](who)

    assert [] == new_events(made)


def test_what_is_in_force_stays_so_until_another_revision_is_approved() -> None:
    made, first, second = plan("approved"), content(), content(item(learners=40), item("drill"))
    with at():
        made.revise()
        made.write(second, author_id=WANG)
        assert (first, 1) == (made.in_force, made.approved_revision)
        made.submit(submitter_id=WANG)
        with pytest.raises(NotYourOwnPlan):
            made.approve(approver_id=WANG, at=MONDAY)
        made.approve(approver_id=QIAN, at=MONDAY)

    assert (second, 2) == (made.in_force, made.approved_revision)
    assert [(1, WANG), (2, QIAN)] == [(one.revision, one.approver_id) for one in made.approvals]


def test_what_is_sent_back_is_written_anew_and_the_reason_goes_with_the_next_submission() -> None:
    made = plan("submitted")
    with at():
        made.send_back(sealed("why"), by=WANG)
        assert (sealed("why"), "draft") == (made.sent_back_for, made.state)
        made.submit(submitter_id=QIAN)

    assert made.sent_back_for is None


@pytest.mark.parametrize(
    "empty", [PlanContent(), PlanContent(objectives=(OBJECTIVE,)), PlanContent(items=())]
)
def test_an_empty_plan_is_not_submitted(empty: PlanContent) -> None:
    made = plan()
    with at():
        made.write(empty, author_id=QIAN)
        with pytest.raises(PlanEmpty):
            made.submit(submitter_id=QIAN)


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        (content(item(), item()), "items.1.code"),
        (content(item(objective="sales")), "items.0.objective"),
        (PlanContent(objectives=(OBJECTIVE, OBJECTIVE), items=(item(),)), "objectives.1.code"),
    ],
)
def test_a_plan_that_contradicts_itself_is_refused_by_its_field(
    wrong: PlanContent, field: str
) -> None:
    made = plan()
    with at(), pytest.raises(PlanContradictsItself) as refused:
        made.write(wrong, author_id=QIAN)

    assert [field] == [one.field for one in refused.value.fields]
    assert [] == new_events(made)


def test_what_was_spent_adds_up_and_can_be_taken_back() -> None:
    made = plan("approved")
    with at():
        made.enter_spending(SPENDING)
        assert (120_000, 0) == (made.spent_minor(), made.spent_minor("drill"))
        made.take_back_spending(SPENDING.spending_id, reason=sealed())
        with pytest.raises(SpendingNotFound):
            made.take_back_spending(SPENDING.spending_id, reason=sealed())

    assert ["SpendingEntered", "SpendingTakenBack"] == new_events(made)
    assert 0 == made.spent_minor()


def test_money_is_spent_on_items_in_force_alone_and_keeps_them_in_the_plan() -> None:
    draft, made = plan(), plan("approved")
    with at():
        with pytest.raises(PlanItemNotFound):
            draft.enter_spending(SPENDING)
        made.enter_spending(SPENDING)
        made.revise()
        with pytest.raises(PlanContradictsItself):
            made.write(content(item("drill")), author_id=QIAN)
