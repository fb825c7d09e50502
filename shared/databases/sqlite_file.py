"""One SQLite file: write-ahead log, full durability, and patience where another process writes."""

from __future__ import annotations

import sqlite3
import threading
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any
from uuid import UUID

from shared.clock import iso
from shared.databases.session import Row
from shared.errors import Unavailable

_PATIENCE = 10.0
"""Seconds that a writer waits for its turn before it gives up."""


class SQLiteSession:
    """Statements on one connection.

    Args:
        connection: in autocommit mode, or inside a transaction.
    """

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection

    def run(self, statement: str, values: Sequence[Any] = ()) -> list[Row]:
        """Carries out `statement`; the rows that it gives."""
        return self._connection.execute(statement, _stored(values)).fetchall()

    def run_many(self, statement: str, rows: Iterable[Sequence[Any]]) -> None:
        """Carries out `statement` for each of `rows`."""
        self._connection.executemany(statement, map(_stored, rows))

    def stream(self, query: str) -> Iterator[Row]:
        """The rows of a large query."""
        yield from self._connection.execute(query)


class SQLiteFile:
    """Connections to one file, safe across threads.

    Args:
        path: the file, or `:memory:` for tests of one thread.
        wipes: whether deleted content is overwritten in the file (keys).
        is_durable: whether what was committed outlives a power cut; else only a killed process.
    """

    def __init__(self, path: Path | str, *, wipes: bool = False, is_durable: bool = True) -> None:
        self.path = str(path)
        self._wipes = wipes
        self._synchronous = "FULL" if is_durable else "OFF"
        self._idle: list[sqlite3.Connection] = []
        self._watching: sqlite3.Connection | None = None
        self._guard = threading.Lock()

    def create(self, script: str) -> None:
        """Makes folder and file, readable by their owner only, and runs `script` on it."""
        if self.path != ":memory:":
            path = Path(self.path)
            path.parent.mkdir(parents=True, exist_ok=True)
            path.touch(mode=0o600)
        with self._connection() as connection:
            connection.executescript(script)

    @contextmanager
    def reading(self) -> Iterator[SQLiteSession]:
        """Each statement stands for itself."""
        with self._connection() as connection:
            yield SQLiteSession(connection)

    @contextmanager
    def transaction(self) -> Iterator[SQLiteSession]:
        """All statements within, or none; it holds the write lock from its start."""
        with self._connection() as connection:
            # A deferred BEGIN that reads before it writes fails at once with SQLITE_BUSY_SNAPSHOT.
            _with_patience(lambda: connection.execute("BEGIN IMMEDIATE"))
            yield SQLiteSession(connection)
            connection.execute("COMMIT")

    @contextmanager
    def snapshot(self) -> Iterator[SQLiteSession]:
        """All statements see one state of the file, whatever others write."""
        with self._connection() as connection:
            connection.execute("BEGIN")
            yield SQLiteSession(connection)

    def data_version(self) -> int:
        """A number that changes when anybody has written to the file.

        SQLite counts for each connection what the others wrote, so this one never writes.
        """
        with self._guard:
            if self._watching is None:
                self._watching = self._open()
            return int(self._watching.execute("PRAGMA data_version").fetchone()[0])

    def empty_wal(self) -> None:
        """Moves the write-ahead log into the file, so that no deleted content stays in it."""
        with self._connection() as connection:
            _with_patience(lambda: _checkpoint(connection))

    def close(self) -> None:
        """Closes all idle connections."""
        with self._guard:
            if self._watching is not None:
                self._watching.close()
                self._watching = None
            while self._idle:
                self._idle.pop().close()

    @contextmanager
    def _connection(self) -> Iterator[sqlite3.Connection]:
        with self._guard:
            connection = self._idle.pop() if self._idle else None
        try:
            connection = connection or self._open()
            yield connection
        except sqlite3.OperationalError as refusal:
            # The plain error is a statement that does not fit the tables, and no outage.
            if refusal.sqlite_errorcode == sqlite3.SQLITE_ERROR:
                raise
            raise Unavailable(what="database") from refusal
        finally:
            if connection is not None:
                self._take_back(connection)

    def _take_back(self, connection: sqlite3.Connection) -> None:
        if connection.in_transaction:
            connection.execute("ROLLBACK")
        with self._guard:
            self._idle.append(connection)

    def _open(self) -> sqlite3.Connection:
        connection = sqlite3.connect(
            self.path, timeout=0, isolation_level=None, check_same_thread=False
        )
        _with_patience(lambda: connection.execute("PRAGMA journal_mode=WAL"))
        connection.execute(f"PRAGMA synchronous={self._synchronous}")
        if self._wipes:
            connection.execute("PRAGMA secure_delete=ON")
        return connection


def _stored(values: Sequence[Any]) -> list[Any]:
    return [
        str(one) if isinstance(one, UUID) else iso(one) if isinstance(one, datetime) else one
        for one in values
    ]


def _checkpoint(connection: sqlite3.Connection) -> None:
    is_busy = connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()[0]
    if is_busy:
        raise sqlite3.OperationalError("the write-ahead log is busy")


def _with_patience(attempt: Callable[[], object]) -> None:
    """Repeats `attempt` while another writer holds the lock.

    SQLite's own busy handler would stop every green thread of a bus process while it waits.
    """
    deadline = time.monotonic() + _PATIENCE
    pause = 0.0005
    while True:
        try:
            attempt()
        except sqlite3.OperationalError as refusal:
            if "locked" not in str(refusal) and "busy" not in str(refusal):
                raise
            if time.monotonic() > deadline:
                raise Unavailable(what="database") from refusal
            time.sleep(pause)
            pause = min(pause * 2, 0.01)
        else:
            return
