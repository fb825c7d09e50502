"""How far has somebody come in a curriculum?"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Column, Index, Integer, String, select, tuple_

from services.training.domain.curriculum_assignment import COMPLETED, OPEN
from shared.clock import iso
from shared.read_models import ReadModel, Rows, projects, read_table

_assignment_id = Column("assignment_id", String, primary_key=True)
_employee_id = Column("employee_id", String, nullable=False)
_assigned_at = Column("assigned_at", String, nullable=False)

ASSIGNMENTS = read_table(
    "training_curriculum_assignments",
    _assignment_id,
    Column("curriculum_id", String, nullable=False),
    Column("curriculum_code", String, nullable=False),
    _employee_id,
    Column("trigger", String, nullable=False),
    Column("state", String, nullable=False),
    Column("started_on", String, nullable=False),
    Column("completed_on", String),
    Column("courses", Integer, nullable=False),
    Column("remaining", Integer, nullable=False),
    Column("certification_code", String),
    Column("candidacy_id", String),
    Column("candidacy_refusal", String),
    _assigned_at,
    Index("training_curriculum_assignments_by_employee", _employee_id, _assigned_at),
    Index("training_curriculum_assignments_by_day", _assigned_at, _assignment_id),
)


@dataclass(frozen=True)
class ListedAssignment:
    """A curriculum assignment in a list.

    Args:
        assignment_id: its id.
        curriculum_id: the curriculum.
        curriculum_code: its code.
        employee_id: who learns.
        trigger: on_hiring or by_staff.
        state: open or completed.
        started_on: the day from which the courses' days count.
        completed_on: when all of it was done.
        courses: how many courses it began with.
        remaining: how many of them are left.
        assigned_at: when it was assigned.
        certification_code: the certification to which it leads, if it leads to one.
        candidacy_id: the candidacy that was opened at its end.
        candidacy_refusal: why none was opened.
    """

    assignment_id: UUID
    curriculum_id: UUID
    curriculum_code: str
    employee_id: UUID
    trigger: str
    state: str
    started_on: date
    completed_on: date | None
    courses: int
    remaining: int
    assigned_at: str
    certification_code: str | None
    candidacy_id: UUID | None
    candidacy_refusal: str | None


class CurriculumProgress(ReadModel):
    """One row for each curriculum assignment."""

    name = "curriculum_progress"
    source = "training"
    tables = (ASSIGNMENTS,)

    @projects("training.curriculum_assignment.assigned")
    def assigned(self, rows: Rows, event: Any) -> None:
        """Somebody begins a curriculum."""
        rows[ASSIGNMENTS].put(
            assignment_id=str(event.originator_id),
            curriculum_id=str(event.curriculum_id),
            curriculum_code=event.curriculum_code,
            employee_id=str(event.employee_id),
            trigger=event.trigger,
            state=OPEN,
            started_on=event.started_on.isoformat(),
            completed_on=None,
            courses=len(event.courses),
            remaining=sum(not one.is_done for one in event.courses),
            assigned_at=iso(event.timestamp),
            certification_code=event.certification_code,
            candidacy_id=None,
            candidacy_refusal=None,
        )

    @projects(
        "training.curriculum_assignment.course_completed",
        "training.curriculum_assignment.course_dropped",
    )
    def course_ended(self, rows: Rows, event: Any) -> None:
        """One course fewer is left."""
        key = str(event.originator_id)
        row = rows[ASSIGNMENTS].get(key)
        if row is not None:
            rows[ASSIGNMENTS].change(key, remaining=row["remaining"] - 1)

    @projects("training.curriculum_assignment.completed")
    def completed(self, rows: Rows, event: Any) -> None:
        """All of it is done."""
        rows[ASSIGNMENTS].change(
            str(event.originator_id), state=COMPLETED, completed_on=event.completed_on.isoformat()
        )

    @projects("training.curriculum_assignment.led_to_candidacy")
    def led_to_candidacy(self, rows: Rows, event: Any) -> None:
        """The certification begins."""
        key = str(event.originator_id)
        rows[ASSIGNMENTS].change(key, candidacy_id=str(event.candidacy_id))

    @projects("training.curriculum_assignment.candidacy_refused")
    def candidacy_refused(self, rows: Rows, event: Any) -> None:
        """The certification does not begin by this."""
        rows[ASSIGNMENTS].change(str(event.originator_id), candidacy_refusal=event.cause)

    def page(
        self,
        *,
        employee_ids: Collection[UUID] | None,
        after: tuple[datetime, UUID] | None,
        limit: int,
    ) -> Sequence[ListedAssignment]:
        """Curriculum assignments, the newest first.

        Args:
            employee_ids: whose; None for everybody's.
            after: the key of the last row of the page before.
            limit: how many at most.
        """
        key = (ASSIGNMENTS.c.assigned_at, ASSIGNMENTS.c.assignment_id)
        query = select(ASSIGNMENTS).order_by(*(one.desc() for one in key)).limit(limit)
        if employee_ids is not None:
            query = query.where(ASSIGNMENTS.c.employee_id.in_([str(one) for one in employee_ids]))
        if after is not None:
            query = query.where(tuple_(*key) < (iso(after[0]), str(after[1])))
        with self.database.reading() as connection:
            return [_listed(one) for one in connection.execute(query).mappings()]


def _listed(row: Any) -> ListedAssignment:
    names = ("assignment_id", "curriculum_id", "employee_id")
    done, candidacy_id = row["completed_on"], row["candidacy_id"]
    return ListedAssignment(
        **{
            **row,
            **{name: UUID(row[name]) for name in names},
            "started_on": date.fromisoformat(row["started_on"]),
            "completed_on": None if done is None else date.fromisoformat(done),
            "candidacy_id": None if candidacy_id is None else UUID(candidacy_id),
        }
    )
