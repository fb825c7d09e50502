"""The event recorder on PostgreSQL: a schema per service, one round trip per save."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Collection, Sequence
from contextlib import AbstractContextManager, nullcontext
from datetime import datetime
from pathlib import Path
from uuid import UUID

import psycopg
from eventsourcing.persistence import StoredEvent
from psycopg import sql

from shared.crash_points import CrashPoint, is_armed, reached
from shared.databases.postgres_arrays import (
    BigintArray,
    BinaryArray,
    ByteaArray,
    TextArray,
    TimestamptzArray,
    UuidArray,
    register_arrays,
)
from shared.databases.postgres_pool import Connection, PostgresPool
from shared.event_store.recorder import (
    ClockAhead,
    Expected,
    SideRowConflict,
    UnchangedConflict,
    VersionConflict,
)
from shared.event_store.side_rows import SideWrite
from shared.event_store.sql_recorder import SQLRecorder

APPEND = b"SELECT append_events(%s)" % b", ".join([b"%b"] * 14)
"""The call of the function in postgres.sql: `append_arguments`, clock, whether it is scripted."""


class PostgresRecorder(SQLRecorder):
    """Events and side rows of one service in its schema of a PostgreSQL database.

    A bus process sets `PSYCOPG_WAIT_FUNC=wait_selector` before it imports this, or a query stops
    all its green threads.

    Args:
        url: the database's URL.
        service: name of the service and of its schema.
        side_kinds: kinds of side rows that may be written.
    """

    def __init__(self, url: str, *, service: str, side_kinds: Collection[str]) -> None:
        if not re.fullmatch("[a-z][a-z0-9_]*", service):
            raise ValueError(f"{service!r} is no name of a schema: use lower-case letters.")
        self.url = url
        self.channel = f"loopdesk_{service}"
        """Channel on which each save with events is notified, with the last position as text."""
        self._pool = PostgresPool(url, name=service, search_path=service, prepare=register_arrays)
        super().__init__(self._pool, service=service, side_kinds=side_kinds)

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
        with self._pool.transaction() as session:
            session.run("SELECT pg_advisory_xact_lock(?)", [self.lock_key])
            session.connection.execute(statements)
            session.run(
                "INSERT INTO log VALUES (1, ?, 1, ?) ON CONFLICT DO NOTHING", [log_id, b"[]"]
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
        arguments = append_arguments(stored_events, beside, unchanged)
        try:
            with self._pool.connection() as connection, _open_if_armed(connection):
                cursor = connection.execute(APPEND, (*arguments, clock_at, scripted), prepare=True)
                (last,) = cursor.fetchall()[0]
                if stored_events:
                    reached(CrashPoint.BEFORE_COMMIT)
        except psycopg.DatabaseError as error:
            refusal = _refusal_of(error)
            if refusal is None:
                raise
            raise refusal from error
        return range(last - len(stored_events) + 1, last + 1)

    def database_time(self) -> datetime:
        """The database's clock."""
        moment: datetime = self._rows("SELECT clock_timestamp()")[0][0]
        return moment


def _open_if_armed(connection: Connection) -> AbstractContextManager[object]:
    """Alone the statement commits by itself: no process could die between both."""
    return connection.transaction() if is_armed() else nullcontext()


def append_arguments(
    stored_events: Sequence[StoredEvent],
    beside: Sequence[SideWrite],
    unchanged: Sequence[Expected],
) -> list[BinaryArray]:
    """The arrays of the call."""
    return [
        UuidArray.of([_id_of(one) for one in stored_events]),
        BigintArray.of([one.originator_version for one in stored_events]),
        TextArray.of([one.topic for one in stored_events]),
        ByteaArray([one.state for one in stored_events]),
        TextArray.of([write.operation for write in beside]),
        TextArray.of([write.kind for write in beside]),
        TextArray.of([write.key for write in beside]),
        ByteaArray([write.value for write in beside]),
        ByteaArray([write.expected for write in beside]),
        TimestamptzArray.of([write.expires_at for write in beside]),
        UuidArray.of([condition.originator_id for condition in unchanged]),
        BigintArray.of([condition.version for condition in unchanged]),
    ]


def _id_of(stored: StoredEvent) -> UUID:
    known = stored.originator_id
    return known if isinstance(known, UUID) else UUID(known)


def _refusal_of(error: psycopg.DatabaseError) -> Exception | None:
    """What a refusal of the function means; None for any other error."""
    message = str(error.diag.message_primary)
    match error.sqlstate:
        case "LD001":
            return VersionConflict(message)
        case "LD002":
            return UnchangedConflict(message)
        case "LD003":
            kind, key = json.loads(str(error.diag.message_detail))
            return SideRowConflict(kind, key)
        case "LD004":
            return ClockAhead()
        case _:
            return None
