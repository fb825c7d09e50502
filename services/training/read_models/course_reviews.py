"""Which courses are due for review in a quarter, and what was decided?"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import Boolean, Column, Index, String, select

from services.training.domain.course_review import first_day_after
from shared.clock import iso
from shared.read_models import ReadModel, Rows, projects, read_table

_code = Column("code", String, nullable=False)
_quarter = Column("quarter", String, nullable=False)
_course_id = Column("course_id", String, nullable=False)
_review_id = Column("course_review_id", String, primary_key=True)

COURSES = read_table(
    "training_reviewed_courses",
    Column("course_id", String, primary_key=True),
    _code,
    Column("created_at", String, nullable=False),
    Column("is_retired", Boolean, nullable=False),
    Index("training_reviewed_courses_by_code", _code),
)

REVIEWS = read_table(
    "training_course_reviews",
    _review_id,
    _course_id,
    _quarter,
    Column("decision", String, nullable=False),
    Index("training_course_reviews_by_quarter", _quarter, _course_id),
    Index("training_course_reviews_by_id", _quarter, _review_id),
)


class CourseReviews(ReadModel):
    """One row for each course, and one for each review."""

    name = "course_reviews"
    source = "training"
    tables = (COURSES, REVIEWS)

    @projects("training.course.created")
    def created(self, rows: Rows, event: Any) -> None:
        """There is a course."""
        rows[COURSES].put(
            course_id=str(event.originator_id),
            code=event.code,
            created_at=iso(event.meta.occurred_at),
            is_retired=False,
        )

    @projects("training.course.retired")
    def retired(self, rows: Rows, event: Any) -> None:
        """Nobody begins it any more."""
        rows[COURSES].change(str(event.originator_id), is_retired=True)

    @projects("training.course_review.decided")
    def decided(self, rows: Rows, event: Any) -> None:
        """A course was reviewed."""
        rows[REVIEWS].put(
            course_review_id=str(event.originator_id),
            course_id=str(event.course_id),
            quarter=event.quarter,
            decision=event.decision,
        )

    def is_course(self, course_id: UUID) -> bool:
        """Whether there is or was such a course."""
        query = select(COURSES.c.course_id).where(COURSES.c.course_id == str(course_id))
        with self.database.reading() as connection:
            return connection.execute(query).first() is not None

    def due(self, quarter: str, *, after: str | None, limit: int) -> Sequence[dict[str, Any]]:
        """Courses in use that were not reviewed in a quarter, by their codes.

        Args:
            quarter: such as 2020-Q1; courses made after its end are not due in it.
            after: the last code of the page before.
            limit: how many at most.
        """
        reviewed = select(REVIEWS.c.course_id).where(REVIEWS.c.quarter == quarter)
        query = (
            select(COURSES.c.course_id, COURSES.c.code)
            .where(COURSES.c.is_retired.is_(False))
            .where(COURSES.c.created_at < first_day_after(quarter).isoformat())
            .where(COURSES.c.course_id.not_in(reviewed))
            .order_by(COURSES.c.code)
            .limit(limit)
        )
        if after is not None:
            query = query.where(COURSES.c.code > after)
        with self.database.reading() as connection:
            return [dict(row) for row in connection.execute(query).mappings()]

    def page(self, quarter: str, *, after: str | None, limit: int) -> Sequence[dict[str, Any]]:
        """The reviews of a quarter in the order of their ids."""
        query = (
            select(REVIEWS)
            .where(REVIEWS.c.quarter == quarter)
            .order_by(REVIEWS.c.course_review_id)
            .limit(limit)
        )
        if after is not None:
            query = query.where(REVIEWS.c.course_review_id > after)
        with self.database.reading() as connection:
            return [dict(row) for row in connection.execute(query).mappings()]
