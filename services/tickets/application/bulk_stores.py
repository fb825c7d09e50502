"""Two stores under the use cases of a bulk change: one foresees, one notes the outcome."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeVar
from uuid import UUID

from services.tickets.domain.bulk_change import BulkChange
from shared.event_store import Aggregate, AsOf, SideWrite
from shared.event_store.side_rows import SideRow
from shared.event_store.store import Store

TAggregate = TypeVar("TAggregate", bound=Aggregate)


class AnsweredBefore(Exception):
    """Another run of the same order has come to the ticket first."""


class Together:
    """A store that saves the outcome of a ticket with whatever is saved for it.

    Args:
        store: the log.
        bulk_change_id: the order.
        ticket_id: the ticket.
    """

    def __init__(self, store: Store, *, bulk_change_id: UUID, ticket_id: UUID) -> None:
        self.service = store.service
        self.clock = store.clock
        self.is_saved = False
        self._store = store
        self._bulk_change_id = bulk_change_id
        self._ticket_id = ticket_id

    def get(
        self, aggregate_class: type[TAggregate], entity_id: UUID, *, as_of: AsOf | None = None
    ) -> TAggregate:
        """The aggregate, or `NotFound`."""
        return self._store.get(aggregate_class, entity_id, as_of=as_of)

    def find(
        self, aggregate_class: type[TAggregate], entity_id: UUID, *, as_of: AsOf | None = None
    ) -> TAggregate | None:
        """The aggregate, or None."""
        return self._store.find(aggregate_class, entity_id, as_of=as_of)

    def save(
        self,
        *aggregates: Aggregate,
        beside: Sequence[SideWrite] = (),
        unchanged: Sequence[Aggregate] = (),
    ) -> int:
        """All of it with the outcome, or nothing.

        Raises:
            AnsweredBefore: the ticket has its outcome already.
        """
        ordered = self._store.get(BulkChange, self._bulk_change_id)
        if self._ticket_id not in ordered.remaining:
            raise AnsweredBefore
        ordered.note_done(self._ticket_id)
        position = self._store.save(*aggregates, ordered, beside=beside, unchanged=unchanged)
        self.is_saved = True
        return position

    def side_row(self, kind: str, key: str) -> SideRow | None:
        """One side row."""
        return self._store.side_row(kind, key)


class Unsaved:
    """A store that keeps in mind what would be saved, so that a later step sees it.

    Args:
        store: the log; nothing is written to it.
    """

    def __init__(self, store: Store) -> None:
        self.service = store.service
        self.clock = store.clock
        self._store = store
        self._kept: dict[UUID, Aggregate] = {}
        self._rows: dict[tuple[str, str], SideRow | None] = {}

    def get(
        self, aggregate_class: type[TAggregate], entity_id: UUID, *, as_of: AsOf | None = None
    ) -> TAggregate:
        """The aggregate, or `NotFound`."""
        kept = self._kept.get(entity_id)
        if as_of is None and isinstance(kept, aggregate_class):
            return kept
        return self._store.get(aggregate_class, entity_id, as_of=as_of)

    def find(
        self, aggregate_class: type[TAggregate], entity_id: UUID, *, as_of: AsOf | None = None
    ) -> TAggregate | None:
        """The aggregate, or None."""
        kept = self._kept.get(entity_id)
        if as_of is None and isinstance(kept, aggregate_class):
            return kept
        return self._store.find(aggregate_class, entity_id, as_of=as_of)

    def save(
        self,
        *aggregates: Aggregate,
        beside: Sequence[SideWrite] = (),
        unchanged: Sequence[Aggregate] = (),
    ) -> int:
        """Keeps in mind how everything would stand; what must stand still is not asked."""
        del unchanged
        for one in aggregates:
            one.collect_events()
            self._kept[one.id] = one
        for row in beside:
            key = row.kind, row.key
            self._rows[key] = None if row.value is None else SideRow(*key, row.value)
        return 0

    def side_row(self, kind: str, key: str) -> SideRow | None:
        """One side row as it would stand."""
        if (kind, key) in self._rows:
            return self._rows[kind, key]
        return self._store.side_row(kind, key)
