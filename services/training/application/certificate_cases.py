"""The use cases of certifications and certificates, and what all use cases stand on."""

from __future__ import annotations

from functools import cached_property

from services.training.application.access import Access
from services.training.application.candidacies import Candidacies
from services.training.application.certificate_access import CertificateAccess
from services.training.application.certificate_checks import CertificateChecks
from services.training.application.certificate_watch import CertificateWatch
from services.training.application.certificates import Certificates
from services.training.application.certifications import Certifications
from services.training.application.curriculum_candidacies import CurriculumCandidacies
from services.training.application.stage_evidence import StageEvidence
from services.training.application.tools import Tools
from services.training.application.workbench import Workbench
from shared.event_store.store import Store


class CertificateCases:
    """The application classes of certifications over one store, each made when it is asked for.

    Args:
        store: the log, or a batch.
        tools: what they work with.
    """

    def __init__(self, store: Store, tools: Tools) -> None:
        self._store = store
        self._tools = tools
        self._answers = tools.answers

    @cached_property
    def access(self) -> Access:
        """Who may see whose training."""
        return Access(self._answers.staff)

    @cached_property
    def bench(self) -> Workbench:
        """What all of them stand on."""
        tools = self._tools
        return Workbench(self._store, keys=tools.keys, rules=tools.rules, access=self.access)

    @cached_property
    def _certificate_access(self) -> CertificateAccess:
        return CertificateAccess(self.access, staff=self._answers.staff)

    @cached_property
    def _stage_evidence(self) -> StageEvidence:
        return StageEvidence(self.bench, results=self._answers.stage_results)

    @cached_property
    def certifications(self) -> Certifications:
        """What is asked for to be certified."""
        return Certifications(self.bench)

    @cached_property
    def candidacies(self) -> Candidacies:
        """Who is on the way to a certificate."""
        return Candidacies(
            self.bench,
            certifications=self.certifications,
            access=self._certificate_access,
            results=self._answers.stage_results,
            evidence=self._stage_evidence,
        )

    @cached_property
    def curriculum_candidacies(self) -> CurriculumCandidacies:
        """Which completed curricula open candidacies."""
        leading = self._answers.leading_curricula
        return CurriculumCandidacies(self.bench, candidacies=self.candidacies, leading=leading)

    @cached_property
    def certificates(self) -> Certificates:
        """Certificates given and decided about."""
        return Certificates(
            self.bench,
            access=self._certificate_access,
            evidence=self._stage_evidence,
            holders=self._answers.certificate_holders,
            skill_holders=self._answers.skill_holders,
            numbers=self._tools.certificate_numbers,
        )

    @cached_property
    def certificate_watch(self) -> CertificateWatch:
        """What the date brings about."""
        return CertificateWatch(
            self.bench,
            ending=self._answers.ending_certificates,
            outdated=self._answers.outdated_certificates,
        )

    @cached_property
    def certificate_checks(self) -> CertificateChecks:
        """Whether a certificate on paper is genuine."""
        return CertificateChecks(
            self.bench,
            holders=self._answers.certificate_holders,
            numbers=self._tools.certificate_numbers,
        )
