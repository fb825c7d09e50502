"""What tickets do about facts of `training`, in our words."""

from __future__ import annotations

from dataclasses import dataclass

from services.tickets.application.certificate_losses import CertificateLosses
from services.tickets.domain.certificate_loss import LostCertificate


@dataclass(frozen=True)
class CertificateLost:
    """A certificate was revoked or suspended.

    Args:
        lost: which one, whose, and since when.
        message_id: the message that tells it.
    """

    lost: LostCertificate
    message_id: str


class ReactionsToTraining:
    """Reacts to what `training` has told.

    Args:
        losses: keeps what was lost.
    """

    def __init__(self, losses: CertificateLosses) -> None:
        self._losses = losses

    def when_certificate_was_lost_flag_work(self, fact: CertificateLost) -> None:
        """Supervisors see what was given to the holder before the news came."""
        self._losses.note_loss(fact.lost, message_id=fact.message_id)
