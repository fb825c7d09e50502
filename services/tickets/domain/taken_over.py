"""Tickets of an earlier system, taken over with their history in one fact [导入]."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Self
from uuid import UUID

import msgspec

from services.tickets.domain.ticket_state import TicketState
from shared.ids import id_of
from shared.sealed.envelope import Sealed


class Origin(msgspec.Struct, frozen=True, kw_only=True):
    """Where a ticket came from, and what happened to it there.

    Args:
        system: the earlier system, such as `zammad`.
        source_id: its id there.
        source_number: the number that people spoke there.
        solved_at: when it was solved there.
        closed_at: when it was closed there.
        entries: how many texts of it were taken over besides the first.
    """

    system: str
    source_id: str
    source_number: str
    solved_at: datetime | None = None
    closed_at: datetime | None = None
    entries: int = 0


@dataclass(frozen=True, kw_only=True)
class EarlierTicket:
    """A ticket of an earlier system in our words.

    Args:
        number: its number here.
        kind: one of `terms.KINDS`.
        channel: one of `terms.CHANNELS`.
        priority: one of `terms.PRIORITIES`.
        skill_group: skill group in whose queue it waits, if it is open.
        subject: what it is about.
        description: the customer's words.
        asked_at: when it was opened in the earlier system.
        state: `queued`, `resolved` or `closed`.
        origin: where it came from.
        resolution: what was done, if the earlier system told.
        customer_id: the customer, if known here.
        contact_id: stands for the customer where unknown.
        site_id: its site.
    """

    number: str
    kind: str
    channel: str
    priority: str
    skill_group: str
    subject: Sealed
    asked_at: datetime
    state: str
    origin: Origin
    description: Sealed | None = None
    resolution: Sealed | None = None
    customer_id: UUID | None = None
    contact_id: UUID | None = None
    site_id: UUID | None = None


class TakenOverTicket(TicketState):
    """What `Ticket` is, for tickets that were not opened here.

    The event says when and by whom the ticket was taken over; the times of the earlier system are
    facts in it. No SLA clock is started: what was promised there was not promised here.
    """

    class TakenOver(TicketState.Created):
        TOPIC = "tickets.ticket.taken_over"
        state: str
        origin: Origin
        resolution: Sealed | None

        def apply(self, aggregate: Any) -> None:
            """Puts the ticket into the state that it had."""
            aggregate.state = self.state
            aggregate.resolution = self.resolution
            super().apply(aggregate)

    @staticmethod
    def id_of_source(system: str, source_id: str) -> UUID:
        """The one id of what an earlier system called by `source_id`."""
        return id_of("taken-over", system, source_id)

    @classmethod
    def take_over(cls, ticket_id: UUID, earlier: EarlierTicket) -> Self:
        """Takes a ticket over.

        Args:
            ticket_id: its id, `id_of_source`.
            earlier: what is known of it.
        """
        return cls._create(
            cls.TakenOver,
            id=ticket_id,
            **vars(earlier),
            business_line=None,
            topic=None,
            request_id=None,
            opener_id=None,
            information={},
            answered_at=None,
        )
