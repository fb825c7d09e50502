"""Certificates in the course of time: reminders, expiry and new course versions (TR-3)."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID

from services.training.application.certificate_questions import (
    Ending,
    EndingCertificates,
    OutdatedCertificates,
    Outdating,
)
from services.training.application.workbench import Workbench
from services.training.domain.certificate import Certificate
from services.training.domain.validity import days_left
from shared.errors import Conflict

AT_A_TIME = 500
"""Certificates that are looked at in one run at most."""

RULES = "certificates"


class CertificateWatch:
    """Records what the date has brought about, each once however many timers run.

    Args:
        bench: what all use cases stand on.
        ending: which certificates end.
        outdated: which ones a new course version outdates.
    """

    def __init__(
        self, bench: Workbench, *, ending: EndingCertificates, outdated: OutdatedCertificates
    ) -> None:
        self._bench = bench
        self._ending = ending
        self._outdated = outdated

    def expire_certificates(self, now: datetime) -> int:
        """Records of certificates that their end has passed; returns of how many."""
        return sum(self._expire(one, now) for one in self._ending.ended(by=now, limit=AT_A_TIME))

    def remind_of_expiry(self, now: datetime) -> int:
        """Reminds holders so many days before the end as the rules say; returns how many."""
        with self._bench.rules.noted(RULES):
            rules = self._bench.rules.certificates
            # A local day may end up to a day later than it does in UTC.
            span = timedelta(days=max(rules.reminder_days, default=0) + 2)
            due = [
                one.certificate_id
                for one in self._ending.ending(after=now, by=now + span)
                if (left := days_left(one.ends_at, at=now, zone=one.zone)) is not None
                and rules.reminder_due(left, sent=_sent(one)) is not None
            ]
            return sum(self._remind(one, now) for one in due)

    def outdate_certificates(self, now: datetime) -> int:
        """Lets certificates run out whose course has a new version; returns how many."""
        with self._bench.rules.noted(RULES):
            found = self._outdated.to_be_outdated(limit=AT_A_TIME)
            return sum(self._outdate(one, now) for one in found)

    def _expire(self, certificate_id: UUID, now: datetime) -> bool:
        certificate = self._bench.store.get(Certificate, certificate_id)
        certificate.expire(at=now)
        return self._saved(certificate)

    def _remind(self, certificate_id: UUID, now: datetime) -> bool:
        certificate = self._bench.store.get(Certificate, certificate_id)
        certificate.remind(at=now, rules=self._bench.rules.certificates)
        return self._saved(certificate)

    def _outdate(self, one: Outdating, now: datetime) -> bool:
        certificate = self._bench.store.get(Certificate, one.certificate_id)
        certificate.outdate(
            course_id=one.course_id,
            course_version=one.course_version,
            at=now,
            grace_days=self._bench.rules.certificates.outdated_grace_days,
        )
        return self._saved(certificate)

    def _saved(self, certificate: Certificate) -> bool:
        if not certificate.pending_events:
            return False
        try:
            self._bench.store.save(certificate)
        except Conflict:
            # Another timer was first, or somebody has just decided about it: theirs stands.
            return False
        return True


def _sent(one: Ending) -> frozenset[int]:
    """The nearest reminder is all that tells whether another one is due."""
    return frozenset() if one.reminded is None else frozenset({one.reminded})
