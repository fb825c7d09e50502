"""Which courses are there, for which competencies?"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import Boolean, Column, Index, Integer, String, select

from shared.read_models import ReadModel, Rows, projects, read_table

_code = Column("code", String, nullable=False)
_competency = Column("competency", String, primary_key=True)

COURSES = read_table(
    "training_courses",
    Column("course_id", String, primary_key=True),
    _code,
    Column("level", String, nullable=False),
    Column("title_zh", String, nullable=False),
    Column("title_en", String, nullable=False),
    Column("number", Integer, nullable=False),
    Column("outdated_below", Integer, nullable=False),
    Column("credits", String, nullable=False),
    Column("minutes", Integer, nullable=False),
    Column("is_open", Boolean, nullable=False),
    Column("is_retired", Boolean, nullable=False),
    Index("training_courses_by_code", _code),
)

COMPETENCIES = read_table(
    "training_course_competencies",
    Column("course_id", String, primary_key=True),
    _competency,
    Index("training_course_competencies_by_competency", _competency),
)


@dataclass(frozen=True)
class ListedCourse:
    """A course in a list.

    Args:
        course_id: its id.
        code: its code.
        level: its level.
        title_zh: its title in Chinese.
        title_en: its title in English.
        number: its newest version.
        credits: what it counts for.
        minutes: how long it takes.
        is_open: whether employees may enrol themselves.
        is_retired: whether nobody begins it any more.
    """

    course_id: UUID
    code: str
    level: str
    title_zh: str
    title_en: str
    number: int
    credits: str
    minutes: int
    is_open: bool
    is_retired: bool


class CourseList(ReadModel):
    """One row for each course as its newest version has it."""

    name = "course_list"
    source = "training"
    tables = (COURSES, COMPETENCIES)

    @projects("training.course.version_published")
    def version_published(self, rows: Rows, event: Any) -> None:
        """A course is taught in this version from now on."""
        course_id, version = str(event.originator_id), event.version
        before = rows[COURSES].get(course_id)
        below = 0 if before is None else before["outdated_below"]
        rows[COURSES].put(
            course_id=course_id,
            code=event.code,
            level=version.level,
            title_zh=version.title_zh,
            title_en=version.title_en,
            number=version.number,
            outdated_below=version.number if version.outdates_certificates else below,
            credits=str(version.credits),
            minutes=version.minutes,
            is_open=version.is_open,
            is_retired=False,
        )
        rows[COMPETENCIES].remove_where(course_id=course_id)
        for one in version.competencies:
            rows[COMPETENCIES].put(course_id=course_id, competency=one)

    @projects("training.course.retired")
    def retired(self, rows: Rows, event: Any) -> None:
        """Nobody begins it any more."""
        rows[COURSES].change(str(event.originator_id), is_retired=True)

    def page(
        self,
        *,
        level: str | None,
        competency: str | None,
        is_retired: bool,
        after: str | None,
        limit: int,
    ) -> Sequence[ListedCourse]:
        """The courses by their codes.

        Args:
            level: only of this level.
            competency: only those with an objective of this competency.
            is_retired: those that nobody begins any more, instead of those in use.
            after: the last code of the page before.
            limit: how many at most.
        """
        names = ListedCourse.__dataclass_fields__
        query = select(*(COURSES.c[name] for name in names)).order_by(COURSES.c.code).limit(limit)
        query = query.where(COURSES.c.is_retired.is_(is_retired))
        if level is not None:
            query = query.where(COURSES.c.level == level)
        if competency is not None:
            teaching = select(COMPETENCIES.c.course_id).where(
                COMPETENCIES.c.competency == competency
            )
            query = query.where(COURSES.c.course_id.in_(teaching))
        if after is not None:
            query = query.where(COURSES.c.code > after)
        with self.database.reading() as connection:
            rows = connection.execute(query).mappings()
            return [ListedCourse(**{**row, "course_id": UUID(row["course_id"])}) for row in rows]
