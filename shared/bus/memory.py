"""The transport of the embedded platform and of tests: queues in the memory of one process.

Confirms mean nothing here and nothing survives a stop: followers pull from the logs at start, so
nothing needs to.
"""

from __future__ import annotations

import threading
import time
from collections import deque
from collections.abc import Sequence

from shared.bus.transport import Delivery, Outgoing
from shared.crash_points import CrashPoint, reached

LONGEST_QUEUE = 10_000
"""Deliveries kept for one consumer; older ones are dropped and pulled from the log instead."""


class MemoryHub:
    """All exchanges and queues of one process."""

    def __init__(self) -> None:
        self._queues: dict[tuple[str, str], list[MemorySubscription]] = {}

    def publisher(self, service: str) -> MemoryPublisher:
        """Sends in the name of `service`."""
        return MemoryPublisher(self, service)

    def subscription(self, stream: str, *, producer: str) -> MemorySubscription:
        """A new queue of what `producer` sends on `stream`."""
        queue = MemorySubscription()
        self._queues.setdefault((stream, producer), []).append(queue)
        return queue

    def send(self, stream: str, producer: str, messages: Sequence[Outgoing]) -> int:
        """Hands messages to all queues; returns how many had no queue."""
        queues = self._queues.get((stream, producer), [])
        for queue in queues:
            queue.put(messages, producer)
        reached(CrashPoint.BEFORE_CONFIRM)
        return 0 if queues else len(messages)


class MemoryPublisher:
    """Sends messages of one service into the hub."""

    def __init__(self, hub: MemoryHub, service: str) -> None:
        self._hub = hub
        self._service = service

    def publish(self, stream: str, messages: Sequence[Outgoing]) -> int:
        """Hands all over at once; returns how many had no queue."""
        return self._hub.send(stream, self._service, messages)

    def close(self) -> None:
        """Nothing is held open."""


class MemorySubscription:
    """The queue of one consumer for one producer."""

    def __init__(self) -> None:
        self._waiting: deque[Delivery] = deque(maxlen=LONGEST_QUEUE)
        self._arrived = threading.Event()
        self._tag = 0

    def put(self, messages: Sequence[Outgoing], sender: str) -> None:
        """Adds messages and wakes the consumer."""
        for one in messages:
            self._tag += 1
            self._waiting.append(Delivery(one.body, sender, self._tag))
        self._arrived.set()

    def receive(self, *, limit: int, within: float) -> list[Delivery]:
        """Up to `limit` deliveries; waits `within` seconds for the first one."""
        deadline = time.monotonic() + within
        while not self._waiting:
            self._arrived.clear()
            if not self._arrived.wait(max(0.0, deadline - time.monotonic())):
                return []
        count = min(limit, len(self._waiting))
        return [self._waiting.popleft() for _ in range(count)]

    def acknowledge(self, tag: int) -> None:
        """Nothing is kept after it was received."""

    def close(self) -> None:
        """Drops what waits."""
        self._waiting.clear()
