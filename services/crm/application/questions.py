"""What the application asks of read models."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol
from uuid import UUID

from shared.sealed import Sealed


class CustomerLookup(Protocol):
    """Finds customer files by keyed hashes."""

    def customers_with(self, kind: str, *, hashed: str) -> Sequence[UUID]:
        """The files, merged ones followed, that hold an address.

        Args:
            kind: `phone` or `email`.
            hashed: keyed hash of the address in its normal form.
        """


@dataclass(frozen=True, kw_only=True)
class ListedFile:
    """A customer file as lists show it; its name is still sealed."""

    customer_id: UUID
    source: str
    level: str
    survivor_id: UUID | None
    sealed_name: Sealed | None
    registered_at: datetime


class CustomerDirectory(Protocol):
    """Lists customer files."""

    def page(self, *, level: str | None, after: UUID | None, limit: int) -> Sequence[ListedFile]:
        """Files, the newest first.

        Args:
            level: of this level only.
            after: id of the last file of the page before.
            limit: files at most.
        """
