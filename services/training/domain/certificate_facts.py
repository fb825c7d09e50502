"""What certificates are told apart by: states, causes, and which one an event is about."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

import msgspec

VALID = "valid"
EXPIRING = "expiring"
EXPIRED = "expired"
SUSPENDED = "suspended"
REVOKED = "revoked"
OUTDATED = "outdated"

STATES = (VALID, EXPIRING, EXPIRED, SUSPENDED, REVOKED, OUTDATED)
STATES_ZH = dict(
    zip(STATES, ("有效", "即将到期", "已过期", "已暂停", "已吊销", "因课程更新失效"), strict=True)
)

CAUSES = ("quality", "violation", "absence", "error", "request", "other")
"""Why a certificate is suspended or revoked, in a word; the words about it are sealed."""


class AboutCertificate(msgspec.Struct, frozen=True, kw_only=True):
    """Which certificate an event is about; stored in events that become public.

    Args:
        number: the number that people speak.
        employee_id: the holder.
        certification_code: of what.
    """

    number: str
    employee_id: UUID
    certification_code: str


class Suspension(msgspec.Struct, frozen=True, kw_only=True):
    """A span for which a certificate did not count.

    Args:
        since: from when.
        until: until when; None as long as it lasts.
    """

    since: datetime
    until: datetime | None = None

    def covers(self, at: datetime) -> bool:
        """Whether a moment lies within it."""
        return self.since <= at and (self.until is None or at < self.until)
