"""The rule sets of the service as they are in force, by name."""

from __future__ import annotations

from services.training.domain.certificate_rules import CertificateRules
from services.training.domain.competencies import CompetencyRules
from shared.rules import RulesInForce


class AppliedRules(RulesInForce):
    """The rule sets of `training` by name."""

    @property
    def competencies(self) -> CompetencyRules:
        """What people of the centre are able to do."""
        return self.shape("competencies", CompetencyRules)

    @property
    def certificates(self) -> CertificateRules:
        """How certificates are looked after."""
        return self.shape("certificates", CertificateRules)
