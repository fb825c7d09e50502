"""What both recorders read and write with the same SQL."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime
from functools import lru_cache
from itertools import chain
from typing import Any
from uuid import UUID

import msgspec
from eventsourcing.persistence import StoredEvent

from shared.databases.session import Database, Row, Session
from shared.errors import Unavailable
from shared.event_store.log_copy import LogCopy, LogNotEmpty
from shared.event_store.recorder import Ancestor, LogIdentity, Record, Recorder
from shared.event_store.side_rows import SideRow

_EVENTS = (
    "SELECT position, originator_id, originator_version, topic, state, recorded_at, log_id"
    " FROM events"
)
_ROWS = "SELECT kind, key, value, expires_at FROM side_rows"
_LOG = "SELECT log_id, generation, lineage FROM log"


class SQLRecorder(Recorder):
    """Events and side rows of one service in a SQL database.

    Args:
        database: where the tables lie.
        service: name of the service.
        side_kinds: kinds of side rows that may be written.
    """

    def __init__(self, database: Database, *, service: str, side_kinds: Collection[str]) -> None:
        super().__init__(service=service, side_kinds=side_kinds)
        self._database = database

    def log(self) -> LogIdentity:
        """The identity of the log."""
        with self._database.reading() as session:
            return self._identity_in(session)

    def adopt_identity(self, identity: LogIdentity) -> None:
        """Gives the log another identity; only `loopdesk restore` calls it."""
        with self._database.transaction() as session:
            _name(session, identity)

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
        query = f"{_EVENTS} WHERE originator_id = ? AND originator_version > ?"
        values: list[Any] = [_id(originator_id), gt or 0]
        if lte is not None:
            query += " AND originator_version <= ?"
            values.append(lte)
        query += f" ORDER BY originator_version {'DESC' if desc else 'ASC'}"
        if limit is not None:
            query += " LIMIT ?"
            values.append(limit)
        return self._records(query, *values)

    def select_history(
        self, originator_id: UUID, *, up_to_position: int | None = None
    ) -> list[Record]:
        """All records of one entity, in order, up to a position."""
        query = f"{_EVENTS} WHERE originator_id = ?"
        values: list[Any] = [originator_id]
        if up_to_position is not None:
            query += " AND position <= ?"
            values.append(up_to_position)
        return self._records(f"{query} ORDER BY originator_version", *values)

    def select_newer(self, known: Mapping[UUID, int]) -> list[Record]:
        """Of these aggregates the records with a version over the known one, in order."""
        wanted = " OR ".join(["(originator_id = ? AND originator_version > ?)"] * len(known))
        values = chain.from_iterable(known.items())
        return self._records(f"{_EVENTS} WHERE {wanted} ORDER BY position", *values)

    def select_records(
        self,
        *,
        after: int,
        limit: int,
        up_to: int | None = None,
        topics: Sequence[str] | None = None,
    ) -> list[Record]:
        """Records with a position over `after`, in order."""
        query = f"{_EVENTS} WHERE position > ?"
        values: list[Any] = [after]
        if up_to is not None:
            query += " AND position <= ?"
            values.append(up_to)
        if topics is not None and not topics:
            return []
        if topics is not None:
            query += f" AND topic IN ({', '.join('?' * len(topics))})"
            values.extend(topics)
        return self._records(f"{query} ORDER BY position LIMIT ?", *values, limit)

    def record_at(self, position: int) -> Record | None:
        """The record at `position`."""
        found = self._records(f"{_EVENTS} WHERE position = ?", position)
        return found[0] if found else None

    def max_notification_id(self) -> int | None:
        """The position of the newest record."""
        position: int | None = self._rows("SELECT max(position) FROM events")[0][0]
        return position

    def side_row(self, kind: str, key: str) -> SideRow | None:
        """One side row."""
        rows = self._rows(f"{_ROWS} WHERE kind = ? AND key = ?", kind, key)
        return _side_row(rows[0]) if rows else None

    def side_rows(
        self, kind: str, *, prefix: str = "", after: str = "", limit: int = 1000
    ) -> list[SideRow]:
        """Side rows of a kind in the order of their keys."""
        rows = self._rows(
            f"{_ROWS} WHERE kind = ? AND key > ? AND key >= ? AND substr(key, 1, ?) = ?"
            " ORDER BY key LIMIT ?",
            *(kind, after, prefix, len(prefix), prefix, limit),
        )
        return [_side_row(row) for row in rows]

    def remove_expired(self, *, now: datetime) -> int:
        """Removes side rows whose retention has ended; returns how many."""
        with self._database.transaction() as session:
            removal = "DELETE FROM side_rows WHERE expires_at <= ? RETURNING 1"
            return len(session.run(removal, [now]))

    @contextmanager
    def snapshot(self) -> Iterator[LogCopy]:
        """The whole log and its side rows at one moment, while others write."""
        with self._database.snapshot() as session:
            yield LogCopy(
                identity=self._identity_in(session),
                records=map(_record, session.stream(f"{_EVENTS} ORDER BY position")),
                side_rows=map(_side_row, session.stream(f"{_ROWS} ORDER BY kind, key")),
            )

    def take_over(
        self, identity: LogIdentity, *, records: Iterable[Record], side_rows: Iterable[SideRow]
    ) -> None:
        """Fills an empty log; only `loopdesk restore` calls it."""
        with self._database.transaction() as session:
            for table in ("events", "side_rows"):
                if session.run(f"SELECT 1 FROM {table} LIMIT 1"):
                    raise LogNotEmpty(f"The log of {self.service} holds {table} already.")
            session.run_many(
                "INSERT INTO events VALUES (?, ?, ?, ?, ?, ?, ?)", map(_columns, records)
            )
            session.run_many(
                "INSERT INTO side_rows VALUES (?, ?, ?, ?)",
                ((one.kind, one.key, one.value, one.expires_at) for one in side_rows),
            )
            _name(session, identity)

    def close(self) -> None:
        """Gives back all connections."""
        self._database.close()

    def _identity_in(self, session: Session) -> LogIdentity:
        rows = session.run(_LOG)
        if not rows:
            raise Unavailable(what=f"log {self.service}")
        log_id, generation, lineage = rows[0]
        ancestors = msgspec.json.decode(lineage, type=tuple[Ancestor, ...])
        return LogIdentity(_id(log_id), generation, ancestors)

    def _records(self, query: str, *values: Any) -> list[Record]:
        return [_record(row) for row in self._rows(query, *values)]

    def _rows(self, query: str, *values: Any) -> list[Row]:
        with self._database.reading() as session:
            return session.run(query, values)


def _name(session: Session, identity: LogIdentity) -> None:
    lineage = msgspec.json.encode(identity.lineage)
    session.run(
        "UPDATE log SET log_id = ?, generation = ?, lineage = ?",
        [identity.log_id, identity.generation, lineage],
    )


def _record(row: Row) -> Record:
    return Record(
        originator_id=_id(row[1]),
        originator_version=row[2],
        topic=row[3],
        state=row[4],
        id=row[0],
        recorded_at=_moment(row[5]),
        log_id=_id(row[6]),
    )


def _columns(record: Record) -> Row:
    return (
        record.id,
        record.originator_id,
        record.originator_version,
        record.topic,
        record.state,
        record.recorded_at,
        record.log_id,
    )


def _side_row(row: Row) -> SideRow:
    kind, key, value, expires_at = row
    return SideRow(kind, key, value, None if expires_at is None else _moment(expires_at))


@lru_cache(maxsize=16_384)
def _id(value: UUID | str) -> UUID:
    """SQLite gives ids as text; reading one costs as much as all else of a record."""
    return value if isinstance(value, UUID) else UUID(value)


def _moment(value: datetime | str) -> datetime:
    """SQLite gives times as text."""
    return value if isinstance(value, datetime) else datetime.fromisoformat(value)
