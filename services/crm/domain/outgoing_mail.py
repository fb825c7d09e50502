"""A mail on its way to the customer: attempts, uncertain ones too, and bounces.

A mail is sent at least once and, as far as can be known, once: each attempt is recorded before it
is made. An attempt whose end is unknown (the connection or the process died after the text had
gone out) is repeated as often as the rules say, under the same Message-ID, then left to people.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any, Self
from uuid import UUID

from services.crm.domain.facts import facts_in
from services.crm.domain.letter_errors import LinkLeadsNowhere, MailNotFailed
from services.crm.domain.mail_facts import REPLY, AboutReply, MailFacts
from services.crm.domain.mail_rules import SendingRules
from shared.event_store.aggregate import Aggregate, event
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

LINK_EXPIRED = "link-expired"
"""Cause of not sending a link that leads nowhere any more."""

LINK_WITHOUT_HOST = "link-without-host"
"""Cause of not sending a link that no mail program can follow."""


class OutgoingMail(Aggregate):
    """One mail with one reply in it, or with the link to one survey."""

    TOPIC = "crm.outgoing_mail"

    class Created(Aggregate.Created):
        TOPIC = "crm.outgoing_mail.queued"
        class_version = 2
        kind: str
        reply_id: UUID | None
        invitation_id: UUID | None
        ticket_id: UUID | None
        ticket_number: str | None
        request_id: UUID | None
        customer_id: UUID | None
        recipient: Sealed | None
        subject: Sealed | None
        answered_id: Sealed | None
        text: Sealed
        due_at: datetime
        expires_at: datetime | None
        consent_purpose: str | None

        @staticmethod
        def upcast_v1_v2(state: dict[str, Any]) -> None:
            """Version 1 knew replies alone."""
            state |= dict.fromkeys(("invitation_id", "expires_at", "consent_purpose"))
            state["kind"] = REPLY

        def apply(self, aggregate: Any) -> None:
            """Keeps the facts."""
            aggregate.facts = facts_in(self, MailFacts)
            aggregate.recipient = self.recipient
            aggregate.queued_at = aggregate.due_at = self.due_at

    def __init__(self) -> None:
        self.facts: MailFacts
        self.recipient: Sealed | None
        self.queued_at: datetime
        self.due_at: datetime | None
        self.state = QUEUED
        self.attempts = 0
        self.uncertain_attempts = 0
        self.cause: str | None = None

    @classmethod
    def queue(cls, mail_id: UUID, *, facts: MailFacts) -> Self:
        """Puts a mail on its way.

        Args:
            mail_id: id of the mail, from which its Message-ID follows.
            facts: what it brings to whom.
        """
        return cls._create(cls.Created, id=mail_id, **vars(facts))

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
        about = self.facts.about_reply
        if about is None:
            self._end(FAILED, cause)
        else:
            self._fail(about=about, cause=cause)

    def note_delay(self, cause: str, *, at: datetime, rules: SendingRules) -> None:
        """It was not taken this time; it is tried again, later each time, until it is too old."""
        again_at = at + timedelta(seconds=rules.wait_after(self.attempts))
        is_too_old = again_at > self.queued_at + timedelta(hours=rules.give_up_after_hours)
        if is_too_old:
            self.note_refusal(TOO_OLD)
        else:
            self._defer(cause=cause, due_at=again_at)

    def note_uncertain_end(self, *, at: datetime, rules: SendingRules) -> None:
        """Nobody knows whether it was taken: repeated as often as the rules say, then left."""
        about = self.facts.about_reply
        if self.uncertain_attempts < rules.repeat_uncertain:
            again_at = at + timedelta(seconds=rules.wait_after(self.attempts))
            self._defer_uncertain(cause=UNCERTAIN_END, due_at=again_at)
        elif about is None:
            self._end(UNCERTAIN, UNCERTAIN_END)
        else:
            self._leave_uncertain(about=about, cause=UNCERTAIN_END)

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
        about, cause = self.facts.about_reply, "bounced"
        if about is None:
            self._end(BOUNCED, f"{cause} {status}", diagnostic)
        else:
            self._bounce(about=about, cause=cause, status=status, diagnostic=diagnostic)

    @event("Bounced", topic="crm.outgoing_mail.bounced")
    def _bounce(
        self, about: AboutReply, cause: str, status: str, diagnostic: Sealed | None
    ) -> None:
        self.state = BOUNCED
        self.cause = f"{cause} {status}"
        self.due_at = None

    def _end(self, state: str, cause: str, diagnostic: Sealed | None = None) -> None:
        """Ends a mail without a reply in it, of which nobody outside is told."""
        self._note_end(
            state=state,
            cause=cause,
            uncertain_attempts=self.uncertain_attempts + int(state == UNCERTAIN),
            diagnostic=diagnostic,
        )

    @event("Undelivered", topic="crm.outgoing_mail.undelivered")
    def _note_end(
        self, state: str, cause: str, uncertain_attempts: int, diagnostic: Sealed | None
    ) -> None:
        self.state = state
        self.cause = cause
        self.uncertain_attempts = uncertain_attempts
        self.due_at = None

    def send_again(self, *, recipient: Sealed | None, at: datetime) -> None:
        """A person has it sent once more.

        Args:
            recipient: where to now.
            at: from when on.

        Raises:
            MailNotFailed: it has not failed.
            LinkLeadsNowhere: its link is of no use.
        """
        if self.state not in (FAILED, UNCERTAIN, BOUNCED):
            raise MailNotFailed(mail_id=self.id)
        if self.facts.have_expired(at) or self.cause == LINK_WITHOUT_HOST:
            raise LinkLeadsNowhere(mail_id=self.id)
        self._send_again(recipient=recipient, due_at=at)

    @event("SentAgain", topic="crm.outgoing_mail.sent_again")
    def _send_again(self, recipient: Sealed | None, due_at: datetime) -> None:
        self.state = QUEUED
        self.recipient = recipient
        self.queued_at = due_at
        self.due_at = due_at
        self.attempts = 0
        self.uncertain_attempts = 0
