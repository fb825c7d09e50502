"""All read models of the service, over one database."""

from __future__ import annotations

from services.training.read_models.candidacy_list import CandidacyList
from services.training.read_models.certificate_holders import CertificateHolders
from services.training.read_models.certificate_list import CertificateList
from services.training.read_models.certification_list import CertificationList
from services.training.read_models.outdated_certificates import OutdatedCertificates
from services.training.read_models.skill_holders import SkillHolders
from services.training.read_models.staff import Staff
from services.training.read_models.stage_results import StageResults
from shared.read_models import ReadDatabase, ReadModel


class ReadModels:
    """One of each.

    Args:
        database: the service's read database.
    """

    def __init__(self, database: ReadDatabase) -> None:
        self.staff = Staff(database)
        self.certifications = CertificationList(database)
        self.candidacies = CandidacyList(database)
        self.stage_results = StageResults(database)
        self.certificates = CertificateList(database)
        self.outdated_certificates = OutdatedCertificates(database)
        self.skill_holders = SkillHolders(database)
        self.certificate_holders = CertificateHolders(database)

    def all(self) -> list[ReadModel]:
        """Every one of them, in the order in which they are listed."""
        return [one for one in vars(self).values() if isinstance(one, ReadModel)]
