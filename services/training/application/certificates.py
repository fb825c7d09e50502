"""Certificates [证书]: issued, renewed, suspended, resumed, revoked; never one's own (TR-3)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from services.training.application.candidacies import newest_certificate
from services.training.application.certificate_access import CertificateAccess
from services.training.application.certificate_questions import Holders, SkillHolders
from services.training.application.stage_evidence import StageEvidence
from services.training.application.workbench import Workbench
from services.training.domain.candidacy import FIRST, Candidacy
from services.training.domain.certificate import Certificate
from services.training.domain.certificate_facts import AboutCertificate
from services.training.domain.certification import Certification, CertificationVersion
from services.training.domain.certification_errors import (
    CandidacyNotFound,
    CandidacyOfOtherKind,
    CertificateNotFound,
    ValidityOver,
)
from services.training.domain.validity import Term, end_of, last_day, local_day
from shared.event_store import AsOf
from shared.event_store.store import expect_version
from shared.numbers import Numbers, read_number

NUMBER_PREFIX = "C"


@dataclass(frozen=True)
class Certified:
    """Somebody who was certified for a skill at a moment.

    Args:
        certificate: the certificate as it was known.
        term: the term that counted.
    """

    certificate: Certificate
    term: Term


class Certificates:
    """Gives out certificates and decides about them.

    Args:
        bench: what all use cases stand on.
        access: who may see and decide.
        evidence: who may certify on what was shown.
        holders: zones and staff numbers of holders.
        skill_holders: whose certificates ever opened a skill.
        numbers: hands out the numbers that people speak.
    """

    def __init__(
        self,
        bench: Workbench,
        *,
        access: CertificateAccess,
        evidence: StageEvidence,
        holders: Holders,
        skill_holders: SkillHolders,
        numbers: Numbers,
    ) -> None:
        self._bench = bench
        self._access = access
        self._evidence = evidence
        self._holders = holders
        self._skill_holders = skill_holders
        self._numbers = numbers

    def issue_certificate(self, candidacy_id: UUID) -> Certificate:
        """Certifies who has passed all stages.

        Raises:
            CandidacyNotCompleted: a stage is outstanding, or it led to a certificate already.
            CandidacyOfOtherKind: it is a renewal.
            EvidenceByIssuer: the actor assessed or noted a stage.
            NotForOneself: it is the actor's own.
        """
        candidacy = self._candidacy(candidacy_id)
        candidate = candidacy.candidate
        if candidate.purpose != FIRST:
            raise CandidacyOfOtherKind
        self._evidence.check_may_certify(candidacy)
        _, count = newest_certificate(
            self._bench, candidate.employee_id, candidate.certification_code
        )
        about = AboutCertificate(
            number=self._numbers.next_number(),
            employee_id=candidate.employee_id,
            certification_code=candidate.certification_code,
        )
        term = self._term(candidacy, renewed=None)
        certificate = Certificate.issue(about, ordinal=count + 1, term=term)
        candidacy.certify(certificate.id)
        given = self._numbers.given(about.number, entity_id=certificate.id)
        self._bench.store.save(certificate, candidacy, beside=[given])
        return certificate

    def renew_certificate(
        self, certificate_id: UUID, *, candidacy_id: UUID, expected_version: int | None = None
    ) -> Certificate:
        """Gives another term under the same number; whoever is early loses no days.

        Raises:
            CandidacyNotCompleted: a stage is outstanding, or it led to a term already.
            CandidacyOfOtherKind: it is no renewal of this certificate.
            CertificateRevoked: it was revoked.
            EvidenceByIssuer: the actor assessed or noted a stage.
            NotForOneself: it is the actor's own.
        """
        candidacy = self._candidacy(candidacy_id)
        certificate = self._decided(certificate_id, expected_version)
        if candidacy.candidate.certificate_id != certificate_id:
            raise CandidacyOfOtherKind
        self._evidence.check_may_certify(candidacy)
        certificate.renew(self._term(candidacy, renewed=certificate))
        candidacy.certify(certificate.id)
        self._bench.store.save(certificate, candidacy)
        return certificate

    def suspend_certificate(
        self, certificate_id: UUID, *, cause: str, reason: str, expected_version: int | None = None
    ) -> Certificate:
        """Lets a certificate not count until it is resumed."""
        certificate = self._decided(certificate_id, expected_version)
        sealed = self._bench.seal_about(certificate.employee_id, reason)
        certificate.suspend(cause=cause, reason=sealed, at=self._bench.now)
        self._bench.store.save(certificate)
        return certificate

    def resume_certificate(
        self, certificate_id: UUID, *, expected_version: int | None = None
    ) -> Certificate:
        """Lets a suspended certificate count again."""
        certificate = self._decided(certificate_id, expected_version)
        certificate.resume(at=self._bench.now)
        self._bench.store.save(certificate)
        return certificate

    def revoke_certificate(
        self, certificate_id: UUID, *, cause: str, reason: str, expected_version: int | None = None
    ) -> Certificate:
        """Takes a certificate away for good."""
        certificate = self._decided(certificate_id, expected_version)
        sealed = self._bench.seal_about(certificate.employee_id, reason)
        certificate.revoke(cause=cause, reason=sealed, at=self._bench.now)
        self._bench.store.save(certificate)
        return certificate

    def see_certificate(self, certificate_id: UUID, *, as_of: AsOf | None = None) -> Certificate:
        """A certificate as it stands or stood.

        Raises:
            CertificateNotFound: there is none, or not for the actor.
        """
        found = self._bench.store.find(Certificate, certificate_id, as_of=as_of)
        if found is None or not self._access.may_see(found.employee_id):
            raise CertificateNotFound(key=certificate_id)
        return found

    def find_certificate(self, number: str) -> Certificate:
        """The certificate of a number as somebody wrote or said it.

        Raises:
            NumberMistyped: its check digit does not fit.
            CertificateNotFound: there is none, or not for the actor.
        """
        read = read_number(number, prefix=NUMBER_PREFIX)
        certificate_id = self._numbers.holder_of(read)
        if certificate_id is None:
            raise CertificateNotFound(key=read)
        return self.see_certificate(certificate_id)

    def certified_for(
        self,
        skill: str,
        *,
        valid_at: datetime,
        as_of: AsOf | None,
        after: UUID | None,
        limit: int,
    ) -> tuple[list[Certified], UUID | None]:
        """Who was certified for a skill at a moment, as it was known at another one.

        Args:
            skill: the skill.
            valid_at: the moment at which the certificate had to count.
            as_of: what was known then; the present by default.
            after: the certificate after which to go on.
            limit: certificates that are looked at.

        Returns:
            Those of the page, and the certificate after which the next page begins, if any.
        """
        visible = self._access.visible_employees()
        looked_at = self._skill_holders.ever_for(skill, after=after, limit=limit + 1)
        found = []
        for certificate_id in looked_at[:limit]:
            certificate = self._bench.store.find(Certificate, certificate_id, as_of=as_of)
            if certificate is None or not _is_visible(certificate, visible):
                continue
            term = certificate.term_at(valid_at)
            if term is not None and skill in term.skills:
                found.append(Certified(certificate, term))
        return found, looked_at[limit - 1] if len(looked_at) > limit else None

    def visible_employees(self) -> frozenset[UUID] | None:
        """Whose certificates the actor may list; None for everybody's."""
        return self._access.visible_employees()

    def _term(self, candidacy: Candidacy, *, renewed: Certificate | None) -> Term:
        version = self._version_of(candidacy)
        plan, now = version.plan, self._bench.now
        zone = self._holders.zone_of(candidacy.employee_id)
        today = local_day(now, zone=zone)
        valid_until = plan.valid_until
        if valid_until is not None and valid_until < today:
            code = candidacy.candidate.certification_code
            raise ValidityOver(certification_code=code, valid_until=valid_until.isoformat())
        if plan.validity_months is not None:
            first = today if renewed is None else renewed.next_valid_from(today)
            valid_until = last_day(first, months=plan.validity_months)
        return Term(
            ordinal=1 if renewed is None else renewed.term.ordinal + 1,
            certification_version=version.number,
            skills=plan.skills,
            zone=zone,
            valid_from=today,
            begins_at=now,
            candidacy_id=candidacy.id,
            valid_until=valid_until,
            ends_at=None if valid_until is None else end_of(valid_until, zone=zone),
        )

    def _version_of(self, candidacy: Candidacy) -> CertificationVersion:
        candidate = candidacy.candidate
        certification_id = Certification.id_for(candidate.certification_code)
        certification = self._bench.store.get(Certification, certification_id)
        return certification.versions[candidate.certification_version - 1]

    def _candidacy(self, candidacy_id: UUID) -> Candidacy:
        self._access.check_certifies()
        found = self._bench.store.find(Candidacy, candidacy_id)
        if found is None:
            raise CandidacyNotFound(key=candidacy_id)
        self._access.check_decides(found.employee_id)
        return found

    def _decided(self, certificate_id: UUID, expected_version: int | None) -> Certificate:
        self._access.check_certifies()
        found = self._bench.store.find(Certificate, certificate_id)
        if found is None:
            raise CertificateNotFound(key=certificate_id)
        self._access.check_decides(found.employee_id)
        expect_version(found, expected_version)
        return found


def _is_visible(certificate: Certificate, visible: frozenset[UUID] | None) -> bool:
    return visible is None or certificate.employee_id in visible
