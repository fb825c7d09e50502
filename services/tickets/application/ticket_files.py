"""A ticket with all that belongs to it, now or as it stood at an earlier moment."""

from __future__ import annotations

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


class TicketFile:
    """A ticket, and what belongs to it, each part read when it is asked for.

    Args:
        ticket: the ticket.
        store: the log.
        as_of: the moment at which all is read.
    """

    def __init__(self, ticket: Ticket, *, store: Store, as_of: AsOf | None) -> None:
        self.ticket = ticket
        self._store = store
        self._as_of = as_of

    @property
    def correspondence(self) -> Correspondence | None:
        """What was written about it, if anything was."""
        return self._part(Correspondence, Correspondence.id_for(self.ticket.id))

    @property
    def follow_ups(self) -> FollowUps | None:
        """The follow-ups promised, if any was."""
        return self._part(FollowUps, FollowUps.id_for(self.ticket.id))

    @property
    def referral(self) -> Referral | None:
        """The last referral to a department or expert, if there was one."""
        ordinal = self.ticket.referrals
        return self._part(Referral, Referral.id_for(self.ticket.id, ordinal=ordinal))

    @property
    def compliment(self) -> Compliment | None:
        """Whom it praises, if it is an attributed compliment."""
        if self.ticket.kind != "compliment":
            return None
        return self._part(Compliment, Compliment.id_for(self.ticket.id))

    @property
    def first_contact(self) -> FirstContactResolution | None:
        """The judgement on first contact resolution, once it was made."""
        if self.ticket.resolution is None:
            return None
        judgement_id = FirstContactResolution.id_for(self.ticket.id)
        return self._part(FirstContactResolution, judgement_id)

    def _part(self, kind: type[TAggregate], entity_id: UUID) -> TAggregate | None:
        return self._store.find(kind, entity_id, as_of=self._as_of)


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
        return TicketFile(ticket, store=self._store, as_of=as_of)
