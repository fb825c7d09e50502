"""What letters bring to tickets: files that came with them, and replies that did not arrive."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from uuid import UUID

from services.tickets.application.workbench import Workbench
from services.tickets.domain.correspondence import Attachment, Correspondence
from shared.sealed import Sealed


@dataclass(frozen=True, kw_only=True)
class FileFact:
    """A file that lies encrypted in the installation's folder; names as at `Attachment`."""

    file_id: UUID
    file_name: Sealed
    media_type: str
    size: int
    ciphertext_hash: str


@dataclass(frozen=True, kw_only=True)
class LetterFact:
    """A customer's letter, and the ticket that it led to or answers."""

    request_id: UUID | None
    ticket_number: str | None
    files: tuple[FileFact, ...]


@dataclass(frozen=True, kw_only=True)
class NotDeliveredFact:
    """A reply that did not arrive by mail, or of which nobody knows whether it did."""

    ticket_id: UUID
    reply_id: UUID
    cause: str
    status: str | None


class Letters:
    """Adds to the correspondence what letters bring.

    Args:
        bench: what all use cases stand on.
    """

    def __init__(self, bench: Workbench) -> None:
        self._bench = bench

    def take_files(self, ticket_id: UUID, files: Sequence[FileFact]) -> Correspondence:
        """Takes over the files of a letter; to refuse any was the gateway's to do (TK-6)."""

        def write(correspondence: Correspondence) -> None:
            for one in files:
                correspondence.take_file(self._attachment(one))

        return self._write(ticket_id, write)

    def note_not_delivered(self, ticket_id: UUID, reply_id: UUID, *, cause: str) -> Correspondence:
        """Notes beside the reply that the customer may not have it."""
        return self._write(ticket_id, lambda one: one.note_not_delivered(reply_id, cause=cause))

    def _write(self, ticket_id: UUID, write: Callable[[Correspondence], None]) -> Correspondence:
        def attempt() -> Correspondence:
            ticket = self._bench.ticket(ticket_id)
            self._bench.access.check_works_on(ticket)
            found = self._bench.store.find(Correspondence, Correspondence.id_for(ticket.id))
            correspondence = found or Correspondence.start(ticket.id)
            write(correspondence)
            self._bench.store.save(correspondence)
            return correspondence

        return self._bench.retried(attempt)

    def _attachment(self, file: FileFact) -> Attachment:
        return Attachment(
            attachment_id=file.file_id,
            file_name=file.file_name,
            media_type=file.media_type,
            size=file.size,
            ciphertext_hash=file.ciphertext_hash,
            attached_at=self._bench.now,
        )
