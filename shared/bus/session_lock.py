"""Leadership on PostgreSQL."""

from __future__ import annotations

import hashlib
import time

import psycopg

TRUSTED_FOR = 1.0
"""Seconds for which an answer of the session is good."""


class SessionLock:
    """Leadership by an advisory lock of a session of its own.

    The lock goes with the connection, so a process that lost it leads no more. It spares the
    stand-by's work; that nothing is published out of turn is guarded by the relay's
    compare-and-set.

    Args:
        url: PostgreSQL URL, past any pooler in transaction mode.
        name: what is led.
    """

    def __init__(self, url: str, name: str) -> None:
        self._url = url
        digest = hashlib.sha256(f"loopdesk/leader/{name}".encode()).digest()
        self._key = int.from_bytes(digest[:8], "big", signed=True)
        self._connection: psycopg.Connection[tuple[object, ...]] | None = None
        self._good_until = 0.0

    def is_held(self) -> bool:
        """Whether the session lives and holds the lock; asked of it once a second at most."""
        try:
            if self._connection is None:
                return self._try_to_lead()
            if time.monotonic() > self._good_until:
                self._connection.execute("SELECT 1")
                self._good_until = time.monotonic() + TRUSTED_FOR
            return True
        except psycopg.OperationalError:
            self._connection = None
            return False

    def close(self) -> None:
        """Steps back."""
        if self._connection is not None:
            self._connection.close()
            self._connection = None

    def _try_to_lead(self) -> bool:
        connection = psycopg.connect(self._url, autocommit=True, connect_timeout=5)
        row = connection.execute("SELECT pg_try_advisory_lock(%s)", (self._key,)).fetchone()
        if row is not None and row[0]:
            self._connection = connection
            return True
        connection.close()
        return False
