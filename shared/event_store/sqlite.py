"""The event recorder on SQLite: one file per service, write-ahead log, full durability."""

from __future__ import annotations

import sqlite3
import threading
import time
from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import msgspec
from eventsourcing.persistence import StoredEvent

from shared.clock import iso
from shared.errors import Unavailable
from shared.event_store.recorder import (
    Ancestor,
    ClockAhead,
    Expected,
    LogIdentity,
    Record,
    Recorder,
    SideRowConflict,
    UnchangedConflict,
    VersionConflict,
)
from shared.event_store.side_rows import SideRow, SideWrite

_TABLES = """
CREATE TABLE IF NOT EXISTS log (
    one INTEGER PRIMARY KEY CHECK (one = 1),
    log_id TEXT NOT NULL,
    generation INTEGER NOT NULL,
    lineage BLOB NOT NULL
);
CREATE TABLE IF NOT EXISTS events (
    position INTEGER PRIMARY KEY,
    originator_id TEXT NOT NULL,
    originator_version INTEGER NOT NULL,
    topic TEXT NOT NULL,
    state BLOB NOT NULL,
    recorded_at TEXT NOT NULL,
    log_id TEXT NOT NULL,
    UNIQUE (originator_id, originator_version)
);
CREATE TABLE IF NOT EXISTS side_rows (
    kind TEXT NOT NULL,
    key TEXT NOT NULL,
    value BLOB NOT NULL,
    expires_at TEXT,
    PRIMARY KEY (kind, key)
) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS side_rows_expiring ON side_rows (expires_at)
    WHERE expires_at IS NOT NULL;
CREATE TRIGGER IF NOT EXISTS events_never_change BEFORE UPDATE ON events
    BEGIN SELECT RAISE(ABORT, 'events never change'); END;
CREATE TRIGGER IF NOT EXISTS events_never_vanish BEFORE DELETE ON events
    BEGIN SELECT RAISE(ABORT, 'events never vanish'); END;
"""

_COLUMNS = "position, originator_id, originator_version, topic, state, recorded_at, log_id"

_PATIENCE = 10.0
"""Seconds that a writer waits for its turn before it gives up."""


