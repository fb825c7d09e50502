"""What candidacies are made of: who is on the way to what, and what shows a stage (TR-3)."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from uuid import UUID

import msgspec

from shared.sealed.envelope import Sealed


class Evidence(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What shows that a stage was passed or failed.

    Args:
        evidence_id: the sitting, assessment or enrolment, or what stands for it elsewhere.
        happened_at: when it was decided.
        points: points reached, where there are any.
        full: points that could be reached.
        noted_by: who named it; None where a timer found it.
        reason: why it counts though it lies elsewhere, under the candidate's key.
    """

    evidence_id: UUID
    happened_at: datetime
    points: Decimal | None = None
    full: Decimal | None = None
    noted_by: UUID | None = None
    reason: Sealed | None = None


class Candidate(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Who is on the way to what.

    Args:
        employee_id: who.
        certification_code: to which certification.
        certification_version: by which version of it.
        purpose: `first` or `renewal`.
        certificate_id: the certificate to be renewed.
    """

    employee_id: UUID
    certification_code: str
    certification_version: int
    purpose: str
    certificate_id: UUID | None = None
