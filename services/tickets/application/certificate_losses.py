"""What is done when a certificate was lost: the lag is kept, and work given in it is shown."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol
from uuid import UUID

from services.tickets.application.access import SEE_ALL, SEE_TEAM
from services.tickets.application.workbench import Workbench
from services.tickets.domain.certificate_loss import CertificateLoss, FlaggedWork, LostCertificate
from services.tickets.domain.ticket import Ticket
from shared.context import current_context
from shared.errors import Conflict

AT_A_TIME = 200
"""Losses that are watched in one run at most."""


@dataclass(frozen=True)
class GivenWork:
    """A ticket that an agent was given.

    Args:
        ticket_id: the ticket.
        assigned_at: when.
    """

    ticket_id: UUID
    assigned_at: datetime


class GivenWorks(Protocol):
    """Which work agents were given."""

    def given_since(self, employee_id: UUID, *, since: datetime) -> Sequence[GivenWork]:
        """Tickets that an agent was given since a moment, the first one first."""


class WatchedLosses(Protocol):
    """Which losses are watched."""

    def unsettled(self, *, limit: int) -> Sequence[UUID]:
        """Losses of which nothing says that they are settled, the oldest first."""


class CertificateLosses:
    """Notes losses, and shows the work that was given by who did not know of them yet.

    A web process may have read the certificates just before the news came and save just after it.
    So a loss is watched for some minutes more, by a timer.

    Args:
        bench: what all use cases stand on.
        works: which work agents were given.
        losses: which losses are watched.
    """

    def __init__(self, bench: Workbench, *, works: GivenWorks, losses: WatchedLosses) -> None:
        self._bench = bench
        self._works = works
        self._losses = losses

    def note_loss(self, lost: LostCertificate, *, message_id: str) -> CertificateLoss:
        """Keeps when the news came, and shows what was given meanwhile."""
        loss = CertificateLoss.note(lost, message_id=message_id, at=self._bench.now)
        self._flag_work(loss)
        self._bench.store.save(loss)
        return loss

    def watch_losses(self, now: datetime) -> int:
        """Shows what was given before the news was everywhere; returns how many were changed."""
        return sum(self._watch(one, now) for one in self._losses.unsettled(limit=AT_A_TIME))

    def whose_losses(self) -> Collection[UUID] | None:
        """Whose losses the actor may list: those of the team; None for everybody's.

        Raises:
            NotAllowed: the actor supervises nobody.
        """
        context = current_context()
        if context.may(SEE_ALL):
            return None
        context.require(SEE_TEAM)
        return self._bench.access.visible_employees()

    def _watch(self, loss_id: UUID, now: datetime) -> bool:
        loss = self._bench.store.get(CertificateLoss, loss_id)
        self._flag_work(loss)
        loss.settle(at=now)
        if not loss.pending_events:
            return False
        try:
            self._bench.store.save(loss)
        except Conflict:
            # Another timer was first: what is left is seen in the next round.
            return False
        return True

    def _flag_work(self, loss: CertificateLoss) -> None:
        lost = loss.lost
        with self._bench.rules.noted("gate", "skills"):
            for one in self._works.given_since(lost.employee_id, since=lost.lost_at):
                ticket = self._bench.store.get(Ticket, one.ticket_id)
                if lost.certification_code in self._bench.gate.demanded_by(ticket):
                    loss.flag(
                        FlaggedWork(
                            ticket_id=ticket.id,
                            number=ticket.number,
                            skill_group=ticket.skill_group,
                            assigned_at=one.assigned_at,
                        )
                    )
