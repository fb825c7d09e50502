"""The bare broker: the same client, queue type and durability as ours, with nothing around it."""

import multiprocessing
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from multiprocessing.pool import AsyncResult, Pool

from shared.bus.rabbitmq import RabbitPublisher, RabbitSubscription
from shared.bus.transport import Outgoing
from tests.benchmarks.pace import paced

EXCHANGE = "amq.topic"
QUEUE = "raw"
WINDOW = 200
"""Messages in flight, and acknowledged together; the same as the relay's and the follower's."""


class RawMessages:
    """A publisher here and a consumer in a process of its own.

    Args:
        url: address of the broker.
        pool: one process, in which the consumer runs.
    """

    def __init__(self, url: str, pool: Pool) -> None:
        self._url = url
        self._pool = pool
        self._publisher = RabbitPublisher(url)
        subscription = _subscription(url)
        subscription.receive(limit=0, within=0)
        subscription.close()

    def round_trips(self, body: bytes, *, rate: int, seconds: float) -> list[float]:
        """Seconds from publish to consumption of single messages, sent at an even pace."""
        count = int(rate * seconds)
        arrivals = self._consumed(count)
        sent_at = []
        for number in paced(count, rate=rate):
            sent_at.append(time.monotonic())
            self._publisher.publish(EXCHANGE, [_outgoing(number, body)])
        return [there - here for here, there in zip(sent_at, arrivals.get(60), strict=True)]

    def messages_per_second(self, bodies: Sequence[bytes]) -> float:
        """Publish, confirm, consume and acknowledge: from the first to the last."""
        arrivals = self._consumed(len(bodies))
        started_at = time.monotonic()
        for first in range(0, len(bodies), WINDOW):
            window = bodies[first : first + WINDOW]
            self._publisher.publish(EXCHANGE, [_outgoing(first, body) for body in window])
        return len(bodies) / (arrivals.get(600)[-1] - started_at)

    def close(self) -> None:
        """Gives back the connection."""
        self._publisher.close()

    def _consumed(self, count: int) -> "AsyncResult[list[float]]":
        """When each of the next messages arrived; the consumer is there when this returns."""
        assert self._pool.apply(_ready, (self._url,))
        return self._pool.apply_async(_consume, (count,))


@contextmanager
def raw_messages(url: str) -> Iterator[RawMessages]:
    """Raw messages through the broker at `url`, while it lasts."""
    with multiprocessing.get_context("spawn").Pool(1) as pool:
        messages = RawMessages(url, pool)
        yield messages
        messages.close()


_subscriptions: list[RabbitSubscription] = []


def _ready(url: str) -> bool:
    """In the consumer's process: opens the subscription, anew each time: it was idle for long."""
    for one in _subscriptions:
        one.close()
    _subscriptions[:] = [_subscription(url)]
    _subscriptions[0].receive(limit=0, within=0)
    return True


def _consume(count: int) -> list[float]:
    """In the consumer's process: takes so many messages; the monotonic time of each arrival."""
    arrivals: list[float] = []
    subscription = _subscriptions[0]
    while len(arrivals) < count:
        taken = subscription.receive(limit=WINDOW, within=5)
        arrivals += [time.monotonic()] * len(taken)
        if taken:
            subscription.acknowledge(taken[-1].tag)
    return arrivals


def _subscription(url: str) -> RabbitSubscription:
    return RabbitSubscription(url, queue=QUEUE, bindings=[(EXCHANGE, QUEUE)])


def _outgoing(number: int, body: bytes) -> Outgoing:
    return Outgoing(QUEUE, f"raw-{number}", body)
