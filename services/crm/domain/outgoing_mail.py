"""A reply on its way to the customer by e-mail: attempts, uncertain ones too, and bounces.

A mail is sent at least once and, as far as can be known, once: each attempt is recorded before it
is made. An attempt whose end is unknown (the connection or the process died after the text had
gone out) is repeated as often as the rules say, under the same Message-ID, then left to people.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Self
from uuid import UUID

import msgspec

from services.crm.domain.letter_errors import MailNotFailed
from services.crm.domain.mail_rules import SendingRules
from shared.event_store.aggregate import Aggregate, event
from shared.ids import id_of
from shared.sealed.envelope import Sealed

QUEUED = "queued"
SENDING = "sending"
SENT = "sent"
UNCERTAIN = "uncertain"
FAILED = "failed"
BOUNCED = "bounced"
STATES = (QUEUED, SENDING, SENT, UNCERTAIN, FAILED, BOUNCED)

ATTEMPT_ENDS_WITHIN = timedelta(minutes=10)
"""After which an attempt without an end counts as one whose end nobody knows."""

UNCERTAIN_END = "uncertain-end"
"""Cause of an attempt of which nobody knows whether the mail was taken."""

TOO_OLD = "too-old"
"""Cause of giving up after the time that the rules allow."""


class AboutReply(msgspec.Struct, frozen=True, kw_only=True):
    """What others must know of a mail that did not arrive.

    Args:
        reply_id: the reply in it.
        ticket_id: the ticket.
        customer_id: whose ticket it is, if known.
    """

    reply_id: UUID
    ticket_id: UUID
    customer_id: UUID | None = None


class OutgoingMail(Aggregate):
    """One mail with one reply in it."""

    TOPIC = "crm.outgoing_mail"

    class Created(Aggregate.Created):
        TOPIC = "crm.outgoing_mail.queued"
        reply_id: UUID
        ticket_id: UUID
        ticket_number: str
        request_id: UUID | None
        customer_id: UUID | None
        recipient: Sealed | None
        subject: Sealed | None
        answered_id: Sealed | None
        text: Sealed
        due_at: datetime

    def __init__(
        self,
        *,
        reply_id: UUID,
        ticket_id: UUID,
        ticket_number: str,
        request_id: UUID | None,
        customer_id: UUID | None,
        recipient: Sealed | None,
        subject: Sealed | None,
        answered_id: Sealed | None,
        text: Sealed,
        due_at: datetime,
    ) -> None:
        self.reply_id = reply_id
        self.ticket_id = ticket_id
        self.ticket_number = ticket_number
        self.request_id = request_id
        self.customer_id = customer_id
        self.recipient = recipient
        self.subject = subject
        self.answered_id = answered_id
        self.text = text
        self.queued_at = due_at
        self.state = QUEUED
        self.due_at: datetime | None = due_at
        self.attempts = 0
        self.uncertain_attempts = 0
        self.cause: str | None = None

    @classmethod
    def queue(
        cls,
        *,
        reply_id: UUID,
        ticket_id: UUID,
        ticket_number: str,
        request_id: UUID | None,
        customer_id: UUID | None,
        recipient: Sealed | None,
        subject: Sealed | None,
        answered_id: Sealed | None,
        text: Sealed,
        due_at: datetime,
    ) -> Self:
        """Puts a reply on its way.

        Args:
            reply_id: the reply in `tickets`; there is one mail for each.
            ticket_id: the ticket.
            ticket_number: the number that stands in the subject.
            request_id: the request that led to the ticket, if one did.
            customer_id: whose ticket it is, if known.
            recipient: where it goes; None if no address is known.
            subject: what the customer called the matter.
            answered_id: Message-ID of the customer's mail.
            text: the reply.
            due_at: when it may be sent first.
        """
        return cls._create(
            cls.Created,
            id=outgoing_mail_id_of(reply_id),
            reply_id=reply_id,
            ticket_id=ticket_id,
            ticket_number=ticket_number,
            request_id=request_id,
            customer_id=customer_id,
            recipient=recipient,
            subject=subject,
            answered_id=answered_id,
            text=text,
            due_at=due_at,
        )

    def is_due(self, at: datetime) -> bool:
        """Whether it is to be looked at."""
        return self.due_at is not None and self.due_at <= at

    def begin_attempt(self, *, at: datetime) -> None:
        """Says that the mail is about to be handed over, before it is."""
        self._begin_attempt(looked_at_again_at=at + ATTEMPT_ENDS_WITHIN)

    @event("Attempted", topic="crm.outgoing_mail.attempted")
    def _begin_attempt(self, looked_at_again_at: datetime) -> None:
        self.state = SENDING
        self.attempts += 1
        self.due_at = looked_at_again_at

    def note_sent(self) -> None:
        """The mail server has taken it."""
        self._note_sent()

    @event("Sent", topic="crm.outgoing_mail.sent")
    def _note_sent(self) -> None:
        self.state = SENT
        self.due_at = None
        self.cause = None

    def note_refusal(self, cause: str) -> None:
        """The mail can never be delivered like this."""
        self._fail(about=self._about(), cause=cause)

    def note_delay(self, cause: str, *, at: datetime, rules: SendingRules) -> None:
        """It was not taken this time; it is tried again, later each time, until it is too old."""
        again_at = at + timedelta(seconds=rules.wait_after(self.attempts))
        is_too_old = again_at > self.queued_at + timedelta(hours=rules.give_up_after_hours)
        if is_too_old:
            self._fail(about=self._about(), cause=TOO_OLD)
        else:
            self._defer(cause=cause, due_at=again_at)

    def note_uncertain_end(self, *, at: datetime, rules: SendingRules) -> None:
        """Nobody knows whether it was taken: repeated as often as the rules say, then left."""
        if self.uncertain_attempts >= rules.repeat_uncertain:
            self._leave_uncertain(about=self._about(), cause=UNCERTAIN_END)
            return
        again_at = at + timedelta(seconds=rules.wait_after(self.attempts))
        self._defer_uncertain(cause=UNCERTAIN_END, due_at=again_at)

    @event("Deferred", topic="crm.outgoing_mail.deferred")
    def _defer(self, cause: str, due_at: datetime) -> None:
        self.state = QUEUED
        self.cause = cause
        self.due_at = due_at

    @event("DeferredUncertain", topic="crm.outgoing_mail.deferred_uncertain")
    def _defer_uncertain(self, cause: str, due_at: datetime) -> None:
        self.state = QUEUED
        self.cause = cause
        self.due_at = due_at
        self.uncertain_attempts += 1

    @event("LeftUncertain", topic="crm.outgoing_mail.left_uncertain")
    def _leave_uncertain(self, about: AboutReply, cause: str) -> None:
        self.state = UNCERTAIN
        self.cause = cause
        self.due_at = None
        self.uncertain_attempts += 1

    @event("Failed", topic="crm.outgoing_mail.failed")
    def _fail(self, about: AboutReply, cause: str) -> None:
        self.state = FAILED
        self.cause = cause
        self.due_at = None

    def note_bounce(self, *, status: str, diagnostic: Sealed | None) -> None:
        """A mail system gave it back (RFC 3464); a second notice says nothing new.

        Args:
            status: enhanced status code, such as 5.1.1.
            diagnostic: what the mail system says of it.
        """
        if self.state == BOUNCED:
            return
        self._bounce(about=self._about(), cause="bounced", status=status, diagnostic=diagnostic)

    @event("Bounced", topic="crm.outgoing_mail.bounced")
    def _bounce(
        self, about: AboutReply, cause: str, status: str, diagnostic: Sealed | None
    ) -> None:
        self.state = BOUNCED
        self.cause = f"{cause} {status}"
        self.due_at = None

    def send_again(self, *, recipient: Sealed | None, at: datetime) -> None:
        """A person has it sent once more.

        Args:
            recipient: where to now.
            at: from when on.

        Raises:
            MailNotFailed: it has not failed.
        """
        if self.state not in (FAILED, UNCERTAIN, BOUNCED):
            raise MailNotFailed(mail_id=self.id)
        self._send_again(recipient=recipient, due_at=at)

    @event("SentAgain", topic="crm.outgoing_mail.sent_again")
    def _send_again(self, recipient: Sealed | None, due_at: datetime) -> None:
        self.state = QUEUED
        self.recipient = recipient
        self.queued_at = due_at
        self.due_at = due_at
        self.attempts = 0
        self.uncertain_attempts = 0

    def _about(self) -> AboutReply:
        return AboutReply(
            reply_id=self.reply_id, ticket_id=self.ticket_id, customer_id=self.customer_id
        )


def outgoing_mail_id_of(reply_id: UUID) -> UUID:
    """The one id of the mail that carries a reply."""
    return id_of("crm", "outgoing_mail", reply_id)
