"""Which courses can be the answer to a need or an item of a plan?"""

from __future__ import annotations

from typing import Any
from uuid import UUID

from sqlalchemy import Boolean, Column, String, select

from shared.read_models import ReadModel, Rows, projects, read_table

COURSES = read_table(
    "known_courses",
    Column("course_id", String, primary_key=True),
    Column("has_version", Boolean, nullable=False),
    Column("is_retired", Boolean, nullable=False),
)


class KnownCourses(ReadModel):
    """One row for each course."""

    name = "known_courses"
    source = "training"
    tables = (COURSES,)

    @projects("training.course.created")
    def created(self, rows: Rows, event: Any) -> None:
        """There is a course; it can be taken once it has a version."""
        rows[COURSES].put(course_id=str(event.originator_id), has_version=False, is_retired=False)

    @projects("training.course.version_published")
    def version_published(self, rows: Rows, event: Any) -> None:
        """It can be taken."""
        rows[COURSES].change(str(event.originator_id), has_version=True)

    @projects("training.course.retired")
    def retired(self, rows: Rows, event: Any) -> None:
        """It is not offered any more."""
        rows[COURSES].change(str(event.originator_id), is_retired=True)

    def is_offered(self, course_id: UUID) -> bool:
        """Whether there is such a course, with a version, and it was not retired."""
        query = select(COURSES.c.course_id).where(
            COURSES.c.course_id == str(course_id), COURSES.c.has_version, ~COURSES.c.is_retired
        )
        with self.database.reading() as connection:
            return connection.execute(query).first() is not None
