"""What a save does inside its transaction on SQLite: conditions, side rows, events."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from datetime import datetime

from eventsourcing.persistence import StoredEvent

from shared.clock import iso
from shared.event_store.recorder import (
    Expected,
    SideRowConflict,
    UnchangedConflict,
    VersionConflict,
)
from shared.event_store.side_rows import SideWrite


def check_unchanged(connection: sqlite3.Connection, condition: Expected) -> None:
    """Refuses with `UnchangedConflict` unless the aggregate stands where it is expected."""
    row = connection.execute(
        "SELECT coalesce(max(originator_version), 0) FROM events WHERE originator_id = ?",
        (str(condition.originator_id),),
    ).fetchone()
    if row[0] != condition.version:
        raise UnchangedConflict(
            f"{condition.originator_id} stands at {row[0]}, not at {condition.version}."
        )


def write_side_row(connection: sqlite3.Connection, write: SideWrite) -> None:
    """Carries out one change, or refuses with `SideRowConflict`."""
    match write.operation:
        case "delete":
            connection.execute(
                "DELETE FROM side_rows WHERE kind = ? AND key = ?", (write.kind, write.key)
            )
            return
        case "compare-and-set" if write.expected is not None:
            changed = _replaced(connection, write)
        case "insert" | "insert-once" | "compare-and-set":
            changed = connection.execute(
                "INSERT INTO side_rows VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING",
                (write.kind, write.key, write.value, _expiry(write)),
            ).rowcount
        case unknown:
            raise ValueError(f"Side rows know no operation {unknown}.")
    if not changed and write.operation != "insert-once":
        raise SideRowConflict(write.kind, write.key)


def append(
    connection: sqlite3.Connection, stored_events: Sequence[StoredEvent], clock_at: datetime
) -> list[int]:
    """Writes the events behind the last one; returns their positions."""
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


def _replaced(connection: sqlite3.Connection, write: SideWrite) -> int:
    if write.value is None:
        return connection.execute(
            "DELETE FROM side_rows WHERE kind = ? AND key = ? AND value = ?",
            (write.kind, write.key, write.expected),
        ).rowcount
    return connection.execute(
        "UPDATE side_rows SET value = ?, expires_at = ? WHERE kind = ? AND key = ? AND value = ?",
        (write.value, _expiry(write), write.kind, write.key, write.expected),
    ).rowcount


def _expiry(write: SideWrite) -> str | None:
    return iso(write.expires_at) if write.expires_at else None
