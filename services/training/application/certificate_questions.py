"""What the use cases of certificates ask of read models; `service.py` fulfils it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Protocol
from uuid import UUID


class Holders(Protocol):
    """What a certificate needs to know of its holder."""

    def zone_of(self, employee_id: UUID) -> str:
        """The IANA zone of the site where an employee works; UTC where nobody knows."""

    def staff_number_of(self, employee_id: UUID) -> str | None:
        """The staff number [员工编号], if `people` has told it."""


@dataclass(frozen=True)
class StageResult:
    """A result that may show that a stage was passed or failed.

    Args:
        evidence_id: the sitting, assessment or enrolment.
        employee_id: whose.
        kind: of which kind of stage.
        key: the exam or course, or the code of the certification.
        is_passed: whether it was passed.
        happened_at: when it was decided.
        points: points reached, where there are any.
        full: points that could be reached.
    """

    evidence_id: UUID
    employee_id: UUID
    kind: str
    key: str
    is_passed: bool
    happened_at: datetime
    points: Decimal | None
    full: Decimal | None


class StageResults(Protocol):
    """Results that show stages, and what open candidacies wait for."""

    def result(self, evidence_id: UUID) -> StageResult | None:
        """The result of a settled sitting or assessment, or of a completed enrolment."""

    def ready(self, *, at: datetime, limit: int) -> Sequence[UUID]:
        """Open candidacies for whose next stage there are told results that were not noted."""

    def results_for(self, candidacy_id: UUID, *, at: datetime) -> Sequence[StageResult]:
        """The results for the next stage of a candidacy that learners may see, the oldest first."""


@dataclass(frozen=True)
class Ending:
    """A certificate whose end comes near.

    Args:
        certificate_id: the certificate.
        ends_at: when it stops to count.
        zone: whose days count.
        reminded: the nearest reminder that was sent; None for none.
    """

    certificate_id: UUID
    ends_at: datetime
    zone: str
    reminded: int | None


class EndingCertificates(Protocol):
    """Which certificates end."""

    def ended(self, *, by: datetime, limit: int) -> Sequence[UUID]:
        """Certificates that ended by then and of which nothing says so yet."""

    def ending(self, *, after: datetime, by: datetime) -> Iterable[Ending]:
        """Certificates that count and end within a span, the first to end first."""


@dataclass(frozen=True)
class Outdating:
    """A certificate that a new version of a course outdates."""

    certificate_id: UUID
    course_id: UUID
    course_version: int


class OutdatedCertificates(Protocol):
    """Which certificates a new course version outdates."""

    def to_be_outdated(self, *, limit: int) -> Sequence[Outdating]:
        """Those of which nothing says so yet."""


class LeadingCurricula(Protocol):
    """Curricula that lead to a certification."""

    def undecided(self, *, limit: int) -> Sequence[UUID]:
        """Completed assignments of which nothing says yet whether a candidacy was opened."""


class SkillHolders(Protocol):
    """Whose certificates ever opened a skill."""

    def ever_for(self, skill: str, *, after: UUID | None, limit: int) -> Sequence[UUID]:
        """Certificates that ever opened a skill, in the order of their ids."""
