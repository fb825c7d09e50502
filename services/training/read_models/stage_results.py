"""Which results of sittings, assessments and enrolments do open candidacies wait for?"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import func, select

from services.training.application.certificate_questions import StageResult
from services.training.domain.candidacy import FIRST
from services.training.domain.certification import COURSES, WRITTEN
from services.training.read_models.sitting_list import SITTINGS
from services.training.read_models.stage_rows import (
    AWAITED,
    ENROLLED,
    IS_OF_SITTING,
    OF_CANDIDACIES,
    RESULTS,
    STAGES,
    fits,
    is_told,
)
from shared.clock import iso
from shared.read_models import ReadModel, Rows, projects

_INSTANT = timedelta(microseconds=1)


class StageResults(ReadModel):
    """What was passed and failed, and what the next stages of open candidacies ask for."""

    name = "stage_results"
    source = "training"
    tables = (ENROLLED, RESULTS, AWAITED, STAGES, OF_CANDIDACIES)

    @projects("training.enrolment.opened")
    def enrolled(self, rows: Rows, event: Any) -> None:
        """Somebody learns a course."""
        rows[ENROLLED].put(
            enrolment_id=str(event.originator_id),
            course_id=str(event.course_id),
            employee_id=str(event.employee_id),
        )

    @projects("training.enrolment.completed")
    def course_completed(self, rows: Rows, event: Any) -> None:
        """Somebody has completed a course."""
        enrolment = rows[ENROLLED].get(str(event.originator_id))
        if enrolment is not None:
            self._result(
                rows,
                event,
                kind=COURSES,
                key=enrolment["course_id"],
                employee_id=enrolment["employee_id"],
                is_passed=True,
            )

    @projects("training.sitting.result_settled")
    def exam_settled(self, rows: Rows, event: Any) -> None:
        """Somebody has passed or failed an exam."""
        self._result(
            rows,
            event,
            kind=WRITTEN,
            key=str(event.exam_id),
            employee_id=str(event.employee_id),
            is_passed=event.passed,
            points=str(event.points),
            full=str(event.full),
        )

    @projects("training.assessment.settled")
    def assessment_settled(self, rows: Rows, event: Any) -> None:
        """Somebody has passed or failed an oral, simulated or practical stage."""
        self._result(
            rows,
            event,
            kind=event.stage_kind,
            key=event.certification_code,
            employee_id=str(event.employee_id),
            is_passed=event.passed,
            points=str(event.points),
            full=str(event.full),
        )

    @projects("training.candidacy.opened")
    def opened(self, rows: Rows, event: Any) -> None:
        """Somebody begins the stages; courses completed before count for a first certificate."""
        candidacy_id, candidate = str(event.originator_id), event.candidate
        code = candidate.certification_code
        for ordinal, stage in enumerate(event.stages):
            rows[STAGES].put(
                candidacy_id=candidacy_id,
                ordinal=ordinal,
                kind=stage.kind,
                keys=",".join(stage.result_keys(code)),
            )
        rows[OF_CANDIDACIES].put(
            candidacy_id=candidacy_id,
            employee_id=str(candidate.employee_id),
            counts_all_courses=candidate.purpose == FIRST,
            passed=0,
        )
        self._await(rows, candidacy_id, ordinal=0, since=event.meta.occurred_at)

    @projects("training.candidacy.stage_passed")
    def stage_passed(self, rows: Rows, event: Any) -> None:
        """The next stage waits for results since then."""
        candidacy_id = str(event.originator_id)
        found = rows[OF_CANDIDACIES].get(candidacy_id)
        if found is not None:
            ordinal = found["passed"] + 1
            rows[OF_CANDIDACIES].change(candidacy_id, passed=ordinal)
            self._await(rows, candidacy_id, ordinal=ordinal, since=event.evidence.happened_at)

    @projects("training.candidacy.stage_failed")
    def stage_failed(self, rows: Rows, event: Any) -> None:
        """The stage waits for a later attempt."""
        rows[AWAITED].change_where(
            {"candidacy_id": str(event.originator_id)}, after=iso(event.evidence.happened_at)
        )

    @projects("training.candidacy.failed", "training.candidacy.withdrawn")
    def ended(self, rows: Rows, event: Any) -> None:
        """It waits for nothing any more."""
        rows[AWAITED].remove_where(candidacy_id=str(event.originator_id))

    def ready(self, *, at: datetime, limit: int) -> Sequence[UUID]:
        """Open candidacies for whose next stage there are told results that were not noted."""
        query = (
            select(AWAITED.c.candidacy_id)
            .join(RESULTS, fits())
            .outerjoin(SITTINGS, IS_OF_SITTING)
            .where(is_told(at))
            .group_by(AWAITED.c.candidacy_id)
            .having(func.count(RESULTS.c.key.distinct()) >= func.max(AWAITED.c.needed))
            .order_by(AWAITED.c.candidacy_id)
            .limit(limit)
        )
        with self.database.reading() as connection:
            return [UUID(one) for one in connection.execute(query).scalars()]

    def results_for(self, candidacy_id: UUID, *, at: datetime) -> Sequence[StageResult]:
        """The results for the next stage of a candidacy that learners may see, the oldest first."""
        query = (
            select(RESULTS)
            .join(AWAITED, fits())
            .outerjoin(SITTINGS, IS_OF_SITTING)
            .where(AWAITED.c.candidacy_id == str(candidacy_id), is_told(at))
            .order_by(RESULTS.c.happened_at, RESULTS.c.evidence_id)
        )
        with self.database.reading() as connection:
            return [_result(one) for one in connection.execute(query).mappings()]

    def result(self, evidence_id: UUID) -> StageResult | None:
        """The result of a settled sitting or assessment, or of a completed enrolment."""
        query = select(RESULTS).where(RESULTS.c.evidence_id == str(evidence_id))
        with self.database.reading() as connection:
            row = connection.execute(query).mappings().one_or_none()
        return None if row is None else _result(row)

    def _await(self, rows: Rows, candidacy_id: str, *, ordinal: int, since: datetime) -> None:
        rows[AWAITED].remove_where(candidacy_id=candidacy_id)
        stage = rows[STAGES].get(candidacy_id, ordinal)
        candidacy = rows[OF_CANDIDACIES].get(candidacy_id)
        if stage is None or candidacy is None:
            return
        keys = stage["keys"].split(",")
        counts_all = stage["kind"] == COURSES and candidacy["counts_all_courses"]
        for key in keys:
            rows[AWAITED].put(
                candidacy_id=candidacy_id,
                key=key,
                kind=stage["kind"],
                employee_id=candidacy["employee_id"],
                needed=len(keys),
                after="" if counts_all else iso(since - _INSTANT),
            )

    @staticmethod
    def _result(rows: Rows, event: Any, **facts: Any) -> None:
        rows[RESULTS].put(
            evidence_id=str(event.originator_id),
            happened_at=iso(event.meta.occurred_at),
            **{"points": None, "full": None, **facts},
        )


def _result(row: Any) -> StageResult:
    def number(name: str) -> Decimal | None:
        return None if row[name] is None else Decimal(row[name])

    return StageResult(
        evidence_id=UUID(row["evidence_id"]),
        employee_id=UUID(row["employee_id"]),
        kind=row["kind"],
        key=row["key"],
        is_passed=row["is_passed"],
        happened_at=datetime.fromisoformat(row["happened_at"]),
        points=number("points"),
        full=number("full"),
    )
