"""The tables of a log on SQLite, and a whole log out of them or into empty ones."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec

from shared.clock import iso
from shared.event_store.log_copy import LogNotEmpty
from shared.event_store.recorder import Ancestor, LogIdentity, Record
from shared.event_store.side_rows import SideRow

TABLES = """
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

EVENT_COLUMNS = "position, originator_id, originator_version, topic, state, recorded_at, log_id"
ROW_COLUMNS = "kind, key, value, expires_at"


def record_of(row: Any) -> Record:
    """A row of `events` as a record."""
    return Record(
        originator_id=UUID(row[1]),
        originator_version=row[2],
        topic=row[3],
        state=row[4],
        id=row[0],
        recorded_at=datetime.fromisoformat(row[5]),
        log_id=UUID(row[6]),
    )


def side_row_of(row: Any) -> SideRow:
    """A row of `side_rows` as one."""
    expires_at = datetime.fromisoformat(row[3]) if row[3] else None
    return SideRow(row[0], row[1], bytes(row[2]), expires_at)


def identity_in(connection: sqlite3.Connection) -> LogIdentity | None:
    """The identity of the log in the file, if it has one."""
    row = connection.execute("SELECT log_id, generation, lineage FROM log").fetchone()
    if row is None:
        return None
    lineage = msgspec.json.decode(row[2], type=tuple[Ancestor, ...])
    return LogIdentity(UUID(row[0]), row[1], lineage)


def name(connection: sqlite3.Connection, identity: LogIdentity) -> None:
    """Gives the log in the file another identity."""
    connection.execute(
        "UPDATE log SET log_id = ?, generation = ?, lineage = ?",
        (str(identity.log_id), identity.generation, msgspec.json.encode(identity.lineage)),
    )


def all_records(connection: sqlite3.Connection) -> Iterator[Record]:
    """All records by position."""
    query = f"SELECT {EVENT_COLUMNS} FROM events ORDER BY position"
    return (record_of(row) for row in connection.execute(query))


def all_side_rows(connection: sqlite3.Connection) -> Iterator[SideRow]:
    """All side rows by kind and key."""
    query = f"SELECT {ROW_COLUMNS} FROM side_rows ORDER BY kind, key"
    return (side_row_of(row) for row in connection.execute(query))


def fill(
    connection: sqlite3.Connection, *, records: Iterable[Record], rows: Iterable[SideRow]
) -> None:
    """Writes a whole log into the empty one of the file.

    Raises:
        LogNotEmpty: the log holds something.
    """
    for table in ("events", "side_rows"):
        if connection.execute(f"SELECT 1 FROM {table} LIMIT 1").fetchone():
            raise LogNotEmpty(f"{table} holds rows; restore into an empty folder.")
    connection.executemany(
        "INSERT INTO events VALUES (?, ?, ?, ?, ?, ?, ?)",
        (
            (
                one.id,
                str(one.originator_id),
                one.originator_version,
                one.topic,
                one.state,
                iso(one.recorded_at),
                str(one.log_id),
            )
            for one in records
        ),
    )
    connection.executemany(
        "INSERT INTO side_rows VALUES (?, ?, ?, ?)",
        (
            (one.kind, one.key, one.value, iso(one.expires_at) if one.expires_at else None)
            for one in rows
        ),
    )
