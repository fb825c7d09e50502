"""A small aggregate, stored events and stores for the tests of the event store."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from uuid import UUID, uuid4

from eventsourcing.persistence import StoredEvent

from shared.clock import Clock, SystemClock
from shared.context import Context, acting
from shared.event_store import Aggregate, EventStore, Recorder, canonical_bytes, event
from shared.sealed.envelope import Sealed

NOON = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)


def now() -> datetime:
    return datetime.now(tz=UTC)


class Parcel(Aggregate):
    """Something that is packed, moved and sealed."""

    TOPIC = "depot.parcel"

    class Created(Aggregate.Created):
        """The parcel exists."""

        TOPIC = "depot.parcel.packed"
        label: str
        receiver: Sealed | None

    def __init__(self, label: str, receiver: Sealed | None) -> None:
        self.label = label
        self.receiver = receiver
        self.shelf = ""

    @classmethod
    def pack(cls, label: str, *, parcel_id: UUID | None = None) -> "Parcel":
        return cls._create(cls.Created, id=parcel_id, label=label, receiver=None)

    @event("Moved", topic="depot.parcel.moved")
    def move(self, shelf: str) -> None:
        self.shelf = shelf


@contextmanager
def at_work(*, at: datetime = NOON, reason: str | None = None) -> Iterator[None]:
    """A context in which events can be made."""
    with acting(Context(occurred_at=at, actor="clerk", reason=reason)):
        yield


def parcel_store(recorder: Recorder, *, clock: Clock | None = None) -> EventStore:
    return EventStore(
        service=recorder.service,
        recorder=recorder,
        aggregates=[Parcel],
        clock=clock or SystemClock(),
    )


def saved_parcel(store: EventStore, *, shelves: tuple[str, ...] = ()) -> Parcel:
    """A parcel that was packed, and moved to each of the shelves by a save of its own."""
    with at_work():
        parcel = Parcel.pack("books")
        store.save(parcel)
        for shelf in shelves:
            parcel.move(shelf)
            store.save(parcel)
    return parcel


def stored(
    originator_id: UUID | None = None, *, version: int = 1, text: str = "parcel"
) -> StoredEvent:
    """A record as the mapper would give it."""
    state = canonical_bytes({"meta": {"event_id": str(uuid4())}, "text": text})
    return StoredEvent(originator_id or uuid4(), version, "depot.parcel.packed", state)
