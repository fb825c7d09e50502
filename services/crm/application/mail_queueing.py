"""What `crm` does about a reply to a customer who wrote directly: it goes out by mail."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from services.crm.domain.addresses import normal_email
from services.crm.domain.customer import Customer
from services.crm.domain.letter import SOURCE, Letter
from services.crm.domain.mail_rules import SendingRules
from services.crm.domain.outgoing_mail import OutgoingMail, outgoing_mail_id_of
from services.crm.domain.ticket_request import TicketRequest
from shared.event_store.store import Store
from shared.sealed import KeyStore, Sealed

PURPOSE = "send-mail"
"""Why sealed values are opened on the way of a mail."""

EMAIL = "email"
WEB = "web"


@dataclass(frozen=True, kw_only=True)
class ReplySent:
    """A reply to a customer, in our words.

    Args:
        reply_id: its id.
        ticket_id: the ticket.
        ticket_number: the number that people speak.
        request_id: our id of the request that led to the ticket, if one did.
        customer_id: whose ticket it is, if known.
        channel: channel by which it goes.
        text: the reply.
        occurred_at: when it was written.
    """

    reply_id: UUID
    ticket_id: UUID
    ticket_number: str
    request_id: UUID | None
    customer_id: UUID | None
    channel: str
    text: Sealed
    occurred_at: datetime


class MailQueueing:
    """Puts replies on their way.

    Args:
        store: the batch that the message belongs to.
        keys: opens addresses.
        rules: how replies are sent.
    """

    def __init__(self, store: Store, *, keys: KeyStore, rules: SendingRules) -> None:
        self._store = store
        self._keys = keys
        self._rules = rules

    def when_reply_was_sent_queue_mail(self, fact: ReplySent) -> None:
        """Queues the one mail of a reply; replies for which the CRM cares are left to it."""
        if self._store.find(OutgoingMail, outgoing_mail_id_of(fact.reply_id)) is not None:
            return
        request = None
        if fact.request_id is not None:
            request = self._store.find(TicketRequest, fact.request_id)
        if not self._goes_by_mail(fact, request):
            return
        recipient = self._recipient(fact, request)
        if recipient is None and fact.channel != EMAIL:
            return
        letter = None
        if request is not None:
            letter = self._store.find(Letter, UUID(request.facts.external_id))
        mail = OutgoingMail.queue(
            reply_id=fact.reply_id,
            ticket_id=fact.ticket_id,
            ticket_number=fact.ticket_number,
            request_id=fact.request_id,
            customer_id=fact.customer_id,
            recipient=recipient,
            subject=None if request is None else request.facts.subject,
            answered_id=None if letter is None else letter.message_id,
            text=fact.text,
            due_at=fact.occurred_at,
        )
        if recipient is None:
            mail.note_refusal("no-address")
        self._store.save(mail)

    def _goes_by_mail(self, fact: ReplySent, request: TicketRequest | None) -> bool:
        if request is not None:
            return request.facts.source == SOURCE and fact.channel in (EMAIL, WEB)
        return self._rules.answers_without_request and fact.channel == EMAIL

    def _recipient(self, fact: ReplySent, request: TicketRequest | None) -> Sealed | None:
        """Where it goes: to the address that the request came from, else to that in the file."""
        asked_from = None if request is None else request.facts.reply_to
        address = self._keys.open_or_none(asked_from, purpose=PURPOSE)
        if address is not None and normal_email(address) is not None:
            return asked_from
        if fact.customer_id is None or (request is not None and fact.channel != EMAIL):
            return None
        customer = self._store.find(Customer, fact.customer_id)
        return next(iter(customer.emails), None) if customer is not None else None
