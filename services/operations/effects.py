"""Proves that what a service has taken from a producer had its effects once and in order.

A service notes each message that its reactions have taken, with the number of events that it
caused, in the transaction of those events (`shared.bus.trail`). Here that trail is laid beside
the producer's log and beside the service's own log, where each event names what caused it.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

import msgspec

from shared.bus.parking import ParkingLot
from shared.bus.place import Place
from shared.bus.relay import stored_place
from shared.bus.trail import LENGTH, Step, Trail
from shared.bus.transport import ProducerLog
from shared.event_store import EventStore

RECORDS_A_STEP = 1000


@dataclass(frozen=True)
class Breach:
    """Something that is not as it must be.

    Args:
        invariant: `I3` once each, `I4` in order, `I5` as replayed.
        kind: an effect is missing, there too often, or there is something else.
        what: one sentence.
    """

    invariant: Literal["I3", "I4", "I5"]
    kind: Literal["lost", "duplicated", "unexpected"]
    what: str


@dataclass(frozen=True)
class Effects:
    """What was found of one producer.

    Args:
        messages: how many of its messages were looked at: all, or the last 10,000.
        breaches: what is wrong with them.
    """

    messages: int
    breaches: tuple[Breach, ...]


@dataclass(frozen=True)
class _Published:
    """A message as far as it matters here."""

    position: int
    message_id: str
    subjects: tuple[str, ...]


class _Cause(msgspec.Struct):
    channel: str
    causation_id: str | None = None


class _State(msgspec.Struct):
    meta: _Cause


_STATES = msgspec.json.Decoder(_State)


def check_effects(store: EventStore, *, producer: str, log: ProducerLog) -> Effects:
    """Looks at all that the reactions of a service have taken from a producer and still note.

    Both may go on meanwhile.

    Args:
        store: the service's log.
        producer: the producing service.
        log: its log.

    Raises:
        TransportFailed: the producer cannot be reached.
    """
    row = store.side_row("positions", f"reactions/{producer}")
    place = stored_place(row.content if row else None)
    steps = Trail(store, producer=producer).steps()
    start = Place()
    if len(steps) >= LENGTH:
        start = Place(position=steps[0].position, event_id=steps[0].message_id)
        steps = steps[1:]
    through = max([place.position, *(one.position for one in steps)])
    published = _published(log, start, through=through)
    effects = _positions_of_effects(store, {one.message_id for one in published})
    # Read last: what is parked now was parked while the effects were read.
    parked = {one.message.id for one in ParkingLot(store).messages(producer=producer)}
    breaches = [
        *_wrongly_taken(producer, published, steps),
        *_wrong_effects(producer, steps, effects, parked),
        *_out_of_order(producer, published, effects),
    ]
    return Effects(len(published), tuple(breaches))


def _published(log: ProducerLog, after: Place, *, through: int) -> list[_Published]:
    """What the producer's log holds now behind `after`; nothing if it does not hold that."""
    found: list[_Published] = []
    while True:
        excerpt = log.read_events(after=after)
        found += [
            _Published(one.position, one.id, one.subjects)
            for one in excerpt.messages
            if one.position <= through
        ]
        head = excerpt.head
        if excerpt.is_last or head.through >= through:
            return found
        after = Place(head.log, head.generation, head.position, head.event_id, head.through)


def _positions_of_effects(store: EventStore, wanted: Collection[str]) -> dict[str, list[int]]:
    """The positions of the events that each message has caused."""
    found: dict[str, list[int]] = {}
    after = 0
    while records := store.recorder.select_records(after=after, limit=RECORDS_A_STEP):
        for record in records:
            cause = _STATES.decode(record.state).meta
            if cause.channel == "bus" and cause.causation_id in wanted:
                found.setdefault(str(cause.causation_id), []).append(record.id)
        after = records[-1].id
    return found


def _wrongly_taken(
    producer: str, published: Sequence[_Published], steps: Sequence[Step]
) -> Iterator[Breach]:
    there = {one.message_id for one in published}
    taken: set[str] = set()
    last = 0
    for one in steps:
        name = _name(producer, one.message_id, one.position)
        if one.message_id not in there:
            yield Breach("I3", "unexpected", f"{name} was taken, but is not in that log.")
        if one.message_id in taken:
            yield Breach("I3", "duplicated", f"{name} was taken twice.")
        elif one.position <= last:
            yield Breach("I4", "unexpected", f"{name} was taken after the one at {last}.")
        taken.add(one.message_id)
        last = max(last, one.position)
    for each in published:
        if each.message_id not in taken:
            name = _name(producer, each.message_id, each.position)
            yield Breach("I3", "lost", f"{name} was passed, but never taken.")


def _wrong_effects(
    producer: str,
    steps: Sequence[Step],
    effects: Mapping[str, Sequence[int]],
    parked: Collection[str],
) -> Iterator[Breach]:
    for one in steps:
        found = effects.get(one.message_id, ())
        # What has left the parking lot was run or dropped; how much it caused is not noted.
        unknown = one.effects is None and one.message_id not in parked
        due = len(found) if unknown else one.effects or 0
        name = _name(producer, one.message_id, one.position)
        if len(found) < due:
            yield Breach("I3", "lost", f"{name} has {len(found)} of its {due} effects.")
        elif len(found) > due:
            yield Breach("I3", "duplicated", f"{name} has {len(found)} effects instead of {due}.")
        elif found and found[-1] - found[0] + 1 != len(found):
            places = ", ".join(map(str, found))
            yield Breach("I3", "duplicated", f"{name} has effects in several saves: {places}.")


def _out_of_order(
    producer: str, published: Sequence[_Published], effects: Mapping[str, Sequence[int]]
) -> Iterator[Breach]:
    """Even what was parked comes in order: all of its subject waits behind it."""
    last: dict[str, int] = {}
    for one in published:
        if one.message_id not in effects:
            continue
        first = effects[one.message_id][0]
        overtaken = [subject for subject in one.subjects if last.get(subject, 0) > first]
        if overtaken:
            name = _name(producer, one.message_id, one.position)
            what = f"{name} took effect after a later one of {', '.join(overtaken)}."
            yield Breach("I4", "unexpected", what)
        last.update(dict.fromkeys(one.subjects, first))


def _name(producer: str, message_id: str, position: int) -> str:
    return f"Message {message_id} of {producer} at {position}"
