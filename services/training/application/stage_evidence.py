"""What shows that a stage was passed or failed, and who may certify on it (TR-3)."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from uuid import UUID

from services.training.application.certificate_questions import StageResult, StageResults
from services.training.application.workbench import Workbench
from services.training.domain.assessment import Assessment
from services.training.domain.candidacy import Candidacy
from services.training.domain.candidacy_facts import Evidence
from services.training.domain.certification import COURSES, WRITTEN, Stage
from services.training.domain.certification_errors import (
    EvidenceByIssuer,
    EvidenceInFuture,
    EvidenceUnfit,
    EvidenceUnknown,
)
from services.training.domain.sitting import Sitting
from services.training.domain.sitting_errors import ResultNotReleased
from shared.errors import FieldError
from shared.event_store import Aggregate

_NO_REASON = FieldError(
    "reason", "is needed where the evidence lies elsewhere.", "依据不在本系统时须填写。"
)


@dataclass(frozen=True, kw_only=True)
class NamedEvidence:
    """What somebody who certifies says of a stage.

    Args:
        evidence_id: a result of this service, or what stands for a paper elsewhere.
        is_passed: what it shows.
        happened_at: when it was decided; a result of this service has its own time.
        points: points reached; a result of this service has its own.
        full: points that could be reached.
        reason: why it counts though it lies elsewhere.
    """

    evidence_id: UUID
    is_passed: bool
    happened_at: datetime
    points: Decimal | None = None
    full: Decimal | None = None
    reason: str | None = None


class StageEvidence:
    """Judges what is named for a stage: results found here, or what lies elsewhere.

    Args:
        bench: what all use cases stand on.
        results: results of sittings, assessments and enrolments.
    """

    def __init__(self, bench: Workbench, *, results: StageResults) -> None:
        self._bench = bench
        self._results = results

    def named(self, candidacy: Candidacy, stage: Stage, named: NamedEvidence) -> Evidence:
        """What is kept of what the actor names.

        Raises:
            EvidenceUnfit: it is something of this service that does not show this.
            ResultNotReleased: its learner may see it later; then it is found.
            EvidenceUnknown: it lies elsewhere, and nobody says why it counts.
            EvidenceInFuture: it is yet to happen.
        """
        result = self._results.result(named.evidence_id)
        if result is not None:
            return self._found_here(candidacy, stage, named, result)
        if self._bench.store.find(Aggregate, named.evidence_id) is not None:
            raise EvidenceUnfit(stage=stage.code)
        return self._lying_elsewhere(candidacy, named)

    def check_may_certify(self, candidacy: Candidacy) -> None:
        """Refuses who assessed or noted a stage, so that nobody certifies alone.

        Raises:
            EvidenceByIssuer: the actor did.
        """
        is_self = self._bench.access.is_self
        for stage, (_, evidence) in zip(candidacy.stages, candidacy.passed, strict=False):
            if any(is_self(one) for one in self._answering_for(stage, evidence)):
                raise EvidenceByIssuer

    def _found_here(
        self, candidacy: Candidacy, stage: Stage, named: NamedEvidence, result: StageResult
    ) -> Evidence:
        keys = stage.result_keys(candidacy.candidate.certification_code)
        is_of_stage = (result.kind, (result.key,)) == (stage.kind, keys)
        is_theirs = result.employee_id == candidacy.employee_id
        if not (is_of_stage and is_theirs):
            raise EvidenceUnfit(stage=stage.code)
        shows_points = stage.kind != WRITTEN or self._is_told(result.evidence_id)
        if result.is_passed != named.is_passed:
            raise EvidenceUnfit(stage=stage.code)
        return Evidence(
            evidence_id=result.evidence_id,
            happened_at=result.happened_at,
            points=result.points if shows_points else None,
            full=result.full if shows_points else None,
            noted_by=self._bench.access.employee_id(),
        )

    def _is_told(self, sitting_id: UUID) -> bool:
        """Whether learners see the points of an exam; of one that never tells, only this counts."""
        terms = self._bench.store.get(Sitting, sitting_id).terms
        if terms.shows(terms.results, at=self._bench.now):
            return True
        if terms.will_show(terms.results):
            raise ResultNotReleased
        return False

    def _lying_elsewhere(self, candidacy: Candidacy, named: NamedEvidence) -> Evidence:
        if not named.reason:
            raise EvidenceUnknown(fields=(_NO_REASON,))
        if named.happened_at > self._bench.now:
            raise EvidenceInFuture
        return Evidence(
            evidence_id=named.evidence_id,
            happened_at=named.happened_at,
            points=named.points,
            full=named.full,
            noted_by=self._bench.access.employee_id(),
            reason=self._bench.seal_about(candidacy.employee_id, named.reason),
        )

    def _answering_for(self, stage: Stage, evidence: Evidence) -> Collection[UUID]:
        noted_by = () if evidence.noted_by is None else (evidence.noted_by,)
        if stage.kind in (COURSES, WRITTEN):
            return noted_by
        assessment = self._bench.store.find(Assessment, evidence.evidence_id)
        return noted_by if assessment is None else (*noted_by, *assessment.assessor_ids)
