"""A whole log at one moment, on its way into or out of a backup."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from shared.errors import DomainError
from shared.event_store.recorder import LogIdentity, Record
from shared.event_store.side_rows import SideRow


class LogNotEmpty(DomainError):
    """A log that holds anything is never overwritten; restore into an empty installation."""

    code = "log-not-empty"


@dataclass(frozen=True)
class LogCopy:
    """One consistent state of a log.

    Args:
        identity: the log's identity.
        records: all records by position; read once, before the side rows.
        side_rows: all side rows by kind and key; read once.
    """

    identity: LogIdentity
    records: Iterator[Record]
    side_rows: Iterator[SideRow]
