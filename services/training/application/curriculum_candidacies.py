"""Completed curricula open the candidacies to which they lead (TR-1, TR-3)."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from services.training.application.candidacies import Candidacies, newest_certificate
from services.training.application.certificate_questions import LeadingCurricula
from services.training.application.workbench import Workbench
from services.training.domain.candidacy import BY_CURRICULUM, Candidacy
from services.training.domain.certificate_facts import SUSPENDED, VALID
from services.training.domain.certification import Certification
from services.training.domain.certification_errors import (
    AlreadyCertified,
    CandidacyAlreadyOpen,
    CertificationRetired,
)
from services.training.domain.curriculum_assignment import CurriculumAssignment
from services.training.domain.enrolment_errors import CurriculumNotLearned
from services.training.domain.errors import EmployeeUnknown
from shared.errors import Conflict
from shared.event_store import Aggregate

AT_A_TIME = 200
"""Assignments that are decided in one run at most."""

RULES = "certificates"

REFUSALS = (
    EmployeeUnknown,
    CurriculumNotLearned,
    CandidacyAlreadyOpen,
    AlreadyCertified,
    CertificationRetired,
)
"""What lets a completed curriculum lead nowhere; it is noted, and not tried again."""


class CurriculumCandidacies:
    """Decides about each completed curriculum once, however many timers run.

    Args:
        bench: what all use cases stand on.
        candidacies: opens candidacies.
        leading: which completed curricula wait for a decision.
    """

    def __init__(
        self, bench: Workbench, *, candidacies: Candidacies, leading: LeadingCurricula
    ) -> None:
        self._bench = bench
        self._candidacies = candidacies
        self._leading = leading

    def open_candidacies(self, now: datetime) -> int:
        """Opens candidacies, or notes why not; returns about how many curricula was decided."""
        with self._bench.rules.noted(RULES):
            return sum(self._decide(one, now) for one in self._leading.undecided(limit=AT_A_TIME))

    def _decide(self, assignment_id: UUID, now: datetime) -> bool:
        assignment = self._bench.store.get(CurriculumAssignment, assignment_id)
        code = assignment.awaited_certification
        # Of whom nobody has told yet, it is not known either that they have left.
        if code is None or not self._bench.access.knows(assignment.employee_id):
            return False
        try:
            candidacy, certification = self._opened(assignment, code, now)
        except REFUSALS as refused:
            assignment.refuse_candidacy(cause=refused.code)
            return self._saved(assignment)
        assignment.lead_to(candidacy.id)
        return self._saved(assignment, candidacy, unchanged=certification)

    def _opened(
        self, assignment: CurriculumAssignment, code: str, now: datetime
    ) -> tuple[Candidacy, Certification]:
        assignment.check_learned()
        held, _ = newest_certificate(self._bench, assignment.employee_id, code)
        days = self._bench.rules.certificates.expiring_days
        if held is not None and held.state_at(now, expiring_days=days) in (VALID, SUSPENDED):
            raise AlreadyCertified(number=held.number)
        return self._candidacies.prepared(
            assignment.employee_id, certification_code=code, origin=BY_CURRICULUM
        )

    def _saved(self, *changed: Aggregate, unchanged: Certification | None = None) -> bool:
        try:
            self._bench.store.save(*changed, unchanged=[] if unchanged is None else [unchanged])
        except Conflict:
            # Another timer, or a person, was first: the next run decides on what they have left.
            return False
        return True
