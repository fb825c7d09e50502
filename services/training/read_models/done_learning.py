"""How often was a course really held, and how many have completed it?"""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import Column, ColumnElement, Index, String, Table, func, select

from shared.read_models import ReadModel, Rows, projects, read_table

_course = Column("course_id", String, nullable=False)
_held_on = Column("held_on", String, nullable=False)

HELD = read_table(
    "done_sessions",
    Column("session_id", String, primary_key=True),
    _course,
    _held_on,
    Index("done_sessions_by_course", _course, _held_on),
)

_course_id = Column("course_id", String, nullable=False)
_completed_on = Column("completed_on", String)

COMPLETED = read_table(
    "done_enrolments",
    Column("enrolment_id", String, primary_key=True),
    _course_id,
    _completed_on,
    Index("done_enrolments_by_course", _course_id, _completed_on),
)


class DoneLearning(ReadModel):
    """One row for each session that was held and one for each enrolment in a course."""

    name = "done_learning"
    source = "training"
    tables = (HELD, COMPLETED)

    @projects("training.session.held")
    def held(self, rows: Rows, event: Any) -> None:
        """A session of a course was held."""
        rows[HELD].put(
            session_id=str(event.originator_id),
            course_id=str(event.course_id),
            held_on=event.day.isoformat(),
        )

    @projects("training.enrolment.opened")
    def enrolled(self, rows: Rows, event: Any) -> None:
        """Somebody learns a course."""
        rows[COMPLETED].put(enrolment_id=str(event.originator_id), course_id=str(event.course_id))

    @projects("training.enrolment.completed")
    def completed(self, rows: Rows, event: Any) -> None:
        """They have completed it."""
        rows[COMPLETED].change(
            str(event.originator_id), completed_on=event.completed_on.isoformat()
        )

    def sessions_held(self, course_id: UUID, *, since: date, until: date) -> int:
        """Sessions of the course held from a day on and before another."""
        return self._count(HELD, HELD.c.held_on, course_id, days=(since, until))

    def completions(self, course_id: UUID, *, since: date, until: date) -> int:
        """Learners who completed the course from a day on and before another."""
        return self._count(COMPLETED, COMPLETED.c.completed_on, course_id, days=(since, until))

    def _count(
        self,
        table: Table,
        day: ColumnElement[Any],
        course_id: UUID,
        *,
        days: tuple[date, date],
    ) -> int:
        since, until = (one.isoformat() for one in days)
        query = select(func.count()).select_from(table)
        query = query.where(table.c.course_id == str(course_id))
        with self.database.reading() as connection:
            found = connection.execute(query.where(day >= since, day < until)).scalar()
        return int(found or 0)
