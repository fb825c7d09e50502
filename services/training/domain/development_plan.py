"""The personal development plan [个人发展计划]: agreed by an employee and who leads them (CA-3)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Self
from uuid import UUID

import msgspec

from services.training.domain.career_paths import Direction, Gap, Level, gaps_of
from services.training.domain.development_errors import (
    AlreadyAgreed,
    GoalNotFound,
    GoalSettled,
    NothingToAgree,
    TooManyGoals,
)
from services.training.domain.development_terms import (
    AGREED,
    DRAFT,
    EMPLOYEE,
    GOAL_STATES_ZH,
    MOST_OPEN_GOALS,
    OPEN,
    SIDES,
    CheckIn,
    Goal,
)
from shared.event_store.aggregate import Aggregate, event
from shared.ids import id_of
from shared.sealed.envelope import Sealed


class DevelopmentPlan(Aggregate):
    """The one plan of an employee; a changed direction or goal asks both sides anew."""

    TOPIC = "training.development_plan"

    class Created(Aggregate.Created):
        TOPIC = "training.development_plan.opened"
        employee_id: UUID

    def __init__(self, employee_id: UUID) -> None:
        self.employee_id = employee_id
        self.interests: Sealed | None = None
        self.strengths: Sealed | None = None
        self.direction: Direction | None = None
        self.levels: tuple[Level, ...] = ()
        self.assessor_id: UUID | None = None
        self.goals: tuple[Goal, ...] = ()
        self.check_ins: tuple[CheckIn, ...] = ()
        self.agreed_by: dict[str, UUID] = {}

    @staticmethod
    def id_for(employee_id: UUID) -> UUID:
        """The one id of this employee's plan."""
        return id_of("development_plan", employee_id)

    @classmethod
    def open(cls, employee_id: UUID) -> Self:
        """A plan with nothing in it yet."""
        return cls._create(cls.Created, id=cls.id_for(employee_id), employee_id=employee_id)

    @property
    def state(self) -> str:
        """Whether both sides have agreed to it as it stands."""
        return AGREED if len(self.agreed_by) == len(SIDES) else DRAFT

    @property
    def gaps(self) -> tuple[Gap, ...]:
        """What is missing for the step that the employee goes for."""
        return () if self.direction is None else gaps_of(self.direction.needed, self.levels)

    def open_goals(self, *, due_before: date | None = None) -> list[Goal]:
        """Goals that are pursued; those due before a day."""
        return [
            one
            for one in self.goals
            if one.state == OPEN and (due_before is None or one.due_on < due_before)
        ]

    def describe(self, *, interests: Sealed | None, strengths: Sealed | None) -> None:
        """Says what the employee likes and is good at."""
        self._describe(interests=interests, strengths=strengths)

    @event("Described", topic="training.development_plan.described")
    def _describe(self, interests: Sealed | None, strengths: Sealed | None) -> None:
        self.interests = interests
        self.strengths = strengths

    def choose_direction(self, direction: Direction) -> None:
        """Goes for a step of a career path."""
        self._choose_direction(direction=direction)

    @event("DirectionChosen", topic="training.development_plan.direction_chosen")
    def _choose_direction(self, direction: Direction) -> None:
        self.direction = direction
        self.agreed_by = {}

    def assess(self, levels: Sequence[Level], *, assessor_id: UUID) -> None:
        """Says how well the employee does what; what is not named stays as it was."""
        known = {one.competency: one for one in (*self.levels, *levels)}
        whole = tuple(known[name] for name in sorted(known))
        self._assess(levels=whole, assessor_id=assessor_id)

    @event("Assessed", topic="training.development_plan.assessed")
    def _assess(self, levels: tuple[Level, ...], assessor_id: UUID) -> None:
        self.levels = levels
        self.assessor_id = assessor_id

    def set_goal(self, goal: Goal) -> None:
        """Adds a goal.

        Raises:
            TooManyGoals: there are as many as anybody can pursue.
        """
        if len(self.open_goals()) >= MOST_OPEN_GOALS:
            raise TooManyGoals(most=MOST_OPEN_GOALS)
        self._set_goal(goal=goal)

    @event("GoalSet", topic="training.development_plan.goal_set")
    def _set_goal(self, goal: Goal) -> None:
        self.goals = (*self.goals, goal)
        self.agreed_by = {}

    def reach_goal(self, goal_id: UUID) -> None:
        """A goal was reached."""
        goal = self._open_goal(goal_id)
        self._reach_goal(goal_id=goal_id, employee_id=self.employee_id, competency=goal.competency)

    @event("GoalReached", topic="training.development_plan.goal_reached")
    def _reach_goal(self, goal_id: UUID, employee_id: UUID, competency: str | None) -> None:
        self._settle(goal_id, "reached")

    def drop_goal(self, goal_id: UUID) -> None:
        """A goal is pursued no more; both sides are asked anew."""
        self._open_goal(goal_id)
        self._drop_goal(goal_id=goal_id)

    @event("GoalDropped", topic="training.development_plan.goal_dropped")
    def _drop_goal(self, goal_id: UUID) -> None:
        self._settle(goal_id, "dropped")
        self.agreed_by = {}

    def agree(self, side: str, *, by: UUID) -> None:
        """One side agrees to the plan as it stands; with the other it comes into force.

        Args:
            side: `employee` or `supervisor`.
            by: who.

        Raises:
            NothingToAgree: it has no direction or no open goal.
            AlreadyAgreed: this side has agreed.
        """
        if self.direction is None or not self.open_goals():
            raise NothingToAgree
        if side in self.agreed_by:
            raise AlreadyAgreed
        self._agree(side=side, by=by)
        if self.state == AGREED:
            others = [who for one, who in self.agreed_by.items() if one != EMPLOYEE]
            self._come_into_force(employee_id=self.employee_id, supervisor_id=others[0])

    @event("SideAgreed", topic="training.development_plan.side_agreed")
    def _agree(self, side: str, by: UUID) -> None:
        self.agreed_by = {**self.agreed_by, side: by}

    @event("CameIntoForce", topic="training.development_plan.came_into_force")
    def _come_into_force(self, employee_id: UUID, supervisor_id: UUID) -> None:
        """Both sides have agreed."""

    def check_in(self, check_in: CheckIn) -> None:
        """Says how it goes."""
        self._check_in(check_in=check_in)

    @event("CheckedIn", topic="training.development_plan.checked_in")
    def _check_in(self, check_in: CheckIn) -> None:
        self.check_ins = (*self.check_ins, check_in)

    def _open_goal(self, goal_id: UUID) -> Goal:
        found = [one for one in self.goals if one.goal_id == goal_id]
        if not found:
            raise GoalNotFound(key=goal_id)
        if found[0].state != OPEN:
            raise GoalSettled(state=found[0].state, state_zh=GOAL_STATES_ZH[found[0].state])
        return found[0]

    def _settle(self, goal_id: UUID, state: str) -> None:
        self.goals = tuple(
            msgspec.structs.replace(one, state=state) if one.goal_id == goal_id else one
            for one in self.goals
        )
