"""Which surveys are there?"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import Boolean, Column, Integer, String, select

from shared.read_models import ReadModel, Rows, projects, read_table

SURVEYS = read_table(
    "survey_list",
    Column("survey_id", String, primary_key=True),
    Column("code", String, nullable=False),
    Column("title_zh", String, nullable=False),
    Column("title_en", String, nullable=False),
    Column("survey_version", Integer, nullable=False),
    Column("is_retired", Boolean, nullable=False),
)


@dataclass(frozen=True)
class ListedSurvey:
    """A survey in a list."""

    survey_id: UUID
    code: str
    title_zh: str
    title_en: str
    survey_version: int
    is_retired: bool


class SurveyList(ReadModel):
    """One row for each survey (GV-2)."""

    name = "survey_list"
    source = "tickets"
    tables = (SURVEYS,)

    @projects("tickets.survey.created")
    def created(self, rows: Rows, event: Any) -> None:
        """There is a survey; its first version follows at once."""
        rows[SURVEYS].put(
            survey_id=str(event.originator_id),
            code=event.code,
            title_zh="",
            title_en="",
            survey_version=0,
            is_retired=False,
        )

    @projects("tickets.survey.version_published")
    def version_published(self, rows: Rows, event: Any) -> None:
        """Other questions are asked."""
        version = event.version
        rows[SURVEYS].change(
            str(event.originator_id),
            title_zh=version.title_zh,
            title_en=version.title_en,
            survey_version=version.number,
        )

    @projects("tickets.survey.retired")
    def retired(self, rows: Rows, event: Any) -> None:
        """Nobody is invited any more."""
        rows[SURVEYS].change(str(event.originator_id), is_retired=True)

    def page(self, *, after: str | None, limit: int) -> Sequence[ListedSurvey]:
        """The surveys in the order of their codes.

        Args:
            after: the last code of the page before.
            limit: how many at most.
        """
        query = select(SURVEYS).order_by(SURVEYS.c.code).limit(limit)
        if after is not None:
            query = query.where(SURVEYS.c.code > after)
        with self.database.reading() as connection:
            rows = connection.execute(query).mappings()
            return [ListedSurvey(**{**row, "survey_id": UUID(row["survey_id"])}) for row in rows]
