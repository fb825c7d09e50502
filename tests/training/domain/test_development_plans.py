"""Development plans: gaps to a step, goals, and two sides that agree."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest

from services.training.domain.career_paths import (
    CareerPath,
    CareerRules,
    CareerStep,
    Gap,
    Level,
)
from services.training.domain.development_errors import (
    AlreadyAgreed,
    CareerStepUnknown,
    GoalNotFound,
    GoalSettled,
    NothingToAgree,
    TooManyGoals,
)
from services.training.domain.development_plan import DevelopmentPlan
from services.training.domain.development_terms import EMPLOYEE, MOST_OPEN_GOALS, SUPERVISOR
from tests.support.training import LI, WANG
from tests.support.training_development import DIRECTION, development_plan, goal
from tests.support.training_needs import at, new_events

STEP = CareerStep("senior_agent", "高级客服代表", "Senior agent", {"sales": 2, "communication": 3})
RULES = CareerRules((CareerPath("service", "服务", "Service", (STEP,)),))


def test_a_direction_keeps_what_the_step_asked_for_when_it_was_chosen() -> None:
    assert DIRECTION == RULES.direction(path="service", step="senior_agent")


@pytest.mark.parametrize(("path", "step"), [("service", "ceo"), ("sales", "senior_agent")])
def test_a_step_that_no_path_has_is_refused_with_those_that_there_are(path: str, step: str) -> None:
    with pytest.raises(CareerStepUnknown) as refused:
        RULES.direction(path=path, step=step)

    assert "service/senior_agent" in refused.value.fields[0].en


def test_gaps_are_what_is_missing_for_the_step() -> None:
    plan, better = development_plan(), development_plan()
    first, both = Level(competency="communication", level=2), Level(competency="sales", level=5)
    with at():
        plan.assess([first], assessor_id=WANG)
        better.assess([first, both], assessor_id=WANG)
        better.assess([Level(competency="communication", level=3)], assessor_id=WANG)

    assert [
        Gap(competency="communication", needed=3, present=2),
        Gap(competency="sales", needed=2, present=0),
    ] == [*plan.gaps]
    assert [] == [*better.gaps]
    assert ["Assessed", "Assessed"] == new_events(better)


def test_a_plan_comes_into_force_when_both_sides_have_agreed() -> None:
    plan = development_plan(goal())
    with at():
        plan.agree(EMPLOYEE, by=LI)
        assert "draft" == plan.state
        with pytest.raises(AlreadyAgreed):
            plan.agree(EMPLOYEE, by=LI)
        plan.agree(SUPERVISOR, by=WANG)

    assert ["SideAgreed", "SideAgreed", "CameIntoForce"] == new_events(plan)
    assert "agreed" == plan.state


CHANGES: list[tuple[Callable[[DevelopmentPlan], None], str]] = [
    (lambda plan: plan.set_goal(goal(2)), "draft"),
    (lambda plan: plan.drop_goal(goal().goal_id), "draft"),
    (lambda plan: plan.choose_direction(DIRECTION), "draft"),
    (lambda plan: plan.reach_goal(goal().goal_id), "agreed"),
    (lambda plan: plan.describe(interests=None, strengths=None), "agreed"),
]


@pytest.mark.parametrize(("change", "state"), CHANGES)
def test_what_was_agreed_is_asked_anew_once_direction_or_goals_change(
    change: Callable[[DevelopmentPlan], None], state: str
) -> None:
    plan = development_plan(goal())
    with at():
        plan.agree(SUPERVISOR, by=WANG)
        plan.agree(EMPLOYEE, by=LI)
        change(plan)

    assert state == plan.state


@pytest.mark.parametrize("empty", [development_plan(), development_plan(goal(), direction=None)])
def test_a_plan_without_direction_or_goal_is_agreed_by_nobody(empty: DevelopmentPlan) -> None:
    with at(), pytest.raises(NothingToAgree):
        empty.agree(EMPLOYEE, by=LI)

    assert [] == new_events(empty)


def test_a_goal_is_settled_once() -> None:
    plan = development_plan(goal(1), goal(2))
    with at():
        plan.reach_goal(goal(1).goal_id)
        for settle in (plan.reach_goal, plan.drop_goal):
            with pytest.raises(GoalSettled):
                settle(goal(1).goal_id)
            with pytest.raises(GoalNotFound):
                settle(goal(9).goal_id)

    assert ["reached", "open"] == [one.state for one in plan.goals]


def test_nobody_pursues_more_goals_than_they_can() -> None:
    plan = development_plan(*(goal(number) for number in range(MOST_OPEN_GOALS)))
    with at():
        with pytest.raises(TooManyGoals):
            plan.set_goal(goal(99))
        plan.reach_goal(goal(0).goal_id)
        plan.set_goal(goal(99))


def test_open_goals_whose_day_has_passed_are_overdue() -> None:
    plan = development_plan(goal(1, due_on=date(2020, 1, 31)), goal(2, due_on=date(2020, 2, 1)))

    assert [goal(1).goal_id] == [
        one.goal_id for one in plan.open_goals(due_before=date(2020, 2, 1))
    ]
