"""What tickets do about facts of other services, in our words."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from services.tickets.application.contacts import WholeContact
from services.tickets.application.letters import LetterFact, NotDeliveredFact
from services.tickets.application.questions import Callbacks as BookedCallbacks
from services.tickets.application.questions import Staff
from services.tickets.application.tickets import NewTicket
from services.tickets.application.use_cases import UseCases
from services.tickets.domain.callback import BOOKED
from services.tickets.domain.contact import Contact
from services.tickets.domain.customer_survey import Given
from services.tickets.domain.errors import TicketNotFound
from services.tickets.domain.forgotten_customer import ForgottenCustomer
from services.tickets.domain.refused_request import RefusedRequest
from services.tickets.domain.ticket import Ticket
from shared.errors import DomainError
from shared.event_store.store import Store
from shared.ids import id_of
from shared.numbers import Numbers, read_number
from shared.sealed import Sealed

NUMBER_PREFIX = "T"
"""Letters before the digits of ticket numbers."""

_SECOND = timedelta(seconds=1)


@dataclass(frozen=True, kw_only=True)
class ContactFact:
    """A contact that is over, as the gateway tells it; times and names as at `WholeContact`."""

    contact_id: UUID
    external_id: str
    channel: str
    direction: str
    customer_id: UUID | None
    agent_id: str | None
    skill_group: str | None
    started_at: datetime
    queued_at: datetime | None
    answered_at: datetime | None
    ended_at: datetime | None
    wrapped_up_at: datetime | None
    is_abandoned: bool


@dataclass(frozen=True, kw_only=True)
class RequestFact:
    """A request for a ticket, as the gateway tells it; names as at `NewTicket`."""

    request_id: UUID
    contact_id: UUID | None
    customer_id: UUID | None
    channel: str
    kind: str
    priority: str | None
    business_line: str | None
    skill_group: str | None
    subject: Sealed
    description: Sealed | None
    key_information: Mapping[str, Sealed]
    praised_agent_id: str | None
    requested_at: datetime


@dataclass(frozen=True, kw_only=True)
class ReplyFact:
    """A customer's reply to a ticket, which is named by its request or its number."""

    reply_id: UUID
    request_id: UUID | None
    ticket_number: str | None
    channel: str
    text: Sealed


@dataclass(frozen=True, kw_only=True)
class SurveyFact:
    """A customer's judgement of a ticket or contact."""

    answer_id: UUID
    request_id: UUID | None
    ticket_number: str | None
    contact_id: UUID | None
    customer_id: UUID | None
    satisfaction: int
    recommendation: int | None
    is_solved: bool | None
    comment: Sealed | None
    answered_at: datetime


def ticket_id_of_request(request_id: UUID) -> UUID:
    """The one id of the ticket that a request leads to."""
    return id_of("ticket", "request", request_id)


