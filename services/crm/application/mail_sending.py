"""Sending what is queued: each attempt is recorded before it is made, and its end after it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal, Protocol
from uuid import UUID

import structlog

from services.crm.application.mail_addressing import PURPOSE, surviving_customer
from services.crm.application.mail_threads import MailThreads
from services.crm.application.questions import ListedMail, OutgoingMailList
from services.crm.domain.letter_errors import OutgoingMailNotFound
from services.crm.domain.mail_facts import SURVEY
from services.crm.domain.mail_rules import SendingRules
from services.crm.domain.outgoing_mail import LINK_EXPIRED, SENDING, OutgoingMail
from shared.context import current_context
from shared.errors import Conflict
from shared.event_store.store import Store, expect_version
from shared.sealed import KeyStore

HANDLE_LETTERS = "crm.handle_letters"
"""Permission to see letters and outgoing mails, and to decide what becomes of them."""

MOST_AT_ONCE = 50

_log = structlog.get_logger("loopdesk.mail")


@dataclass(frozen=True, kw_only=True)
class WrittenMail:
    """A mail as it goes out, in clear.

    Args:
        recipient: where to.
        subject: what the customer called the matter; empty if nobody did.
        ticket_number: the number that stands in the subject, if it is about a ticket.
        text: what it says.
        key: local part of its Message-ID, the same at every attempt.
        token: what stands behind the plus in the address for answers, if it is about a ticket.
        answered_id: Message-ID of the customer's mail.
        is_automatic: whether no person has written it; whoever is away need not say so.
    """

    recipient: str
    subject: str
    ticket_number: str | None
    text: str
    key: str
    token: str | None
    answered_id: str | None
    is_automatic: bool = False


@dataclass(frozen=True, kw_only=True)
class Delivery:
    """How an attempt ended.

    Args:
        end: `uncertain` if nobody knows whether the mail was taken.
        cause: code of why it was not taken.
    """

    end: Literal["sent", "refused", "delayed", "uncertain"]
    cause: str = ""


class PostOffice(Protocol):
    """Hands mails to the mail server."""

    def send(self, mail: WrittenMail) -> Delivery:
        """Hands one over; it says how that ended and never raises."""


class MailSending:
    """Sends the mails that are due, and shows what became of them (TK-6).

    Args:
        store: the log.
        keys: opens what is sent.
        threads: makes Message-IDs and tokens.
        mails: lists mails.
    """

    def __init__(
        self, store: Store, *, keys: KeyStore, threads: MailThreads, mails: OutgoingMailList
    ) -> None:
        self._store = store
        self._keys = keys
        self._threads = threads
        self._mails = mails

    def send_due_mails(self, post: PostOffice, *, rules: SendingRules, at: datetime) -> int:
        """Makes one attempt for each mail that is due; returns how many there were.

        Args:
            post: hands them over.
            rules: how often and how long it is tried.
            at: now.
        """
        due = self._mails.due(by=at, limit=MOST_AT_ONCE)
        return sum(self._attempt(one, post, rules=rules, at=at) for one in due)

    def send_again(self, mail_id: UUID, *, expected_version: int | None = None) -> OutgoingMail:
        """Has a mail sent once more that did not arrive.

        It goes to the address that now stands in the customer's file, if there is one.

        Raises:
            OutgoingMailNotFound: there is none.
            MailNotFailed: it has not failed.
            LinkLeadsNowhere: the link in it is of no use.
        """
        current_context().require(HANDLE_LETTERS)
        mail = self.mail(mail_id)
        expect_version(mail, expected_version)
        recipient = mail.recipient
        customer = surviving_customer(self._store, mail.facts.customer_id)
        if customer is not None and customer.emails:
            recipient = customer.emails[0]
        mail.send_again(recipient=recipient, at=current_context().occurred_at)
        self._store.save(mail)
        return mail

    def mail(self, mail_id: UUID) -> OutgoingMail:
        """A mail.

        Raises:
            OutgoingMailNotFound: there is none.
        """
        current_context().require(HANDLE_LETTERS)
        found = self._store.find(OutgoingMail, mail_id)
        if found is None:
            raise OutgoingMailNotFound(mail_id=mail_id)
        return found

    def list_mails(
        self, *, state: str | None, after: tuple[str, UUID] | None, limit: int
    ) -> Sequence[ListedMail]:
        """Mails, the newest first; names as at `OutgoingMailList`."""
        current_context().require(HANDLE_LETTERS)
        return self._mails.page(state=state, after=after, limit=limit)

    def _attempt(
        self, mail_id: UUID, post: PostOffice, *, rules: SendingRules, at: datetime
    ) -> int:
        mail = self._store.get(OutgoingMail, mail_id)
        if not mail.is_due(at):
            return 0
        try:
            if mail.state == SENDING:
                # Whoever began the attempt never said how it ended.
                mail.note_uncertain_end(at=at, rules=rules)
                self._store.save(mail)
                return 1
            written = self._written(mail)
            cause = self._cause_against(mail, at=at)
            if written is None or cause is not None:
                mail.note_refusal(cause or "address-erased")
                self._store.save(mail)
                return 1
            mail.begin_attempt(at=at)
            self._store.save(mail)
        except Conflict:
            # Another process has it.
            return 0
        self._note(mail, post.send(written), rules=rules, at=at)
        self._store.save(mail)
        return 1

    def _note(
        self, mail: OutgoingMail, delivery: Delivery, *, rules: SendingRules, at: datetime
    ) -> None:
        _log.info("mail-attempted", mail=str(mail.id), end=delivery.end, cause=delivery.cause)
        match delivery.end:
            case "sent":
                mail.note_sent()
            case "refused":
                mail.note_refusal(delivery.cause)
            case "delayed":
                mail.note_delay(delivery.cause, at=at, rules=rules)
            case "uncertain":
                mail.note_uncertain_end(at=at, rules=rules)

    def _cause_against(self, mail: OutgoingMail, *, at: datetime) -> str | None:
        """Code of why it is not sent any more though it could be."""
        if mail.facts.have_expired(at):
            return LINK_EXPIRED
        purpose = mail.facts.consent_purpose
        customer = surviving_customer(self._store, mail.facts.customer_id) if purpose else None
        is_refused = customer is not None and customer.has_refused(str(purpose))
        return "consent-refused" if is_refused else None

    def _written(self, mail: OutgoingMail) -> WrittenMail | None:
        """The mail in clear; None if what it needs was erased."""
        facts, number = mail.facts, mail.facts.ticket_number
        recipient = self._keys.open_or_none(mail.recipient, purpose=PURPOSE)
        text = self._keys.open_or_none(facts.text, purpose=PURPOSE)
        if recipient is None or text is None:
            return None
        return WrittenMail(
            recipient=recipient,
            subject=self._keys.open_or_none(facts.subject, purpose=PURPOSE) or "",
            ticket_number=number,
            text=text,
            key=self._threads.mail_key(mail.id),
            token=None if number is None else self._threads.token_of(number),
            answered_id=self._keys.open_or_none(facts.answered_id, purpose=PURPOSE),
            is_automatic=facts.kind == SURVEY,
        )
