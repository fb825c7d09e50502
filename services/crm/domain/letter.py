"""What a customer wrote to the centre directly, by e-mail or web form, and what became of it."""

from __future__ import annotations

from datetime import datetime
from typing import Self
from uuid import UUID

import msgspec

from services.crm.domain.letter_errors import LetterNotSetAside
from shared.event_store.aggregate import Aggregate, event
from shared.ids import id_of
from shared.sealed.envelope import Sealed

SOURCE = "urn:loopdesk:letters"
"""Source of the requests and replies that letters lead to."""

MAIL = "mail"
WEB_FORM = "web_form"

REQUEST = "request"
REPLY = "reply"
BOUNCE = "bounce"
SET_ASIDE = "set_aside"
TAKEN_UP = "taken_up"
OUTCOMES = (REQUEST, REPLY, BOUNCE, SET_ASIDE, TAKEN_UP)
"""What may have become of a letter."""


class LetterFile(msgspec.Struct, frozen=True, kw_only=True):
    """A file that came with a letter, kept encrypted outside the log.

    Args:
        file_id: its id.
        file_name: its name, made harmless.
        media_type: what its content is, whatever the sender calls it.
        size: bytes in clear.
        ciphertext_hash: SHA-256 of the encrypted file, its name in the folder.
    """

    file_id: UUID
    file_name: Sealed
    media_type: str
    size: int
    ciphertext_hash: str


class Letter(Aggregate):
    """One letter; its original lies sealed beside the log, so that nothing of it is ever lost."""

    TOPIC = "crm.letter"

    class Created(Aggregate.Created):
        TOPIC = "crm.letter.received"
        door: str
        outcome: str
        cause: str | None
        notes: list[str]
        sender: Sealed | None
        subject: Sealed | None
        message_id: Sealed | None
        number: str | None
        request_id: UUID | None
        reply_id: UUID | None
        ticket_number: str | None
        customer_id: UUID | None
        files: list[LetterFile]
        original: str
        original_size: int
        received_at: datetime

    def __init__(
        self,
        *,
        door: str,
        outcome: str,
        cause: str | None,
        notes: list[str],
        sender: Sealed | None,
        subject: Sealed | None,
        message_id: Sealed | None,
        number: str | None,
        request_id: UUID | None,
        reply_id: UUID | None,
        ticket_number: str | None,
        customer_id: UUID | None,
        files: list[LetterFile],
        original: str,
        original_size: int,
        received_at: datetime,
    ) -> None:
        self.door = door
        self.outcome = outcome
        self.cause = cause
        self.notes = notes
        self.sender = sender
        self.subject = subject
        self.message_id = message_id
        self.number = number
        self.request_id = request_id
        self.reply_id = reply_id
        self.ticket_number = ticket_number
        self.customer_id = customer_id
        self.files = files
        self.original = original
        self.original_size = original_size
        self.received_at = received_at

    @classmethod
    def receive(
        cls,
        letter_id: UUID,
        *,
        door: str,
        outcome: str,
        original: str,
        original_size: int,
        received_at: datetime,
        cause: str | None = None,
        notes: tuple[str, ...] = (),
        sender: Sealed | None = None,
        subject: Sealed | None = None,
        message_id: Sealed | None = None,
        number: str | None = None,
        request_id: UUID | None = None,
        reply_id: UUID | None = None,
        ticket_number: str | None = None,
        customer_id: UUID | None = None,
        files: tuple[LetterFile, ...] = (),
    ) -> Self:
        """Records a letter with what became of it.

        Args:
            letter_id: its one id, which a repetition has too.
            door: `mail` or `web_form`.
            outcome: `request`, `reply`, `bounce` or `set_aside`.
            original: SHA-256 of the encrypted original.
            original_size: its bytes in clear.
            received_at: when it came in.
            cause: code of why it was set aside.
            notes: codes of what was cut, repaired or left out when it was read.
            sender: the address that it names as its sender.
            subject: its subject.
            message_id: its Message-ID, for the headers of the answer.
            number: the number that the sender was told.
            request_id: the request that it led to.
            reply_id: the reply that it led to.
            ticket_number: the ticket that it answers, where it is named by number.
            customer_id: whose letter it is, if known.
            files: its files.
        """
        return cls._create(
            cls.Created,
            id=letter_id,
            door=door,
            outcome=outcome,
            cause=cause,
            notes=list(notes),
            sender=sender,
            subject=subject,
            message_id=message_id,
            number=number,
            request_id=request_id,
            reply_id=reply_id,
            ticket_number=ticket_number,
            customer_id=customer_id,
            files=list(files),
            original=original,
            original_size=original_size,
            received_at=received_at,
        )

    def check_set_aside(self) -> None:
        """Only what was set aside waits for a person.

        Raises:
            LetterNotSetAside: it led to something.
        """
        if self.outcome != SET_ASIDE:
            raise LetterNotSetAside(letter_id=self.id)

    def take_up(
        self, *, request_id: UUID, customer_id: UUID | None, files: tuple[LetterFile, ...]
    ) -> None:
        """A person found that it deserves a ticket after all.

        Raises:
            LetterNotSetAside: it led to something already.
        """
        self.check_set_aside()
        self._take_up(request_id=request_id, customer_id=customer_id, files=list(files))

    @event("TakenUp", topic="crm.letter.taken_up")
    def _take_up(self, request_id: UUID, customer_id: UUID | None, files: list[LetterFile]) -> None:
        self.outcome = TAKEN_UP
        self.request_id = request_id
        self.customer_id = customer_id
        self.files = files


def mail_id_of(*, mailbox: str, fingerprint: str) -> UUID:
    """The one id of a mail in a mailbox, however often it is fetched or delivered.

    Args:
        mailbox: address of the mailbox.
        fingerprint: keyed hash of what does not change on the way.
    """
    return id_of("crm", "letter", MAIL, mailbox, fingerprint)


def web_letter_id_of(form: str) -> UUID:
    """The one id of the letter that a form given out once leads to."""
    return id_of("crm", "letter", WEB_FORM, form)
