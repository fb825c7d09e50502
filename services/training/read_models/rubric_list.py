"""Which rubrics are there?"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import Boolean, Column, Index, Integer, String, select

from shared.read_models import ReadModel, Rows, projects, read_table

_code = Column("code", String, nullable=False)

RUBRICS = read_table(
    "rubric_list",
    Column("rubric_id", String, primary_key=True),
    _code,
    Column("stage_kind", String, nullable=False),
    Column("title", String, nullable=False),
    Column("versions", Integer, nullable=False),
    Column("is_retired", Boolean, nullable=False),
    Index("rubric_list_by_code", _code),
)


@dataclass(frozen=True)
class ListedRubric:
    """A rubric in a list.

    Args:
        rubric_id: its id.
        code: its code.
        stage_kind: the stage that it is for.
        title: what it is for.
        versions: how many versions it has.
        is_retired: whether nobody is judged by it any more.
    """

    rubric_id: UUID
    code: str
    stage_kind: str
    title: str
    versions: int
    is_retired: bool


class RubricList(ReadModel):
    """One row for each rubric."""

    name = "rubric_list"
    source = "training"
    tables = (RUBRICS,)

    @projects("training.rubric.created")
    def created(self, rows: Rows, event: Any) -> None:
        """There is a rubric; its first version follows at once."""
        rows[RUBRICS].put(
            rubric_id=str(event.originator_id),
            code=event.code,
            stage_kind=event.stage_kind,
            title="",
            versions=0,
            is_retired=False,
        )

    @projects("training.rubric.version_published")
    def version_published(self, rows: Rows, event: Any) -> None:
        """It has other criteria."""
        version = event.version
        rows[RUBRICS].change(str(event.originator_id), title=version.title, versions=version.number)

    @projects("training.rubric.retired")
    def retired(self, rows: Rows, event: Any) -> None:
        """Nobody is judged by it any more."""
        rows[RUBRICS].change(str(event.originator_id), is_retired=True)

    def page(
        self, *, stage_kind: str | None, after: str | None, limit: int
    ) -> Sequence[ListedRubric]:
        """The rubrics in the order of their codes.

        Args:
            stage_kind: only those for this stage; None for all.
            after: the last code of the page before.
            limit: how many at most.
        """
        query = select(RUBRICS).order_by(RUBRICS.c.code).limit(limit)
        if stage_kind is not None:
            query = query.where(RUBRICS.c.stage_kind == stage_kind)
        if after is not None:
            query = query.where(RUBRICS.c.code > after)
        with self.database.reading() as connection:
            rows = connection.execute(query).mappings()
            return [ListedRubric(**{**row, "rubric_id": UUID(row["rubric_id"])}) for row in rows]
