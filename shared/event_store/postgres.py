"""The event recorder on PostgreSQL: a schema per service, one round trip per save."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any
from uuid import UUID

import msgspec
import psycopg
from eventsourcing.persistence import StoredEvent
from psycopg import sql

from shared.databases.postgres_arrays import register_arrays
from shared.databases.postgres_pool import Connection, PostgresPool
from shared.errors import Unavailable
from shared.event_store.log_copy import LogCopy
from shared.event_store.postgres_append import CALL, arguments_of, refusal_of
from shared.event_store.postgres_copy import (
    EVENT_COLUMNS,
    ROW_COLUMNS,
    fill,
    identity_of,
    record_of,
    snapshot_of,
)
from shared.event_store.recorder import Expected, LogIdentity, Record, Recorder
from shared.event_store.side_rows import SideRow, SideWrite


class PostgresRecorder(Recorder):
    """Events and side rows of one service in its schema of a PostgreSQL database.

    A bus process sets `PSYCOPG_WAIT_FUNC=wait_selector` before it imports this, or a query stops
    all its green threads.

    Args:
        url: the database's URL.
        service: name of the service and of its schema.
        side_kinds: kinds of side rows that may be written.
    """

    def __init__(self, url: str, *, service: str, side_kinds: Collection[str]) -> None:
        super().__init__(service=service, side_kinds=side_kinds)
        if not re.fullmatch("[a-z][a-z0-9_]*", service):
            raise ValueError(f"{service!r} is no name of a schema: use lower-case letters.")
        self.url = url
        self.channel = f"loopdesk_{service}"
        """Channel on which each save with events is notified, with the last position as text."""
        self._pool = PostgresPool(url, name=service, search_path=service, prepare=register_arrays)

    @property
    def lock_key(self) -> int:
        """Key of the advisory lock that orders the saves of this log."""
        digest = hashlib.sha256(f"loopdesk/log/{self.service}".encode()).digest()
        return int.from_bytes(digest[:8], "big", signed=True)

    def create_tables(self, *, log_id: UUID) -> None:
        """Creates what is missing and gives a new log its id."""
        text = (Path(__file__).parent / "postgres.sql").read_text()
        statements = sql.SQL(text).format(
            schema=sql.Identifier(self.service),
            channel=sql.Literal(self.channel),
            lock=sql.Literal(self.lock_key),
        )
        with self._pool.transaction() as connection:
            connection.execute("SELECT pg_advisory_xact_lock(%s)", (self.lock_key,))
            connection.execute(statements)
            connection.execute(
                "INSERT INTO log VALUES (1, %s, 1, %s) ON CONFLICT DO NOTHING", (log_id, b"[]")
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
        arguments = arguments_of(stored_events, beside, unchanged)
        try:
            with self._pool.connection() as connection:
                row = connection.execute(
                    CALL, (*arguments, clock_at, scripted), prepare=True
                ).fetchone()
        except psycopg.Error as error:
            refusal = refusal_of(error)
            if refusal is None:
                raise
            raise refusal from error
        last = 0 if row is None else int(row[0])
        return range(last - len(stored_events) + 1, last + 1)

    def log(self) -> LogIdentity:
        """The identity of the log."""
        rows = self._rows("SELECT log_id, generation, lineage FROM log")
        if not rows:
            raise Unavailable(what=f"log {self.service}")
        return identity_of(rows[0])

    def adopt_identity(self, identity: LogIdentity) -> None:
        """Gives the log another identity; only `loopdesk restore` calls it."""
        with self._pool.transaction() as connection:
            _name(connection, identity)

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
        return self._records(
            f"SELECT {EVENT_COLUMNS} FROM events WHERE originator_id = %s"
            " AND originator_version > %s"
            " AND originator_version <= coalesce(%s::bigint, originator_version)"
            f" ORDER BY originator_version {'DESC' if desc else 'ASC'} LIMIT %s",
            UUID(str(originator_id)),
            gt or 0,
            lte,
            limit,
        )

    def select_history(
        self, originator_id: UUID, *, up_to_position: int | None = None
    ) -> list[Record]:
        """All records of one entity, in order, up to a position."""
        return self._records(
            f"SELECT {EVENT_COLUMNS} FROM events WHERE originator_id = %s"
            " AND position <= coalesce(%s::bigint, position) ORDER BY originator_version",
            originator_id,
            up_to_position,
        )

    def select_records(
        self, *, after: int, limit: int, up_to: int | None = None, topics: Sequence[str] = ()
    ) -> list[Record]:
        """Records with a position over `after`, in order."""
        query = f"SELECT {EVENT_COLUMNS} FROM events WHERE position > %s"
        values: list[Any] = [after]
        if up_to is not None:
            query += " AND position <= %s"
            values.append(up_to)
        if topics:
            query += " AND topic = ANY (%s)"
            values.append(list(topics))
        return self._records(query + " ORDER BY position LIMIT %s", *values, limit)

    def record_at(self, position: int) -> Record | None:
        """The record at `position`."""
        found = self._records(f"SELECT {EVENT_COLUMNS} FROM events WHERE position = %s", position)
        return found[0] if found else None

    def max_notification_id(self) -> int | None:
        """The position of the newest record."""
        position: int | None = self._rows("SELECT max(position) FROM events")[0][0]
        return position

    def side_row(self, kind: str, key: str) -> SideRow | None:
        """One side row."""
        rows = self._rows(
            f"SELECT {ROW_COLUMNS} FROM side_rows WHERE kind = %s AND key = %s",
            kind,
            key,
        )
        return SideRow(*rows[0]) if rows else None

    def side_rows(
        self, kind: str, *, prefix: str = "", after: str = "", limit: int = 1000
    ) -> list[SideRow]:
        """Side rows of a kind in the order of their keys."""
        rows = self._rows(
            f"SELECT {ROW_COLUMNS} FROM side_rows WHERE kind = %s AND key > %s"
            " AND key >= %s AND starts_with(key, %s) ORDER BY key LIMIT %s",
            kind,
            after,
            prefix,
            prefix,
            limit,
        )
        return [SideRow(*row) for row in rows]

    def remove_expired(self, *, now: datetime) -> int:
        """Removes side rows whose retention has ended; returns how many."""
        rows = self._rows("DELETE FROM side_rows WHERE expires_at <= %s RETURNING 1", now)
        return len(rows)

    def database_time(self) -> datetime:
        """The database's clock."""
        moment: datetime = self._rows("SELECT clock_timestamp()")[0][0]
        return moment

    @contextmanager
    def snapshot(self) -> Iterator[LogCopy]:
        """The whole log and its side rows at one moment, while others write."""
        with snapshot_of(self.url, schema=self.service) as copy:
            yield copy

    def take_over(
        self, identity: LogIdentity, *, records: Iterable[Record], side_rows: Iterable[SideRow]
    ) -> None:
        """Fills an empty log; only `loopdesk restore` calls it."""
        with self._pool.transaction() as connection:
            fill(connection, records=records, rows=side_rows)
            _name(connection, identity)

    def close(self) -> None:
        """Gives back all connections."""
        self._pool.close()

    def _records(self, query: str, *values: Any) -> list[Record]:
        return [record_of(row) for row in self._rows(query, *values)]

    def _rows(self, query: str, *values: Any) -> list[tuple[Any, ...]]:
        """Reads in binary form, so that no bytes are copied through text."""
        with self._pool.connection() as connection, connection.cursor(binary=True) as cursor:
            return cursor.execute(query.encode(), values).fetchall()


def _name(connection: Connection, identity: LogIdentity) -> None:
    connection.execute(
        "UPDATE log SET log_id = %s, generation = %s, lineage = %s",
        (identity.log_id, identity.generation, msgspec.json.encode(identity.lineage)),
    )
