"""Writing, approving and following annual plans."""

from __future__ import annotations

import csv
import io
from datetime import date
from uuid import UUID

import pytest

from services.training.application.plan_progress import PlanProgress
from services.training.domain.audience import Target
from services.training.domain.errors import CompetencyUnknown
from services.training.domain.need_errors import AudienceUnknown, CourseNotOffered
from services.training.domain.plan_errors import (
    NotYourOwnPlan,
    PlanAlreadyOpened,
    PlanNotFound,
    SpentInTheFuture,
)
from services.training.domain.plan_terms import Objective, PlanContent
from services.training.service import TrainingService
from shared.errors import NotAllowed, Stale
from shared.event_store import AsOf
from tests.support.training import HR, LI, QIAN, WANG, ZHOU
from tests.support.training_needs import COURSE, offer_course
from tests.support.training_plans import TERMS, content, item
from tests.training.conftest import ActAs
from tests.training.contracts.plans_scene import WORDS, tell_plans


class HeldSessions:
    """A course that was held twice on New Year's Eve and once in May, and completed 30 times."""

    def sessions_held(self, course_id: UUID, *, since: date, until: date) -> int:
        days = [date(2020, 12, 31), date(2020, 12, 31), date(2020, 5, 1), date(2021, 1, 1)]
        return sum(since <= day < until for day in days) if course_id == COURSE else 0

    def completions(self, course_id: UUID, *, since: date, until: date) -> int:
        return (
            30 if (course_id, since, until) == (COURSE, date(2020, 1, 1), date(2021, 1, 1)) else 0
        )


def test_a_plan_goes_from_its_authors_to_who_approves_it(
    school: TrainingService, as_employee: ActAs
) -> None:
    plans = school.use_cases.annual_plans
    with as_employee(QIAN):
        plan = plans.open_plan(TERMS)
        with pytest.raises(PlanAlreadyOpened):
            plans.open_plan(TERMS)
        with pytest.raises(Stale):
            plans.write_plan(plan.id, content=content(), expected_version=7)
        plans.write_plan(plan.id, content=content(), expected_version=1)
        plans.submit_plan(plan.id)
        with pytest.raises(NotYourOwnPlan):
            plans.approve_plan(plan.id)
    with as_employee(HR):
        approved = plans.approve_plan(plan.id)
        with pytest.raises(PlanNotFound):
            plans.approve_plan(UUID(int=1))

    assert [HR] == [one.approver_id for one in approved.approvals]


@pytest.mark.parametrize("who", [LI, WANG, ZHOU])
def test_only_who_plans_writes_and_who_sees_all_reads(
    school: TrainingService, as_employee: ActAs, who: UUID
) -> None:
    plan_id, plans = tell_plans(school, as_employee), school.use_cases.annual_plans
    with as_employee(who):
        with pytest.raises(NotAllowed):
            plans.write_plan(plan_id, content=content())
        if who == ZHOU:
            assert plan_id == plans.see_plan(plan_id).id
        else:
            with pytest.raises(NotAllowed):
                plans.see_plan(plan_id)


@pytest.mark.parametrize(
    ("wrong", "error", "field"),
    [
        (content(item(course_id=COURSE)), CourseNotOffered, "items.0.course_id"),
        (
            content(item(audience=(Target(kind="team", target_id=UUID(int=1)),))),
            AudienceUnknown,
            "items.0.audience",
        ),
        (
            PlanContent(objectives=(Objective(code="x", text="x", competencies=("juggling",)),)),
            CompetencyUnknown,
            "objectives.0.competencies",
        ),
    ],
)
def test_what_is_not_there_is_not_planned(
    school: TrainingService,
    as_employee: ActAs,
    wrong: PlanContent,
    error: type[CourseNotOffered],
    field: str,
) -> None:
    plans = school.use_cases.annual_plans
    with as_employee(QIAN):
        plan_id = plans.open_plan(TERMS).id
        with pytest.raises(error) as refused:
            plans.write_plan(plan_id, content=wrong)

    assert [field] == [one.field for one in refused.value.fields]


def test_what_will_be_spent_is_not_entered(school: TrainingService, as_employee: ActAs) -> None:
    plan_id = tell_plans(school, as_employee)
    with as_employee(HR), pytest.raises(SpentInTheFuture):
        school.use_cases.annual_plans.enter_spending(
            plan_id, item="talks", amount_minor=1, evidence="INV-3", spent_on=date(2020, 1, 7)
        )


def test_progress_is_what_was_really_done_in_each_quarter(
    school: TrainingService, as_employee: ActAs
) -> None:
    offer_course(school)
    plans = school.use_cases.annual_plans
    with as_employee(QIAN):
        plan_id = plans.open_plan(TERMS).id
        plans.write_plan(plan_id, content=content(item(course_id=COURSE), item("free")))
        plans.submit_plan(plan_id)
    with as_employee(HR):
        plans.approve_plan(plan_id)
        _, (course, free) = PlanProgress(plans, done=HeldSessions()).see_progress(plan_id)

    assert ((0, 1, 0, 2), 30) == (course.held, course.completions)
    assert (None, None) == (free.held, free.completions)


def test_the_sheet_shows_what_is_in_force_in_cells_that_are_no_formulas(
    school: TrainingService, as_employee: ActAs
) -> None:
    plan_id = tell_plans(school, as_employee)
    with as_employee(HR):
        sheet = school.use_cases.plan_progress.write_sheet(plan_id, language="zh")
    rows = [*csv.reader(io.StringIO(sheet.decode("utf-8-sig"), newline=""))]

    assert ["目标", "项目", "内容", "课程", "方式"] == rows[0][:5]
    assert ["质检合格率 95%", "'=drill", "'=1+1", "", "讲授", "1", "1", "0", "0", "20"] == rows[2][
        :10
    ]
    assert ["500000", "70000", "CNY"] == rows[1][-3:]


def test_the_past_of_a_plan_is_seen_and_its_reasons_lie_sealed(
    school: TrainingService, as_employee: ActAs
) -> None:
    plan_id = tell_plans(school, as_employee)
    records = school.store.recorder.select_records(after=0, limit=1000)
    submitted = [one.id for one in records if one.topic == "training.annual_plan.submitted"]
    with as_employee(HR):
        then = school.use_cases.annual_plans.see_plan(plan_id, as_of=AsOf(position=submitted[0]))

    assert ("submitted", 1, 1) == (then.state, then.revision, len(then.content.items))
    assert WORDS.encode() not in b"".join(one.state for one in records)
