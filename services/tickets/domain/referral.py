"""A ticket with a department or an expert: to whom, why, and what was heard since (TK-9)."""

from __future__ import annotations

from datetime import datetime
from typing import Self
from uuid import UUID

import msgspec

from services.tickets.domain.about import AboutTicket
from services.tickets.domain.errors import TicketNotReferred
from shared.event_store.aggregate import Aggregate, event
from shared.ids import id_of
from shared.sealed.envelope import Sealed


class Destination(msgspec.Struct, frozen=True, kw_only=True):
    """Who looks into a ticket.

    Args:
        department: a department by name; None for an expert.
        expert_id: employee id of an expert; None for a department.
    """

    department: str | None = None
    expert_id: UUID | None = None


class Progress(msgspec.Struct, frozen=True, kw_only=True):
    """What was heard, when."""

    at: datetime
    text: Sealed


class Referral(Aggregate):
    """One referral [转部门/转专家] of a ticket."""

    TOPIC = "tickets.referral"

    class Created(Aggregate.Created):
        TOPIC = "tickets.referral.made"
        about: AboutTicket
        destination: Destination
        reason: Sealed

    def __init__(self, about: AboutTicket, destination: Destination, reason: Sealed) -> None:
        self.ticket_id = about.ticket_id
        self.number = about.number
        self.destination = destination
        self.reason = reason
        self.progress: tuple[Progress, ...] = ()
        self.result: Sealed | None = None

    @staticmethod
    def id_for(ticket_id: UUID, *, ordinal: int) -> UUID:
        """The one id of a ticket's referral; `ordinal` counts them."""
        return id_of("referral", ticket_id, ordinal)

    @classmethod
    def make(
        cls, about: AboutTicket, *, ordinal: int, destination: Destination, reason: Sealed
    ) -> Self:
        """Refers a ticket."""
        return cls._create(
            cls.Created,
            id=cls.id_for(about.ticket_id, ordinal=ordinal),
            about=about,
            destination=destination,
            reason=reason,
        )

    def record_progress(self, text: Sealed, *, at: datetime) -> None:
        """Records what was heard on the way."""
        self._check_running()
        self._record_progress(progress=Progress(at=at, text=text))

    @event("ProgressRecorded", topic="tickets.referral.progress_recorded")
    def _record_progress(self, progress: Progress) -> None:
        self.progress = (*self.progress, progress)

    def give_result(self, result: Sealed) -> None:
        """Records the result, which goes back to the customer."""
        self._check_running()
        self._give_result(result=result)

    @event("ResultGiven", topic="tickets.referral.result_given")
    def _give_result(self, result: Sealed) -> None:
        self.result = result

    def _check_running(self) -> None:
        if self.result is not None:
            raise TicketNotReferred(number=self.number)
