"""The use cases of contacts: offered, answered, ended, wrapped up, abandoned, linked (TK-1)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from services.tickets.application.access import SEE_ALL, WORK
from services.tickets.application.agent_calls import PHONE
from services.tickets.application.questions import Callbacks
from services.tickets.application.workbench import Workbench
from services.tickets.domain import sla, terms
from services.tickets.domain.callback import Callback
from services.tickets.domain.contact import Contact
from services.tickets.domain.contact_errors import ContactAlreadyRecorded, ContactNotFound
from services.tickets.domain.sla_clock import SlaClock
from services.tickets.domain.ticket import Ticket
from shared.context import current_context
from shared.event_store import AsOf, SideWrite


@dataclass(frozen=True, kw_only=True)
class WholeContact:
    """A contact that is over, as another system reports it.

    Args:
        contact_id: its id.
        channel: one of `terms.CHANNELS`.
        direction: `inbound` or `outbound`.
        customer_id: the customer, if known.
        employee_id: who answered.
        skill_group: skill group that it was routed to.
        site_id: site that it reached.
        external_id: the other system's id of it.
        offered_at: when it began to wait for a person.
        answered_at: when a person answered; None if nobody did.
        ended_at: when it ended; None if that is not known.
        is_abandoned: whether the customer left unanswered; else nobody was needed.
        after_call_work_seconds: work after its end.
    """

    contact_id: UUID
    channel: str
    direction: str
    customer_id: UUID | None
    employee_id: UUID | None
    skill_group: str | None
    site_id: UUID | None
    external_id: str | None
    offered_at: datetime
    answered_at: datetime | None
    ended_at: datetime | None
    is_abandoned: bool
    after_call_work_seconds: int


class Contacts:
    """Records contacts with the times from which ATT, AHT, ASA and abandonment follow.

    Args:
        bench: what all use cases stand on.
        booked: which callbacks are booked.
    """

    def __init__(self, bench: Workbench, *, booked: Callbacks) -> None:
        self._bench = bench
        self._booked = booked

    def contact(self, contact_id: UUID) -> Contact:
        """The contact.

        Raises:
            ContactNotFound: there is none.
        """
        found = self._bench.store.find(Contact, contact_id)
        if found is None:
            raise ContactNotFound(key=contact_id)
        return found

    def see_contact(self, contact_id: UUID, *, as_of: AsOf | None = None) -> Contact:
        """The contact as it stands or stood, for those who work on or see all tickets.

        Raises:
            ContactNotFound: there is none, was none then, or it is not for the actor.
        """
        context = current_context()
        if not context.may(SEE_ALL):
            context.require(WORK)
        self._bench.access.check_sees_contact(self.contact(contact_id))
        found = self._bench.store.find(Contact, contact_id, as_of=as_of)
        if found is None:
            raise ContactNotFound(key=contact_id)
        return found

    def offer_contact(
        self,
        *,
        channel: str,
        direction: str = "inbound",
        customer_id: UUID | None = None,
        skill_group: str | None = None,
        external_id: str | None = None,
    ) -> Contact:
        """A customer comes, or the centre calls, now."""
        current_context().require(WORK)
        site_id = current_context().site_id
        contact = Contact.offer(
            contact_id=self._bench.new_id(),
            channel=terms.known_word(channel, among=terms.CHANNELS, field="channel"),
            direction=terms.known_word(direction, among=terms.DIRECTIONS, field="direction"),
            offered_at=self._bench.now,
            customer_id=customer_id,
            skill_group=skill_group,
            site_id=None if site_id is None else UUID(site_id),
            external_id=external_id,
        )
        self._bench.store.save(contact)
        return contact

    def record_contact(self, whole: WholeContact) -> Contact:
        """Records a contact that another system reports when it is over.

        Raises:
            ContactAlreadyRecorded: it is known already.
        """
        if self._bench.store.find(Contact, whole.contact_id) is not None:
            raise ContactAlreadyRecorded(contact_id=whole.contact_id)
        contact = Contact.offer(
            contact_id=whole.contact_id,
            channel=whole.channel,
            direction=whole.direction,
            offered_at=whole.offered_at,
            customer_id=whole.customer_id,
            skill_group=whole.skill_group,
            site_id=whole.site_id,
            external_id=whole.external_id,
        )
        if whole.answered_at is not None:
            contact.answer(whole.employee_id, at=whole.answered_at)
            if whole.ended_at is not None:
                contact.end(at=whole.ended_at)
                contact.wrap_up(after_call_work_seconds=whole.after_call_work_seconds)
        elif whole.ended_at is not None and whole.is_abandoned:
            contact.abandon(at=whole.ended_at)
        elif whole.ended_at is not None:
            contact.end_unattended(at=whole.ended_at)
        clocks, beside = self._awaiting_tickets(contact)
        self._bench.store.save(contact, *clocks, beside=beside)
        return contact

    def _awaiting_tickets(self, contact: Contact) -> tuple[list[SlaClock], list[SideWrite]]:
        """Links tickets that were opened before their contact was recorded; it answers for them."""
        clocks = []
        awaited = self._bench.awaited_contacts
        waiting = [self._bench.going_on(one) for one in awaited.tickets_of(contact.id)]
        for ticket in {one.id: one for one in waiting}.values():
            contact.link_to_ticket(ticket.id)
            if contact.answered_at is not None:
                clocks += self._bench.clocks.stopped(
                    ticket, sla.FIRST_RESPONSE, ordinal=1, at=contact.answered_at
                )
        return clocks, awaited.come(contact.id)

    def answer_contact(self, contact_id: UUID) -> Contact:
        """The actor answers a contact now (TK-2); no dialler gives them a second customer."""
        employee_id, now = self._bench.access.employee_id(), self._bench.now
        current_context().require(WORK)

        def attempt() -> Contact:
            contact = self._visible(contact_id)
            contact.answer(employee_id, at=now)
            beside = []
            if contact.channel == PHONE:
                beside = [self._bench.calls.begun_for_contact(employee_id, contact_id, at=now)]
            self._bench.store.save(contact, beside=beside)
            return contact

        return self._bench.retried(
            attempt, moved=lambda: self.contact(contact_id).answered_at is not None
        )

    def end_contact(self, contact_id: UUID) -> Contact:
        """The conversation is over now."""
        return self._change(contact_id, lambda contact: contact.end(at=self._bench.now))

    def abandon_contact(self, contact_id: UUID) -> Contact:
        """The customer has left unanswered now."""
        return self._change(contact_id, lambda contact: contact.abandon(at=self._bench.now))

    def wrap_up_contact(self, contact_id: UUID, *, after_call_work_seconds: int) -> Contact:
        """The work after the contact is done; the contact is complete."""
        return self._change(
            contact_id,
            lambda contact: contact.wrap_up(after_call_work_seconds=after_call_work_seconds),
        )

    def name_customer(self, contact_id: UUID, customer_id: UUID) -> Contact:
        """Says who the customer was, where that was unknown."""
        return self._change(contact_id, lambda contact: contact.name_customer(customer_id))

    def link_contact(self, contact_id: UUID, *, ticket_id: UUID) -> Contact:
        """Notes that a contact concerns a ticket; an answered one is a first response.

        An answered call of the centre is the callback that was promised by then (TK-6).
        """
        current_context().require(WORK)

        def attempt() -> Contact:
            ticket = self._bench.ticket(ticket_id)
            self._bench.access.check_sees(ticket)
            ticket.check_not_merged()
            contact = self.contact(contact_id)
            self._bench.access.check_sees_contact(contact)
            contact.link_to_ticket(ticket_id)
            clocks = []
            if contact.answered_at is not None:
                clocks = self._bench.clocks.stopped(
                    ticket, sla.FIRST_RESPONSE, ordinal=1, at=contact.answered_at
                )
            self._bench.store.save(contact, *clocks, *self._kept_callbacks(contact, ticket))
            return contact

        return self._bench.retried(attempt)

    def _kept_callbacks(self, contact: Contact, ticket: Ticket) -> list[Callback]:
        """The booked callbacks about a ticket, or one merged into it, that a call has kept."""
        if not contact.is_call_of_ours or contact.answered_at is None:
            return []
        tickets = [ticket.id, *(one.ticket_id for one in ticket.absorbed)]
        booked = [
            self._bench.store.get(Callback, one)
            for ticket_id in tickets
            for one in self._booked.booked_about(ticket_id)
        ]
        kept = [one for one in booked if one.is_due(contact.answered_at)]
        for one in kept:
            one.make(contact.id)
        return kept

    def _change(self, contact_id: UUID, decide: Callable[[Contact], None]) -> Contact:
        current_context().require(WORK)
        contact = self._visible(contact_id)
        decide(contact)
        self._bench.store.save(contact)
        return contact

    def _visible(self, contact_id: UUID) -> Contact:
        contact = self.contact(contact_id)
        self._bench.access.check_sees_contact(contact)
        return contact
