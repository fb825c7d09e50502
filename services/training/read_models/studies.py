"""Which studies of the effect of training are there, and what did they find?"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import Column, Index, Integer, String, select

from services.training.domain import study
from shared.clock import iso
from shared.read_models import ReadModel, Rows, projects, read_table

_course_id = Column("course_id", String, nullable=False)
_registered_at = Column("registered_at", String, nullable=False)
_study_id = Column("study_id", String, primary_key=True)

STUDIES = read_table(
    "training_studies",
    _study_id,
    _course_id,
    Column("level", Integer, nullable=False),
    Column("metric", String, nullable=False),
    Column("state", String, nullable=False),
    Column("verdict", String),
    _registered_at,
    Index("training_studies_by_time", _registered_at, _study_id),
    Index("training_studies_by_course", _course_id, _registered_at, _study_id),
)


class Studies(ReadModel):
    """One row for each study, those given up too."""

    name = "studies"
    source = "training"
    tables = (STUDIES,)

    @projects("training.study.registered")
    def registered(self, rows: Rows, event: Any) -> None:
        """A study was registered."""
        rows[STUDIES].put(
            study_id=str(event.originator_id),
            course_id=str(event.plan.course_id),
            level=event.plan.level,
            metric=event.plan.metric,
            state=study.REGISTERED,
            registered_at=iso(event.meta.occurred_at),
        )

    @projects("training.study.effect_measured")
    def measured(self, rows: Rows, event: Any) -> None:
        """Its result was reckoned."""
        study_id = str(event.originator_id)
        rows[STUDIES].change(study_id, state=study.MEASURED, verdict=event.effect.verdict)

    @projects("training.study.withdrawn")
    def withdrawn(self, rows: Rows, event: Any) -> None:
        """It was given up."""
        rows[STUDIES].change(str(event.originator_id), state=study.WITHDRAWN)

    def page(
        self, *, course_id: UUID | None, after: tuple[str, str] | None, limit: int
    ) -> Sequence[dict[str, Any]]:
        """Studies in the order in which they were registered.

        Args:
            course_id: of this course only.
            after: time and id of the last one of the page before.
            limit: how many at most.
        """
        order = (STUDIES.c.registered_at, STUDIES.c.study_id)
        query = select(STUDIES).order_by(*order).limit(limit)
        if course_id is not None:
            query = query.where(STUDIES.c.course_id == str(course_id))
        if after is not None:
            query = query.where(
                (order[0] > after[0]) | ((order[0] == after[0]) & (order[1] > after[1]))
            )
        with self.database.reading() as connection:
            return [dict(row) for row in connection.execute(query).mappings()]
