"""Sessions: one row for each holder, so that a newer sign-in ends the older one (SE-6)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from services.people.application.credentials import credentials_removed
from services.people.domain.account import ACCOUNT_CLOSED, Account
from shared.clock import iso
from shared.event_store import SideRow, SideWrite, compare_and_set, delete
from shared.event_store.store import Store

SESSIONS = "sessions"
"""Kind of the side rows that hold sessions, by account or client."""


@dataclass(frozen=True)
class Session:
    """A session as tokens name it.

    Args:
        holder_id: account or machine client.
        mark: what tells it from the holder's other sessions.
    """

    holder_id: UUID
    mark: str

    @classmethod
    def parse(cls, session_id: str) -> Session | None:
        """The session that a token names, or None if it is none of ours."""
        holder, _, mark = session_id.partition(".")
        try:
            return cls(UUID(holder), mark)
        except ValueError:
            return None

    @property
    def session_id(self) -> str:
        """How tokens name it."""
        return f"{self.holder_id}.{self.mark}"

    def begun(self, *, before: SideRow | None, expires_at: datetime | None) -> SideWrite:
        """The row that makes this the holder's session in place of the one before."""
        content = {"mark": self.mark, "expires_at": expires_at}
        expected = None if before is None else before.content
        return compare_and_set(
            SESSIONS, str(self.holder_id), content, expected=expected, expires_at=expires_at
        )


def session_row(store: Store, holder_id: UUID) -> SideRow | None:
    """The row of the holder's session."""
    return store.side_row(SESSIONS, str(holder_id))


def session_of(row: SideRow | None) -> Session | None:
    """The session that a row holds."""
    return None if row is None else Session(UUID(row.key), row.content["mark"])


def standing_session(store: Store, session_id: str, *, at: datetime) -> Session | None:
    """The session of this id if it is the holder's present one and not too old.

    Args:
        store: the log of `people`.
        session_id: as the token names it.
        at: the real time.
    """
    session = Session.parse(session_id)
    row = None if session is None else session_row(store, session.holder_id)
    if row is None or session_of(row) != session:
        return None
    expires_at = row.content["expires_at"]
    return session if expires_at is None or iso(at) < expires_at else None


def end_session(store: Store, account: Account, *, cause: str) -> list[SideWrite]:
    """Ends the account's session, if it has one; returns the rows to write beside the event."""
    session = session_of(session_row(store, account.id))
    if session is None:
        return []
    account.end_session(session_id=session.session_id, cause=cause)
    return [delete(SESSIONS, str(account.id))]


def end_account(store: Store, account: Account) -> list[SideWrite]:
    """Closes the account with its session and password; returns the rows to write beside."""
    rows = end_session(store, account, cause=ACCOUNT_CLOSED)
    account.close()
    return [*rows, credentials_removed(account.id)]
