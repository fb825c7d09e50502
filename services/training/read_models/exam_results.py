"""What did employees reach in exams, one after the other?"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from decimal import Decimal
from itertools import groupby
from typing import Any
from uuid import UUID

from sqlalchemy import Boolean, Column, Index, Integer, String, or_, select

from services.training.application.evaluation_questions import ScoredTwice
from shared.clock import iso
from shared.read_models import ReadModel, Rows, projects, read_table

_exam_id = Column("exam_id", String, nullable=False)
_employee_id = Column("employee_id", String, nullable=False)
_settled_at = Column("settled_at", String, nullable=False)

RESULTS = read_table(
    "training_evaluated_results",
    Column("sitting_id", String, primary_key=True),
    _exam_id,
    _employee_id,
    _settled_at,
    Column("has_passed", Boolean, nullable=False),
    Column("millionths", Integer, nullable=False),
    Index("training_evaluated_results_by_exam", _exam_id, _settled_at),
    Index("training_evaluated_results_by_employee", _employee_id, _settled_at),
)

_SCALE = 10**6


class ExamResults(ReadModel):
    """One row for each settled sitting; a correction changes its points and not its time."""

    name = "evaluated_results"
    source = "training"
    tables = (RESULTS,)

    @projects("training.sitting.result_settled")
    def settled(self, rows: Rows, event: Any) -> None:
        """The result of a sitting is known, or was corrected."""
        sitting_id = str(event.originator_id)
        known = rows[RESULTS].get(sitting_id)
        share = event.points / event.full if event.full else Decimal(0)
        rows[RESULTS].put(
            sitting_id=sitting_id,
            exam_id=str(event.exam_id),
            employee_id=str(event.employee_id),
            settled_at=known["settled_at"] if known else iso(event.meta.occurred_at),
            has_passed=event.passed,
            millionths=int((share * _SCALE).to_integral_value()),
        )

    def scored_twice(
        self, before_exam_id: UUID, after_exam_id: UUID, *, since: date, until: date
    ) -> Sequence[ScoredTwice]:
        """Who sat both exams within a span: the first sitting before, the last one after it."""
        exams = (str(before_exam_id), str(after_exam_id))
        query = (
            select(RESULTS)
            .where(or_(*(RESULTS.c.exam_id == one for one in exams)))
            .where(RESULTS.c.settled_at >= since.isoformat())
            .where(RESULTS.c.settled_at < (until + timedelta(days=1)).isoformat())
            .order_by(RESULTS.c.employee_id, RESULTS.c.settled_at, RESULTS.c.sitting_id)
        )
        with self.database.reading() as connection:
            rows = connection.execute(query).mappings()
            found = [
                _twice(employee_id, [*sittings], exams)
                for employee_id, sittings in groupby(rows, key=lambda row: row["employee_id"])
            ]
        return [one for one in found if one is not None]


def _twice(employee_id: str, sittings: list[Any], exams: tuple[str, str]) -> ScoredTwice | None:
    first = next((n for n, one in enumerate(sittings) if one["exam_id"] == exams[0]), None)
    if first is None:
        return None
    later = [one for one in sittings[first + 1 :] if one["exam_id"] == exams[1]]
    if not later:
        return None
    return ScoredTwice(UUID(employee_id), _share(sittings[first]), _share(later[-1]))


def _share(row: Any) -> Decimal:
    return Decimal(row["millionths"]) / _SCALE
