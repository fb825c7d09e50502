"""A certificate that was lost, and the work that its holder was given before we knew (TR-3)."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Self
from uuid import UUID

import msgspec

from shared.event_store.aggregate import Aggregate, event
from shared.ids import id_of

REVOKED = "revoked"
SUSPENDED = "suspended"

WATCHED_FOR = timedelta(minutes=5)
"""So long after the news assignments are looked through, which were decided before it came."""


class LostCertificate(msgspec.Struct, frozen=True, kw_only=True):
    """Which certificate was lost, by whom and how.

    Args:
        certificate_id: the certificate.
        number: the number that people speak.
        employee_id: who held it.
        certification_code: of what.
        how: `revoked` or `suspended`.
        lost_at: when it stopped to count.
    """

    certificate_id: UUID
    number: str
    employee_id: UUID
    certification_code: str
    how: str
    lost_at: datetime


class FlaggedWork(msgspec.Struct, frozen=True, kw_only=True):
    """A ticket that was given to somebody who had lost the certificate for it.

    Args:
        ticket_id: the ticket.
        number: its number.
        skill_group: in whose queue it was.
        assigned_at: when it was given.
    """

    ticket_id: UUID
    number: str
    skill_group: str
    assigned_at: datetime


class CertificateLoss(Aggregate):
    """What the loss of one certificate has led to here."""

    TOPIC = "tickets.certificate_loss"

    class Created(Aggregate.Created):
        TOPIC = "tickets.certificate_loss.noted"
        lost: LostCertificate
        noted_at: datetime

    def __init__(self, lost: LostCertificate, noted_at: datetime) -> None:
        self.lost = lost
        self.noted_at = noted_at
        self.flagged: frozenset[UUID] = frozenset()
        self.is_settled = False

    @staticmethod
    def id_for(message_id: str) -> UUID:
        """The one id of the loss that a message has told of."""
        return id_of("certificate_loss", message_id)

    @classmethod
    def note(cls, lost: LostCertificate, *, message_id: str, at: datetime) -> Self:
        """The news has come; from when it was true until now is the lag."""
        return cls._create(cls.Created, id=cls.id_for(message_id), lost=lost, noted_at=at)

    @property
    def lag(self) -> timedelta:
        """How long the loss had no effect here."""
        return self.noted_at - self.lost.lost_at

    def flag(self, work: FlaggedWork) -> None:
        """Shows a ticket to supervisors, once."""
        if work.ticket_id not in self.flagged:
            self._flag(lost=self.lost, work=work)

    @event("WorkFlagged", topic="tickets.certificate_loss.work_flagged")
    def _flag(self, lost: LostCertificate, work: FlaggedWork) -> None:
        self.flagged = self.flagged | {work.ticket_id}

    def settle(self, *, at: datetime) -> None:
        """Nothing more can have been given by who did not know; once the watch is over."""
        if not self.is_settled and at >= self.noted_at + WATCHED_FOR:
            self._settle()

    @event("Settled", topic="tickets.certificate_loss.settled")
    def _settle(self) -> None:
        self.is_settled = True
