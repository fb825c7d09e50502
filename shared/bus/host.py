"""Everything that one service does in a bus process, as loops over step functions."""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping
from functools import partial
from typing import Any, Protocol

import structlog

from shared.bus.envelope import Translator
from shared.bus.follower import Follower, Reader
from shared.bus.leadership import Leadership
from shared.bus.log_reader import LogReader
from shared.bus.parking import ParkingLot
from shared.bus.reactions import ReactionReader
from shared.bus.relay import LeadershipLost, Relay
from shared.bus.requests import RequestDesk, Work
from shared.bus.rounds import FollowerRound, InboxRound, ProjectionRound, RelayRound
from shared.bus.transport import ProducerLog, Publisher, Subscription, TransportFailed
from shared.bus.works import OperatorWorks
from shared.clock import SystemClock
from shared.context import Context, acting
from shared.platform import Platform
from shared.read_models.readers import ForeignReader, OwnReaders
from shared.service import Inbox, Service, Timer
from shared.telemetry import LAG, PARKED

_log = structlog.get_logger(__name__)

Spawn = Callable[[Callable[[], None]], Any]
WorksOf = Callable[[Service, Callable[[str], ProducerLog]], Mapping[str, Work]]


LONGEST_WAIT = 1.0
"""Seconds after which every loop looks again, whether or not it was woken."""

STOPPED_WITHIN = 10.0
"""Seconds that a loop has for its last step."""

_REQUESTS = "requests"

METRICS_EVERY = 10.0
RETENTION_EVERY = 3600.0


class Transport(Protocol):
    """Opens what a service needs of the broker."""

    def publisher(self, service: str) -> Publisher:
        """Sends messages of `service`."""

    def subscription(self, consumer: str, *, producer: str) -> Subscription:
        """The queue of `consumer` for all that `producer` publishes."""

    def inbox(self, service: str, *, queue: str) -> Subscription | None:
        """A queue into which clients outside send; None where the transport has no outside."""

    def log_of(self, consumer: str, *, producer: str) -> ProducerLog:
        """The log of `producer`, asked in the name of `consumer`."""


