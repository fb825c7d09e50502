"""Builders for tests of development plans."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from services.training.domain.career_paths import Direction, Level
from services.training.domain.development_plan import DevelopmentPlan
from services.training.domain.development_terms import Goal
from tests.support.training import LI
from tests.support.training_needs import at, sealed

DIRECTION = Direction(
    path="service",
    step="senior_agent",
    needed=(Level(competency="communication", level=3), Level(competency="sales", level=2)),
)


def goal(number: int = 1, *, due_on: date = date(2020, 3, 31)) -> Goal:
    """A goal in communication."""
    return Goal(goal_id=UUID(int=number), competency="communication", words=sealed(), due_on=due_on)


def development_plan(*goals: Goal, direction: Direction | None = DIRECTION) -> DevelopmentPlan:
    """The plan of Li, with these goals."""
    with at():
        made = DevelopmentPlan.open(LI)
        if direction is not None:
            made.choose_direction(direction)
        for one in goals:
            made.set_goal(one)
    made.collect_events()
    return made
