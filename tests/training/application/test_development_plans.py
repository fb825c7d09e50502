"""Who says what in a development plan, and who sees it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from uuid import UUID

import pytest

from services.training.domain.career_paths import Level
from services.training.domain.development_errors import (
    DevelopmentPlanAlreadyOpened,
    DevelopmentPlanNotFound,
    NotOneself,
    OnlyOneself,
)
from services.training.domain.development_plan import DevelopmentPlan
from services.training.domain.errors import CompetencyUnknown, EmployeeUnknown
from services.training.domain.need_errors import CourseNotOffered, DueInThePast
from services.training.service import TrainingService
from shared.errors import NotAllowed, Stale
from shared.event_store import AsOf
from tests.support.training import HR, LI, SUN, WANG, ZHAO, ZHOU
from tests.support.training_needs import COURSE, LATER, offer_course
from tests.training.conftest import ActAs
from tests.training.contracts.development_scene import WORDS, tell_development


@pytest.mark.parametrize("who", [LI, WANG, HR])
def test_the_employee_who_leads_them_and_who_develops_all_begin_a_plan_once(
    school: TrainingService, as_employee: ActAs, who: UUID
) -> None:
    plans = school.use_cases.development_plans
    with as_employee(who):
        assert LI == plans.open_plan(LI).employee_id
        with pytest.raises(DevelopmentPlanAlreadyOpened):
            plans.open_plan(LI)


@pytest.mark.parametrize(
    ("who", "whose", "error"),
    [
        (ZHAO, LI, NotAllowed),
        (WANG, SUN, NotAllowed),
        (ZHOU, LI, NotAllowed),
        (HR, UUID(int=1), EmployeeUnknown),
    ],
)
def test_nobody_else_does(
    school: TrainingService, as_employee: ActAs, who: UUID, whose: UUID, error: type[Exception]
) -> None:
    with as_employee(who), pytest.raises(error):
        school.use_cases.development_plans.open_plan(whose)


@pytest.mark.parametrize("who", [LI, WANG, HR])
def test_a_plan_is_seen_by_those_three(
    school: TrainingService, as_employee: ActAs, who: UUID
) -> None:
    plan_id = tell_development(school, as_employee)
    with as_employee(who):
        plan = school.use_cases.development_plans.see_plan(plan_id)

    assert ("agreed", {"employee": LI, "supervisor": WANG}) == (plan.state, plan.agreed_by)
    assert ["employee", "supervisor"] == [one.side for one in plan.check_ins]
    assert ["reached", "open", "dropped"] == [one.state for one in plan.goals]
    assert [("coaching", 3, 2)] == [
        (one.competency, one.needed, one.present) for one in plan.gaps if one.present
    ]


@pytest.mark.parametrize("who", [ZHAO, SUN, ZHOU])
def test_others_are_not_told_that_there_is_one(
    school: TrainingService, as_employee: ActAs, who: UUID
) -> None:
    plan_id, plans = tell_development(school, as_employee), school.use_cases.development_plans
    with as_employee(who):
        with pytest.raises(DevelopmentPlanNotFound):
            plans.see_plan(plan_id, as_of=AsOf(position=school.store.recorder.last_position()))
        with pytest.raises(DevelopmentPlanNotFound):
            plans.check_in(plan_id, words=WORDS)
        assert frozenset({who}) == plans.whose_plans()


def test_nobody_judges_themselves_or_speaks_for_the_employee(
    school: TrainingService, as_employee: ActAs
) -> None:
    plan_id, plans = tell_development(school, as_employee), school.use_cases.development_plans
    goal_id = plans_goal(school, plan_id)
    with as_employee(LI):
        steps: list[Callable[[], DevelopmentPlan]] = [
            lambda: plans.assess_levels(plan_id, levels=[Level(competency="sales", level=5)]),
            lambda: plans.reach_goal(plan_id, goal_id),
        ]
        for step in steps:
            with pytest.raises(NotOneself):
                step()
    with as_employee(WANG), pytest.raises(OnlyOneself):
        plans.describe_oneself(plan_id, interests=WORDS, strengths=None)


def test_goals_name_what_there_is(school: TrainingService, as_employee: ActAs) -> None:
    plan_id, plans = tell_development(school, as_employee), school.use_cases.development_plans
    with as_employee(LI):
        with pytest.raises(CompetencyUnknown):
            plans.set_goal(plan_id, words=WORDS, due_on=LATER, competency="juggling")
        with pytest.raises(CourseNotOffered):
            plans.set_goal(plan_id, words=WORDS, due_on=LATER, course_ids=[COURSE])
        with pytest.raises(DueInThePast):
            plans.set_goal(plan_id, words=WORDS, due_on=date(2020, 1, 5))
        with pytest.raises(Stale):
            plans.set_goal(plan_id, words=WORDS, due_on=LATER, expected_version=1)
        offer_course(school)
        plan = plans.set_goal(plan_id, words=WORDS, due_on=LATER, course_ids=[COURSE, COURSE])
    with as_employee(WANG), pytest.raises(CompetencyUnknown):
        plans.assess_levels(plan_id, levels=[Level(competency="juggling", level=1)])

    assert ((COURSE,), "draft") == (plan.goals[-1].course_ids, plan.state)


def test_no_words_lie_in_clear(school: TrainingService, as_employee: ActAs) -> None:
    tell_development(school, as_employee)
    records = school.store.recorder.select_records(after=0, limit=1000)

    assert WORDS.encode() not in b"".join(one.state for one in records)


def plans_goal(school: TrainingService, plan_id: UUID) -> UUID:
    [goal] = school.store.get(DevelopmentPlan, plan_id).open_goals()
    return goal.goal_id
