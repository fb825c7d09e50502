"""One round of a loop of the bus process: a step, and what is due when there is nothing to do."""

from __future__ import annotations

from shared.bus.leadership import Leadership
from shared.bus.relay import Relay
from shared.event_store import EventStore
from shared.read_models.readers import OwnReaders

HEAD_EVERY = 3
"""Idle rounds of a relay between two heads."""

FOLLOWED = "loopdesk.events"
"""The stream that services follow; the CRM's has no heads, since the CRM catches up by its feed."""


class RelayRound:
    """A relay's step, with a head every few idle rounds."""

    def __init__(self, relay: Relay, leadership: Leadership) -> None:
        self._relay = relay
        self._leadership = leadership
        self._idle = 0

    def __call__(self) -> int:
        if not self._leadership.is_held():
            return 0
        step = self._relay.step()
        if step.records:
            self._idle = 0
            return step.records
        self._idle += 1
        if self._idle % HEAD_EVERY == 0 and self._relay.stream == FOLLOWED:
            self._relay.publish_head()
        return 0


class ProjectionRound:
    """A step of every read model of the own log; idle, it costs one look at the log's end."""

    def __init__(self, store: EventStore, readers: OwnReaders) -> None:
        self._store = store
        self._readers = readers
        self._done = -1

    def __call__(self) -> int:
        last = self._store.recorder.last_position()
        if last == self._done:
            return 0
        moved = self._readers.step()
        if not moved:
            self._done = last
        return moved
