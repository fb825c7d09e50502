"""Whose development plans are there, agreed or not, and which goals are overdue (CA-3)?"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import Boolean, Column, Index, String, select

from services.training.domain.development_terms import DROPPED, OPEN, REACHED
from shared.read_models import ReadModel, Rows, projects, read_table

_employee_id = Column("employee_id", String, nullable=False)

PLANS = read_table(
    "development_plan_list",
    Column("development_plan_id", String, primary_key=True),
    _employee_id,
    Column("is_agreed", Boolean, nullable=False),
    Column("path", String),
    Column("step", String),
    Column("checked_in_on", String),
    Index("development_plan_list_by_employee", _employee_id),
)

_state = Column("state", String, nullable=False)
_due_on = Column("due_on", String, nullable=False)
_plan_id = Column("development_plan_id", String, nullable=False)

GOALS = read_table(
    "development_goals",
    Column("goal_id", String, primary_key=True),
    _plan_id,
    _state,
    _due_on,
    Index("development_goals_by_due", _state, _due_on),
    Index("development_goals_by_plan", _plan_id),
)

_P = PLANS.c


@dataclass(frozen=True)
class ListedDevelopment:
    """A plan in a list, without words.

    Args:
        checked_in_on: the day of the last check-in, if there was one.
    """

    development_plan_id: UUID
    employee_id: UUID
    is_agreed: bool
    path: str | None
    step: str | None
    checked_in_on: date | None


class DevelopmentPlanList(ReadModel):
    """One row for each plan, and one for each goal."""

    name = "development_plan_list"
    source = "training"
    tables = (PLANS, GOALS)

    @projects("training.development_plan.opened")
    def opened(self, rows: Rows, event: Any) -> None:
        """There is a plan."""
        rows[PLANS].put(
            development_plan_id=str(event.originator_id),
            employee_id=str(event.employee_id),
            is_agreed=False,
        )

    @projects("training.development_plan.direction_chosen")
    def direction_chosen(self, rows: Rows, event: Any) -> None:
        """The employee goes for a step."""
        direction = event.direction
        rows[PLANS].change(
            str(event.originator_id), path=direction.path, step=direction.step, is_agreed=False
        )

    @projects("training.development_plan.goal_set")
    def goal_set(self, rows: Rows, event: Any) -> None:
        """There is another goal, to which nobody has agreed yet."""
        plan_id, goal = str(event.originator_id), event.goal
        rows[PLANS].change(plan_id, is_agreed=False)
        rows[GOALS].put(
            goal_id=str(goal.goal_id),
            development_plan_id=plan_id,
            state=OPEN,
            due_on=goal.due_on.isoformat(),
        )

    @projects("training.development_plan.goal_reached")
    def goal_reached(self, rows: Rows, event: Any) -> None:
        """A goal was reached."""
        rows[GOALS].change(str(event.goal_id), state=REACHED)

    @projects("training.development_plan.goal_dropped")
    def goal_dropped(self, rows: Rows, event: Any) -> None:
        """A goal is pursued no more."""
        rows[GOALS].change(str(event.goal_id), state=DROPPED)
        rows[PLANS].change(str(event.originator_id), is_agreed=False)

    @projects("training.development_plan.came_into_force")
    def came_into_force(self, rows: Rows, event: Any) -> None:
        """Both sides have agreed."""
        rows[PLANS].change(str(event.originator_id), is_agreed=True)

    @projects("training.development_plan.checked_in")
    def checked_in(self, rows: Rows, event: Any) -> None:
        """Somebody said how it goes."""
        day = event.check_in.written_at.date().isoformat()
        rows[PLANS].change(str(event.originator_id), checked_in_on=day)

    def page(
        self,
        *,
        employees: Collection[UUID] | None,
        is_agreed: bool | None,
        overdue_on: date | None,
        after: UUID | None,
        limit: int,
    ) -> Sequence[ListedDevelopment]:
        """Plans in the order of their employees' ids.

        Args:
            employees: of these alone; None for everybody's.
            is_agreed: only those to which both sides have agreed, or have not.
            overdue_on: only those with an open goal that was due before this day.
            after: the employee of the last row of the page before.
            limit: how many at most.
        """
        query = select(PLANS).order_by(_P.employee_id).limit(limit)
        if employees is not None:
            query = query.where(_P.employee_id.in_([str(one) for one in employees]))
        if is_agreed is not None:
            query = query.where(_P.is_agreed.is_(is_agreed))
        if overdue_on is not None:
            late = select(GOALS.c.development_plan_id).where(
                GOALS.c.state == OPEN, GOALS.c.due_on < overdue_on.isoformat()
            )
            query = query.where(_P.development_plan_id.in_(late))
        if after is not None:
            query = query.where(_P.employee_id > str(after))
        with self.database.reading() as connection:
            return [_listed(row) for row in connection.execute(query).mappings()]


def _listed(row: Any) -> ListedDevelopment:
    day = row["checked_in_on"]
    return ListedDevelopment(
        development_plan_id=UUID(row["development_plan_id"]),
        employee_id=UUID(row["employee_id"]),
        is_agreed=row["is_agreed"],
        path=row["path"],
        step=row["step"],
        checked_in_on=None if day is None else date.fromisoformat(day),
    )
