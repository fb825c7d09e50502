"""A broker that does what a script says: loses, repeats, delays, refuses, hands over, forgets."""

from __future__ import annotations

import random
from collections import Counter, deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from typing import Literal, Protocol

from shared.bus.log_reader import excerpt_of
from shared.bus.place import Place
from shared.bus.transport import (
    Delivery,
    Excerpt,
    NotConfirmed,
    Outgoing,
    ProducerLog,
    TransportFailed,
)
from shared.crash_points import CrashPoint, reached

Mischief = Literal["lose", "repeat", "delay"]
Answer = Literal["nack", "unconfirmed", "refuse"]
"""Of a publisher's batch: a part is refused, the confirms get lost, the connection breaks."""


class Client(Protocol):
    """A process as the broker sees it."""

    name: str

    def untaken(self, queue: str, bodies: Sequence[bytes]) -> Sequence[str]:
        """Ids of those messages that the process has not stored as taken."""

    def wait(self) -> None:
        """Others go on before this call does."""


@dataclass(frozen=True)
class _Item:
    """A message in a queue; `number` is its place in the order of arrival."""

    number: int
    message_id: str
    body: bytes
    sender: str


@dataclass
class _Queue:
    """The queue of one consumer: the first of its subscriptions is the active one."""

    items: deque[_Item] = field(default_factory=deque)
    subscriptions: list[ScriptedSubscription] = field(default_factory=list)

    def take_back(self, items: Sequence[_Item]) -> None:
        """What was delivered and not acknowledged stands in front again, in its order."""
        self.items = deque(sorted([*items, *self.items], key=lambda one: one.number))


class ScriptedBroker:
    """All queues, and what is done to the messages in them.

    Args:
        rng: decides where the script leaves a choice.
        report: told of what a broker can see that must not be.
    """

    def __init__(self, rng: random.Random, report: Callable[[str], None]) -> None:
        self._rng = rng
        self._report = report
        self._queues: dict[str, _Queue] = {}
        self._bindings: dict[str, list[str]] = {}
        self._delayed: list[tuple[str, _Item]] = []
        self._arrivals = 0
        self.is_up = True
        self.mischief: list[Mischief] = []
        self.answers: list[Answer] = []
        self.unreachable: set[str] = set()
        self.slow_answers = 0
        self.confirmed: dict[str, set[str]] = {}
        """Ids of the messages of each stream whose publisher was told that they were taken."""
        self._handed_over: Counter[tuple[str, str]] = Counter()

    @property
    def absorbed(self) -> int:
        """Deliveries of messages that their consumer had been handed before."""
        return sum(count - 1 for count in self._handed_over.values())

    @property
    def is_empty(self) -> bool:
        """Whether nothing waits in any queue or on its way."""
        return not self._delayed and not any(one.items for one in self._queues.values())

    def publish(self, producer: str, stream: str, messages: Sequence[Outgoing]) -> int:
        """Takes a batch as the script says; returns how many had no queue."""
        self.check()
        answer = self.answers.pop(0) if self.answers and messages else None
        if answer == "refuse":
            raise TransportFailed("The connection was reset.")
        taken = len(messages)
        if answer is not None:
            taken = self._rng.randrange(len(messages))
        for one in messages[:taken]:
            self._arrive(producer, stream, one)
        reached(CrashPoint.BEFORE_CONFIRM)
        if answer == "unconfirmed":
            raise TransportFailed("The connection was reset before the confirms.")
        self.confirmed.setdefault(stream, set()).update(one.message_id for one in messages[:taken])
        if answer == "nack":
            raise NotConfirmed(taken)
        return 0 if self._bindings.get(producer) else len(messages)

    def put(self, queue: str, body: bytes, *, message_id: str, sender: str) -> None:
        """A client outside sends into a queue, and hears that it was taken."""
        self.check()
        self._arrivals += 1
        self._queue(queue).items.append(_Item(self._arrivals, message_id, body, sender))

    def subscribe(
        self, client: Client, queue: str, *, producer: str | None
    ) -> ScriptedSubscription:
        """The queue for one more consumer; bound to all of a producer, if it names one."""
        if producer is not None and queue not in self._bindings.setdefault(producer, []):
            self._bindings[producer].append(queue)
        made = ScriptedSubscription(self, client, queue)
        self._queue(queue).subscriptions.append(made)
        return made

    def check(self) -> None:
        """Raises `TransportFailed` while the broker is down."""
        if not self.is_up:
            raise TransportFailed("The broker is down.")

    def disconnect(self, client: Client | None = None) -> None:
        """Closes all connections, or those of one process, without a word to it."""
        for queue in self._queues.values():
            for one in [one for one in queue.subscriptions if client in (None, one.client)]:
                self.drop(one)

    def drop(self, subscription: ScriptedSubscription) -> None:
        """Gives a consumer up: what it holds goes back, and the next one becomes active."""
        queue = self._queue(subscription.queue)
        if subscription in queue.subscriptions:
            queue.subscriptions.remove(subscription)
            queue.take_back([item for _, item in subscription.held])
        subscription.is_open = False

    def lose_everything(self) -> None:
        """Queues, bindings and connections are gone."""
        self.disconnect()
        self._queues.clear()
        self._bindings.clear()
        self._delayed.clear()

    def deliver_delayed(self) -> None:
        """What was held back on its way arrives, behind all that overtook it."""
        for queue, item in self._delayed:
            self._arrivals += 1
            self._queue(queue).items.append(replace(item, number=self._arrivals))
        self._delayed.clear()

    def next_for(self, subscription: ScriptedSubscription, limit: int) -> list[_Item]:
        """What the active consumer is handed next."""
        queue = self._queue(subscription.queue)
        if queue.subscriptions[0] is not subscription:
            return []
        count = min(limit, len(queue.items))
        count = self._rng.randint(1, count) if count else 0
        items = [queue.items.popleft() for _ in range(count)]
        for one in items:
            self._handed_over[subscription.queue, one.message_id] += 1
        return items

    def acknowledged(self, subscription: ScriptedSubscription, items: Sequence[_Item]) -> None:
        """Forgets what a consumer says it has done, and looks whether it has."""
        bodies = [one.body for one in items]
        for message_id in subscription.client.untaken(subscription.queue, bodies):
            self._report(f"{subscription.queue}: {message_id} was acknowledged but never taken")

    def _queue(self, name: str) -> _Queue:
        return self._queues.setdefault(name, _Queue())

    def _arrive(self, producer: str, stream: str, message: Outgoing) -> None:
        for name in self._bindings.get(producer, []) if stream == "loopdesk.events" else []:
            fate = self._fate()
            self._arrivals += 1
            item = _Item(self._arrivals, message.message_id, message.body, producer)
            if fate == "delay":
                self._delayed.append((name, item))
            elif fate != "lose":
                copies = 3 if fate == "repeat" else 1
                self._queue(name).items.extend([item] * copies)

    def _fate(self) -> Mischief | None:
        if not self.mischief or self._rng.random() < 0.4:
            return None
        return self.mischief.pop(0)


