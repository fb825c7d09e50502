"""What is written about a ticket: internal notes, public replies, the customer's, attachments."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

import msgspec

from services.tickets.application.access import acting_employee
from services.tickets.application.reopening import taken_up_again
from services.tickets.application.workbench import Effects, Text, Workbench
from services.tickets.domain import sla, terms
from services.tickets.domain.canned_reply import CannedReply
from services.tickets.domain.canned_reply_errors import CannedReplyNotFound
from services.tickets.domain.correspondence import (
    CUSTOMER_REPLY,
    NOTE,
    REPLY,
    Attachment,
    Correspondence,
    Entry,
    check_file,
)
from services.tickets.domain.correspondence_errors import AttachmentNotFound, ReplyAlreadyReceived
from services.tickets.domain.ticket import Ticket
from shared.sealed.files import SealedFiles

Writing = Callable[[Ticket, Correspondence], Effects]


class Correspondences:
    """Writes and reads what is said about tickets.

    Args:
        bench: what all use cases stand on.
        files: keeps attachments encrypted.
    """

    def __init__(self, bench: Workbench, *, files: SealedFiles) -> None:
        self._bench = bench
        self._files = files

    def keep_note(self, ticket_id: UUID, *, text: str) -> Correspondence:
        """Keeps an internal note; whoever may see the ticket may keep one."""
        note_id = self._bench.new_id()

        def write(ticket: Ticket, correspondence: Correspondence) -> Effects:
            ticket.check_not_merged()
            correspondence.keep_note(self._entry(ticket, note_id, NOTE, text=text))
            return Effects()

        return self._write(ticket_id, write, check=self._bench.access.check_sees)

    def send_reply(
        self,
        ticket_id: UUID,
        *,
        text: str,
        channel: str | None = None,
        canned_reply_id: UUID | None = None,
    ) -> Correspondence:
        """Answers the customer; the first-response and reply clocks stop (TK-5, TK-11).

        Args:
            ticket_id: the ticket.
            text: the answer.
            channel: channel by which it goes; the ticket's by default.
            canned_reply_id: the canned reply that it was made with, if it was.

        Raises:
            CannedReplyNotFound: there is no such canned reply.
        """
        if channel is not None:
            terms.known_word(channel, among=terms.CHANNELS, field="channel")
        if canned_reply_id is not None:
            self._check_canned_reply(canned_reply_id)
        reply_id = self._bench.new_id()

        def write(ticket: Ticket, correspondence: Correspondence) -> Effects:
            ticket.check_not_closed()
            by = channel or ticket.channel
            clocks = self._bench.clocks.answered(ticket, at=self._bench.now)
            entry = self._entry(ticket, reply_id, REPLY, text=text, channel=by)
            made_with = msgspec.structs.replace(entry, canned_reply_id=canned_reply_id)
            correspondence.send_reply(made_with, about=ticket.about)
            return Effects(aggregates=clocks)

        return self._write(ticket_id, write, check=self._bench.access.check_works_on)

    def receive_reply(
        self, ticket_id: UUID, *, reply_id: UUID, text: Text, channel: str
    ) -> Correspondence:
        """Records what the customer wrote; the reply clock starts, what waited goes on (TK-11).

        A resolved or closed ticket is reopened: the customer is not done with it. What answers
        to a merged ticket is said in the one that goes on for it.

        Raises:
            ReplyAlreadyReceived: it was recorded before.
        """

        def write(ticket: Ticket, correspondence: Correspondence) -> Effects:
            self._check_new(reply_id, ticket)
            is_new_question = not correspondence.awaits_reply
            entry = self._entry(ticket, reply_id, CUSTOMER_REPLY, text=text, channel=channel)
            correspondence.receive_reply(entry)
            clocks = []
            if is_new_question:
                clocks = self._bench.clocks.started(
                    ticket, sla.REPLY, ordinal=correspondence.questions, at=self._bench.now
                )
            effects = taken_up_again(self._bench, ticket)
            return Effects(aggregates=[*clocks, ticket, *effects.aggregates], beside=effects.beside)

        with self._bench.rules.noted("sla"):
            going_on = self._bench.going_on(ticket_id)
            return self._write(going_on.id, write, check=self._bench.access.check_works_on)

    def attach_file(
        self, ticket_id: UUID, *, file_name: str, media_type: str, content: bytes
    ) -> Attachment:
        """Attaches a file that the rules allow; it is encrypted before it is written.

        Raises:
            AttachmentTooLarge: it is larger than the rules allow.
            AttachmentTypeNotAllowed: its type is not taken.
            TooManyAttachments: the ticket has as many as the rules allow.
        """
        bench = self._bench
        rules = bench.rules.attachments
        check_file(media_type, size=len(content), rules=rules)
        ticket = bench.ticket(ticket_id)
        bench.access.check_sees(ticket)
        attachment = Attachment(
            attachment_id=bench.new_id(),
            file_name=bench.seal(ticket.data_subject, file_name),
            media_type=media_type,
            size=len(content),
            ciphertext_hash=self._files.keep(ticket.data_subject, content),
            attached_at=bench.now,
            author_id=acting_employee(),
        )

        def write(ticket: Ticket, correspondence: Correspondence) -> Effects:
            ticket.check_not_closed()
            correspondence.attach_file(attachment, rules=rules)
            return Effects()

        with bench.rules.noted("attachments"):
            self._write(ticket_id, write, check=bench.access.check_sees)
        return attachment

    def read_file(self, ticket_id: UUID, attachment_id: UUID) -> tuple[Attachment, bytes]:
        """An attachment of a ticket that the actor may see, in clear.

        Raises:
            AttachmentNotFound: the ticket has no such attachment.
        """
        ticket = self._bench.ticket(ticket_id)
        self._bench.access.check_sees(ticket)
        for one in self._of(ticket).attachments:
            if one.attachment_id == attachment_id:
                return one, self._files.read(one.ciphertext_hash)
        raise AttachmentNotFound(key=attachment_id)

    def _write(
        self, ticket_id: UUID, write: Writing, *, check: Callable[[Ticket], None]
    ) -> Correspondence:
        def attempt() -> Correspondence:
            ticket = self._bench.ticket(ticket_id)
            check(ticket)
            correspondence = self._of(ticket)
            effects = write(ticket, correspondence)
            self._bench.store.save(correspondence, *effects.aggregates, beside=effects.beside)
            return correspondence

        return self._bench.retried(attempt)

    def _check_new(self, reply_id: UUID, ticket: Ticket) -> None:
        """Refuses what was received before one of these tickets was merged into another."""
        for one in ticket.absorbed:
            earlier = self._bench.store.find(Correspondence, Correspondence.id_for(one.ticket_id))
            if earlier is not None and any(each.entry_id == reply_id for each in earlier.entries):
                raise ReplyAlreadyReceived

    def _check_canned_reply(self, canned_reply_id: UUID) -> None:
        if self._bench.store.find(CannedReply, canned_reply_id) is None:
            raise CannedReplyNotFound(key=canned_reply_id)

    def _of(self, ticket: Ticket) -> Correspondence:
        found = self._bench.store.find(Correspondence, Correspondence.id_for(ticket.id))
        return found or Correspondence.start(ticket.id)

    def _entry(
        self, ticket: Ticket, entry_id: UUID, sort: str, *, text: Text, channel: str | None = None
    ) -> Entry:
        return Entry(
            entry_id=entry_id,
            sort=sort,
            written_at=self._bench.now,
            text=self._bench.seal(ticket.data_subject, text),
            channel=channel,
            author_id=None if sort == CUSTOMER_REPLY else acting_employee(),
        )
