"""Passwords and secrets: slow hashes in side rows, never in events (SE-6)."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from typing import Any
from uuid import UUID

from argon2.exceptions import VerificationError

from services.people.application.questions import PasswordHasher
from shared.event_store import SideWrite, compare_and_set, delete
from shared.event_store.store import Store

CREDENTIALS = "credentials"
"""Kind of the side rows that hold hashes of passwords and secrets, by account or client."""


class Credentials:
    """Checks and replaces the passwords of accounts and the secrets of clients.

    Args:
        store: the log of `people`.
        hasher: argon2id with the installation's parameters.
    """

    def __init__(self, store: Store, hasher: PasswordHasher) -> None:
        self._store = store
        self._hasher = hasher

    @cached_property
    def _nobody(self) -> str:
        """Somebody who does not exist takes as long to refuse as somebody who does."""
        return self._hasher.hash("nobody")

    def fit(self, holder_id: UUID | None, password: str) -> bool:
        """Whether the password is the holder's; takes the same time for nobody."""
        row = None if holder_id is None else self._content(holder_id)
        if row is None:
            self._matches(self._nobody, password)
            return False
        return self._matches(row["hash"], password)

    def was_used(self, holder_id: UUID, password: str) -> bool:
        """Whether it is the holder's password or one of the remembered former ones."""
        row = self._content(holder_id)
        if row is None:
            return False
        return any(self._matches(one, password) for one in (row["hash"], *row["former"]))

    def replaced(self, holder_id: UUID, password: str, *, remembered: int = 0) -> SideWrite:
        """The row with a new password; it refuses the save if another one came between.

        Args:
            holder_id: account or client.
            password: the new password or secret.
            remembered: how many former hashes are kept, to refuse their return.
        """
        row = self._content(holder_id)
        former: Sequence[str] = [] if row is None else [row["hash"], *row["former"]]
        content = {"hash": self._hasher.hash(password), "former": list(former[:remembered])}
        return compare_and_set(CREDENTIALS, str(holder_id), content, expected=row)

    def _content(self, holder_id: UUID) -> dict[str, Any] | None:
        row = self._store.side_row(CREDENTIALS, str(holder_id))
        return None if row is None else row.content

    def _matches(self, hashed: str, password: str) -> bool:
        try:
            return self._hasher.verify(hashed, password)
        except VerificationError:
            return False


def credentials_removed(holder_id: UUID) -> SideWrite:
    """The holder has no password any more."""
    return delete(CREDENTIALS, str(holder_id))
