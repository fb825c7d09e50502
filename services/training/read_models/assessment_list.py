"""Whose stages are to be judged, by whom, and how did they end?"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import Boolean, Column, Index, String, select, tuple_

from services.training.domain.assessment import ARRANGED, SETTLED, WITHDRAWN
from shared.clock import iso
from shared.read_models import ReadModel, Rows, projects, read_table

_employee_id = Column("employee_id", String, nullable=False)
_arranged_at = Column("arranged_at", String, nullable=False)
_assessment_id = Column("assessment_id", String, primary_key=True)
_assessor_id = Column("assessor_id", String, primary_key=True)

ASSESSMENTS = read_table(
    "assessment_list",
    _assessment_id,
    _employee_id,
    Column("certification_code", String, nullable=False),
    Column("stage_kind", String, nullable=False),
    Column("state", String, nullable=False),
    _arranged_at,
    Column("planned_on", String),
    Column("passed", Boolean),
    Index("assessment_list_by_time", _arranged_at, _assessment_id),
    Index("assessment_list_by_employee", _employee_id, _arranged_at),
)

AWAITED = read_table(
    "assessment_list_awaited",
    Column("assessment_id", String, primary_key=True),
    _assessor_id,
    Index("assessment_list_by_assessor", _assessor_id),
)


@dataclass(frozen=True)
class ListedAssessment:
    """An assessment in a list; nothing of what was judged before it is settled.

    Args:
        assessment_id: its id.
        employee_id: the candidate.
        certification_code: what it counts for.
        stage_kind: the stage.
        state: arranged, settled or withdrawn.
        arranged_at: when it was arranged, as text.
        planned_on: the day on which it is to be, as text.
        passed: how it ended, once settled.
    """

    assessment_id: UUID
    employee_id: UUID
    certification_code: str
    stage_kind: str
    state: str
    arranged_at: str
    planned_on: str | None
    passed: bool | None


class AssessmentList(ReadModel):
    """One row for each assessment, and one for each judgement that is awaited."""

    name = "assessment_list"
    source = "training"
    tables = (ASSESSMENTS, AWAITED)

    @projects("training.assessment.arranged")
    def arranged(self, rows: Rows, event: Any) -> None:
        """Somebody is to be assessed."""
        assessment_id = str(event.originator_id)
        rows[ASSESSMENTS].put(
            assessment_id=assessment_id,
            employee_id=str(event.employee_id),
            certification_code=event.certification_code,
            stage_kind=event.stage_kind,
            state=ARRANGED,
            arranged_at=iso(event.meta.occurred_at),
            planned_on=None if event.planned_on is None else str(event.planned_on),
            passed=None,
        )
        for one in event.assessor_ids:
            rows[AWAITED].put(assessment_id=assessment_id, assessor_id=str(one))

    @projects("training.assessment.judged")
    def judged(self, rows: Rows, event: Any) -> None:
        """One assessor has judged."""
        rows[AWAITED].remove(str(event.originator_id), str(event.judgement.assessor_id))

    @projects("training.assessment.settled")
    def settled(self, rows: Rows, event: Any) -> None:
        """All have judged."""
        rows[ASSESSMENTS].change(str(event.originator_id), state=SETTLED, passed=event.passed)

    @projects("training.assessment.withdrawn")
    def withdrawn(self, rows: Rows, event: Any) -> None:
        """It does not take place."""
        rows[ASSESSMENTS].change(str(event.originator_id), state=WITHDRAWN)
        rows[AWAITED].remove_where(assessment_id=str(event.originator_id))

    def page(
        self,
        *,
        employee_id: UUID | None,
        assessor_id: UUID | None,
        after: tuple[str, str] | None,
        limit: int,
    ) -> Sequence[ListedAssessment]:
        """Assessments, the oldest first.

        Args:
            employee_id: only of this candidate.
            assessor_id: only those that wait for this assessor.
            after: time and id of the last one of the page before.
            limit: how many at most.
        """
        order = (ASSESSMENTS.c.arranged_at, ASSESSMENTS.c.assessment_id)
        query = select(ASSESSMENTS).order_by(*order).limit(limit)
        if employee_id is not None:
            query = query.where(ASSESSMENTS.c.employee_id == str(employee_id))
        if assessor_id is not None:
            waiting = select(AWAITED.c.assessment_id).where(
                AWAITED.c.assessor_id == str(assessor_id)
            )
            query = query.where(ASSESSMENTS.c.assessment_id.in_(waiting))
        if after is not None:
            query = query.where(tuple_(*order) > after)
        with self.database.reading() as connection:
            return [_listed(row) for row in connection.execute(query).mappings()]


def _listed(row: Any) -> ListedAssessment:
    ids = {name: UUID(row[name]) for name in ("assessment_id", "employee_id")}
    return ListedAssessment(**{**row, **ids})