class ServiceHost:
    """One service in a bus process: relays, followers, own read models, timers and requests.

    Args:
        service: the service.
        transport: opens the broker's parts.
        platform: the process's infrastructure.
        works: makes what operators may ask for beside the kernel's own works.
    """

    def __init__(
        self,
        service: Service,
        transport: Transport,
        platform: Platform,
        *,
        works: WorksOf | None = None,
    ) -> None:
        self.service = service
        self._platform = platform
        self._transport = transport
        self._stopping = threading.Event()
        self._news: dict[str, threading.Event] = {}
        self._told_of: int | None = None
        self._timers_ran: dict[str, float] = {}
        self._ends: list[threading.Event] = []
        self.relays = [self._relay(stream) for stream in service.publications.streams]
        self.reaction_readers: dict[str, ReactionReader] = {}
        self.followers = [self._follower(producer) for producer in service.producers]
        own = [one for one in service.read_models if one.source == service.name]
        self.own_readers = OwnReaders(own, service.store)
        self.desk = RequestDesk(service.store, self._works(works), platform.clock)

    def start(self, spawn: Spawn) -> None:
        """Starts all loops through `spawn` (green threads of a bus process, or threads)."""
        spawn = partial(self._spawn, spawn)
        for relay in self.relays:
            self._loop(
                spawn, f"relay {relay.stream}", RelayRound(relay, self._leadership_of(relay))
            )
        for follower in self.followers:
            spawn(partial(self._follow, follower))
        for queue, take in self.service.inboxes.items():
            spawn(partial(self._take_from_outside, queue, take))
        self._loop(spawn, "read models", ProjectionRound(self.service.store, self.own_readers))
        self._loop(spawn, _REQUESTS, self.desk.work_off)
        spawn(partial(self._repeat, METRICS_EVERY, self._tell_metrics))
        spawn(partial(self._repeat, RETENTION_EVERY, self._end_retention))

    def wake(self, position: int | None = None) -> None:
        """The service's log has something new.

        Args:
            position: its last one, if known; told of twice, an operator has asked for something.
        """
        for name, news in self._news.items():
            if name != _REQUESTS or position in (None, self._told_of):
                news.set()
        self._told_of = position

    def stop(self) -> None:
        """Ends all loops and returns when each has finished its step, acknowledged and closed."""
        self._stopping.set()
        self.wake()
        for ended in self._ends:
            ended.wait(STOPPED_WITHIN)

    def read_events(self, after: int, after_id: str, *, token: str) -> dict[str, Any]:
        """The reply to another service that catches up (RPC `read_events`).

        Raises:
            ServiceRefused: the token does not prove a service.
        """
        self._platform.service_tokens().service_of(token)
        return self.log_reader().reply(after, after_id)

    def log_reader(self) -> LogReader:
        """Reads the service's own log in public form."""
        service = self.service
        translator = Translator(
            service.publications, service.store.mapper, stream="loopdesk.events"
        )
        return LogReader(service.store, translator)

    def run_timers(self) -> int:
        """Does all that is due now; returns how much was done."""
        return sum(map(self._run_timer, self.service.timers))

    def run_waiting_timers(self) -> int:
        """Runs those whose `every` is over since they last ran; one that fails ends no other."""
        done, at = 0, self._platform.clock.now().timestamp()
        for one in self.service.timers:
            # A clock that was put back delays nobody: what ran in the future runs now.
            if not 0 <= at - self._timers_ran.get(one.name, 0) < one.every:
                self._timers_ran[one.name] = at
                done += self._attempt(one.name, partial(self._run_timer, one), pause=0)
        return done

    def _run_timer(self, timer: Timer) -> int:
        now = self._platform.clock.now()
        cause = f"{self.service.name}/{timer.name}/{now.isoformat()}"
        context = Context(
            occurred_at=now,
            actor=f"service:{self.service.name}",
            kind="service",
            role="service",
            channel="timer",
            ids=self._platform.ids(cause),
        )
        with acting(context):
            return timer.run(now)

    def _relay(self, stream: str) -> Relay:
        service = self.service
        translator = Translator(service.publications, service.store.mapper, stream=stream)
        publisher = self._transport.publisher(service.name)
        return Relay(service.store, translator, publisher, stream=stream)

    def _leadership_of(self, relay: Relay) -> Leadership:
        return self._platform.leadership(self.service.name, name=f"relay/{relay.stream}")

    def _follower(self, producer: str) -> Follower:
        service = self.service
        readers: list[Reader] = [
            ForeignReader(model) for model in service.read_models if model.source == producer
        ]
        if producer in service.reactions:
            reactions = ReactionReader(
                service.store,
                producer=producer,
                reactions=service.reactions[producer],
                clock=self._platform.clock,
                ids=self._platform.ids,
                refusals=service.refusals.get(producer),
            )
            self.reaction_readers[producer] = reactions
            # Look-up tables first: a reaction may ask what an earlier message of its batch told.
            readers.append(reactions)
        log = self._transport.log_of(service.name, producer=producer)
        return Follower(producer, readers, log)

    def _spawn(self, spawn: Spawn, loop: Callable[[], None]) -> None:
        ended = threading.Event()
        self._ends.append(ended)

        def run() -> None:
            try:
                loop()
            finally:
                ended.set()

        spawn(run)

    def _loop(self, spawn: Spawn, name: str, step: Callable[[], int]) -> None:
        news = self._news[name] = threading.Event()

        def run() -> None:
            while not self._stopping.is_set():
                news.clear()
                if not self._attempt(name, step):
                    news.wait(LONGEST_WAIT)

        spawn(run)

    def _attempt(self, name: str, step: Callable[[], int], *, pause: float = LONGEST_WAIT) -> int:
        """One step; a failure of infrastructure is told and tried again for ever."""
        try:
            return step()
        except LeadershipLost:
            _log.info("stand-by", service=self.service.name, loop=name)
        except Exception:  # noqa: BLE001 (told, and tried again for ever)
            _log.exception("loop-failed", service=self.service.name, loop=name)
        self._stopping.wait(pause)
        return 0

    def _follow(self, follower: Follower) -> None:
        while not self._stopping.is_set():
            subscription = self._transport.subscription(
                self.service.name, producer=follower.producer
            )
            try:
                self._consume(follower, subscription)
            except TransportFailed as failure:
                _log.warning("transport-failed", follower=follower.producer, cause=str(failure))
            except Exception:  # noqa: BLE001 (told, and tried again for ever)
                _log.exception("follower-failed", follower=follower.producer)
            subscription.close()
            self._stopping.wait(LONGEST_WAIT)

    def _consume(self, follower: Follower, subscription: Subscription) -> None:
        step, store = FollowerRound(follower, subscription), self.service.store
        while not self._stopping.is_set():
            written = store.last_written
            done = step(within=LONGEST_WAIT)
            if store.last_written != written:
                self.wake(store.last_written)
            if not done and step.is_held_up:
                self._stopping.wait(0.05)

    def _take_from_outside(self, queue: str, take: Inbox) -> None:
        while not self._stopping.is_set():
            subscription = self._transport.inbox(self.service.name, queue=queue)
            if subscription is None:
                return
            step = InboxRound(subscription, take)
            try:
                while not self._stopping.is_set():
                    step(within=LONGEST_WAIT)
            except Exception:  # noqa: BLE001 (told; what was not acknowledged comes again)
                _log.exception("inbox-failed", service=self.service.name, queue=queue)
            subscription.close()
            self._stopping.wait(LONGEST_WAIT)

    def _works(self, further: WorksOf | None) -> Mapping[str, Work]:
        works = OperatorWorks(self.service, self._log_of, self.reaction_readers)
        others = {} if further is None else further(self.service, self._log_of)
        return {**works.by_name(), **others, "run-timers": lambda *_: f"{self.run_timers()} done"}

    def _log_of(self, producer: str) -> ProducerLog:
        return self._transport.log_of(self.service.name, producer=producer)

    def _repeat(self, every: float, step: Callable[[], int]) -> None:
        while not self._stopping.is_set():
            self._attempt(step.__name__, step)
            self._stopping.wait(every)

    def _tell_metrics(self) -> int:
        """Sets the gauges of what this service has still to take, and of what is parked."""
        for follower in self.followers:
            position = min(one.place().position for one in follower.readers)
            LAG.labels(self.service.name, follower.producer).set(max(0, follower.newest - position))
            parked = len(ParkingLot(self.service.store).messages(producer=follower.producer))
            PARKED.labels(self.service.name, follower.producer).set(parked)
        return 1

    def _end_retention(self) -> int:
        """Removes side rows whose time is over; retention keeps the real clock."""
        return self.service.store.recorder.remove_expired(now=SystemClock().now())
