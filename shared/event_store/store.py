"""The one door to a service's log: get an aggregate, save its events, look at the past."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol, TypeVar
from uuid import UUID

from eventsourcing.persistence import RecordConflictError, StoredEvent

from shared.clock import Clock, ScriptedClock
from shared.crash_points import CrashPoint, reached
from shared.errors import Conflict, Invalid, NotFound, Stale
from shared.event_store.aggregate import Aggregate
from shared.event_store.mapper import Mapper
from shared.event_store.receipt import current_receipt
from shared.event_store.recorder import Expected, Record, Recorder, SideRowConflict
from shared.event_store.side_rows import SideRow, SideWrite

TAggregate = TypeVar("TAggregate", bound=Aggregate)


@dataclass(frozen=True)
class AsOf:
    """A moment in the past of a log, by time or by position.

    Args:
        time: what the system knew at this time (aware).
        position: what the log held up to this position.
    """

    time: datetime | None = None
    position: int | None = None


class Store(Protocol):
    """What an application needs of a log: fulfilled by `EventStore` and, in reactions, `Batch`."""

    service: str
    clock: Clock

    def get(
        self, aggregate_class: type[TAggregate], entity_id: UUID, *, as_of: AsOf | None = None
    ) -> TAggregate:
        """The aggregate, or `NotFound`."""

    def find(
        self, aggregate_class: type[TAggregate], entity_id: UUID, *, as_of: AsOf | None = None
    ) -> TAggregate | None:
        """The aggregate, or None."""

    def save(
        self,
        *aggregates: Aggregate,
        beside: Sequence[SideWrite] = (),
        unchanged: Sequence[Aggregate] = (),
    ) -> int:
        """All new events, rows and conditions, or nothing."""

    def side_row(self, kind: str, key: str) -> SideRow | None:
        """One side row."""


class EventStore:
    """Aggregates of one service, in and out of its log.

    Args:
        service: the service's name.
        recorder: where the records lie.
        aggregates: the service's aggregate classes.
        clock: the process's clock, for `recorded_at`.
    """

    def __init__(
        self,
        *,
        service: str,
        recorder: Recorder,
        aggregates: Iterable[type[Aggregate]],
        clock: Clock,
    ) -> None:
        self.service = service
        self.recorder = recorder
        self.mapper = Mapper(aggregates)
        self.clock = clock
        self.last_written = 0
        """The position of the last event that was saved here."""

    def get(
        self, aggregate_class: type[TAggregate], entity_id: UUID, *, as_of: AsOf | None = None
    ) -> TAggregate:
        """The aggregate as it stands, or as it stood at `as_of`.

        Raises:
            NotFound: there is no such aggregate, or was none at that moment.
        """
        found = self.find(aggregate_class, entity_id, as_of=as_of)
        if found is None:
            raise NotFound(what=aggregate_class.__name__, key=entity_id)
        return found

    def find(
        self, aggregate_class: type[TAggregate], entity_id: UUID, *, as_of: AsOf | None = None
    ) -> TAggregate | None:
        """Like `get`, with None where there is no such aggregate."""
        aggregate: Any = None
        for record in self._stream_of(entity_id, as_of):
            aggregate = self.mapper.to_domain_event(record).mutate(aggregate)
        return aggregate if isinstance(aggregate, aggregate_class) else None

    def _stream_of(self, entity_id: UUID, as_of: AsOf | None) -> Sequence[StoredEvent]:
        """Its records; of what a command has just changed, those that it holds itself."""
        receipt = current_receipt() if as_of is None else None
        known = receipt.stream_of(entity_id) if receipt else None
        if known is not None:
            return known
        up_to = self.position_of(as_of)
        records = self.recorder.select_history(entity_id, up_to_position=up_to)
        if receipt:
            receipt.note_read(entity_id, records)
        return records

    def position_of(self, as_of: AsOf | None) -> int | None:
        """The last position that belongs to `as_of`; None for the present.

        Raises:
            Invalid: the moment lies in the future or names no position of the log.
        """
        if as_of is None:
            return None
        if as_of.position is not None:
            if not 0 <= as_of.position <= self.recorder.last_position():
                raise Invalid(summary=f"the log holds no position {as_of.position}.")
            return as_of.position
        if as_of.time is not None:
            return self.recorder.position_at(as_of.time)
        return None

    def save(
        self,
        *aggregates: Aggregate,
        beside: Sequence[SideWrite] = (),
        unchanged: Sequence[Aggregate] = (),
    ) -> int:
        """Commits the new events of `aggregates`, side rows and conditions in one transaction.

        Args:
            aggregates: aggregates with new events; may be none.
            beside: side rows to write with them.
            unchanged: aggregates that must still stand where they were read.

        Returns:
            The position of the last event written, 0 without events.

        Raises:
            Conflict: somebody else was first, or a condition does not hold.
            SideRowConflict: a side row is not as expected.
        """
        events = [one for aggregate in aggregates for one in aggregate.collect_events()]
        return self.save_events(events, beside=beside, unchanged=unchanged)

    def save_events(
        self,
        events: Sequence[Any],
        *,
        beside: Sequence[SideWrite] = (),
        unchanged: Sequence[Aggregate] = (),
    ) -> int:
        """Like `save`, for events that were collected before.

        A command's receipt names the entity of the first event of its first save.
        """
        receipt = current_receipt()
        if receipt is None or not events:
            return self._save(events, beside, unchanged)
        entity_id = events[0].originator_id
        version = max(one.originator_version for one in events if one.originator_id == entity_id)
        row = receipt.rows_for(entity_id, version=version)
        position = self._save(events, [*beside, *row], unchanged)
        receipt.kept_for(entity_id)
        return position

    def _save(
        self, events: Sequence[Any], beside: Sequence[SideWrite], unchanged: Sequence[Aggregate]
    ) -> int:
        stored = [self.mapper.to_stored_event(one) for one in events]
        if not stored and not beside:
            return 0
        conditions = [Expected(one.id, one.version) for one in unchanged]
        receipt = current_receipt()
        if receipt and stored:
            conditions += [Expected(*one) for one in receipt.trusted.items()]
        reached(CrashPoint.AFTER_VALIDATION)
        try:
            positions = self.recorder.insert_events(
                stored,
                beside=beside,
                unchanged=conditions,
                clock_at=self.clock.now(),
                scripted=isinstance(self.clock, ScriptedClock),
            )
        except RecordConflictError as refusal:
            own = self._position_if_ours(stored, beside)
            if own is not None:
                positions = [own]
            elif isinstance(refusal, SideRowConflict):
                raise
            else:
                raise Conflict from refusal
        if receipt:
            receipt.note_saved(stored)
        self.last_written = positions[-1] if positions else self.last_written
        return positions[-1] if positions else 0

    def _position_if_ours(
        self, stored: Sequence[StoredEvent], beside: Sequence[SideWrite]
    ) -> int | None:
        """The last position if the refused save is in the log already: only its reply was lost.

        The event id inside the state makes equal bytes a proof.
        """
        if not stored:
            ours = all(self._side_row_is_ours(write) for write in beside)
            return 0 if ours else None
        last = None
        for one in stored:
            found = self._record_of(one)
            if found is None or found.state != one.state or found.topic != one.topic:
                return None
            last = found.id
        return last

    def _side_row_is_ours(self, write: SideWrite) -> bool:
        row = self.recorder.side_row(write.kind, write.key)
        return (row.value if row else None) == write.value

    def _record_of(self, stored: StoredEvent) -> Record | None:
        found = self.recorder.select_events(
            stored.originator_id,
            gt=stored.originator_version - 1,
            lte=stored.originator_version,
        )
        return found[0] if found else None  # type: ignore[return-value]

    def side_row(self, kind: str, key: str) -> SideRow | None:
        """One side row."""
        return self.recorder.side_row(kind, key)


def expect_version(aggregate: Aggregate, expected_version: int | None) -> None:
    """Refuses a command that was decided on an older version than the present one.

    Args:
        aggregate: as it stands.
        expected_version: version that the caller saw; None where none was asked for.

    Raises:
        Stale: the versions differ.
    """
    if expected_version is not None and aggregate.version != expected_version:
        raise Stale(version=aggregate.version)