class Reactions:
    """Reacts to what `crm` has told.

    Args:
        store: the batch that the message belongs to.
        use_cases: the use cases over that batch.
        booked: which callbacks are booked.
        staff: who has which agent ID.
        numbers: who has which number.
    """

    def __init__(
        self,
        store: Store,
        *,
        use_cases: UseCases,
        booked: BookedCallbacks,
        staff: Staff,
        numbers: Numbers,
    ) -> None:
        self._store = store
        self._use_cases = use_cases
        self._booked = booked
        self._staff = staff
        self._numbers = numbers

    def when_contact_was_recorded_log_contact(self, fact: ContactFact) -> None:
        """Logs the contact; it began to wait when it was queued, after any self-service."""
        after_call_work = timedelta()
        if fact.wrapped_up_at is not None and fact.ended_at is not None:
            after_call_work = fact.wrapped_up_at - fact.ended_at
        self._use_cases.contacts.record_contact(
            WholeContact(
                contact_id=fact.contact_id,
                channel=fact.channel,
                direction=fact.direction,
                customer_id=fact.customer_id,
                employee_id=self._holder_of(fact.agent_id),
                skill_group=fact.skill_group,
                site_id=None,
                external_id=fact.external_id,
                offered_at=fact.queued_at or fact.started_at,
                answered_at=fact.answered_at,
                ended_at=fact.ended_at,
                is_abandoned=fact.is_abandoned,
                after_call_work_seconds=after_call_work // _SECOND,
            )
        )

    def when_ticket_was_requested_open_ticket(self, fact: RequestFact) -> None:
        """Opens the one ticket of the request."""
        self._use_cases.tickets.open_ticket(
            NewTicket(
                ticket_id=ticket_id_of_request(fact.request_id),
                request_id=fact.request_id,
                kind=fact.kind,
                channel=fact.channel,
                priority=fact.priority or "normal",
                subject=fact.subject,
                description=fact.description,
                information=fact.key_information,
                skill_group=fact.skill_group,
                business_line=fact.business_line,
                customer_id=fact.customer_id,
                # The words of an unknown caller without contact are sealed under the request.
                contact_id=fact.contact_id or (None if fact.customer_id else fact.request_id),
                praised_employee_id=self._holder_of(fact.praised_agent_id),
                asked_at=fact.requested_at,
            )
        )

    def when_ticket_request_was_refused_tell_why(
        self, fact: RequestFact, refusal: DomainError
    ) -> None:
        """Notes why the request led to no ticket, unless it led to one before."""
        if self._store.find(Ticket, ticket_id_of_request(fact.request_id)) is not None:
            return
        if self._store.find(RefusedRequest, RefusedRequest.id_for(fact.request_id)) is not None:
            return
        refused = RefusedRequest.refuse(
            fact.request_id, customer_id=fact.customer_id, refusal=refusal
        )
        self._store.save(refused)

    def when_reply_was_received_record_it(self, fact: ReplyFact) -> None:
        """Records the customer's words in the ticket that they answer.

        Raises:
            TicketNotFound: neither request nor number leads to a ticket.
        """
        ticket = self._ticket_of(fact.request_id, fact.ticket_number)
        self._use_cases.correspondences.receive_reply(
            ticket.id, reply_id=fact.reply_id, text=fact.text, channel=fact.channel
        )

    def when_letter_was_received_take_files(self, fact: LetterFact) -> None:
        """Takes over the files of a letter into the ticket that it led to or answers.

        Raises:
            TicketNotFound: neither request nor number leads to a ticket.
        """
        names_a_ticket = fact.request_id is not None or fact.ticket_number is not None
        if fact.files and names_a_ticket:
            ticket = self._ticket_of(fact.request_id, fact.ticket_number)
            self._use_cases.letters.take_files(ticket.id, fact.files)

    def when_reply_was_not_delivered_note_it(self, fact: NotDeliveredFact) -> None:
        """Notes beside the reply that the customer may not have it.

        Raises:
            TicketNotFound: there is no such ticket.
        """
        cause = fact.cause if fact.status is None else f"{fact.cause} {fact.status}"
        self._use_cases.letters.note_not_delivered(fact.ticket_id, fact.reply_id, cause=cause)

    def when_survey_was_answered_record_it(self, fact: SurveyFact) -> None:
        """Records the judgement, with whom it concerns (GV-2)."""
        ticket = None
        if fact.request_id is not None or fact.ticket_number is not None:
            ticket = self._ticket_of(fact.request_id, fact.ticket_number)
        contact = None
        if fact.contact_id is not None:
            contact = self._store.find(Contact, fact.contact_id)
        self._use_cases.survey_answers.record_judgement(
            ticket,
            contact,
            answer_id=fact.answer_id,
            contact_id=fact.contact_id,
            customer_id=fact.customer_id,
            given=Given(satisfaction=fact.satisfaction, recommendation=fact.recommendation),
            is_solved=fact.is_solved,
            comment=fact.comment,
            answered_at=fact.answered_at,
        )

    def when_customer_was_erased_forget_them(self, customer_id: UUID) -> None:
        """Nobody calls or asks a person whose data is gone, and nobody finds what they said.

        All texts are unreadable by their key; what was kept to find them goes by this fact.
        """
        if self._store.find(ForgottenCustomer, ForgottenCustomer.id_for(customer_id)) is None:
            self._store.save(ForgottenCustomer.forget(customer_id))
        invitations = self._use_cases.survey_invitations
        invitations.withdraw_invitations(customer_id, cause="customer_erased")
        callbacks = self._use_cases.callbacks
        for callback_id in self._booked.booked_for(customer_id):
            if callbacks.callback(callback_id).state == BOOKED:
                callbacks.cancel_callback(callback_id, cause="customer_erased")

    def _ticket_of(self, request_id: UUID | None, number: str | None) -> Ticket:
        ticket_id = None
        if request_id is not None:
            ticket_id = ticket_id_of_request(request_id)
        elif number is not None:
            ticket_id = self._numbers.holder_of(read_number(number, prefix=NUMBER_PREFIX))
        ticket = None if ticket_id is None else self._store.find(Ticket, ticket_id)
        if ticket is None:
            raise TicketNotFound(key=number or request_id)
        if ticket.merged_into is not None:
            return self._use_cases.merging.going_on(ticket.id)
        return ticket

    def _holder_of(self, agent_id: str | None) -> UUID | None:
        return None if agent_id is None else self._staff.holder_of(agent_id)