class ScriptedSubscription:
    """One consumer's hold on a queue, as long as the broker lets it."""

    def __init__(self, broker: ScriptedBroker, client: Client, queue: str) -> None:
        self._broker = broker
        self._tag = 0
        self.client = client
        self.queue = queue
        self.is_open = True
        self.held: list[tuple[int, _Item]] = []

    def receive(self, *, limit: int, within: float) -> list[Delivery]:
        """Some of what waits, never later."""
        self._check()
        deliveries = []
        for item in self._broker.next_for(self, limit):
            self._tag += 1
            self.held.append((self._tag, item))
            deliveries.append(Delivery(item.body, item.sender, self._tag))
        return deliveries

    def acknowledge(self, tag: int) -> None:
        """All up to `tag` are done with."""
        self._check()
        done = [item for each, item in self.held if each <= tag]
        self.held = [one for one in self.held if one[0] > tag]
        self._broker.acknowledged(self, done)

    def close(self) -> None:
        """What was not acknowledged is delivered again."""
        self._broker.drop(self)

    def _check(self) -> None:
        self._broker.check()
        if not self.is_open:
            raise TransportFailed("The channel was closed.")


class ScriptedTransport:
    """What one process opens of the broker.

    Args:
        broker: the broker.
        client: the process.
        log_of_producer: the log of a producer, if one of its bus processes lives.
    """

    def __init__(
        self,
        broker: ScriptedBroker,
        client: Client,
        log_of_producer: Callable[[str], Callable[[int, str], dict[str, object]]],
    ) -> None:
        self._broker = broker
        self._client = client
        self._log_of_producer = log_of_producer

    def publisher(self, service: str) -> ScriptedPublisher:
        """Sends messages of `service`."""
        return ScriptedPublisher(self._broker, service)

    def subscription(self, consumer: str, *, producer: str) -> ScriptedSubscription:
        """The queue of `consumer` for all that `producer` publishes."""
        self._broker.check()
        return self._broker.subscribe(
            self._client, f"{consumer}.from.{producer}", producer=producer
        )

    def inbox(self, service: str, *, queue: str) -> ScriptedSubscription:
        """A queue into which clients outside send."""
        self._broker.check()
        return self._broker.subscribe(self._client, queue, producer=None)

    def log_of(self, consumer: str, *, producer: str) -> ProducerLog:
        """The log of `producer`, asked over the broker."""
        return _ScriptedLog(self._broker, self._client, producer, self._log_of_producer)


class ScriptedPublisher:
    """Sends messages of one service."""

    def __init__(self, broker: ScriptedBroker, service: str) -> None:
        self._broker = broker
        self._service = service

    def publish(self, stream: str, messages: Sequence[Outgoing]) -> int:
        """Sends all, as far as the script lets it."""
        return self._broker.publish(self._service, stream, messages)


class _ScriptedLog:
    """A producer's log behind a network that fails and is slow."""

    def __init__(
        self,
        broker: ScriptedBroker,
        client: Client,
        producer: str,
        log_of_producer: Callable[[str], Callable[[int, str], dict[str, object]]],
    ) -> None:
        self._broker = broker
        self._client = client
        self._producer = producer
        self._log_of_producer = log_of_producer

    def read_events(self, *, after: Place) -> Excerpt:
        """What was published after `after`."""
        self._broker.check()
        if self._producer in self._broker.unreachable:
            raise TransportFailed(f"{self._producer} does not answer.")
        reply = self._log_of_producer(self._producer)(after.position, after.event_id)
        if self._broker.slow_answers:
            self._broker.slow_answers -= 1
            self._client.wait()
        return excerpt_of(reply)
