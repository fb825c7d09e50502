"""How nameko hosts a service on the bus, and how one service asks another over RPC."""

from __future__ import annotations

import signal
from collections.abc import Callable, Sequence
from contextlib import suppress
from typing import Any

import eventlet
import structlog
from amqp.exceptions import AMQPError
from eventlet.queue import Queue
from kombu.exceptions import KombuError
from nameko.exceptions import RemoteError, RpcTimeout, UnknownService
from nameko.extensions import DependencyProvider
from nameko.rpc import Rpc, RpcConsumer
from nameko.runners import ServiceRunner
from nameko.standalone.rpc import ClusterRpcProxy, StandaloneProxyBase

from shared.bus.host import ServiceHost
from shared.bus.log_reader import excerpt_of
from shared.bus.memory import MemoryHub, MemoryPublisher, MemorySubscription
from shared.bus.place import Place
from shared.bus.rabbitmq import HEARTBEAT, RabbitPublisher, RabbitSubscription
from shared.bus.transport import Excerpt, ProducerLog, TransportFailed

_log = structlog.get_logger(__name__)

RPC_WITHIN = 10
"""Seconds to wait for a producer's answer."""

HOSTS = "LOOPDESK_HOSTS"
"""Name under which the process hands the hosts to nameko's configuration."""

STOP_WITHIN = 10
"""Seconds for an orderly end; a hard one loses nothing."""


def nameko_config(url: str) -> dict[str, Any]:
    """The configuration of nameko for the broker at `url`.

    Calls go through an exchange that every vhost has and nobody can delete, so that no service
    needs the right to declare one.
    """
    return {"AMQP_URI": url, "HEARTBEAT": HEARTBEAT, "rpc_exchange": "amq.topic"}


def run_to_end(runners: Sequence[ServiceRunner], *, ready: Callable[[], None]) -> None:
    """Runs services until SIGTERM or SIGINT; whatever one of them dies of is raised.

    While the broker is away nobody can call them, but all that needs no broker goes on.

    Args:
        runners: the services.
        ready: called once, when all can be called.
    """
    ends = Queue()
    starting = set(runners)

    def run(runner: ServiceRunner) -> None:
        runner.start()
        starting.remove(runner)
        if not starting:
            ready()
        runner.wait()

    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: ends.put(lambda: None))
    for runner in runners:
        eventlet.spawn(run, runner).link(lambda thread: ends.put(thread.wait))
    try:
        ends.get()()
    finally:
        with eventlet.Timeout(STOP_WITHIN, exception=False):
            for stopping in [eventlet.spawn(runner.stop) for runner in runners]:
                stopping.wait()


class HostedService(DependencyProvider):
    """Runs the loops of the service's `ServiceHost` as managed threads of its container."""

    host: ServiceHost

    def setup(self) -> None:
        """Finds the host of this service."""
        self.host = self.container.config[HOSTS][self.container.service_name]

    def start(self) -> None:
        """Starts relays, followers, read models and requests."""
        self.host.start(self.container.spawn_managed_thread)

    def stop(self) -> None:
        """Lets every loop end after its step."""
        self.host.stop()

    def get_dependency(self, worker_ctx: Any) -> ServiceHost:
        """The host, for the entrypoints of the service class."""
        return self.host


class _Answers(RpcConsumer):
    """Answers calls; where the broker has gone meanwhile, the caller will ask again."""

    def handle_result(self, message: Any, result: Any, exc_info: Any) -> Any:
        """Sends the answer; nameko would let the whole process die of one that cannot be sent."""
        try:
            return super().handle_result(message, result, exc_info)
        except (AMQPError, KombuError, OSError) as trouble:
            _log.warning("answer-not-sent", cause=repr(trouble))
            with suppress(AMQPError, OSError):
                self.queue_consumer.ack_message(message)
            return result, exc_info


class _Call(Rpc):
    rpc_consumer = _Answers()


rpc = _Call.decorator
"""Lets others call a method of a hosted service over the broker."""


