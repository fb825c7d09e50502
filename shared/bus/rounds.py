"""One round of a loop of the bus process: a step, and what is due when there is nothing to do."""

from __future__ import annotations

from shared.bus.follower import Follower
from shared.bus.leadership import Leadership
from shared.bus.relay import Relay
from shared.bus.transport import Delivery, Subscription, TransportFailed
from shared.crash_points import CrashPoint, reached
from shared.event_store import EventStore
from shared.read_models.readers import OwnReaders
from shared.service import Inbox

HEAD_EVERY = 3
"""Idle rounds of a relay between two heads."""

SILENCE = 30.0
"""Seconds of waiting without even a head after which a queue is taken to be cut off: the broker
says nothing when an exchange or a binding goes."""

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


class FollowerRound:
    """A follower on its queue: to the producer's head first, then delivery by delivery."""

    def __init__(self, follower: Follower, subscription: Subscription) -> None:
        self._follower = follower
        self._subscription = subscription
        self._is_level = False
        self._waiting: list[Delivery] = []
        self._silence = 0.0

    @property
    def is_held_up(self) -> bool:
        """Whether a reader could not take all, so that the next round tries again."""
        return not self._is_level or bool(self._waiting)

    def __call__(self, *, within: float) -> int:
        """Acknowledges deliveries once every running reader has passed them; returns how many.

        Args:
            within: seconds to wait for the first of them.

        Raises:
            TransportFailed: nothing has come for long: open it anew, so that it is bound again.
        """
        if not self._is_level:
            # What is published while the log is read waits in the queue.
            self._subscription.receive(limit=0, within=0)
            self._is_level = self._follower.catch_up()
            return 0
        self._waiting = self._waiting or self._subscription.receive(limit=200, within=within)
        self._silence = 0.0 if self._waiting else self._silence + within
        if self._silence > SILENCE:
            raise TransportFailed(f"Not even a head has come for {SILENCE} s.")
        if not self._waiting or not self._follower.take(self._waiting):
            return 0
        reached(CrashPoint.BEFORE_ACKNOWLEDGEMENT)
        self._subscription.acknowledge(self._waiting[-1].tag)
        done, self._waiting = len(self._waiting), []
        return done


class InboxRound:
    """Hands what clients outside have sent to the service, one by one."""

    def __init__(self, subscription: Subscription, take: Inbox) -> None:
        self._subscription = subscription
        self._take = take

    def __call__(self, *, within: float) -> int:
        """Takes and acknowledges what has come; returns how many; waits `within` seconds."""
        deliveries = self._subscription.receive(limit=100, within=within)
        for one in deliveries:
            self._take(one.body, one.sender)
            reached(CrashPoint.BEFORE_ACKNOWLEDGEMENT)
            self._subscription.acknowledge(one.tag)
        return len(deliveries)


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
