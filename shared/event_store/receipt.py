"""The proof that a command was carried out, committed with its events (Idempotency-Key)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import datetime
from uuid import UUID

from eventsourcing.persistence import StoredEvent

from shared.event_store.side_rows import SideWrite, insert

RECEIPTS = "receipts"
"""Kind of the side rows that hold receipts; every service with an HTTP door declares it."""


class Receipt:
    """Written once, beside the first events of the running command.

    It also knows what the command has read and written, so that its answer is shown without asking
    the log again.

    Args:
        key: caller, route and the caller's own key, joined.
        body_hash: keyed hash of the request's body.
        status: HTTP status of the answer.
        expires_at: until when a repeat is recognised.
    """

    def __init__(self, key: str, *, body_hash: str, status: int, expires_at: datetime) -> None:
        self.key = key
        self.body_hash = body_hash
        self.status = status
        self.entity_id: UUID | None = None
        self.rule_books: dict[UUID, int] = {}
        """Those by which the command decides, with the version in which it knows them."""
        self.trusts = False
        """Whether rules as this process knows them will do: the save proves that they stand."""
        self._is_shown = False
        self._read: dict[UUID | str, list[StoredEvent]] = {}
        self._saved: dict[UUID | str, list[StoredEvent]] = {}
        self._expires_at = expires_at

    def rows_for(self, entity_id: UUID, *, version: int) -> list[SideWrite]:
        """The row that names the entity and version which the command led to; none once kept."""
        if self.entity_id is not None:
            return []
        content = {
            "body_hash": self.body_hash,
            "status": self.status,
            "entity_id": str(entity_id),
            "version": version,
        }
        return [insert(RECEIPTS, self.key, content, expires_at=self._expires_at)]

    def kept_for(self, entity_id: UUID) -> None:
        """Notes that the save with the row has succeeded; a refused one may be tried again."""
        self.entity_id = self.entity_id or entity_id

    def note_read(self, entity_id: UUID, records: Sequence[StoredEvent]) -> None:
        """Notes the whole stream of an entity as the command found it."""
        self._read[entity_id] = list(records)

    def note_saved(self, stored: Sequence[StoredEvent]) -> None:
        """Notes what the command has added; only streams that are known whole are of use."""
        for one in stored:
            stream = self._read.setdefault(one.originator_id, [])
            stream.append(one)
            if len(stream) == one.originator_version:
                self._saved[one.originator_id] = stream

    def show(self) -> None:
        """The command is done: what follows only shows what came of it."""
        self._is_shown = True

    def stream_of(self, entity_id: UUID) -> Sequence[StoredEvent] | None:
        """The stream of an entity that the command has changed, while its answer is made."""
        return self._saved.get(entity_id) if self._is_shown else None

    def knows(self, rule_book_id: UUID) -> bool:
        """Whether a rule book need not be read again.

        What decides is proven by the first save; what only shows follows what was decided by.
        """
        if self.entity_id is None:
            return self.trusts and not self._is_shown
        return self._is_shown and rule_book_id in self.rule_books

    @property
    def trusted(self) -> Mapping[UUID, int]:
        """The versions of rule books that were trusted to stand, until the first save proved it."""
        return self.rule_books if self.trusts and self.entity_id is None else {}


_current: ContextVar[Receipt | None] = ContextVar("loopdesk_receipt", default=None)


@contextmanager
def with_receipt(receipt: Receipt | None) -> Iterator[None]:
    """The first save within writes `receipt` beside its events; with None no save writes any."""
    token = _current.set(receipt)
    try:
        yield
    finally:
        _current.reset(token)


def current_receipt() -> Receipt | None:
    """The receipt of the running command, if its caller sent a key."""
    return _current.get()