class MemoryTransport:
    """The embedded platform: everything lies in this process.

    Args:
        hub: its exchanges and queues.
        hosts: the process's hosts by service, filled while they are built.
    """

    def __init__(self, hub: MemoryHub, hosts: dict[str, ServiceHost]) -> None:
        self._hub = hub
        self._hosts = hosts

    def publisher(self, service: str) -> MemoryPublisher:
        """Sends messages of `service`."""
        return self._hub.publisher(service)

    def subscription(self, consumer: str, *, producer: str) -> MemorySubscription:
        """The queue of `consumer` for all that `producer` publishes."""
        return self._hub.subscription("loopdesk.events", producer=producer)

    def inbox(self, service: str, *, queue: str) -> None:
        """Nobody outside reaches the memory of this process; clients use the API."""

    def log_of(self, consumer: str, *, producer: str) -> ProducerLog:
        """The log of `producer`, read directly."""
        return _LocalLog(self._hosts, producer)


class RabbitTransport:
    """Production: RabbitMQ, each service with its own user.

    Args:
        url_of: the AMQP URL with a service's own user.
        token_of: makes the token with which a service proves itself in RPC.
    """

    def __init__(self, url_of: Callable[[str], str], token_of: Callable[[str], str]) -> None:
        self._url_of = url_of
        self._token_of = token_of

    def publisher(self, service: str) -> RabbitPublisher:
        """Sends messages of `service`."""
        return RabbitPublisher(self._url_of(service))

    def subscription(self, consumer: str, *, producer: str) -> RabbitSubscription:
        """The durable queue of `consumer` for all that `producer` publishes."""
        return RabbitSubscription(
            self._url_of(consumer),
            queue=f"{consumer}.from.{producer}",
            bindings=[("loopdesk.events", f"loopdesk.{producer}.#")],
        )

    def inbox(self, service: str, *, queue: str) -> RabbitSubscription:
        """A queue of the broker's definitions into which clients outside send."""
        return RabbitSubscription(self._url_of(service), queue=queue)

    def log_of(self, consumer: str, *, producer: str) -> ProducerLog:
        """The log of `producer`, asked over RPC."""
        config = nameko_config(self._url_of(consumer))
        return _RemoteLog(consumer, producer, config, lambda: self._token_of(consumer))


class _LocalLog:
    """A producer's log in the same process."""

    def __init__(self, hosts: dict[str, ServiceHost], producer: str) -> None:
        self._hosts = hosts
        self._producer = producer

    def read_events(self, *, after: Place) -> Excerpt:
        """What was published after `after`."""
        host = self._hosts.get(self._producer)
        if host is None:
            raise TransportFailed(f"{self._producer} is not hosted in this process.")
        return host.log_reader().read_events(after=after)


class _RemoteLog:
    """A producer's log behind nameko RPC."""

    def __init__(
        self, consumer: str, producer: str, config: dict[str, Any], token: Callable[[], str]
    ) -> None:
        self._consumer = consumer
        self._producer = producer
        self._config = config
        self._token = token

    def read_events(self, *, after: Place) -> Excerpt:
        """What was published after `after`."""
        # nameko bounds the wait for an answer, but neither connecting nor sending.
        late = TransportFailed(f"{self._producer} does not answer in time.")
        try:
            with eventlet.Timeout(2 * RPC_WITHIN, late), self._caller() as services:
                reply = services[self._producer].read_events(
                    after.position, after.event_id, self._token()
                )
        except (AMQPError, OSError, RpcTimeout, RemoteError, UnknownService) as failure:
            raise TransportFailed(f"{self._producer} does not answer: {failure!r}") from failure
        return excerpt_of(reply)

    def _caller(self) -> Any:
        return _Caller(self._consumer, self._config)


class _Caller(ClusterRpcProxy):
    """Calls in the name of one service: its reply queues carry it, and are its own by right."""

    def __init__(self, service: str, config: dict[str, Any]) -> None:
        base = StandaloneProxyBase.ServiceContainer
        self.ServiceContainer = type("CallerOf", (base,), {"service_name": service})
        super().__init__(config, timeout=RPC_WITHIN)
