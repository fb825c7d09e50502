"""Certificates [证书]: issued, renewed, suspended, revoked; what was is never cleared (TR-3)."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Self
from uuid import UUID

import msgspec

from services.training.domain.certificate_facts import (
    EXPIRED,
    EXPIRING,
    OUTDATED,
    REVOKED,
    SUSPENDED,
    VALID,
    AboutCertificate,
    Suspension,
)
from services.training.domain.certificate_rules import CertificateRules
from services.training.domain.certification_errors import (
    CertificateNotSuspended,
    CertificateRevoked,
    CertificateSuspended,
)
from services.training.domain.validity import Term, days_left
from shared.event_store.aggregate import Aggregate, event
from shared.ids import id_of
from shared.sealed.envelope import Sealed

_FOR_EVER = datetime.max.replace(tzinfo=UTC)


class Certificate(Aggregate):
    """One certificate of one employee with all its terms, from issue to revocation."""

    TOPIC = "training.certificate"

    class Created(Aggregate.Created):
        TOPIC = "training.certificate.issued"
        about: AboutCertificate
        term: Term

    def __init__(self, about: AboutCertificate, term: Term) -> None:
        self.about = about
        self.number = about.number
        self.employee_id = about.employee_id
        self.terms: tuple[Term, ...] = (term,)
        self.suspensions: tuple[Suspension, ...] = ()
        self.revoked_at: datetime | None = None
        self.cause: str | None = None
        self.outdated: tuple[tuple[int, datetime], ...] = ()
        self.reminded: frozenset[int] = frozenset()
        self.has_expired = False

    @staticmethod
    def id_for(employee_id: UUID, certification_code: str, *, ordinal: int) -> UUID:
        """The one id of the so-many-eth certificate of an employee of a certification."""
        return id_of("certificate", str(employee_id), certification_code, str(ordinal))

    @classmethod
    def issue(cls, about: AboutCertificate, *, ordinal: int, term: Term) -> Self:
        """The holder is certified from the first day of the term on."""
        holder_id, code = about.employee_id, about.certification_code
        certificate_id = cls.id_for(holder_id, code, ordinal=ordinal)
        return cls._create(cls.Created, id=certificate_id, about=about, term=term)

    @property
    def term(self) -> Term:
        """The newest term."""
        return self.terms[-1]

    @property
    def is_suspended(self) -> bool:
        """Whether it is suspended now."""
        return bool(self.suspensions) and self.suspensions[-1].until is None

    @property
    def ends_at(self) -> datetime | None:
        """When it stops to count, by its last day or a new course version; None for never."""
        return self._end_of(self.term)

    @property
    def standing_term(self) -> Term:
        """The newest term with the end that it has by now."""
        return msgspec.structs.replace(self.term, ends_at=self.ends_at)

    def _end_of(self, term: Term) -> datetime | None:
        cuts = [at for ordinal, at in self.outdated if ordinal == term.ordinal]
        return min((one for one in (term.ends_at, *cuts) if one is not None), default=None)

    @property
    def is_outdated(self) -> bool:
        """Whether a new course version has outdated the newest term."""
        return any(ordinal == self.term.ordinal for ordinal, _ in self.outdated)

    def counts_at(self, at: datetime) -> bool:
        """Whether the holder was certified at a moment, as far as is known now."""
        return self.term_at(at) is not None

    def term_at(self, at: datetime) -> Term | None:
        """The term by which the holder was certified at a moment, if they were."""
        if self.revoked_at is not None and at >= self.revoked_at:
            return None
        if any(one.covers(at) for one in self.suspensions):
            return None
        return next((one for one in reversed(self.terms) if self._covers(one, at)), None)

    def _covers(self, term: Term, at: datetime) -> bool:
        ends_at = self._end_of(term)
        return term.covers(at) and (ends_at is None or at < ends_at)

    def state_at(self, at: datetime, *, expiring_days: int) -> str:
        """One of `STATES` at a moment; by the date, whatever timers have done."""
        if self.revoked_at is not None:
            return REVOKED
        if self.is_suspended:
            return SUSPENDED
        if self.ends_at is not None and at >= self.ends_at:
            return OUTDATED if self.is_outdated else EXPIRED
        soon = at + timedelta(days=expiring_days)
        return EXPIRING if self.ends_at is not None and self.ends_at <= soon else VALID

    def renew(self, term: Term) -> None:
        """Another term of the same certificate and number; the former ones stay.

        Raises:
            CertificateRevoked: it was revoked.
            CertificateSuspended: it has to be resumed first.
        """
        self.check_not_revoked()
        if self.is_suspended:
            raise CertificateSuspended(number=self.number)
        self._renew(about=self.about, term=term)

    @event("Renewed", topic="training.certificate.renewed")
    def _renew(self, about: AboutCertificate, term: Term) -> None:
        self.terms = (*self.terms, term)
        self.reminded = frozenset()
        self.has_expired = False

    def suspend(self, *, cause: str, reason: Sealed, at: datetime) -> None:
        """It does not count until it is resumed."""
        self.check_not_revoked()
        if self.is_suspended:
            raise CertificateSuspended(number=self.number)
        self._suspend(
            about=self.about, term=self.standing_term, cause=cause, reason=reason, since=at
        )

    @event("Suspended", topic="training.certificate.suspended")
    def _suspend(
        self, about: AboutCertificate, term: Term, cause: str, reason: Sealed, since: datetime
    ) -> None:
        self.suspensions = (*self.suspensions, Suspension(since=since))
        self.cause = cause

    def resume(self, *, at: datetime) -> None:
        """It counts again, as long as its term lasts."""
        self.check_not_revoked()
        if not self.is_suspended:
            raise CertificateNotSuspended(number=self.number)
        self._resume(about=self.about, term=self.standing_term, until=at)

    @event("Resumed", topic="training.certificate.resumed")
    def _resume(self, about: AboutCertificate, term: Term, until: datetime) -> None:
        since = self.suspensions[-1].since
        self.suspensions = (*self.suspensions[:-1], Suspension(since=since, until=until))
        self.cause = None

    def revoke(self, *, cause: str, reason: Sealed, at: datetime) -> None:
        """It counts no more, for good."""
        self.check_not_revoked()
        self._revoke(about=self.about, term=self.standing_term, cause=cause, reason=reason, at=at)

    @event("Revoked", topic="training.certificate.revoked")
    def _revoke(
        self, about: AboutCertificate, term: Term, cause: str, reason: Sealed, at: datetime
    ) -> None:
        self.revoked_at = at
        self.cause = cause

    def outdate(
        self, *, course_id: UUID, course_version: int, at: datetime, grace_days: int
    ) -> None:
        """A new version of a course asks for recertification; it counts on for a grace.

        What is revoked, has been outdated before or counts no more stays as it is.
        """
        is_over = self.ends_at is not None and at >= self.ends_at
        if self.revoked_at is not None or self.is_outdated or is_over:
            return
        self._outdate(
            about=self.about,
            term=self.standing_term,
            course_id=course_id,
            course_version=course_version,
            ends_at=min(at + timedelta(days=grace_days), self.term.ends_at or _FOR_EVER),
        )

    @event("Outdated", topic="training.certificate.outdated")
    def _outdate(
        self,
        about: AboutCertificate,
        term: Term,
        course_id: UUID,
        course_version: int,
        ends_at: datetime,
    ) -> None:
        self.outdated = (*self.outdated, (term.ordinal, ends_at))

    def expire(self, *, at: datetime) -> None:
        """Records once that its end has passed; it had stopped to count by then anyway."""
        ends_at = self.ends_at
        if ends_at is None or at < ends_at or self.has_expired or self.revoked_at is not None:
            return
        self._expire(about=self.about, term=self.standing_term, ended_at=ends_at)

    @event("Expired", topic="training.certificate.expired")
    def _expire(self, about: AboutCertificate, term: Term, ended_at: datetime) -> None:
        self.has_expired = True

    def remind(self, *, at: datetime, rules: CertificateRules) -> None:
        """Notes that the holder is reminded, each reminder of a term once."""
        left = days_left(self.ends_at, at=at, zone=self.term.zone)
        if left is None or left < 0 or self.revoked_at is not None or self.has_expired:
            return
        due = rules.reminder_due(left, sent=self.reminded)
        if due is not None:
            self._remind(
                about=self.about, term=self.standing_term, reminder_days=due, days_left=left
            )

    @event("Reminded", topic="training.certificate.expiry_reminded")
    def _remind(
        self, about: AboutCertificate, term: Term, reminder_days: int, days_left: int
    ) -> None:
        self.reminded = self.reminded | {reminder_days}

    def next_valid_from(self, today: date) -> date:
        """From which day another term's length is counted: nobody loses days by being early."""
        until = self.term.valid_until
        if until is None or self.is_outdated or until < today:
            return today
        return until + timedelta(days=1)

    def check_not_revoked(self) -> None:
        """Refuses what was taken away."""
        if self.revoked_at is not None:
            raise CertificateRevoked(number=self.number)