class SQLiteRecorder(Recorder):
    """Events and side rows of one service in one SQLite file.

    Args:
        path: the file, or `:memory:` for tests of one thread.
        service: name of the service.
        side_kinds: kinds of side rows that may be written.
    """

    def __init__(self, path: Path | str, *, service: str, side_kinds: Collection[str]) -> None:
        super().__init__(service=service, side_kinds=side_kinds)
        self._path = str(path)
        self._idle: list[sqlite3.Connection] = []
        self._guard = threading.Lock()

    def create_tables(self, *, log_id: UUID) -> None:
        """Creates what is missing and gives a new log its id."""
        with self._connection() as connection:
            connection.executescript(_TABLES)
            connection.execute(
                "INSERT INTO log VALUES (1, ?, 1, '[]') ON CONFLICT DO NOTHING", (str(log_id),)
            )

    def _insert(
        self,
        stored_events: Sequence[StoredEvent],
        beside: Sequence[SideWrite],
        unchanged: Sequence[Expected],
        clock_at: datetime,
        scripted: bool,
    ) -> Sequence[int]:
        if not scripted and clock_at > self.database_time() + timedelta(seconds=1):
            raise ClockAhead
        with self.writing() as connection:
            for condition in unchanged:
                _check_unchanged(connection, condition)
            for write in beside:
                _write_side_row(connection, write)
            return _append(connection, stored_events, clock_at)

    def log(self) -> LogIdentity:
        """The identity of the log."""
        with self._connection() as connection:
            row = connection.execute("SELECT log_id, generation, lineage FROM log").fetchone()
        if row is None:
            raise Unavailable(what=f"log {self.service}")
        lineage = msgspec.json.decode(row[2], type=tuple[Ancestor, ...])
        return LogIdentity(UUID(row[0]), row[1], lineage)

    def adopt_identity(self, identity: LogIdentity) -> None:
        """Gives the log another identity; only `loopdesk restore` calls it."""
        with self.writing() as connection:
            connection.execute(
                "UPDATE log SET log_id = ?, generation = ?, lineage = ?",
                (
                    str(identity.log_id),
                    identity.generation,
                    msgspec.json.encode(identity.lineage),
                ),
            )

    def select_events(
        self,
        originator_id: UUID | str,
        *,
        gt: int | None = None,
        lte: int | None = None,
        desc: bool = False,
        limit: int | None = None,
    ) -> Sequence[StoredEvent]:
        """Events of one aggregate, as the library's repository reads them."""
        query = f"SELECT {_COLUMNS} FROM events WHERE originator_id = ?"
        values: list[Any] = [str(originator_id)]
        if gt is not None:
            query += " AND originator_version > ?"
            values.append(gt)
        if lte is not None:
            query += " AND originator_version <= ?"
            values.append(lte)
        query += f" ORDER BY originator_version {'DESC' if desc else 'ASC'}"
        if limit is not None:
            query += " LIMIT ?"
            values.append(limit)
        return self._records(query, values)

    def select_history(
        self, originator_id: UUID, *, up_to_position: int | None = None
    ) -> list[Record]:
        """All records of one entity, in order, up to a position."""
        query = f"SELECT {_COLUMNS} FROM events WHERE originator_id = ?"
        values: list[Any] = [str(originator_id)]
        if up_to_position is not None:
            query += " AND position <= ?"
            values.append(up_to_position)
        return self._records(query + " ORDER BY originator_version", values)

    def select_records(
        self, *, after: int, limit: int, up_to: int | None = None, topics: Sequence[str] = ()
    ) -> list[Record]:
        """Records with a position over `after`, in order."""
        query = f"SELECT {_COLUMNS} FROM events WHERE position > ?"
        values: list[Any] = [after]
        if up_to is not None:
            query += " AND position <= ?"
            values.append(up_to)
        if topics:
            query += f" AND topic IN ({', '.join('?' * len(topics))})"
            values.extend(topics)
        return self._records(query + " ORDER BY position LIMIT ?", [*values, limit])

    def record_at(self, position: int) -> Record | None:
        """The record at `position`."""
        found = self.select_records(after=position - 1, up_to=position, limit=1)
        return found[0] if found else None

    def max_notification_id(self) -> int | None:
        """The position of the newest record."""
        with self._connection() as connection:
            row = connection.execute("SELECT max(position) FROM events").fetchone()
        return row[0] if row else None

    def side_row(self, kind: str, key: str) -> SideRow | None:
        """One side row."""
        with self._connection() as connection:
            row = connection.execute(
                "SELECT kind, key, value, expires_at FROM side_rows WHERE kind = ? AND key = ?",
                (kind, key),
            ).fetchone()
        return _side_row(row) if row else None

    def side_rows(
        self, kind: str, *, prefix: str = "", after: str = "", limit: int = 1000
    ) -> list[SideRow]:
        """Side rows of a kind in the order of their keys."""
        with self._connection() as connection:
            rows = connection.execute(
                "SELECT kind, key, value, expires_at FROM side_rows"
                " WHERE kind = ? AND key > ? AND substr(key, 1, ?) = ? ORDER BY key LIMIT ?",
                (kind, after, len(prefix), prefix, limit),
            ).fetchall()
        return [_side_row(row) for row in rows]

    def remove_expired(self, *, now: datetime) -> int:
        """Removes side rows whose retention has ended; returns how many."""
        with self.writing() as connection:
            return connection.execute(
                "DELETE FROM side_rows WHERE expires_at <= ?", (iso(now),)
            ).rowcount

    def database_time(self) -> datetime:
        """The machine's clock: the file has no other."""
        return datetime.now(tz=UTC)

    def data_version(self) -> int:
        """A number that changes when another connection has written."""
        with self._connection() as connection:
            return int(connection.execute("PRAGMA data_version").fetchone()[0])

    def close(self) -> None:
        """Closes all idle connections."""
        with self._guard:
            while self._idle:
                self._idle.pop().close()

    def copy_to(self, path: Path) -> None:
        """Copies the file while others write, through SQLite's own backup."""
        with self._connection() as connection:
            target = sqlite3.connect(path)
            try:
                connection.backup(target)
            finally:
                target.close()

    def _records(self, query: str, values: Sequence[Any]) -> list[Record]:
        with self._connection() as connection:
            rows = connection.execute(query, values).fetchall()
        return [_record(row) for row in rows]

    @contextmanager
    def _connection(self) -> Iterator[sqlite3.Connection]:
        with self._guard:
            connection = self._idle.pop() if self._idle else None
        if connection is None:
            connection = self._open()
        try:
            yield connection
        finally:
            with self._guard:
                self._idle.append(connection)

    def _open(self) -> sqlite3.Connection:
        connection = sqlite3.connect(
            self._path, timeout=0, isolation_level=None, check_same_thread=False
        )
        _with_patience(lambda: connection.execute("PRAGMA journal_mode=WAL"))
        connection.execute("PRAGMA synchronous=FULL")
        return connection

    @contextmanager
    def writing(self) -> Iterator[sqlite3.Connection]:
        """A transaction that holds the write lock from its start."""
        with self._connection() as connection:
            # A deferred BEGIN that reads before it writes fails at once with SQLITE_BUSY_SNAPSHOT.
            _with_patience(lambda: connection.execute("BEGIN IMMEDIATE"))
            try:
                yield connection
            except BaseException:
                connection.execute("ROLLBACK")
                raise
            connection.execute("COMMIT")


