"""Who completed which course, and when?"""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import Column, Index, String, func, select

from shared.read_models import ReadModel, Rows, projects, read_table

_course_id = Column("course_id", String, nullable=False)
_completed_on = Column("completed_on", String)

COMPLETIONS = read_table(
    "training_study_completions",
    Column("enrolment_id", String, primary_key=True),
    _course_id,
    Column("employee_id", String, nullable=False),
    _completed_on,
    Index("training_study_completions_by_course", _course_id, _completed_on),
)


class StudyCompletions(ReadModel):
    """One row for each enrolment, with the day of its completion."""

    name = "study_completions"
    source = "training"
    tables = (COMPLETIONS,)

    @projects("training.enrolment.opened")
    def opened(self, rows: Rows, event: Any) -> None:
        """An employee takes a course."""
        rows[COMPLETIONS].put(
            enrolment_id=str(event.originator_id),
            course_id=str(event.course_id),
            employee_id=str(event.employee_id),
            completed_on=None,
        )

    @projects("training.enrolment.completed")
    def completed(self, rows: Rows, event: Any) -> None:
        """The employee has completed it."""
        rows[COMPLETIONS].change(
            str(event.originator_id), completed_on=event.completed_on.isoformat()
        )

    def first_completions(self, course_id: UUID, *, until: date) -> dict[UUID, date]:
        """Who completed a course up to a day, with the day of the first completion."""
        query = (
            select(COMPLETIONS.c.employee_id, func.min(COMPLETIONS.c.completed_on))
            .where(COMPLETIONS.c.course_id == str(course_id))
            .where(COMPLETIONS.c.completed_on <= until.isoformat())
            .group_by(COMPLETIONS.c.employee_id)
        )
        with self.database.reading() as connection:
            return {
                UUID(employee_id): date.fromisoformat(on)
                for employee_id, on in connection.execute(query)
            }
