"""A ticket with all that belongs to it, now or as it stood at an earlier moment."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeVar
from uuid import UUID

from services.tickets.application.access import Access
from services.tickets.domain.compliment import Compliment
from services.tickets.domain.correspondence import Correspondence
from services.tickets.domain.errors import TicketNotFound
from services.tickets.domain.first_contact import FirstContactResolution
from services.tickets.domain.follow_ups import FollowUps
from services.tickets.domain.referral import Referral
from services.tickets.domain.ticket import Ticket
from shared.event_store import Aggregate, AsOf
from shared.event_store.store import Store

TAggregate = TypeVar("TAggregate", bound=Aggregate)


@dataclass(frozen=True)
class TicketFile:
    """A ticket and what belongs to it.

    Args:
        ticket: the ticket.
        correspondence: what was written about it, if anything was.
        follow_ups: the follow-ups promised, if any was.
        referral: the last referral to a department or expert, if there was one.
        compliment: whom it praises, if it is an attributed compliment.
        first_contact: the judgement on first contact resolution, once it was made.
    """

    ticket: Ticket
    correspondence: Correspondence | None
    follow_ups: FollowUps | None
    referral: Referral | None
    compliment: Compliment | None
    first_contact: FirstContactResolution | None


class TicketFiles:
    """Reads tickets from their streams, so that no reader waits for a read model.

    Args:
        store: the log.
        access: who may see what; today's permissions hold for the past too.
    """

    def __init__(self, store: Store, *, access: Access) -> None:
        self._store = store
        self._access = access

    def see_ticket(self, ticket_id: UUID, *, as_of: AsOf | None = None) -> TicketFile:
        """The ticket as the actor may see it.

        Raises:
            TicketNotFound: there is none, was none then, or not for the actor.
        """
        present = self._store.find(Ticket, ticket_id)
        if present is None:
            raise TicketNotFound(key=ticket_id)
        self._access.check_sees(present)
        return self.file_of(ticket_id, as_of=as_of)

    def file_of(self, ticket_id: UUID, *, as_of: AsOf | None = None) -> TicketFile:
        """The ticket for whoever has just been allowed to change it."""
        ticket = self._store.find(Ticket, ticket_id, as_of=as_of)
        if ticket is None:
            raise TicketNotFound(key=ticket_id)

        def part(kind: type[TAggregate], entity_id: UUID) -> TAggregate | None:
            return self._store.find(kind, entity_id, as_of=as_of)

        return TicketFile(
            ticket=ticket,
            correspondence=part(Correspondence, Correspondence.id_for(ticket_id)),
            follow_ups=part(FollowUps, FollowUps.id_for(ticket_id)),
            referral=part(Referral, Referral.id_for(ticket_id, ordinal=ticket.referrals)),
            compliment=part(Compliment, Compliment.id_for(ticket_id)),
            first_contact=part(FirstContactResolution, FirstContactResolution.id_for(ticket_id)),
        )
