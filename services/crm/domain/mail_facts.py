"""What an outgoing mail brings to whom, fixed when it is queued."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

import msgspec

from shared.ids import id_of
from shared.sealed.envelope import Sealed

REPLY = "reply"
SURVEY = "survey"
KINDS = (REPLY, SURVEY)
"""What a mail brings: a reply to a ticket, or the link to a survey."""


class AboutReply(msgspec.Struct, frozen=True, kw_only=True):
    """What others must know of a reply that did not arrive.

    Args:
        reply_id: the reply.
        ticket_id: the ticket.
        customer_id: whose ticket it is, if known.
    """

    reply_id: UUID
    ticket_id: UUID
    customer_id: UUID | None = None


@dataclass(frozen=True, kw_only=True)
class MailFacts:
    """What a mail brings.

    Args:
        kind: one of `KINDS`.
        reply_id: the reply in `tickets`.
        invitation_id: the invitation to a survey in `tickets`.
        ticket_id: the ticket that it is about, if it is about one.
        ticket_number: the ticket's number, which stands in the subject.
        request_id: the request that led to the ticket, if one did.
        customer_id: whose ticket it is, if known.
        recipient: where it goes at first; None if no address is known.
        subject: what the customer called the matter, or what begins a thread.
        answered_id: Message-ID of the customer's mail.
        text: what it says.
        due_at: when it may be sent first.
        expires_at: from when on it is of no use any more.
        consent_purpose: customers who have refused this purpose get no such mail.
    """

    kind: str
    text: Sealed
    due_at: datetime
    reply_id: UUID | None = None
    invitation_id: UUID | None = None
    ticket_id: UUID | None = None
    ticket_number: str | None = None
    request_id: UUID | None = None
    customer_id: UUID | None = None
    recipient: Sealed | None = None
    subject: Sealed | None = None
    answered_id: Sealed | None = None
    expires_at: datetime | None = None
    consent_purpose: str | None = None

    @property
    def about_reply(self) -> AboutReply | None:
        """Of which reply others must know if it does not arrive; None where none is in it."""
        if self.reply_id is None or self.ticket_id is None:
            return None
        return AboutReply(
            reply_id=self.reply_id, ticket_id=self.ticket_id, customer_id=self.customer_id
        )

    def have_expired(self, at: datetime) -> bool:
        """Whether what it brings is of no use any more."""
        return self.expires_at is not None and self.expires_at <= at


def outgoing_mail_id_of(reply_id: UUID) -> UUID:
    """The one id of the mail that carries a reply."""
    return id_of("crm", "outgoing_mail", reply_id)


def survey_mail_id_of(invitation_id: UUID, *, reminder: int) -> UUID:
    """The one id of the mail of an invitation (0) or of one of its reminders."""
    return id_of("crm", "survey_mail", invitation_id, reminder)
