"""The event store: aggregates, their records, and rows committed beside them."""

from shared.event_store.aggregate import Aggregate, event
from shared.event_store.mapper import Mapper, UnknownTopic, canonical_bytes
from shared.event_store.meta import Meta
from shared.event_store.recorder import (
    Expected,
    LogIdentity,
    Record,
    Recorder,
    SideRowConflict,
    UnchangedConflict,
    VersionConflict,
)
from shared.event_store.side_rows import (
    SideRow,
    SideWrite,
    compare_and_set,
    delete,
    insert,
    insert_once,
)
from shared.event_store.store import AsOf, EventStore

__all__ = [
    "Aggregate",
    "AsOf",
    "EventStore",
    "Expected",
    "LogIdentity",
    "Mapper",
    "Meta",
    "Record",
    "Recorder",
    "SideRow",
    "SideRowConflict",
    "SideWrite",
    "UnchangedConflict",
    "UnknownTopic",
    "VersionConflict",
    "canonical_bytes",
    "compare_and_set",
    "delete",
    "event",
    "insert",
    "insert_once",
]
