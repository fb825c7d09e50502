"""Setting up certifications [考核认证]: stages, skills and validity, in versions (TR-3)."""

from __future__ import annotations

from uuid import UUID

from services.training.application.access import CERTIFY, SELF
from services.training.application.workbench import Workbench
from services.training.domain.certification import Certification, Plan
from services.training.domain.certification_errors import (
    CertificationAlreadyCreated,
    CertificationNotFound,
)
from shared.context import current_context
from shared.event_store import AsOf
from shared.event_store.store import expect_version


class Certifications:
    """Writes certifications and finds them.

    Args:
        bench: what all use cases stand on.
    """

    def __init__(self, bench: Workbench) -> None:
        self._bench = bench

    def create_certification(self, code: str, *, plan: Plan) -> Certification:
        """Sets up a certification with its first version.

        Raises:
            CertificationAlreadyCreated: the code is taken.
            CertificationPlanWrong: the plan does not hold together.
        """
        current_context().require(CERTIFY)
        if self._bench.store.find(Certification, Certification.id_for(code)) is not None:
            raise CertificationAlreadyCreated(certification_code=code)
        made = Certification.create(code)
        made.publish_version(plan)
        self._bench.store.save(made)
        return made

    def publish_certification_version(
        self, certification_id: UUID, *, plan: Plan, expected_version: int | None = None
    ) -> Certification:
        """Certifies by another plan from now on.

        Raises:
            CertificationPlanWrong: the plan does not hold together.
        """
        found = self._managed(certification_id, expected_version)
        found.publish_version(plan)
        self._bench.store.save(found)
        return found

    def retire_certification(
        self, certification_id: UUID, *, expected_version: int | None = None
    ) -> Certification:
        """Certifies nobody any more; certificates count as long as they do."""
        found = self._managed(certification_id, expected_version)
        found.retire()
        self._bench.store.save(found)
        return found

    def see_certification(
        self, certification_id: UUID, *, as_of: AsOf | None = None
    ) -> Certification:
        """A certification as it stands or stood; everybody may know what is asked for.

        Raises:
            CertificationNotFound: there is none.
        """
        current_context().require(SELF)
        return self.certification(certification_id, as_of=as_of)

    def check_may_list(self) -> None:
        """Everybody who works here may know what is asked for."""
        current_context().require(SELF)

    def certification(self, certification_id: UUID, *, as_of: AsOf | None = None) -> Certification:
        """The certification, whoever asks.

        Raises:
            CertificationNotFound: there is none.
        """
        found = self._bench.store.find(Certification, certification_id, as_of=as_of)
        if found is None:
            raise CertificationNotFound(key=certification_id)
        return found

    def _managed(self, certification_id: UUID, expected_version: int | None) -> Certification:
        current_context().require(CERTIFY)
        found = self.certification(certification_id)
        expect_version(found, expected_version)
        return found
