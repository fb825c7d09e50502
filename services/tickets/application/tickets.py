"""The use cases of a ticket's life: opening, resolution, closing, reopening."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from services.tickets.application.access import WORK, acting_employee
from services.tickets.application.links import Links
from services.tickets.application.questions import ContactsOfTickets
from services.tickets.application.reopening import reopened
from services.tickets.application.workbench import Effects, Text, Workbench
from services.tickets.domain import sla, terms
from services.tickets.domain.compliment import Compliment
from services.tickets.domain.contact import Contact
from services.tickets.domain.errors import TicketAlreadyOpened
from services.tickets.domain.follow_ups import FollowUps
from services.tickets.domain.sla_clock import SlaClock
from services.tickets.domain.ticket import Ticket
from shared.context import current_context
from shared.errors import FieldError, Invalid
from shared.event_store import Aggregate
from shared.numbers import Numbers


@dataclass(frozen=True, kw_only=True)
class NewTicket:
    """What a ticket is opened with.

    Args:
        kind: one of `terms.KINDS`.
        channel: one of `terms.CHANNELS`.
        subject: what it is about, in a line.
        description: the customer's words.
        priority: one of `terms.PRIORITIES`.
        information: further fields by name, key information points among them.
        skill_group: skill group that gets it; by the rule set `routing` where left out.
        business_line: business line that it concerns.
        topic: topic in the centre's own list.
        customer_id: the customer, if known.
        contact_id: the contact in which it was asked; one of the two is needed.
        request_id: the request of the gateway that it answers.
        site_id: its site; by default the actor's, or the only one.
        praised_employee_id: whom a compliment praises.
        asked_at: when the customer began to wait, if that was before.
        answered_at: when somebody answered, if that was before.
        ticket_id: its id, where it follows from a message.
        is_taken: whether the actor takes it at once.
    """

    kind: str
    channel: str
    subject: Text
    description: Text | None = None
    priority: str = "normal"
    information: Mapping[str, Text] = field(default_factory=dict)
    skill_group: str | None = None
    business_line: str | None = None
    topic: str | None = None
    customer_id: UUID | None = None
    contact_id: UUID | None = None
    request_id: UUID | None = None
    site_id: UUID | None = None
    praised_employee_id: UUID | None = None
    asked_at: datetime | None = None
    answered_at: datetime | None = None
    ticket_id: UUID | None = None
    is_taken: bool = False


class Tickets:
    """Opens, resolves, closes and reopens tickets.

    Args:
        bench: what all use cases stand on.
        numbers: hands out the numbers that people speak.
        contacts: which contacts a ticket had.
        links: which tickets are parts of others.
    """

    def __init__(
        self, bench: Workbench, *, numbers: Numbers, contacts: ContactsOfTickets, links: Links
    ) -> None:
        self._bench = bench
        self._numbers = numbers
        self._contacts = contacts
        self._links = links

    def open_ticket(
        self, new: NewTicket, *, also: Callable[[Ticket], Sequence[Aggregate]] = lambda _: ()
    ) -> Ticket:
        """Opens a ticket and starts its clocks (TK-1, TK-11).

        Args:
            new: what it is opened with.
            also: what else is saved with it.

        Raises:
            RequiredInformationMissing: a field that the rules ask for at creation is empty.
            Invalid: it names neither customer nor contact, or a word is unknown.
            ContactNotFound: the contact is somebody else's.
            TicketAlreadyOpened: there is one with the id given.
            CertificateLacking: it is taken at once by who lacks a certificate for it.
        """
        current_context().require(WORK)
        _check_words(new)
        self._check_new(new.ticket_id)
        contact = None
        if new.contact_id is not None:
            contact = self._bench.store.find(Contact, new.contact_id)
        if contact is not None:
            self._bench.access.check_sees_contact(contact)
        names = ["forms", "sla", *(() if new.skill_group else ("routing",))]
        names += ("skills", "gate") if new.is_taken else ()
        with self._bench.rules.noted(*names):
            ticket = self._opened(new, contact)
            beside = [self._numbers.given(ticket.number, entity_id=ticket.id)]
            others = [*self._others(new, ticket, contact), *also(ticket)]
            if contact is None and new.contact_id not in (None, new.request_id):
                beside += self._bench.awaited_contacts.wait_for(new.contact_id, ticket=ticket)
            if new.is_taken:
                employee_id = self._bench.access.employee_id()
                self._bench.gate.check_certified(ticket, employee_id)
                beside += self._bench.loads.taken(ticket, by=employee_id)
                ticket.assign(employee_id, why="taken")
                ticket.accept()
            self._bench.store.save(ticket, *others, beside=beside)
        return ticket

    def resolve_ticket(
        self,
        ticket_id: UUID,
        *,
        resolution: str,
        reason_code: str | None = None,
        expected_version: int | None = None,
    ) -> Ticket:
        """Ends the work on a ticket; its clocks stop and its agent has room again (TK-2, TK-8)."""
        if reason_code is not None:
            terms.known_word(reason_code, among=terms.REASON_CODES, field="reason_code")

        def decide(ticket: Ticket) -> Effects:
            beside = self._bench.loads.left(ticket)
            ticket.resolve(
                self._bench.seal(ticket.data_subject, resolution),
                form=self._bench.rules.form_of(ticket.kind),
                contacts=self._contacts.count(*ticket.whole),
                reason_code=reason_code,
            )
            clocks = self._bench.clocks.resolved(ticket, at=self._bench.now)
            return Effects(aggregates=clocks, beside=beside)

        with self._bench.rules.noted("forms"):
            return self._bench.change_ticket(ticket_id, decide, expected_version=expected_version)

    def close_ticket(
        self, ticket_id: UUID, *, reason: str | None = None, expected_version: int | None = None
    ) -> Ticket:
        """Closes a resolved ticket whose record is complete (TK-2, TK-10).

        Args:
            ticket_id: the ticket.
            reason: why it is closed before its parts, where some are still open.
            expected_version: version that the caller saw.
        """

        def decide(ticket: Ticket) -> Effects:
            follow_ups = self._bench.store.find(FollowUps, FollowUps.id_for(ticket.id))
            has_promise = follow_ups is not None and follow_ups.is_outstanding
            ticket.close(form=self._bench.rules.form_of(ticket.kind), has_promise=has_promise)
            family = self._links.closing(ticket, reason=reason)
            kept = [*family.unchanged, *([] if follow_ups is None else [follow_ups])]
            return Effects(aggregates=family.aggregates, unchanged=kept)

        with self._bench.rules.noted("forms"):
            return self._bench.change_ticket(ticket_id, decide, expected_version=expected_version)

    def reopen_ticket(
        self, ticket_id: UUID, *, reason: str, expected_version: int | None = None
    ) -> Ticket:
        """Takes a resolved or closed ticket up again; another resolution clock starts."""

        def decide(ticket: Ticket) -> Effects:
            return reopened(self._bench, ticket, reason=reason)

        with self._bench.rules.noted("sla", "skills", "gate"):
            return self._bench.change_ticket(ticket_id, decide, expected_version=expected_version)

    def _check_new(self, ticket_id: UUID | None) -> None:
        earlier = None if ticket_id is None else self._bench.store.find(Ticket, ticket_id)
        if earlier is not None:
            raise TicketAlreadyOpened(number=earlier.number)

    def _opened(self, new: NewTicket, contact: Contact | None) -> Ticket:
        bench = self._bench
        customer_id = new.customer_id or (contact.customer_id if contact else None)
        person = _person(customer_id, new.contact_id)
        description = new.description
        return Ticket.open(
            form=bench.rules.form_of(new.kind),
            ticket_id=new.ticket_id or bench.new_id(),
            number=self._numbers.next_number(),
            kind=new.kind,
            channel=new.channel,
            priority=new.priority,
            skill_group=new.skill_group or self._routed(new),
            subject=bench.seal(person, new.subject),
            description=None if description is None else bench.seal(person, description),
            information={name: bench.seal(person, one) for name, one in new.information.items()},
            business_line=new.business_line,
            topic=new.topic,
            customer_id=customer_id,
            contact_id=new.contact_id,
            request_id=new.request_id,
            site_id=new.site_id or _site_of_the_actor() or bench.clocks.only_site(),
            opener_id=acting_employee(),
            asked_at=contact.offered_at if contact else new.asked_at or bench.now,
            answered_at=contact.answered_at if contact else new.answered_at,
        )

    def _routed(self, new: NewTicket) -> str:
        return self._bench.rules.routing.skill_group_for(
            channel=new.channel, kind=new.kind, business_line=new.business_line
        )

    def _others(self, new: NewTicket, ticket: Ticket, contact: Contact | None) -> list[Aggregate]:
        """What is saved with the new ticket: its clocks, its contact, its compliment."""
        others: list[Aggregate] = [*self._first_clocks(ticket)]
        if contact is not None:
            contact.link_to_ticket(ticket.id)
            others.append(contact)
        if new.praised_employee_id is not None:
            praised = new.praised_employee_id
            others.append(Compliment.record(ticket.about, praised_employee_id=praised))
        return others

    def _first_clocks(self, ticket: Ticket) -> list[SlaClock]:
        clocks = self._bench.clocks
        first = clocks.started(ticket, sla.FIRST_RESPONSE, ordinal=1, at=ticket.asked_at)
        if ticket.answered_at is not None:
            first = [clocks.stop(one, ticket, at=ticket.answered_at) for one in first]
        resolution = clocks.started(ticket, sla.RESOLUTION, ordinal=1, at=ticket.asked_at)
        return [*first, *resolution]


def _check_words(new: NewTicket) -> None:
    terms.known_word(new.kind, among=terms.KINDS, field="kind")
    terms.known_word(new.channel, among=terms.CHANNELS, field="channel")
    terms.known_word(new.priority, among=terms.PRIORITIES, field="priority")


def _person(customer_id: UUID | None, contact_id: UUID | None) -> str:
    """Under whose name the texts are sealed: the customer's, else the unknown caller's (SE-2)."""
    if customer_id is not None:
        return f"customer:{customer_id}"
    if contact_id is not None:
        return f"contact:{contact_id}"
    what = FieldError("customer_id", "name the customer or the contact.", "请填写客户或联络记录。")
    raise Invalid(fields=(what,))


def _site_of_the_actor() -> UUID | None:
    site_id = current_context().site_id
    return None if site_id is None else UUID(site_id)
