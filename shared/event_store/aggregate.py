"""The base of all aggregates: the library's, with the context written into every event."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Self
from uuid import UUID

from eventsourcing import domain
from eventsourcing.domain import event

from shared.context import current_context
from shared.event_store.meta import Meta, meta_of

__all__ = ["Aggregate", "event"]


class Aggregate(domain.Aggregate):
    """An entity whose state is the sum of its events.

    A subclass is written as a decider: the public method checks the rules and calls a private
    `@event` method that only assigns. It carries `TOPIC`, and so does each of its events.
    """

    class Event(domain.Aggregate.Event):
        """An event with its circumstances."""

        meta: Meta

    class Created(Event, domain.Aggregate.Created):
        """The first event of an aggregate."""

    def __base_init__(  # type: ignore[override]  # the library passes the event's fields by name
        self, originator_id: UUID, originator_version: int, timestamp: datetime, meta: Meta
    ) -> None:
        super().__base_init__(originator_id, originator_version, timestamp)
        self._correlation_id = meta.correlation_id

    @property
    def correlation_id(self) -> str | None:
        """The id that runs through everything that the entity's own cause set off."""
        return self._correlation_id

    @staticmethod
    def create_id(*_: Any, **__: Any) -> UUID:
        """A new id from the running context."""
        return current_context().ids.new_id()

    @classmethod
    def _create(
        cls,
        event_class: type[Any],
        *,
        id: UUID | None = None,  # noqa: A002 (the library's own name for it)
        **facts: Any,
    ) -> Self:
        meta = _new_meta(event_class)
        return super()._create(event_class, id=id, **facts, meta=meta, timestamp=meta.occurred_at)

    def trigger_event(self, event_class: type[Any], **facts: Any) -> None:
        """Makes the event in the running context and applies it."""
        meta = _new_meta(event_class)
        super().trigger_event(event_class, **facts, meta=meta, timestamp=meta.occurred_at)


def _new_meta(event_class: type[Any]) -> Meta:
    return meta_of(current_context(), class_version=getattr(event_class, "class_version", 1))
