"""How nameko hosts a service on the bus, and how one service asks another over RPC."""

from __future__ import annotations

from typing import Any

from amqp.exceptions import AMQPError
from nameko.exceptions import RemoteError, RpcTimeout
from nameko.extensions import DependencyProvider
from nameko.standalone.rpc import ClusterRpcProxy

from shared.bus.host import ServiceHost
from shared.bus.log_reader import excerpt_of
from shared.bus.memory import MemoryHub, MemoryPublisher, MemorySubscription
from shared.bus.place import Place
from shared.bus.rabbitmq import RabbitPublisher, RabbitSubscription, declare_exchange
from shared.bus.transport import Excerpt, ProducerLog, TransportFailed

RPC_WITHIN = 10
"""Seconds to wait for a producer's answer."""

HOSTS = "LOOPDESK_HOSTS"
"""Name under which the process hands the hosts to nameko's configuration."""


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

    def log_of(self, consumer: str, *, producer: str) -> ProducerLog:
        """The log of `producer`, read directly."""
        return _LocalLog(self._hosts, producer)


class RabbitTransport:
    """Production: RabbitMQ, each service with its own user.

    Args:
        url_template: AMQP URL with `{service}` where the service's own user name stands.
        token_of: makes the token with which a service proves itself in RPC.
    """

    def __init__(self, url_template: str, token_of: Any) -> None:
        self._url_template = url_template
        self._token_of = token_of

    def url(self, service: str) -> str:
        """The URL with the user of `service`."""
        return self._url_template.replace("{service}", service)

    def publisher(self, service: str) -> RabbitPublisher:
        """Sends messages of `service`."""
        return RabbitPublisher(self.url(service))

    def subscription(self, consumer: str, *, producer: str) -> RabbitSubscription:
        """The durable queue of `consumer` for all that `producer` publishes."""
        url = self.url(consumer)
        declare_exchange(url, "loopdesk.events")
        return RabbitSubscription(
            url,
            queue=f"{consumer}.from.{producer}",
            bindings=[("loopdesk.events", f"loopdesk.{producer}.#")],
        )

    def log_of(self, consumer: str, *, producer: str) -> ProducerLog:
        """The log of `producer`, asked over RPC."""
        return _RemoteLog(self.url(consumer), producer, lambda: self._token_of(consumer))


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

    def __init__(self, url: str, producer: str, token: Any) -> None:
        self._config = {"AMQP_URI": url}
        self._producer = producer
        self._token = token

    def read_events(self, *, after: Place) -> Excerpt:
        """What was published after `after`."""
        try:
            with ClusterRpcProxy(self._config, timeout=RPC_WITHIN) as cluster:
                reply = cluster[self._producer].read_events(
                    after.position, after.event_id, self._token()
                )
        except (AMQPError, OSError, RpcTimeout, RemoteError) as failure:
            raise TransportFailed(f"{self._producer} does not answer: {failure!r}") from failure
        return excerpt_of(reply)
