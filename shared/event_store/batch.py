"""Many messages' reactions on one log, saved together."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, TypeVar
from uuid import UUID

from shared.errors import NotFound
from shared.event_store.aggregate import Aggregate
from shared.event_store.side_rows import SideRow, SideWrite
from shared.event_store.store import AsOf, EventStore

TAggregate = TypeVar("TAggregate", bound=Aggregate)


class Batch:
    """A store whose `save` only collects; `commit` writes all in one transaction.

    Aggregates are kept, so that a later message of the batch sees what an earlier one did.

    Args:
        store: the log behind it.
    """

    def __init__(self, store: EventStore) -> None:
        self.service = store.service
        self.clock = store.clock
        self._store = store
        self._kept: dict[UUID, Aggregate | None] = {}
        self._changed: dict[UUID, Aggregate] = {}
        self._events: list[Any] = []
        self._rows: dict[tuple[str, str], SideWrite] = {}
        self._row_writes: list[SideWrite] = []
        self._unchanged: dict[UUID, Aggregate] = {}

    def get(
        self, aggregate_class: type[TAggregate], entity_id: UUID, *, as_of: AsOf | None = None
    ) -> TAggregate:
        """The aggregate as this batch has left it.

        Raises:
            NotFound: there is none.
        """
        found = self.find(aggregate_class, entity_id, as_of=as_of)
        if found is None:
            raise NotFound(what=aggregate_class.__name__, key=entity_id)
        return found

    def find(
        self, aggregate_class: type[TAggregate], entity_id: UUID, *, as_of: AsOf | None = None
    ) -> TAggregate | None:
        """Like `get`, with None where there is none."""
        if as_of is not None:
            return self._store.find(aggregate_class, entity_id, as_of=as_of)
        if entity_id not in self._kept:
            self._kept[entity_id] = self._store.find(aggregate_class, entity_id)
        found = self._kept[entity_id]
        return found if isinstance(found, aggregate_class) else None

    def save(
        self,
        *aggregates: Aggregate,
        beside: Sequence[SideWrite] = (),
        unchanged: Sequence[Aggregate] = (),
    ) -> int:
        """Collects the new events in their order; they have no position yet."""
        for aggregate in aggregates:
            self._kept[aggregate.id] = aggregate
            self._changed[aggregate.id] = aggregate
            self._events.extend(aggregate.collect_events())
        for write in beside:
            self._rows[write.kind, write.key] = write
            self._row_writes.append(write)
        self._unchanged.update({one.id: one for one in unchanged})
        return 0

    def side_row(self, kind: str, key: str) -> SideRow | None:
        """One side row as this batch has left it."""
        write = self._rows.get((kind, key))
        if write is None:
            return self._store.side_row(kind, key)
        return None if write.value is None else SideRow(kind, key, write.value, write.expires_at)

    @property
    def events(self) -> int:
        """How many events were collected."""
        return len(self._events)

    def commit(self, *, beside: Sequence[SideWrite]) -> int:
        """Writes all that was collected, with the follower's own rows, in one transaction."""
        conditions = [one for key, one in self._unchanged.items() if key not in self._changed]
        return self._store.save_events(
            self._events, beside=[*self._row_writes, *beside], unchanged=conditions
        )
