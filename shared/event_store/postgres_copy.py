"""A whole log out of PostgreSQL in one snapshot, and into an empty one."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec
import psycopg

from shared.databases.postgres_pool import Connection, options_of
from shared.errors import Unavailable
from shared.event_store.log_copy import LogCopy, LogNotEmpty
from shared.event_store.recorder import Ancestor, LogIdentity, Record
from shared.event_store.side_rows import SideRow

EVENT_COLUMNS = "position, originator_id, originator_version, topic, state, recorded_at, log_id"
EVENT_TYPES = ("int8", "uuid", "int8", "text", "bytea", "timestamptz", "uuid")
ROW_COLUMNS = "kind, key, value, expires_at"
ROW_TYPES = ("text", "text", "bytea", "timestamptz")


def record_of(row: tuple[int, UUID, int, str, bytes, datetime, UUID]) -> Record:
    """A row of `events` as a record."""
    position, originator_id, originator_version, topic, state, recorded_at, log_id = row
    return Record(
        originator_id=originator_id,
        originator_version=originator_version,
        topic=topic,
        state=state,
        id=position,
        recorded_at=recorded_at,
        log_id=log_id,
    )


def identity_of(row: tuple[UUID, int, bytes]) -> LogIdentity:
    """A row of `log` as an identity."""
    log_id, generation, lineage = row
    return LogIdentity(log_id, generation, msgspec.json.decode(lineage, type=tuple[Ancestor, ...]))


@contextmanager
def snapshot_of(url: str, *, schema: str) -> Iterator[LogCopy]:
    """The log of `schema` in one snapshot, on a connection without the usual time-outs."""
    options = options_of(url, search_path=schema, bounded=False)
    try:
        with psycopg.connect(url, autocommit=True, options=options) as connection:
            connection.execute("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY")
            row = connection.execute("SELECT log_id, generation, lineage FROM log").fetchone()
            if row is None:
                raise Unavailable(what=f"log {schema}")
            records = _copied(connection, f"{EVENT_COLUMNS} FROM events", types=EVENT_TYPES)
            side_rows = _copied(connection, f"{ROW_COLUMNS} FROM side_rows", types=ROW_TYPES)
            yield LogCopy(
                identity=identity_of(row),
                records=(record_of(each) for each in records),
                side_rows=(SideRow(*each) for each in side_rows),
            )
    except psycopg.OperationalError as refusal:
        raise Unavailable(what="database") from refusal


def fill(connection: Connection, *, records: Iterable[Record], rows: Iterable[SideRow]) -> None:
    """Writes a whole log into the empty one in which `connection` stands.

    Raises:
        LogNotEmpty: the log holds something.
    """
    connection.execute("LOCK TABLE events, side_rows IN ACCESS EXCLUSIVE MODE")
    for table in ("events", "side_rows"):
        if connection.execute(f"SELECT FROM {table} LIMIT 1".encode()).fetchone() is not None:
            raise LogNotEmpty(f"{table} holds rows; restore into an empty database.")
    events = (
        (
            one.id,
            one.originator_id,
            one.originator_version,
            one.topic,
            one.state,
            one.recorded_at,
            one.log_id,
        )
        for one in records
    )
    _copy_in(connection, f"events ({EVENT_COLUMNS})", types=EVENT_TYPES, rows=events)
    plain = ((one.kind, one.key, one.value, one.expires_at) for one in rows)
    _copy_in(connection, f"side_rows ({ROW_COLUMNS})", types=ROW_TYPES, rows=plain)


def _copied(
    connection: Connection, source: str, *, types: tuple[str, ...]
) -> Iterator[tuple[Any, ...]]:
    statement = f"COPY (SELECT {source} ORDER BY 1, 2) TO STDOUT (FORMAT BINARY)".encode()
    with connection.cursor() as cursor, cursor.copy(statement) as copy:
        copy.set_types(types)
        yield from copy.rows()


def _copy_in(
    connection: Connection,
    target: str,
    *,
    types: tuple[str, ...],
    rows: Iterable[tuple[Any, ...]],
) -> None:
    statement = f"COPY {target} FROM STDIN (FORMAT BINARY)".encode()
    with connection.cursor() as cursor, cursor.copy(statement) as copy:
        copy.set_types(types)
        for row in rows:
            copy.write_row(row)
