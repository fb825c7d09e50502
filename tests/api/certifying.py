"""Certifications, candidacies and certificates, made through the use cases."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID, uuid4

from services.training.domain.certification import Plan, Stage
from tests.api.desk import WORDS

if TYPE_CHECKING:
    from tests.api.centre import Centre

PLAN = Plan(
    title_zh="服务认证",
    title_en="Service",
    stages=(
        Stage(code="written", kind="written", exam_code="service"),
        Stage(code="practical", kind="practical"),
    ),
    recertification=("written",),
    skills=("cards",),
    needs_independence=True,
    validity_months=12,
)

NOTER = "training_manager"
"""Who notes stages, and therefore issues no certificate on them."""


class Certifying:
    """Brings forth what the requests are about, for Li.

    Args:
        centre: where.
        number: makes its codes different from others'.
    """

    def __init__(self, centre: Centre, *, number: int = 0) -> None:
        self._centre = centre
        self._cases = centre.training.use_cases
        self.code = f"certification-{number}"
        self.employee_id = centre.employees["li"]

    def fill(self) -> None:
        """One of everything; the certificate is revoked, so that tickets hear of it."""
        certificate_id = self.certificate()
        with self._centre.acting_as("boss"):
            self._cases.certificates.revoke_certificate(certificate_id, cause="error", reason=WORDS)

    def certification(self) -> UUID:
        """A certification with two stages, to be renewed by the first."""
        with self._centre.acting_as("boss"):
            return self._cases.certifications.create_certification(self.code, plan=PLAN).id

    def candidacy(self, *passed: str) -> UUID:
        """Li's first candidacy with these stages passed."""
        self.certification()
        return self._opened(*passed)

    def completed(self) -> UUID:
        """Li's first candidacy, completed."""
        candidacy_id = self.candidacy("written", "practical")
        with self._centre.acting_as("boss"):
            self._cases.candidacies.accept_independence(candidacy_id)
        return candidacy_id

    def certificate(self, *, is_suspended: bool = False) -> UUID:
        """A certificate of Li's."""
        candidacy_id = self.completed()
        with self._centre.acting_as("boss"):
            certificates = self._cases.certificates
            certificate_id = certificates.issue_certificate(candidacy_id).id
            if is_suspended:
                certificates.suspend_certificate(certificate_id, cause="error", reason=WORDS)
        return certificate_id

    def renewal(self) -> tuple[UUID, UUID]:
        """A certificate of Li's, and the completed candidacy that renews it."""
        return self.certificate(), self._opened("written")

    def number(self) -> str:
        """The number of a certificate of Li's."""
        certificate_id = self.certificate()
        with self._centre.acting_as("boss"):
            return self._cases.certificates.see_certificate(certificate_id).number

    def check(self) -> dict[str, str]:
        """The number of a certificate of Li's and its code."""
        certificate_id = self.certificate()
        with self._centre.acting_as("boss"):
            certificate = self._cases.certificates.see_certificate(certificate_id)
            code = self._cases.certificate_checks.code_of(certificate, certificate.term)
        return {"number": certificate.number, "code": code}

    def _opened(self, *passed: str) -> UUID:
        with self._centre.acting_as("boss"):
            candidacies = self._cases.candidacies
            opened = candidacies.open_candidacy(self.employee_id, certification_code=self.code)
        with self._centre.acting_as(NOTER):
            for stage in passed:
                candidacies.note_stage(
                    opened.id,
                    stage_code=stage,
                    is_passed=True,
                    evidence_id=uuid4(),
                    happened_at=self._centre.clock.now(),
                    reason=WORDS,
                )
        return opened.id
