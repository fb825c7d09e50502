"""Arrays in PostgreSQL's binary form, each with its own type.

The driver guesses an array's type from its elements, in Python: 12 arrays cost it more than the
database needs for the whole save, and an empty one has no type, so each mix of empty and filled
arrays would be another prepared statement.
"""

from __future__ import annotations

import struct
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from uuid import UUID

from psycopg.adapt import Dumper
from psycopg.pq import Format

from shared.databases.postgres_pool import Connection

_EPOCH = datetime(2000, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)
_length = struct.Struct("!i").pack
_NULL = _length(-1)
_int8 = struct.Struct("!q").pack


class BinaryArray:
    """One array, ready to be sent.

    Args:
        elements: each in its type's binary form; None for NULL.
    """

    __slots__ = ("wire",)
    oid: int
    element_oid: int

    def __init__(self, elements: Sequence[bytes | None]) -> None:
        if not elements:
            self.wire = struct.pack("!iiI", 0, 0, self.element_oid)
            return
        head = struct.pack("!iiIii", 1, 1, self.element_oid, len(elements), 1)
        parts = [_NULL if one is None else _length(len(one)) + one for one in elements]
        self.wire = head + b"".join(parts)


class UuidArray(BinaryArray):
    """`uuid[]`."""

    oid, element_oid = 2951, 2950

    @classmethod
    def of(cls, values: Sequence[UUID]) -> UuidArray:
        """From ids."""
        return cls([one.bytes for one in values])


class BigintArray(BinaryArray):
    """`bigint[]`."""

    oid, element_oid = 1016, 20

    @classmethod
    def of(cls, values: Sequence[int]) -> BigintArray:
        """From whole numbers."""
        return cls([_int8(one) for one in values])


class TextArray(BinaryArray):
    """`text[]`."""

    oid, element_oid = 1009, 25

    @classmethod
    def of(cls, values: Sequence[str]) -> TextArray:
        """From texts."""
        return cls([one.encode() for one in values])


class ByteaArray(BinaryArray):
    """`bytea[]`."""

    oid, element_oid = 1001, 17


class TimestamptzArray(BinaryArray):
    """`timestamptz[]`."""

    oid, element_oid = 1185, 1184

    @classmethod
    def of(cls, values: Sequence[datetime | None]) -> TimestamptzArray:
        """From aware times, None for NULL."""
        return cls([_moment(one) for one in values])


def _moment(moment: datetime | None) -> bytes | None:
    return None if moment is None else _int8((moment - _EPOCH) // _MICROSECOND)


class _WireDumper(Dumper):
    format = Format.BINARY

    def dump(self, obj: BinaryArray) -> bytes:
        return obj.wire


def register_arrays(connection: Connection) -> None:
    """Lets `connection` send these arrays."""
    for cls in (UuidArray, BigintArray, TextArray, ByteaArray, TimestamptzArray):
        dumper = type(f"{cls.__name__}Dumper", (_WireDumper,), {"oid": cls.oid})
        connection.adapters.register_dumper(cls, dumper)
