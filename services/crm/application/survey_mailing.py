"""What `crm` does about invitations to surveys: it mails the links to those who wrote directly."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from services.crm.application.mail_addressing import (
    PURPOSE,
    MailAddressing,
    surviving_customer,
)
from services.crm.domain.contact import ReportedContact
from services.crm.domain.followed_ticket import FollowedTicket, followed_ticket_id_of
from services.crm.domain.mail_facts import SURVEY, MailFacts, survey_mail_id_of
from services.crm.domain.outgoing_mail import LINK_WITHOUT_HOST, OutgoingMail
from services.crm.domain.survey_mail_rules import SurveyMailRules
from services.crm.domain.ticket_request import TicketRequest, request_id_of
from shared.context import current_context
from shared.event_store.store import Store
from shared.sealed import KeyStore, Sealed

_WEB_ADDRESSES = ("https://", "http://")


@dataclass(frozen=True, kw_only=True)
class SurveyLinkSent:
    """The link of an invitation is to reach a customer, in our words.

    Args:
        invitation_id: the invitation.
        reminder: number of the reminder; 0 for the invitation itself.
        customer_id: who is asked.
        ticket_id: the ticket that it is about, if it is about one.
        contact_id: the contact that it is about, if it is about one.
        channel: channel of the ticket or contact.
        link: where the survey is answered.
        expires_at: when the link leads nowhere any more.
        sent_at: when it was given out.
    """

    invitation_id: UUID
    reminder: int
    customer_id: UUID
    ticket_id: UUID | None
    contact_id: UUID | None
    channel: str
    link: Sealed
    expires_at: datetime
    sent_at: datetime


class SurveyMailing:
    """Puts the links of surveys on their way (GV-2).

    Args:
        store: the batch that the message belongs to.
        keys: opens links and seals texts.
        addressing: finds out where they go.
        rules: what the mails say.
        zone: time zone in which customers are told times.
    """

    def __init__(
        self,
        store: Store,
        *,
        keys: KeyStore,
        addressing: MailAddressing,
        rules: SurveyMailRules,
        zone: ZoneInfo,
    ) -> None:
        self._store = store
        self._keys = keys
        self._addressing = addressing
        self._rules = rules
        self._zone = zone

    def when_survey_link_was_sent_queue_mail(self, fact: SurveyLinkSent) -> None:
        """Queues the one mail of an invitation or reminder, for whoever is written to by mail."""
        mail_id = survey_mail_id_of(fact.invitation_id, reminder=fact.reminder)
        is_known = self._store.find(OutgoingMail, mail_id) is not None
        customer = surviving_customer(self._store, fact.customer_id)
        is_late = fact.expires_at <= current_context().occurred_at
        if is_known or is_late or customer is None:
            return
        if customer.has_refused(self._rules.consent_purpose):
            return
        ticket = self._ticket(fact)
        request = None if ticket is None else self._request(ticket)
        if self._is_served_by_the_crm(fact, request):
            return
        recipient = self._addressing.recipient(fact.channel, request, customer_id=customer.id)
        link = self._keys.open_or_none(fact.link, purpose=PURPOSE)
        if recipient is None or link is None:
            return
        mail = OutgoingMail.queue(
            mail_id,
            facts=MailFacts(
                kind=SURVEY,
                invitation_id=fact.invitation_id,
                ticket_id=fact.ticket_id,
                ticket_number=None if ticket is None else ticket.ticket_number,
                request_id=None if request is None else request.id,
                customer_id=customer.id,
                recipient=recipient,
                **self._words(fact, request, language=customer.language, link=link),
                due_at=fact.sent_at,
                expires_at=fact.expires_at,
                consent_purpose=self._rules.consent_purpose,
            ),
        )
        if not link.startswith(_WEB_ADDRESSES):
            mail.note_refusal(LINK_WITHOUT_HOST)
        self._store.save(mail)

    def _words(
        self,
        fact: SurveyLinkSent,
        request: TicketRequest | None,
        *,
        language: str | None,
        link: str,
    ) -> dict[str, Any]:
        """Subject and text, in the thread of the customer's own mail where there is one."""
        texts, person = self._rules.texts_for(language), fact.link.subject
        answered_id = self._addressing.answered_id(request)
        if request is not None and answered_id is not None:
            subject = request.facts.subject
        else:
            subject = self._keys.seal(person, texts.title)
        filled = texts.filled(
            is_reminder=fact.reminder > 0,
            link=link,
            expires_at=fact.expires_at.astimezone(self._zone).isoformat(" ", "minutes"),
        )
        text = self._keys.seal(person, filled.strip())
        return {"subject": subject, "answered_id": answered_id, "text": text}

    def _ticket(self, fact: SurveyLinkSent) -> FollowedTicket | None:
        if fact.ticket_id is None:
            return None
        return self._store.find(FollowedTicket, followed_ticket_id_of(fact.ticket_id))

    def _request(self, ticket: FollowedTicket) -> TicketRequest | None:
        source, external_id = ticket.request_source, ticket.request_external_id
        if source is None or external_id is None:
            return None
        request_id = request_id_of(source=source, external_id=external_id)
        return self._store.find(TicketRequest, request_id)

    def _is_served_by_the_crm(self, fact: SurveyLinkSent, request: TicketRequest | None) -> bool:
        """Whether others ask the customer: nobody wrote to us, or it was a contact of theirs."""
        if not self._addressing.goes_by_mail(fact.channel, request):
            return True
        if fact.contact_id is None:
            return False
        return self._store.find(ReportedContact, fact.contact_id) is not None
