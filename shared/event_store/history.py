"""What happened to an entity, entry by entry, and what differs between two moments."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields, is_dataclass
from datetime import datetime
from enum import Enum
from typing import Any
from uuid import UUID

from shared.event_store.aggregate import Aggregate
from shared.event_store.mapper import canonical
from shared.event_store.meta import Meta
from shared.event_store.store import AsOf, EventStore

Changes = dict[str, tuple[Any, Any]]
"""By field: plain data before and after; None where the field did not exist."""


@dataclass(frozen=True)
class HistoryEntry:
    """One event of an entity, as a person reads it.

    Args:
        position: place in the log.
        version: the entity's version after it.
        topic: what happened.
        changes: the fields of the entity that it changed.
        recorded_at: when the log took it.
        meta: who, when, why and in which circumstances; sealed values stay sealed.
    """

    position: int
    version: int
    topic: str
    changes: Changes
    recorded_at: datetime
    meta: Meta

    @property
    def actor(self) -> str | None:
        """Who did it; None when anonymous."""
        return self.meta.actor

    @property
    def occurred_at(self) -> datetime:
        """When it was done."""
        return self.meta.occurred_at

    @property
    def reason(self) -> str | None:
        """Why, in the actor's words."""
        return self.meta.reason


def history(store: EventStore, entity_id: UUID, *, as_of: AsOf | None = None) -> list[HistoryEntry]:
    """All that happened to an entity up to `as_of`, the oldest first; empty if there is none.

    Raises:
        Invalid: `as_of` names no moment of the log.
        UnknownTopic: a newer release wrote an entry.
    """
    entries: list[HistoryEntry] = []
    aggregate: Any = None
    before: dict[str, Any] = {}
    up_to = store.position_of(as_of)
    for record in store.recorder.select_history(entity_id, up_to_position=up_to):
        event = store.mapper.to_domain_event(record)
        aggregate = event.mutate(aggregate)
        after = {} if aggregate is None else state_of(aggregate)
        entries.append(
            HistoryEntry(
                position=record.id,
                version=record.originator_version,
                topic=record.topic,
                changes=_changes(before, after),
                recorded_at=record.recorded_at,
                meta=event.meta,
            )
        )
        before = after
    return entries


def diff(store: EventStore, cls: type[Aggregate], entity_id: UUID, a: AsOf, b: AsOf) -> Changes:
    """What differs in an entity between the moments `a` and `b`.

    Raises:
        Invalid: a moment is none of the log.
    """
    states = []
    for moment in (a, b):
        aggregate = store.find(cls, entity_id, as_of=moment)
        states.append({} if aggregate is None else state_of(aggregate))
    return _changes(*states)


def state_of(aggregate: Aggregate) -> dict[str, Any]:
    """The public attributes of an aggregate as plain JSON data; sealed values stay sealed."""
    return {
        name: _plain(value) for name, value in vars(aggregate).items() if not name.startswith("_")
    }


def _changes(before: Mapping[str, Any], after: Mapping[str, Any]) -> Changes:
    names = [*before, *(name for name in after if name not in before)]
    pairs = {name: (before.get(name), after.get(name)) for name in names}
    return {name: pair for name, pair in pairs.items() if pair[0] != pair[1]}


def _plain(value: Any) -> Any:
    if isinstance(value, Enum):
        return _plain(value.value)
    if isinstance(value, Mapping):
        return {str(_plain(key)): _plain(each) for key, each in value.items()}
    if isinstance(value, set | frozenset):
        return sorted((_plain(each) for each in value), key=str)
    if isinstance(value, list | tuple):
        return [_plain(each) for each in value]
    if is_dataclass(value):
        return {one.name: _plain(getattr(value, one.name)) for one in fields(value)}
    return canonical(value)
