"""Rows that are committed with the events: keys, numbers, credentials, positions, parked ones.

A service declares its kinds of side rows; a write to any other kind is refused. All kinds lie in
one table of (kind, key), so that no SQL text ever comes from a caller.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

import msgspec

from shared.event_store.mapper import canonical_bytes

Operation = Literal["insert", "insert-once", "delete", "compare-and-set"]


@dataclass(frozen=True)
class SideWrite:
    """One change of a side row inside a `save`.

    Args:
        operation: `insert` fails if the key is taken, `insert-once` leaves what is there,
            `delete` removes what may be there, `compare-and-set` fails if the value is another.
        kind: declared kind of the row.
        key: name of the row within its kind.
        value: new value as canonical bytes; None deletes on compare-and-set.
        expected: value that must stand there before; None means that there is no row.
        expires_at: when retention may remove the row.
    """

    operation: Operation
    kind: str
    key: str
    value: bytes | None = None
    expected: bytes | None = None
    expires_at: datetime | None = None


@dataclass(frozen=True)
class SideRow:
    """A side row as it stands."""

    kind: str
    key: str
    value: bytes
    expires_at: datetime | None = None

    @property
    def content(self) -> Any:
        """The value as plain data."""
        return msgspec.json.decode(self.value)


def insert(kind: str, key: str, value: Any, *, expires_at: datetime | None = None) -> SideWrite:
    """A row that must not be there yet."""
    return SideWrite("insert", kind, key, canonical_bytes(value), expires_at=expires_at)


def insert_once(
    kind: str, key: str, value: Any, *, expires_at: datetime | None = None
) -> SideWrite:
    """A row that stays as it is if it is there already."""
    return SideWrite("insert-once", kind, key, canonical_bytes(value), expires_at=expires_at)


def delete(kind: str, key: str) -> SideWrite:
    """Removes the row if it is there."""
    return SideWrite("delete", kind, key)


def compare_and_set(
    kind: str, key: str, value: Any, *, expected: Any, expires_at: datetime | None = None
) -> SideWrite:
    """Replaces the row only if its value is `expected` (None: only if there is none)."""
    return SideWrite(
        "compare-and-set",
        kind,
        key,
        None if value is None else canonical_bytes(value),
        None if expected is None else canonical_bytes(expected),
        expires_at,
    )
