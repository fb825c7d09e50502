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


class FollowedTickets(Protocol):
    """Finds followed tickets by their numbers."""

    def followed_as(self, ticket_number: str) -> UUID | None:
        """Id under which the ticket of this number is followed, if one is."""


@dataclass(frozen=True, kw_only=True)
class ListedLetter:
    """A letter as lists show it; what is personal is still sealed."""

    letter_id: UUID
    door: str
    outcome: str
    cause: str | None
    notes: tuple[str, ...]
    sender: Sealed | None
    subject: Sealed | None
    request_id: UUID | None
    received_at: datetime


class LetterList(Protocol):
    """Lists letters."""

    def page(
        self,
        *,
        outcome: str | None,
        cause: str | None,
        after: tuple[str, UUID] | None,
        limit: int,
    ) -> Sequence[ListedLetter]:
        """Letters, the newest first.

        Args:
            outcome: of this outcome only.
            cause: set aside for this cause only.
            after: time and id of the last letter of the page before.
            limit: letters at most.
        """


@dataclass(frozen=True, kw_only=True)
class ListedMail:
    """An outgoing mail as lists show it."""

    mail_id: UUID
    kind: str
    ticket_id: UUID | None
    ticket_number: str | None
    state: str
    cause: str | None
    attempts: int
    due_at: datetime | None
    queued_at: datetime


class OutgoingMailList(Protocol):
    """Lists outgoing mails, and says which are due."""

    def page(
        self, *, state: str | None, after: tuple[str, UUID] | None, limit: int
    ) -> Sequence[ListedMail]:
        """Mails, the newest first.

        Args:
            state: in this state only.
            after: time and id of the last mail of the page before.
            limit: mails at most.
        """

    def due(self, *, by: datetime, limit: int) -> Sequence[UUID]:
        """Mails that are to be looked at by a moment, the earliest first."""
