"""The follower: takes one producer's messages to every reader of one service, in order, once."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Sequence
from typing import Protocol

import structlog

from shared.bus.envelope import BadEnvelope, Head, read_envelope
from shared.bus.message import Message
from shared.bus.place import Place, Verdict, advanced, judge
from shared.bus.transport import Delivery, Excerpt, ProducerLog
from shared.crash_points import CrashPoint, reached
from shared.telemetry import ABSORBED, PULLED

_log = structlog.get_logger(__name__)

KNOWN_IDS = 10_000
"""Event ids kept to tell a duplicate from a suspicion."""


class Reader(Protocol):
    """Something that reads a producer's messages: all reactions together, or a read model."""

    name: str

    def place(self) -> Place:
        """Where it stands, as stored."""

    def take(self, messages: Sequence[Message], *, old: Place, new: Place) -> Place:
        """Takes messages and moves from `old` to `new` in one transaction.

        Returns:
            Where it stands now; before `new` if it could not take all.
        """

    def is_running(self) -> bool:
        """Whether it takes messages; one that failed has stopped until it is mended."""

    def step_back(self, log: ProducerLog, head: Head) -> Place:
        """The producer's log has lost what was read: go back to the last common record."""


class Follower:
    """Feeds the readers of one service with the messages of one producer.

    Args:
        producer: name of the producing service.
        readers: the service's readers of that producer.
        log: the producer's log, for what the transport lost.
    """

    def __init__(self, producer: str, readers: Sequence[Reader], log: ProducerLog) -> None:
        self.producer = producer
        self.readers = readers
        self._log = log
        self.newest = 0
        """The highest position of the producer's log that a message or head has told of."""
        self._known: dict[str, OrderedDict[str, None]] = {
            one.name: OrderedDict() for one in readers
        }

    def take(self, deliveries: Sequence[Delivery]) -> bool:
        """Gives deliveries to all running readers.

        Returns:
            Whether every running reader has passed them, so that they may be acknowledged.

        Raises:
            TransportFailed: the producer had to be asked and cannot be reached.
        """
        received = [one for one in map(self._read, deliveries) if one is not None]
        self.newest = max([self.newest, *(one.position for one in received)])
        done = [self._feed(one, received) for one in self.readers if one.is_running()]
        return all(done)

    def catch_up(self) -> bool:
        """Pulls every running reader to the producer's head; True when all have come there."""
        arrived = [self._pull(one) for one in self.readers if one.is_running()]
        return all(arrived)

    def _read(self, delivery: Delivery) -> Message | Head | None:
        """The message of a delivery, if its sender is the producer itself."""
        if delivery.sender != self.producer:
            _log.warning(
                "message-of-unproven-sender", producer=self.producer, sender=delivery.sender
            )
            return None
        try:
            return read_envelope(delivery.body)
        except BadEnvelope as refusal:
            _log.warning("unreadable-message", producer=self.producer, cause=str(refusal))
            return None

    def _feed(self, reader: Reader, received: Sequence[Message | Head]) -> bool:
        place = start = reader.place()
        fresh: list[Message] = []
        is_verified = False
        for one in received:
            verdict = self._judge(reader, one, place)
            if isinstance(one, Message) and one.position <= place.position:
                ABSORBED.labels(self.producer, reader.name).inc()
            if verdict is Verdict.NEXT:
                place = _after(one, place)
                if isinstance(one, Message):
                    fresh.append(one)
            elif verdict in (Verdict.GAP, Verdict.SUSPICION) and not is_verified:
                if not self._hand_over(reader, fresh, start, place) or not self._pull(reader):
                    return False
                # The pull has proven the reader's place, so what it has passed is a repeat.
                place = start = reader.place()
                fresh, is_verified = [], True
        return self._hand_over(reader, fresh, start, place)

    def _judge(self, reader: Reader, one: Message | Head, place: Place) -> Verdict:
        if isinstance(one, Head):
            return _judge_head(one, place)
        return judge(one, place, is_known=one.id in self._known[reader.name])

    def _hand_over(
        self, reader: Reader, messages: Sequence[Message], old: Place, new: Place
    ) -> bool:
        if old == new:
            return True
        reached(CrashPoint.AFTER_DELIVERY)
        stands_at = reader.take(messages, old=old, new=new)
        known = self._known[reader.name]
        for one in messages:
            if one.position <= stands_at.position:
                known[one.id] = None
        while len(known) > KNOWN_IDS:
            known.popitem(last=False)
        return stands_at == new

    def _pull(self, reader: Reader) -> bool:
        """Reads on from the producer's own log until its end."""
        while True:
            place = reader.place()
            PULLED.labels(self.producer, reader.name).inc()
            excerpt = self._log.read_events(after=place)
            if not excerpt.holds_after:
                reader.step_back(self._log, excerpt.head)
                self._known[reader.name].clear()
                continue
            if not self._hand_over(reader, excerpt.messages, place, _end_of(excerpt)):
                return False
            if excerpt.is_last:
                return True


def _end_of(excerpt: Excerpt) -> Place:
    head = excerpt.head
    return Place(
        head.log,
        head.generation,
        head.position,
        head.event_id,
        max(head.through, head.position),
    )


def _judge_head(head: Head, place: Place) -> Verdict:
    if head.generation < place.generation:
        return Verdict.OUTDATED
    if (head.log, head.position, head.event_id) == (place.log, place.position, place.event_id):
        return Verdict.NEXT if head.through > place.through else Verdict.DUPLICATE
    if head.log == place.log and head.position < place.position:
        # A head that was overtaken on its way says nothing against a place proven meanwhile.
        return Verdict.SUSPICION
    if not head.log:
        return Verdict.DUPLICATE
    return Verdict.GAP


def _after(one: Message | Head, place: Place) -> Place:
    if isinstance(one, Message):
        return advanced(place, one)
    return Place(place.log, place.generation, place.position, place.event_id, one.through)
