"""What the application asks of the infrastructure and of read models."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Protocol
from uuid import UUID


class SignsTokens(Protocol):
    """Makes signed tokens."""

    def sign(
        self,
        *,
        subject: str,
        session_id: str,
        agent_id: str | None = None,
        roles: Iterable[str] = (),
        permissions: Iterable[str] = (),
        site_id: str | None = None,
        level: int | None = None,
    ) -> str:
        """A token that says all this."""


class PasswordHasher(Protocol):
    """Makes and checks slow hashes (argon2id)."""

    def hash(self, password: str) -> str:
        """The hash of a password, with salt and parameters."""

    def verify(self, hash: str, password: str) -> bool:  # noqa: A002 (the library's own name)
        """True, or a `VerificationError`."""


class CountsMembers(Protocol):
    """Knows who belongs to which team."""

    def count_members(self, team_id: UUID) -> int:
        """How many employees belong to a team."""
