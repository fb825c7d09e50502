"""Which curricula are there?"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import Boolean, Column, Index, Integer, String, select

from shared.read_models import ReadModel, Rows, projects, read_table

_code = Column("code", String, nullable=False)

CURRICULA = read_table(
    "training_curricula",
    Column("curriculum_id", String, primary_key=True),
    _code,
    Column("title_zh", String, nullable=False),
    Column("title_en", String, nullable=False),
    Column("number", Integer, nullable=False),
    Column("courses", Integer, nullable=False),
    Column("certification_code", String),
    Column("is_retired", Boolean, nullable=False),
    Index("training_curricula_by_code", _code),
)


@dataclass(frozen=True)
class ListedCurriculum:
    """A curriculum in a list.

    Args:
        curriculum_id: its id.
        code: its code.
        title_zh: its title in Chinese.
        title_en: its title in English.
        number: its newest version.
        courses: how many courses it has.
        certification_code: the certification to which it leads, if it leads to one.
        is_retired: whether it is assigned to nobody any more.
    """

    curriculum_id: UUID
    code: str
    title_zh: str
    title_en: str
    number: int
    courses: int
    certification_code: str | None
    is_retired: bool


class CurriculumList(ReadModel):
    """One row for each curriculum as its newest version has it."""

    name = "curriculum_list"
    source = "training"
    tables = (CURRICULA,)

    @projects("training.curriculum.version_published")
    def version_published(self, rows: Rows, event: Any) -> None:
        """A curriculum is assigned in this version from now on."""
        version = event.version
        rows[CURRICULA].put(
            curriculum_id=str(event.originator_id),
            code=event.code,
            title_zh=version.title_zh,
            title_en=version.title_en,
            number=version.number,
            courses=len(version.steps),
            certification_code=version.certification_code,
            is_retired=False,
        )

    @projects("training.curriculum.retired")
    def retired(self, rows: Rows, event: Any) -> None:
        """It is assigned to nobody any more."""
        rows[CURRICULA].change(str(event.originator_id), is_retired=True)

    def page(self, *, after: str | None, limit: int) -> Sequence[ListedCurriculum]:
        """The curricula by their codes.

        Args:
            after: the last code of the page before.
            limit: how many at most.
        """
        query = select(CURRICULA).order_by(CURRICULA.c.code).limit(limit)
        if after is not None:
            query = query.where(CURRICULA.c.code > after)
        with self.database.reading() as connection:
            rows = connection.execute(query).mappings()
            return [
                ListedCurriculum(**{**row, "curriculum_id": UUID(row["curriculum_id"])})
                for row in rows
            ]
