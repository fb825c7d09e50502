"""What every event recorder of ours promises, whatever database stands behind it."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Collection, Iterable, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any
from uuid import UUID

from eventsourcing.persistence import (
    ApplicationRecorder,
    Notification,
    RecordConflictError,
    StoredEvent,
    Subscription,
)

from shared.crash_points import CrashPoint, reached
from shared.errors import Unavailable
from shared.event_store.side_rows import SideRow, SideWrite

if TYPE_CHECKING:
    from shared.event_store.log_copy import LogCopy


@dataclass(frozen=True)
class Record(Notification):
    """A stored event with its place and time in the log; `id` is its position."""

    recorded_at: datetime
    log_id: UUID


@dataclass(frozen=True)
class Ancestor:
    """A log that this one was restored from: its last position that was taken over."""

    log_id: UUID
    generation: int
    position: int
    event_id: str


@dataclass(frozen=True)
class LogIdentity:
    """Which log this is: its id, how often it was restored, and from what.

    Args:
        log_id: id given when the log was made or restored.
        generation: 1 at first, one more after each restore.
        lineage: the logs before it, the oldest first.
    """

    log_id: UUID
    generation: int
    lineage: tuple[Ancestor, ...] = ()


@dataclass(frozen=True)
class Expected:
    """A condition of a save: `originator_id` still stands at `version` (0: does not exist)."""

    originator_id: UUID
    version: int


class VersionConflict(RecordConflictError):
    """An event with this originator and version is stored already."""


class UnchangedConflict(RecordConflictError):
    """An aggregate that had to stay unchanged has changed."""


class SideRowConflict(RecordConflictError):
    """A side row is not as the save expected it.

    Args:
        kind: kind of the row.
        key: its key.
    """

    def __init__(self, kind: str, key: str) -> None:
        super().__init__(f"Side row {kind}/{key} is not as expected.")
        self.kind = kind
        self.key = key


class ClockAhead(Unavailable):
    """The process's clock is over a second ahead of the database's."""

    code = "clock-ahead"
    en = "The clock of this process is over one second ahead of the database's; set it right."
    zh = "本进程的时钟比数据库快一秒以上，请先校准时钟。"


class Recorder(ApplicationRecorder):
    """Stores events, side rows and conditions in one transaction, in one order.

    Args:
        service: name of the service that owns the log.
        side_kinds: kinds of side rows that may be written.
    """

    def __init__(self, *, service: str, side_kinds: Collection[str]) -> None:
        self.service = service
        self.side_kinds = frozenset(side_kinds)

    def insert_events(
        self,
        stored_events: Sequence[StoredEvent],
        *,
        beside: Sequence[SideWrite] = (),
        unchanged: Sequence[Expected] = (),
        clock_at: datetime | None = None,
        scripted: bool = False,
        **unknown: Any,
    ) -> Sequence[int]:
        """Commits all or nothing.

        Args:
            stored_events: events in the order of their positions; may be empty.
            beside: side rows written with them.
            unchanged: aggregates that must still stand at a version.
            clock_at: the saving process's time.
            scripted: the demo's clock, exempt from the comparison with the database's.
            unknown: anything else is refused, since dropping it would lose a guarantee.

        Returns:
            The positions of the events.

        Raises:
            VersionConflict: lost race, or a reply lost after COMMIT (the store tells them apart).
            UnchangedConflict: a condition of `unchanged` does not hold.
            SideRowConflict: a condition of `beside` does not hold.
            ClockAhead: `clock_at` is over a second ahead of the database's clock.
        """
        if unknown:
            raise TypeError(f"insert_events() does not know {', '.join(sorted(unknown))}.")
        if clock_at is None:
            raise TypeError("insert_events() needs clock_at, the saving process's time.")
        strangers = {write.kind for write in beside} - self.side_kinds
        if strangers:
            raise ValueError(f"{self.service} declares no side rows {', '.join(strangers)}.")
        positions = self._insert(
            stored_events,
            beside=beside,
            unchanged=unchanged,
            clock_at=clock_at,
            scripted=scripted,
        )
        reached(CrashPoint.AFTER_COMMIT)
        return positions

    @abstractmethod
    def _insert(
        self,
        stored_events: Sequence[StoredEvent],
        *,
        beside: Sequence[SideWrite],
        unchanged: Sequence[Expected],
        clock_at: datetime,
        scripted: bool,
    ) -> Sequence[int]: ...

    @abstractmethod
    def create_tables(self, *, log_id: UUID) -> None:
        """Creates what is missing; only `loopdesk migrate` calls it."""

    @abstractmethod
    def log(self) -> LogIdentity:
        """The identity of the log."""

    @abstractmethod
    def adopt_identity(self, identity: LogIdentity) -> None:
        """Gives the log another identity; only `loopdesk restore` calls it."""

    @abstractmethod
    def snapshot(self) -> AbstractContextManager[LogCopy]:
        """The whole log and its side rows at one moment, while others write."""

    @abstractmethod
    def take_over(
        self, identity: LogIdentity, *, records: Iterable[Record], side_rows: Iterable[SideRow]
    ) -> None:
        """Fills an empty log; only `loopdesk restore` calls it.

        Raises:
            LogNotEmpty: the log holds something.
        """

    @abstractmethod
    def select_newer(self, known: Mapping[UUID, int]) -> list[Record]:
        """Of these aggregates the records with a version over the known one, in order."""

    @abstractmethod
    def select_records(
        self,
        *,
        after: int,
        limit: int,
        up_to: int | None = None,
        topics: Sequence[str] | None = None,
    ) -> list[Record]:
        """Records with a position over `after`, in order; of `topics` alone, if any are named."""

    @abstractmethod
    def select_history(
        self, originator_id: UUID, *, up_to_position: int | None = None
    ) -> list[Record]:
        """All records of one entity, in order, up to a position."""

    @abstractmethod
    def record_at(self, position: int) -> Record | None:
        """The record at `position`."""

    @abstractmethod
    def side_row(self, kind: str, key: str) -> SideRow | None:
        """One side row."""

    @abstractmethod
    def side_rows(
        self, kind: str, *, prefix: str = "", after: str = "", limit: int = 1000
    ) -> list[SideRow]:
        """Side rows of a kind in the order of their keys."""

    @abstractmethod
    def remove_expired(self, *, now: datetime) -> int:
        """Removes side rows whose retention has ended; returns how many."""

    @abstractmethod
    def database_time(self) -> datetime:
        """The database's clock."""

    @abstractmethod
    def close(self) -> None:
        """Gives back all connections."""

    def last_position(self) -> int:
        """The position of the newest record, 0 if there is none."""
        return self.max_notification_id() or 0

    def position_at(self, moment: datetime) -> int:
        """The longest prefix of the log with `recorded_at` <= `moment`: its last position."""
        low, high = 0, self.last_position()
        while low < high:
            middle = (low + high + 1) // 2
            record = self.record_at(middle)
            if record is not None and record.recorded_at <= moment:
                low = middle
            else:
                high = middle - 1
        return low

    def select_notifications(
        self,
        start: int | None,
        limit: int,
        stop: int | None = None,
        topics: Sequence[str] = (),
        *,
        inclusive_of_start: bool = True,
    ) -> Sequence[Notification]:
        """The library's way of reading the log."""
        after = (start or 0) - (1 if inclusive_of_start and start is not None else 0)
        return self.select_records(after=after, limit=limit, up_to=stop, topics=topics or None)

    def subscribe(
        self, gt: int | None = None, topics: Sequence[str] = ()
    ) -> Subscription[ApplicationRecorder]:
        """Not offered: relay and read models poll, woken by `shared.bus`."""
        raise TypeError(f"The log of {self.service} is read by position, not by subscription.")
