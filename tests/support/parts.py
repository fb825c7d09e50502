"""What tests do with the parts of one service: tell it, let it react, bring its tables up to date.

Nothing of this needs a broker or a bus process.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any, Protocol

from shared.bus.message import Message
from shared.clock import Clock
from shared.context import Context, acting
from shared.event_store import EventStore
from shared.event_store.batch import Batch
from shared.read_models import ReadDatabase, ReadModel, Rows
from shared.read_models.readers import OwnReaders
from shared.service import Service

TOLD_AT = datetime(2020, 1, 6, 1, 0, tzinfo=UTC)
"""When the other services say that it happened: the Monday of all builders."""


class Parts(Protocol):
    """The parts of a service, as its own module wires them."""

    store: EventStore
    read_database: ReadDatabase

    def service(self) -> Service: ...


def own_models(parts: Parts) -> list[ReadModel]:
    """The read models of the service's own log."""
    service = parts.service()
    return [one for one in service.read_models if one.source == service.name]


def project_all(parts: Parts) -> None:
    """Brings all read models of the own log up to its end."""
    models = own_models(parts)
    readers = OwnReaders(models, parts.store)
    while readers.step():
        pass
    end = parts.store.recorder.last_position()
    places = {one.name: parts.read_database.place_of(one.name).through for one in models}
    assert [] == [name for name, through in places.items() if through != end]


def carry_out(parts: Parts, message: Message, *, clock: Clock) -> None:
    """Carries out what the service does about a message of another service."""
    service = parts.service()
    batch = Batch(parts.store)
    context = Context(
        occurred_at=clock.now(),
        actor=f"service:{service.name}",
        kind="service",
        channel="bus",
        correlation_id=message.correlation_id,
        causation_id=message.id,
    )
    with acting(context):
        service.reactions[message.source][message.type](message, batch)
    batch.commit(beside=[])


def message(name: str, data: dict[str, Any], *, position: int = 1) -> Message:
    """A public event of another service, such as `people.employee_hired`."""
    source, _, event = name.partition(".")
    return Message(
        type=f"loopdesk.{source}.{event}.v1",
        source=source,
        id=f"{name}/{position}",
        time=TOLD_AT,
        subject="x:1",
        subjects=("x:1",),
        data=data,
        correlation_id=None,
        causation_id=None,
        log="log",
        generation=1,
        partition=0,
        position=position,
        previous=position - 1,
        previous_id="",
    )


def tell(model: ReadModel, *messages: Message) -> None:
    """Applies messages of another service to a read model."""
    with model.database.writing() as connection:
        rows = Rows(connection, called={})
        for one in messages:
            model.project(one.type, rows, one)
        rows.flush()
