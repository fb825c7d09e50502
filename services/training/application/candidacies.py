"""On the way to a certificate: stages noted from results, or by who certifies (TR-3)."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from uuid import UUID

from services.training.application.access import SCHEDULE
from services.training.application.certificate_access import CertificateAccess
from services.training.application.certificate_questions import StageResult, StageResults
from services.training.application.certifications import Certifications
from services.training.application.stage_evidence import NamedEvidence, StageEvidence
from services.training.application.workbench import Workbench
from services.training.domain.candidacy import BY_PERSON, COMPLETED, OPEN, Candidacy
from services.training.domain.candidacy_facts import Evidence
from services.training.domain.certificate import Certificate
from services.training.domain.certification import COURSES, Certification
from services.training.domain.certification_errors import (
    CandidacyAlreadyOpen,
    CandidacyNotFound,
)
from shared.errors import Conflict
from shared.event_store import AsOf
from shared.event_store.store import expect_version

AT_A_TIME = 200
"""Candidacies whose results are noted in one run at most."""


class Candidacies:
    """Opens candidacies and notes what was passed and failed.

    Args:
        bench: what all use cases stand on.
        certifications: finds certifications.
        access: who may see and decide.
        results: results of sittings, assessments and enrolments.
        evidence: judges what somebody names for a stage.
    """

    def __init__(
        self,
        bench: Workbench,
        *,
        certifications: Certifications,
        access: CertificateAccess,
        results: StageResults,
        evidence: StageEvidence,
    ) -> None:
        self._bench = bench
        self._certifications = certifications
        self._access = access
        self._results = results
        self._evidence = evidence

    def open_candidacy(self, employee_id: UUID, *, certification_code: str) -> Candidacy:
        """Lets an employee begin the stages; a renewal where they hold a certificate.

        Args:
            employee_id: who.
            certification_code: to which certification.

        Raises:
            EmployeeUnknown: nobody of that id works here.
            CandidacyAlreadyOpen: they are on the way already.
            NotForOneself: it is the actor's own.
        """
        self._access.check_decides(employee_id, SCHEDULE)
        candidacy, certification = self.prepared(
            employee_id, certification_code=certification_code, origin=BY_PERSON
        )
        self._bench.store.save(candidacy, unchanged=[certification])
        return candidacy

    def prepared(
        self, employee_id: UUID, *, certification_code: str, origin: str
    ) -> tuple[Candidacy, Certification]:
        """A candidacy yet to be saved, and the certification that has to stay as it is till then.

        Args:
            employee_id: who.
            certification_code: to which certification.
            origin: `person`, or `curriculum` where a curriculum leads there.

        Raises:
            EmployeeUnknown: nobody of that id works here.
            CandidacyAlreadyOpen: they are on the way already.
            CertificationRetired: nobody is certified any more.
        """
        self._bench.access.member(employee_id)
        certification_id = Certification.id_for(certification_code)
        certification = self._certifications.certification(certification_id)
        before, count = self._newest(employee_id, certification_code)
        if before is not None and before.state in (OPEN, COMPLETED):
            raise CandidacyAlreadyOpen(certification_code=certification_code)
        candidacy = Candidacy.open(
            certification,
            employee_id=employee_id,
            ordinal=count + 1,
            renews=self._certificate_held(employee_id, certification_code),
            origin=origin,
        )
        return candidacy, certification

    def note_stage(
        self,
        candidacy_id: UUID,
        *,
        stage_code: str,
        is_passed: bool,
        evidence_id: UUID,
        happened_at: datetime,
        points: Decimal | None = None,
        full: Decimal | None = None,
        reason: str | None = None,
        expected_version: int | None = None,
    ) -> Candidacy:
        """Somebody who certifies notes a result, naming what shows it; they may not certify on it.

        Raises:
            NotForOneself: it is the actor's own.
            CandidacyOver, StageNotNext: the stage is not to be passed now.
            EvidenceUnfit, EvidenceUnknown, EvidenceInFuture, ResultNotReleased: what is named
                does not show it.
        """
        self._access.check_certifies()
        candidacy = self._found(candidacy_id)
        self._access.check_decides(candidacy.employee_id)
        expect_version(candidacy, expected_version)
        named = NamedEvidence(
            evidence_id=evidence_id,
            is_passed=is_passed,
            happened_at=happened_at,
            points=points,
            full=full,
            reason=reason,
        )
        evidence = self._evidence.named(candidacy, candidacy.check_next(stage_code), named)
        candidacy.note_stage(stage_code, evidence, is_passed=is_passed)
        self._bench.store.save(candidacy)
        return candidacy

    def accept_independence(
        self, candidacy_id: UUID, *, expected_version: int | None = None
    ) -> Candidacy:
        """Who leads the employee, or certifies, confirms that they work independently (TR-3).

        Raises:
            IndependenceNotProven: a stage is outstanding, or nobody asks for it.
            NotForOneself: it is the actor's own.
        """
        candidacy = self.see_candidacy(candidacy_id)
        self._access.check_answers_for(candidacy.employee_id)
        expect_version(candidacy, expected_version)
        candidacy.accept_independence(self._bench.access.employee_id())
        self._bench.store.save(candidacy)
        return candidacy

    def withdraw_candidacy(
        self, candidacy_id: UUID, *, reason: str, expected_version: int | None = None
    ) -> Candidacy:
        """Ends a candidacy before its time."""
        self._access.check_certifies(SCHEDULE)
        candidacy = self._found(candidacy_id)
        self._access.check_decides(candidacy.employee_id, SCHEDULE)
        expect_version(candidacy, expected_version)
        candidacy.withdraw(reason=self._bench.seal_about(candidacy.employee_id, reason))
        self._bench.store.save(candidacy)
        return candidacy

    def see_candidacy(self, candidacy_id: UUID, *, as_of: AsOf | None = None) -> Candidacy:
        """A candidacy as it stands or stood.

        Raises:
            CandidacyNotFound: there is none, or not for the actor.
        """
        found = self._found(candidacy_id, as_of=as_of)
        if not self._access.may_see(found.employee_id):
            raise CandidacyNotFound(key=candidacy_id)
        return found

    def note_results(self, now: datetime) -> int:
        """Notes the results that open candidacies wait for; returns how many were changed.

        A written result waits until its learner may see it.
        """
        ready = self._results.ready(at=now, limit=AT_A_TIME)
        return sum(self._note_for(one, now) for one in ready)

    def _note_for(self, candidacy_id: UUID, now: datetime) -> bool:
        candidacy = self._bench.store.get(Candidacy, candidacy_id)
        stage = candidacy.next_stage
        results = self._results.results_for(candidacy_id, at=now)
        if stage is None or candidacy.state != OPEN or not results:
            return False
        # Courses are passed together, with the last of them; of exams each attempt counts.
        fitting = [results[-1]] if stage.kind == COURSES else results
        for one in fitting:
            if candidacy.state == OPEN and candidacy.next_stage == stage:
                _note(candidacy, stage.code, one)
        if not candidacy.pending_events:
            return False
        try:
            self._bench.store.save(candidacy)
        except Conflict:
            # Another timer, or a person, has noted it: theirs stands.
            return False
        return True

    def _newest(self, employee_id: UUID, code: str) -> tuple[Candidacy | None, int]:
        found: Candidacy | None = None
        count = 0
        while True:
            entity_id = Candidacy.id_for(employee_id, code, ordinal=count + 1)
            following = self._bench.store.find(Candidacy, entity_id)
            if following is None:
                return found, count
            found, count = following, count + 1

    def _certificate_held(self, employee_id: UUID, code: str) -> UUID | None:
        """The certificate that a candidacy would renew: the newest, unless it was revoked."""
        held, _ = newest_certificate(self._bench, employee_id, code)
        return None if held is None or held.revoked_at is not None else held.id

    def _found(self, candidacy_id: UUID, *, as_of: AsOf | None = None) -> Candidacy:
        found = self._bench.store.find(Candidacy, candidacy_id, as_of=as_of)
        if found is None:
            raise CandidacyNotFound(key=candidacy_id)
        return found


def newest_certificate(
    bench: Workbench, employee_id: UUID, code: str
) -> tuple[Certificate | None, int]:
    """The last certificate that an employee was given of a certification, and how many."""
    found: Certificate | None = None
    count = 0
    while True:
        entity_id = Certificate.id_for(employee_id, code, ordinal=count + 1)
        following = bench.store.find(Certificate, entity_id)
        if following is None:
            return found, count
        found, count = following, count + 1


def _note(candidacy: Candidacy, stage_code: str, result: StageResult) -> None:
    if candidacy.has_noted(result.evidence_id, is_passed=result.is_passed):
        return
    evidence = Evidence(
        evidence_id=result.evidence_id,
        happened_at=result.happened_at,
        points=result.points,
        full=result.full,
    )
    candidacy.note_stage(stage_code, evidence, is_passed=result.is_passed)
