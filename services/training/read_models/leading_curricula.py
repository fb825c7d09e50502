"""Which completed curricula lead to a certification, and nothing says yet what came of it?"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import Boolean, Column, Index, String, select

from shared.read_models import ReadModel, Rows, projects, read_table

_assignment_id = Column("assignment_id", String, primary_key=True)
_is_completed = Column("is_completed", Boolean, nullable=False)

LEADING = read_table(
    "leading_curricula",
    _assignment_id,
    _is_completed,
    Index("leading_curricula_completed", _is_completed, _assignment_id),
)


class LeadingCurricula(ReadModel):
    """One row for each assignment that leads to a certification, until it is decided."""

    name = "leading_curricula"
    source = "training"
    tables = (LEADING,)

    @projects("training.curriculum_assignment.assigned")
    def assigned(self, rows: Rows, event: Any) -> None:
        """Somebody begins a curriculum, which may lead to a certification."""
        if event.certification_code is not None:
            rows[LEADING].put(assignment_id=str(event.originator_id), is_completed=False)

    @projects("training.curriculum_assignment.completed")
    def completed(self, rows: Rows, event: Any) -> None:
        """It is over."""
        rows[LEADING].change(str(event.originator_id), is_completed=True)

    @projects(
        "training.curriculum_assignment.led_to_candidacy",
        "training.curriculum_assignment.candidacy_refused",
    )
    def decided(self, rows: Rows, event: Any) -> None:
        """It is known what came of it."""
        rows[LEADING].remove(str(event.originator_id))

    def undecided(self, *, limit: int) -> Sequence[UUID]:
        """Completed assignments of which nothing says yet whether a candidacy was opened."""
        query = (
            select(LEADING.c.assignment_id)
            .where(LEADING.c.is_completed)
            .order_by(LEADING.c.assignment_id)
            .limit(limit)
        )
        with self.database.reading() as connection:
            return [UUID(one) for one in connection.execute(query).scalars()]
