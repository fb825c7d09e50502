"""Development plans as they are told: each of their events once at least."""

from __future__ import annotations

from uuid import UUID

from services.training.domain.career_paths import Level
from services.training.service import TrainingService
from tests.support.training import LI, WANG
from tests.support.training_needs import LATER
from tests.training.conftest import ActAs

WORDS = "李明想当班组长"


def tell_development(school: TrainingService, as_employee: ActAs) -> UUID:
    """Li's plan, agreed, with one goal reached, one open and a dropped one; returns its id."""
    plans = school.use_cases.development_plans
    with as_employee(LI):
        plan_id = plans.open_plan(LI).id
        plans.describe_oneself(plan_id, interests=WORDS, strengths=WORDS)
        plans.choose_direction(plan_id, path="management", step="team_leader")
        for competency in ("coaching", "leadership", None):
            plan = plans.set_goal(plan_id, words=WORDS, due_on=LATER, competency=competency)
        reached, _, dropped = (one.goal_id for one in plan.goals)
        plans.drop_goal(plan_id, dropped)
        plans.agree_to_plan(plan_id)
        plans.check_in(plan_id, words=WORDS)
    with as_employee(WANG):
        plans.assess_levels(plan_id, levels=[Level(competency="coaching", level=2)])
        plans.agree_to_plan(plan_id)
        plans.reach_goal(plan_id, reached)
        plans.check_in(plan_id, words=WORDS)
    return plan_id
