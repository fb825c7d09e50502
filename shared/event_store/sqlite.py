"""The event recorder on SQLite: one file per service, write-ahead log, full durability."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

from eventsourcing.persistence import StoredEvent

from shared.clock import iso
from shared.databases.sqlite_file import SQLiteFile
from shared.errors import Unavailable
from shared.event_store.log_copy import LogCopy
from shared.event_store.recorder import ClockAhead, Expected, LogIdentity, Record, Recorder
from shared.event_store.side_rows import SideRow, SideWrite
from shared.event_store.sqlite_append import append, check_unchanged, write_side_row
from shared.event_store.sqlite_copy import (
    EVENT_COLUMNS,
    ROW_COLUMNS,
    TABLES,
    all_records,
    all_side_rows,
    fill,
    identity_in,
    name,
    record_of,
    side_row_of,
)


class SQLiteRecorder(Recorder):
    """Events and side rows of one service in one SQLite file.

    Args:
        path: the file, or `:memory:` for tests of one thread.
        service: name of the service.
        side_kinds: kinds of side rows that may be written.
    """

    def __init__(self, path: Path | str, *, service: str, side_kinds: Collection[str]) -> None:
        super().__init__(service=service, side_kinds=side_kinds)
        self._file = SQLiteFile(path)

    def create_tables(self, *, log_id: UUID) -> None:
        """Creates what is missing and gives a new log its id."""
        self._file.create()
        with self._file.reading() as connection:
            connection.executescript(TABLES)
            connection.execute(
                "INSERT INTO log VALUES (1, ?, 1, '[]') ON CONFLICT DO NOTHING", (str(log_id),)
            )

    def _insert(
        self,
        stored_events: Sequence[StoredEvent],
        *,
        beside: Sequence[SideWrite],
        unchanged: Sequence[Expected],
        clock_at: datetime,
        scripted: bool,
    ) -> Sequence[int]:
        if not scripted and clock_at > self.database_time() + timedelta(seconds=1):
            raise ClockAhead
        with self._file.writing() as connection:
            for condition in unchanged:
                check_unchanged(connection, condition)
            for write in beside:
                write_side_row(connection, write)
            return append(connection, stored_events, clock_at)

    def log(self) -> LogIdentity:
        """The identity of the log."""
        with self._file.reading() as connection:
            identity = identity_in(connection)
        if identity is None:
            raise Unavailable(what=f"log {self.service}")
        return identity

    def adopt_identity(self, identity: LogIdentity) -> None:
        """Gives the log another identity; only `loopdesk restore` calls it."""
        with self._file.writing() as connection:
            name(connection, identity)

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
        query = f"SELECT {EVENT_COLUMNS} FROM events WHERE originator_id = ?"
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
        query = f"SELECT {EVENT_COLUMNS} FROM events WHERE originator_id = ?"
        values: list[Any] = [str(originator_id)]
        if up_to_position is not None:
            query += " AND position <= ?"
            values.append(up_to_position)
        return self._records(query + " ORDER BY originator_version", values)

    def select_records(
        self, *, after: int, limit: int, up_to: int | None = None, topics: Sequence[str] = ()
    ) -> list[Record]:
        """Records with a position over `after`, in order."""
        query = f"SELECT {EVENT_COLUMNS} FROM events WHERE position > ?"
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
        with self._file.reading() as connection:
            row = connection.execute("SELECT max(position) FROM events").fetchone()
        return row[0] if row else None

    def side_row(self, kind: str, key: str) -> SideRow | None:
        """One side row."""
        with self._file.reading() as connection:
            row = connection.execute(
                f"SELECT {ROW_COLUMNS} FROM side_rows WHERE kind = ? AND key = ?",
                (kind, key),
            ).fetchone()
        return side_row_of(row) if row else None

    def side_rows(
        self, kind: str, *, prefix: str = "", after: str = "", limit: int = 1000
    ) -> list[SideRow]:
        """Side rows of a kind in the order of their keys."""
        with self._file.reading() as connection:
            rows = connection.execute(
                f"SELECT {ROW_COLUMNS} FROM side_rows"
                " WHERE kind = ? AND key > ? AND substr(key, 1, ?) = ? ORDER BY key LIMIT ?",
                (kind, after, len(prefix), prefix, limit),
            ).fetchall()
        return [side_row_of(row) for row in rows]

    def remove_expired(self, *, now: datetime) -> int:
        """Removes side rows whose retention has ended; returns how many."""
        with self._file.writing() as connection:
            return connection.execute(
                "DELETE FROM side_rows WHERE expires_at <= ?", (iso(now),)
            ).rowcount

    def database_time(self) -> datetime:
        """The machine's clock: the file has no other."""
        return datetime.now(tz=UTC)

    def data_version(self) -> int:
        """A number that changes when anybody has written to the file."""
        return self._file.data_version()

    @contextmanager
    def snapshot(self) -> Iterator[LogCopy]:
        """The whole log and its side rows at one moment, while others write."""
        with self._file.snapshot() as connection:
            identity = identity_in(connection)
            if identity is None:
                raise Unavailable(what=f"log {self.service}")
            yield LogCopy(identity, all_records(connection), all_side_rows(connection))

    def take_over(
        self, identity: LogIdentity, *, records: Iterable[Record], side_rows: Iterable[SideRow]
    ) -> None:
        """Fills an empty log; only `loopdesk restore` calls it."""
        with self._file.writing() as connection:
            fill(connection, records=records, rows=side_rows)
            name(connection, identity)

    def close(self) -> None:
        """Closes the file."""
        self._file.close()

    def _records(self, query: str, values: Sequence[Any]) -> list[Record]:
        with self._file.reading() as connection:
            rows = connection.execute(query, values).fetchall()
        return [record_of(row) for row in rows]
