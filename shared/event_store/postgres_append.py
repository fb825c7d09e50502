"""The call of `append_events` (postgres.sql): its arguments and what its refusals mean."""

from __future__ import annotations

import json
from collections.abc import Sequence
from uuid import UUID

import psycopg
from eventsourcing.persistence import StoredEvent

from shared.databases.postgres_arrays import (
    BigintArray,
    BinaryArray,
    ByteaArray,
    TextArray,
    TimestamptzArray,
    UuidArray,
)
from shared.event_store.recorder import (
    ClockAhead,
    Expected,
    SideRowConflict,
    UnchangedConflict,
    VersionConflict,
)
from shared.event_store.side_rows import SideWrite

CALL = b"SELECT append_events(%s)" % b", ".join([b"%b"] * 14)


def arguments_of(
    stored_events: Sequence[StoredEvent],
    beside: Sequence[SideWrite],
    unchanged: Sequence[Expected],
) -> list[BinaryArray]:
    """The arrays of the call, without clock and script mark."""
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


def refusal_of(error: psycopg.Error) -> Exception | None:
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
