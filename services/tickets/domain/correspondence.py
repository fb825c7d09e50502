"""What was written about a ticket: internal notes, public replies, the customer's, attachments.

A stream of its own beside the ticket's, so that a note or a file never spoils what an editor of
the ticket holds.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Self
from uuid import UUID

import msgspec

from services.tickets.domain.about import AboutTicket
from services.tickets.domain.correspondence_errors import (
    AttachmentTooLarge,
    AttachmentTypeNotAllowed,
    ReplyAlreadyReceived,
    TooManyAttachments,
)
from shared.errors import FieldError
from shared.event_store.aggregate import Aggregate, event
from shared.ids import id_of
from shared.sealed.envelope import Sealed

NOTE = "note"
REPLY = "reply"
CUSTOMER_REPLY = "customer_reply"


class Entry(msgspec.Struct, frozen=True, kw_only=True):
    """One text.

    Args:
        entry_id: its id.
        sort: `note` (internal), `reply` (public) or `customer_reply`.
        written_at: when.
        text: the text.
        channel: channel by which it went or came; None for a note.
        author_id: employee id of who wrote it; None for the customer.
        canned_reply_id: the canned reply that it was made with, if it was.
    """

    entry_id: UUID
    sort: str
    written_at: datetime
    text: Sealed
    channel: str | None = None
    author_id: UUID | None = None
    canned_reply_id: UUID | None = None


class Attachment(msgspec.Struct, frozen=True, kw_only=True):
    """A file, kept encrypted outside the log.

    Args:
        attachment_id: its id.
        file_name: its name.
        media_type: such as `application/pdf`.
        size: bytes in clear.
        ciphertext_hash: SHA-256 of the encrypted file, its name in the store.
        attached_at: when.
        author_id: employee id of who attached it, if one of ours did.
    """

    attachment_id: UUID
    file_name: Sealed
    media_type: str
    size: int
    ciphertext_hash: str
    attached_at: datetime
    author_id: UUID | None = None


@dataclass(frozen=True)
class AttachmentRules:
    """The rule set `attachments`.

    Args:
        largest_bytes: size of one file at most.
        most_files: attachments of one ticket at most.
        media_types: types that are taken.
    """

    largest_bytes: int
    most_files: int
    media_types: tuple[str, ...]


class Correspondence(Aggregate):
    """All that was written about one ticket."""

    TOPIC = "tickets.correspondence"

    class Created(Aggregate.Created):
        TOPIC = "tickets.correspondence.started"
        ticket_id: UUID

    def __init__(self, ticket_id: UUID) -> None:
        self.ticket_id = ticket_id
        self.entries: tuple[Entry, ...] = ()
        self.attachments: tuple[Attachment, ...] = ()
        self.not_delivered: dict[UUID, str] = {}
        self.questions = 0
        self.awaits_reply = False
        self.moved: dict[UUID, UUID] = {}

    @staticmethod
    def id_for(ticket_id: UUID) -> UUID:
        """The one id of a ticket's correspondence."""
        return id_of("correspondence", ticket_id)

    @classmethod
    def start(cls, ticket_id: UUID) -> Self:
        """Nothing written yet."""
        return cls._create(cls.Created, id=cls.id_for(ticket_id), ticket_id=ticket_id)

    def keep_note(self, entry: Entry) -> None:
        """Keeps a note that the customer never sees."""
        self._keep_note(entry=entry)

    @event("NoteKept", topic="tickets.correspondence.note_kept")
    def _keep_note(self, entry: Entry) -> None:
        self.entries = (*self.entries, entry)

    def send_reply(self, entry: Entry, *, about: AboutTicket) -> None:
        """Answers the customer (TK-5)."""
        self._send_reply(entry=entry, about=about)

    @event("ReplySent", topic="tickets.correspondence.reply_sent")
    def _send_reply(self, entry: Entry, about: AboutTicket) -> None:
        self.entries = (*self.entries, entry)
        self.awaits_reply = False

    def receive_reply(self, entry: Entry) -> None:
        """Records what the customer wrote; several in a row are one question.

        Raises:
            ReplyAlreadyReceived: it was recorded before.
        """
        if any(one.entry_id == entry.entry_id for one in self.entries):
            raise ReplyAlreadyReceived
        question = self.questions if self.awaits_reply else self.questions + 1
        self._receive_reply(ticket_id=self.ticket_id, entry=entry, question=question)

    @event("ReplyReceived", topic="tickets.correspondence.reply_received")
    def _receive_reply(self, ticket_id: UUID, entry: Entry, question: int) -> None:
        self.entries = (*self.entries, entry)
        self.questions = question
        self.awaits_reply = True

    @property
    def present(self) -> tuple[Entry, ...]:
        """The texts that did not go into another ticket."""
        return tuple(one for one in self.entries if one.entry_id not in self.moved)

    def move_out(self, entries: Sequence[Entry], *, to_ticket_id: UUID) -> None:
        """Lets texts go on in a ticket that was split off; they stay readable here.

        Where all that the customer still waits for goes with them, nothing waits here.
        """
        gone = {one.entry_id for one in entries}
        since = 0
        for place, one in enumerate(self.present):
            since = place + 1 if one.sort == REPLY else since
        asked = {one.entry_id for one in self.present[since:] if one.sort == CUSTOMER_REPLY}
        self._move_out(
            entry_ids=tuple(one.entry_id for one in entries),
            to_ticket_id=to_ticket_id,
            awaits_reply=self.awaits_reply and (not asked or not asked <= gone),
        )

    @event("EntriesMovedOut", topic="tickets.correspondence.entries_moved_out")
    def _move_out(
        self, *, entry_ids: tuple[UUID, ...], to_ticket_id: UUID, awaits_reply: bool
    ) -> None:
        self.moved = {**self.moved, **dict.fromkeys(entry_ids, to_ticket_id)}
        self.awaits_reply = awaits_reply

    def take_in(
        self, entries: Sequence[Entry], *, from_ticket_id: UUID, awaits_reply: bool
    ) -> None:
        """Takes in texts of the ticket that this one was split from, each as it was written."""
        for one in entries:
            self._take_in(entry=one, from_ticket_id=from_ticket_id)
        if awaits_reply:
            self.take_over_question(from_ticket_id)

    @event("EntryTakenIn", topic="tickets.correspondence.entry_taken_in")
    def _take_in(self, entry: Entry, from_ticket_id: UUID) -> None:
        self.entries = (*self.entries, entry)

    def take_over_question(self, from_ticket_id: UUID) -> None:
        """Awaits a reply to what the customer asked in a ticket that was merged into this one."""
        if not self.awaits_reply:
            self._take_over_question(
                ticket_id=self.ticket_id,
                from_ticket_id=from_ticket_id,
                question=self.questions + 1,
            )

    @event("QuestionTakenOver", topic="tickets.correspondence.question_taken_over")
    def _take_over_question(self, ticket_id: UUID, from_ticket_id: UUID, question: int) -> None:
        self.questions = question
        self.awaits_reply = True

    def attach_file(self, attachment: Attachment, *, rules: AttachmentRules) -> None:
        """Attaches a file that the rules allow.

        Raises:
            AttachmentTooLarge: it is larger than the rules allow.
            AttachmentTypeNotAllowed: its type is not taken.
            TooManyAttachments: the ticket has as many as the rules allow.
        """
        check_file(attachment.media_type, size=attachment.size, rules=rules)
        if len(self.attachments) >= rules.most_files:
            raise TooManyAttachments(count=len(self.attachments))
        self._attach_file(attachment=attachment)

    @event("FileAttached", topic="tickets.correspondence.file_attached")
    def _attach_file(self, attachment: Attachment) -> None:
        self.attachments = (*self.attachments, attachment)

    def take_file(self, attachment: Attachment) -> None:
        """Takes over a file that came with a customer's letter; once, however often it is told."""
        if all(one.attachment_id != attachment.attachment_id for one in self.attachments):
            self._attach_file(attachment=attachment)

    def note_not_delivered(self, reply_id: UUID, *, cause: str) -> None:
        """Notes that a reply did not arrive by mail, or that nobody knows; the last word counts."""
        if self.not_delivered.get(reply_id) != cause:
            self._note_not_delivered(entry_id=reply_id, cause=cause)

    @event("NotDelivered", topic="tickets.correspondence.not_delivered")
    def _note_not_delivered(self, entry_id: UUID, cause: str) -> None:
        self.not_delivered = {**self.not_delivered, entry_id: cause}


def check_file(media_type: str, *, size: int, rules: AttachmentRules) -> None:
    """Refuses a file whose size or type the rules do not allow."""
    if size > rules.largest_bytes:
        most = rules.largest_bytes // 1024
        what = FieldError("file", f"is larger than {most} KiB.", f"超过 {most} KiB。")
        raise AttachmentTooLarge(fields=(what,))
    if media_type not in rules.media_types:
        allowed = ", ".join(rules.media_types)
        what = FieldError("file", f"must be one of {allowed}.", f"类型必须是 {allowed} 之一。")
        raise AttachmentTypeNotAllowed(fields=(what,))
