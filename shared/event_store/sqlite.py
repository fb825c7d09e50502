"""The event recorder on SQLite: one file per service."""

from __future__ import annotations

import sqlite3
from collections.abc import Collection, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import UUID

from eventsourcing.persistence import StoredEvent

from shared.clock import iso
from shared.crash_points import CrashPoint, reached
from shared.databases.session import Session
from shared.databases.sqlite_file import SQLiteFile
from shared.event_store.recorder import (
    ClockAhead,
    Expected,
    SideRowConflict,
    UnchangedConflict,
    VersionConflict,
)
from shared.event_store.side_rows import SideWrite
from shared.event_store.sql_recorder import SQLRecorder


class SQLiteRecorder(SQLRecorder):
    """Events and side rows of one service in one SQLite file.

    Args:
        file: where they lie.
        service: name of the service.
        side_kinds: kinds of side rows that may be written.
    """

    def __init__(self, file: SQLiteFile, *, service: str, side_kinds: Collection[str]) -> None:
        self._file = file
        super().__init__(file, service=service, side_kinds=side_kinds)

    def create_tables(self, *, log_id: UUID) -> None:
        """Creates what is missing and gives a new log its id."""
        self._file.create((Path(__file__).parent / "sqlite.sql").read_text())
        with self._file.transaction() as session:
            session.run("INSERT INTO log VALUES (1, ?, 1, '[]') ON CONFLICT DO NOTHING", [log_id])

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
        with self._file.transaction() as session:
            for condition in unchanged:
                _check_unchanged(session, condition)
            for write in beside:
                _write_side_row(session, write)
            return _append(session, stored_events, clock_at)

    def database_time(self) -> datetime:
        """The machine's clock: the file has no other."""
        return datetime.now(tz=UTC)

    def data_version(self) -> int:
        """A number that changes when anybody has written to the file."""
        return self._file.data_version()


def _check_unchanged(session: Session, condition: Expected) -> None:
    rows = session.run(
        "SELECT coalesce(max(originator_version), 0) FROM events WHERE originator_id = ?",
        [condition.originator_id],
    )
    if rows[0][0] != condition.version:
        raise UnchangedConflict(
            f"{condition.originator_id} stands at {rows[0][0]}, not at {condition.version}."
        )


def _write_side_row(session: Session, write: SideWrite) -> None:
    place = [write.kind, write.key]
    match write.operation:
        case "delete":
            session.run("DELETE FROM side_rows WHERE kind = ? AND key = ?", place)
            return
        case "compare-and-set" if write.expected is not None and write.value is None:
            changed = session.run(
                "DELETE FROM side_rows WHERE kind = ? AND key = ? AND value = ? RETURNING 1",
                [*place, write.expected],
            )
        case "compare-and-set" if write.expected is not None:
            changed = session.run(
                "UPDATE side_rows SET value = ?, expires_at = ?"
                " WHERE kind = ? AND key = ? AND value = ? RETURNING 1",
                [write.value, write.expires_at, *place, write.expected],
            )
        case "insert" | "insert-once" | "compare-and-set":
            changed = session.run(
                "INSERT INTO side_rows VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING RETURNING 1",
                [*place, write.value, write.expires_at],
            )
        case unknown:
            raise ValueError(f"Side rows know no operation {unknown}.")
    if not changed and write.operation != "insert-once":
        raise SideRowConflict(write.kind, write.key)


def _append(
    session: Session, stored_events: Sequence[StoredEvent], clock_at: datetime
) -> Sequence[int]:
    if not stored_events:
        return []
    rows = session.run("SELECT position, recorded_at FROM events ORDER BY position DESC LIMIT 1")
    last, last_recorded_at = rows[0] if rows else (0, "")
    recorded_at = max(last_recorded_at, iso(clock_at))
    log_id = session.run("SELECT log_id FROM log")[0][0]
    try:
        session.run_many(
            "INSERT INTO events VALUES (?, ?, ?, ?, ?, ?, ?)",
            (
                (
                    position,
                    one.originator_id,
                    one.originator_version,
                    one.topic,
                    one.state,
                    recorded_at,
                    log_id,
                )
                for position, one in enumerate(stored_events, start=last + 1)
            ),
        )
    except sqlite3.IntegrityError as refusal:
        raise VersionConflict(str(refusal)) from refusal
    reached(CrashPoint.BEFORE_COMMIT)
    return range(last + 1, last + 1 + len(stored_events))