def _with_patience(attempt: Any) -> None:
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


def _check_unchanged(connection: sqlite3.Connection, condition: Expected) -> None:
    row = connection.execute(
        "SELECT coalesce(max(originator_version), 0) FROM events WHERE originator_id = ?",
        (str(condition.originator_id),),
    ).fetchone()
    if row[0] != condition.version:
        raise UnchangedConflict(
            f"{condition.originator_id} stands at {row[0]}, not at {condition.version}."
        )


def _write_side_row(connection: sqlite3.Connection, write: SideWrite) -> None:
    expires_at = iso(write.expires_at) if write.expires_at else None
    if write.operation == "delete":
        connection.execute(
            "DELETE FROM side_rows WHERE kind = ? AND key = ?", (write.kind, write.key)
        )
        return
    expected = write.expected
    if write.operation == "compare-and-set" and expected is not None:
        changed = _replace_side_row(connection, write, expires_at)
    else:
        changed = connection.execute(
            "INSERT INTO side_rows VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING",
            (write.kind, write.key, write.value, expires_at),
        ).rowcount
    if not changed and write.operation != "insert-once":
        raise SideRowConflict(write.kind, write.key)


def _replace_side_row(
    connection: sqlite3.Connection, write: SideWrite, expires_at: str | None
) -> int:
    if write.value is None:
        return connection.execute(
            "DELETE FROM side_rows WHERE kind = ? AND key = ? AND value = ?",
            (write.kind, write.key, write.expected),
        ).rowcount
    return connection.execute(
        "UPDATE side_rows SET value = ?, expires_at = ? WHERE kind = ? AND key = ? AND value = ?",
        (write.value, expires_at, write.kind, write.key, write.expected),
    ).rowcount


def _append(
    connection: sqlite3.Connection, stored_events: Sequence[StoredEvent], clock_at: datetime
) -> list[int]:
    if not stored_events:
        return []
    last = connection.execute(
        "SELECT position, recorded_at FROM events ORDER BY position DESC LIMIT 1"
    ).fetchone() or (0, "")
    recorded_at = max(last[1], iso(clock_at))
    log_id = connection.execute("SELECT log_id FROM log").fetchone()[0]
    rows = [
        (position, str(one.originator_id), one.originator_version, one.topic, one.state)
        for position, one in enumerate(stored_events, start=last[0] + 1)
    ]
    try:
        connection.executemany(
            "INSERT INTO events VALUES (?, ?, ?, ?, ?, ?, ?)",
            [(*row, recorded_at, log_id) for row in rows],
        )
    except sqlite3.IntegrityError as refusal:
        raise VersionConflict(str(refusal)) from refusal
    return [row[0] for row in rows]


def _record(row: Any) -> Record:
    return Record(
        originator_id=UUID(row[1]),
        originator_version=row[2],
        topic=row[3],
        state=row[4],
        id=row[0],
        recorded_at=datetime.fromisoformat(row[5]),
        log_id=UUID(row[6]),
    )


def _side_row(row: Any) -> SideRow:
    expires_at = datetime.fromisoformat(row[3]) if row[3] else None
    return SideRow(row[0], row[1], bytes(row[2]), expires_at)
