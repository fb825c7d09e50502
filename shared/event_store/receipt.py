"""The proof that a command was carried out, committed with its events (Idempotency-Key)."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import datetime
from uuid import UUID

from shared.event_store.side_rows import SideWrite, insert

RECEIPTS = "receipts"
"""Kind of the side rows that hold receipts; every service with an HTTP door declares it."""


class Receipt:
    """Written once, beside the first events of the running command.

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
