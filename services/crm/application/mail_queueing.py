"""What `crm` does about a reply to a customer who wrote directly: it goes out by mail."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from services.crm.application.mail_addressing import EMAIL, MailAddressing
from services.crm.domain.mail_facts import REPLY, MailFacts, outgoing_mail_id_of
from services.crm.domain.outgoing_mail import OutgoingMail
from services.crm.domain.ticket_request import TicketRequest
from shared.event_store.store import Store
from shared.sealed import Sealed


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
        addressing: finds out where they go.
    """

    def __init__(self, store: Store, *, addressing: MailAddressing) -> None:
        self._store = store
        self._addressing = addressing

    def when_reply_was_sent_queue_mail(self, fact: ReplySent) -> None:
        """Queues the one mail of a reply; replies for which the CRM cares are left to it."""
        mail_id = outgoing_mail_id_of(fact.reply_id)
        if self._store.find(OutgoingMail, mail_id) is not None:
            return
        request = None
        if fact.request_id is not None:
            request = self._store.find(TicketRequest, fact.request_id)
        if not self._addressing.goes_by_mail(fact.channel, request):
            return
        recipient = self._addressing.recipient(fact.channel, request, customer_id=fact.customer_id)
        if recipient is None and fact.channel != EMAIL:
            return
        facts = MailFacts(
            kind=REPLY,
            reply_id=fact.reply_id,
            ticket_id=fact.ticket_id,
            ticket_number=fact.ticket_number,
            request_id=fact.request_id,
            customer_id=fact.customer_id,
            recipient=recipient,
            subject=None if request is None else request.facts.subject,
            answered_id=self._addressing.answered_id(request),
            text=fact.text,
            due_at=fact.occurred_at,
        )
        mail = OutgoingMail.queue(mail_id, facts=facts)
        if recipient is None:
            mail.note_refusal("no-address")
        self._store.save(mail)
