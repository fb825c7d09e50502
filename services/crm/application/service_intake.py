"""Contacts, requests, replies and survey answers as the CRM reports them."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from services.crm.application.effects import Effects, present
from services.crm.application.finding import CustomerFinder
from services.crm.application.incoming import (
    ContactRecorded,
    CustomerName,
    ReplyReceived,
    SurveyAnswered,
    TicketRequested,
)
from services.crm.application.refusal import Unacceptable
from services.crm.domain.contact import ContactFacts, ReportedContact, contact_id_of
from services.crm.domain.customer import Customer
from services.crm.domain.reply import Reply, ReplyFacts, reply_id_of
from services.crm.domain.survey_answer import SurveyAnswer, SurveyFacts, survey_answer_id_of
from services.crm.domain.ticket_request import TicketRequest, TicketRequestFacts, request_id_of
from shared.event_store import Aggregate
from shared.event_store.store import Store
from shared.sealed import KeyStore, Sealed


class ServiceIntake:
    """Turns the CRM's reports into facts for `tickets`, with every free text sealed.

    Words of a known customer are sealed under the customer, those of an unknown caller under the
    contact, or under the request where no contact is named (SE-2).

    Args:
        store: the log.
        finder: finds the customer that a report names.
        keys: seals what is personal.
    """

    def __init__(self, store: Store, *, finder: CustomerFinder, keys: KeyStore) -> None:
        self._store = store
        self._finder = finder
        self._keys = keys

    def record_contact(self, fact: ContactRecorded, *, source: str) -> Effects:
        """Records a contact, once.

        Raises:
            Unacceptable: it was recorded before, or the customer's number is unknown.
        """
        contact_id = contact_id_of(source=source, external_id=fact.contact_id)
        self._refuse_repeat(
            ReportedContact, contact_id, cause="contact-already-recorded", field="contact_id"
        )
        customer = self._finder.known_customer(fact.customer, source=source)
        person = _person(customer, or_contact=contact_id)
        facts = ContactFacts(
            source=source,
            external_id=fact.contact_id,
            channel=fact.channel,
            direction=fact.direction,
            customer_id=customer.id if customer else None,
            agent_id=fact.agent_id,
            skill_group=fact.skill_group,
            business_type=fact.business_type,
            started_at=fact.started_at,
            queued_at=fact.queued_at,
            answered_at=fact.answered_at,
            ended_at=fact.ended_at,
            wrapped_up_at=fact.wrapped_up_at,
            hold_seconds=fact.hold_seconds,
            is_abandoned=fact.is_abandoned,
            caller=self._seal(person, None if customer else fact.customer.address),
            note=self._seal(person, fact.note),
        )
        entities = present(contact_id=contact_id, customer_id=facts.customer_id)
        return Effects(
            aggregates=[ReportedContact.record(contact_id, facts=facts)], entities=entities
        )

    def request_ticket(self, fact: TicketRequested, *, source: str, said_at: datetime) -> Effects:
        """Asks `tickets` for a ticket, once per request id.

        Args:
            fact: what is asked for.
            source: who asks.
            said_at: time of the message, for a request that names none.

        Raises:
            Unacceptable: it was asked for before, or the customer's number is unknown.
        """
        request_id = request_id_of(source=source, external_id=fact.request_id)
        self._refuse_repeat(
            TicketRequest, request_id, cause="ticket-already-requested", field="request_id"
        )
        contact_id = _contact_of(fact.contact_id, source=source)
        customer = self._customer_of(fact.customer, contact_id=contact_id, source=source)
        person = _person(customer, or_contact=contact_id or request_id)
        reply_to = fact.reply_to or (None if customer else fact.customer.address)
        subject = self._keys.seal(person, fact.subject)
        facts = TicketRequestFacts(
            source=source,
            external_id=fact.request_id,
            contact_id=contact_id,
            customer_id=customer.id if customer else None,
            customer_level=customer.level if customer else None,
            channel=fact.channel,
            kind=fact.kind,
            priority=fact.priority,
            business_type=fact.business_type,
            skill_group=fact.skill_group,
            language=fact.language or (customer.language if customer else None),
            subject=subject,
            description=self._seal(person, fact.description),
            key_information={
                name: self._keys.seal(person, text) for name, text in fact.key_information.items()
            },
            reply_to=self._seal(person, reply_to),
            praised_agent_id=fact.praised_agent_id,
            requested_at=fact.requested_at or said_at,
        )
        entities = present(
            request_id=request_id, contact_id=contact_id, customer_id=facts.customer_id
        )
        return Effects(aggregates=[TicketRequest.make(request_id, facts=facts)], entities=entities)

    def receive_reply(self, fact: ReplyReceived, *, source: str, said_at: datetime) -> Effects:
        """Takes a customer's reply, once; `said_at` as for `request_ticket`.

        Raises:
            Unacceptable: it was taken before, or the request or the customer is unknown.
        """
        reply_id = reply_id_of(source=source, external_id=fact.reply_id)
        self._refuse_repeat(Reply, reply_id, cause="reply-already-received", field="reply_id")
        request = self._request_of(fact.request_id, source=source)
        contact_id = _contact_of(fact.contact_id, source=source)
        customer = self._customer_of(
            fact.customer, contact_id=contact_id, request=request, source=source
        )
        person = _person(customer, or_contact=contact_id or _caller_of(request) or reply_id)
        facts = ReplyFacts(
            source=source,
            external_id=fact.reply_id,
            request_id=request.id if request else None,
            ticket_number=fact.ticket_number,
            contact_id=contact_id,
            customer_id=customer.id if customer else None,
            channel=fact.channel,
            text=self._keys.seal(person, fact.text),
            received_at=fact.received_at or said_at,
        )
        entities = present(
            reply_id=reply_id, request_id=facts.request_id, customer_id=facts.customer_id
        )
        return Effects(aggregates=[Reply.receive(reply_id, facts=facts)], entities=entities)

    def take_survey_answer(
        self, fact: SurveyAnswered, *, source: str, said_at: datetime
    ) -> Effects:
        """Takes a customer's judgement, once; `said_at` as for `request_ticket`.

        Raises:
            Unacceptable: it was taken before, or the request or the customer is unknown.
        """
        answer_id = survey_answer_id_of(source=source, external_id=fact.answer_id)
        self._refuse_repeat(
            SurveyAnswer, answer_id, cause="survey-already-answered", field="answer_id"
        )
        request = self._request_of(fact.request_id, source=source)
        contact_id = _contact_of(fact.contact_id, source=source)
        customer = self._customer_of(
            fact.customer, contact_id=contact_id, request=request, source=source
        )
        person = _person(customer, or_contact=contact_id or _caller_of(request) or answer_id)
        facts = SurveyFacts(
            source=source,
            external_id=fact.answer_id,
            request_id=request.id if request else None,
            ticket_number=fact.ticket_number,
            contact_id=contact_id,
            customer_id=customer.id if customer else None,
            satisfaction=fact.satisfaction,
            recommendation=fact.recommendation,
            is_solved=fact.is_solved,
            comment=self._seal(person, fact.comment),
            answered_at=fact.answered_at or said_at,
        )
        entities = present(
            answer_id=answer_id, request_id=facts.request_id, customer_id=facts.customer_id
        )
        return Effects(aggregates=[SurveyAnswer.give(answer_id, facts=facts)], entities=entities)

    def _refuse_repeat(
        self, aggregate_class: type[Aggregate], entity_id: UUID, *, cause: str, field: str
    ) -> None:
        if self._store.find(aggregate_class, entity_id) is not None:
            raise Unacceptable(cause, field=f"data.{field}")

    def _request_of(self, external_id: str | None, *, source: str) -> TicketRequest | None:
        if external_id is None:
            return None
        request_id = request_id_of(source=source, external_id=external_id)
        found = self._store.find(TicketRequest, request_id)
        if found is None:
            raise Unacceptable("unknown-request", field="data.request_id")
        return found

    def _customer_of(
        self,
        name: CustomerName,
        *,
        contact_id: UUID | None,
        source: str,
        request: TicketRequest | None = None,
    ) -> Customer | None:
        """The customer that the message names, else the one of the request or contact."""
        named = self._finder.known_customer(name, source=source)
        if named is not None or name.number is not None:
            return named
        if request is not None and request.facts.customer_id is not None:
            return self._finder.surviving(request.facts.customer_id)
        contact = None if contact_id is None else self._store.find(ReportedContact, contact_id)
        if contact is not None and contact.facts.customer_id is not None:
            return self._finder.surviving(contact.facts.customer_id)
        return None

    def _seal(self, person: str, text: str | None) -> Sealed | None:
        return None if text is None else self._keys.seal(person, text)


def _person(customer: Customer | None, *, or_contact: UUID) -> str:
    return f"contact:{or_contact}" if customer is None else customer.subject


def _contact_of(external_id: str | None, *, source: str) -> UUID | None:
    return None if external_id is None else contact_id_of(source=source, external_id=external_id)


def _caller_of(request: TicketRequest | None) -> UUID | None:
    """Under which contact the words of a request's unknown caller are sealed."""
    return None if request is None else request.facts.contact_id or request.id
