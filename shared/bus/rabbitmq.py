"""The transport of production: RabbitMQ through kombu, with pipelined confirms."""

from __future__ import annotations

import socket
import time
from collections.abc import Sequence
from typing import Any

import kombu
from amqp import exceptions as amqp_errors

from shared.bus.envelope import CONTENT_TYPE
from shared.bus.transport import Delivery, NotConfirmed, Outgoing, TransportFailed

HEARTBEAT = 10
"""Seconds; a broker that stopped without closing its sockets is noticed after two of them."""

CONFIRM_WITHIN = 30.0
"""Seconds to wait for the confirms of one batch."""

_PREFETCH = 500

_FAILURES = (amqp_errors.AMQPError, OSError, socket.timeout, ConnectionError)


class RabbitPublisher:
    """Sends persistent messages of one service and waits for all confirms at the end of a batch.

    Args:
        url: AMQP URL with the service's own user.
    """

    def __init__(self, url: str) -> None:
        self._url = url
        self._user = kombu.Connection(url).userid
        self._connection: kombu.Connection | None = None
        self._channel: Any = None
        self._sent = 0
        self._open_tags: set[int] = set()
        self._refused: set[int] = set()
        self._returned = 0

    def publish(self, stream: str, messages: Sequence[Outgoing]) -> int:
        """Sends all; returns how many were returned as unroutable when all are confirmed.

        Raises:
            NotConfirmed: the broker refused some, or did not answer in time.
            TransportFailed: the broker cannot be reached.
        """
        try:
            channel = self._open_channel()
            first = self._sent + 1
            self._returned = 0
            for one in messages:
                self._send(channel, stream, one)
            self._await_confirms(first, len(messages))
        except NotConfirmed:
            self.close()
            raise
        except _FAILURES as failure:
            self.close()
            raise TransportFailed(repr(failure)) from failure
        return self._returned

    def beat(self) -> None:
        """Keeps an idle connection alive; to be called every few seconds."""
        if self._connection is None:
            return
        try:
            self._connection.heartbeat_check()
            self._connection.drain_events(timeout=0.001)
        except TimeoutError:
            return
        except _FAILURES:
            self.close()

    def close(self) -> None:
        """Closes the connection; the next batch opens a new one."""
        connection, self._connection, self._channel = self._connection, None, None
        if connection is not None:
            _close_quietly(connection)

    def _send(self, channel: Any, stream: str, one: Outgoing) -> None:
        self._sent += 1
        self._open_tags.add(self._sent)
        message = channel.prepare_message(
            one.body,
            content_type=CONTENT_TYPE,
            content_encoding="utf-8",
            properties={
                "delivery_mode": 2,
                "message_id": one.message_id,
                "type": one.type,
                "user_id": self._user,
            },
        )
        channel.basic_publish(message, exchange=stream, routing_key=one.type, mandatory=True)

    def _open_channel(self) -> Any:
        if self._channel is None:
            self._connection = _connect(self._url)
            channel = self._connection.channel()
            channel.confirm_select()
            channel.events["basic_ack"].add(self._acknowledged)
            channel.events["basic_nack"].add(self._rejected)
            channel.events["basic_return"].add(self._came_back)
            self._channel = channel
            self._sent = 0
            self._open_tags, self._refused = set(), set()
        return self._channel

    def _await_confirms(self, first: int, count: int) -> None:
        deadline = time.monotonic() + CONFIRM_WITHIN
        connection = self._connection
        assert connection is not None
        while self._open_tags and time.monotonic() < deadline:
            try:
                connection.drain_events(timeout=1)
            except TimeoutError:
                connection.heartbeat_check()
        missing = self._open_tags | self._refused
        if missing:
            raise NotConfirmed(min(missing) - first if min(missing) >= first else 0)

    def _acknowledged(self, delivery_tag: int, multiple: bool) -> None:
        self._settle(delivery_tag, multiple)

    def _rejected(self, delivery_tag: int, multiple: bool) -> None:
        self._refused |= self._settle(delivery_tag, multiple)

    def _settle(self, tag: int, multiple: bool) -> set[int]:
        settled = {one for one in self._open_tags if one <= tag} if multiple else {tag}
        self._open_tags -= settled
        return settled

    def _came_back(self, *_: Any) -> None:
        self._returned += 1


class RabbitSubscription:
    """One durable quorum queue of one consumer, with a single active consumer.

    Args:
        url: AMQP URL with the consumer's own user.
        queue: name of the queue, such as `complaints.from.tickets`.
        arguments: arguments that the queue was declared with; None where it is not ours.
        bindings: pairs of exchange and routing pattern; none where the queue is not ours.
    """

    def __init__(
        self,
        url: str,
        *,
        queue: str,
        bindings: Sequence[tuple[str, str]] = (),
        arguments: dict[str, Any] | None = None,
    ) -> None:
        self._url = url
        self._queue = queue
        self._bindings = bindings
        self._arguments = QUORUM if arguments is None else arguments
        self._connection: kombu.Connection | None = None
        self._channel: Any = None
        self._arrived: list[Delivery] = []

    def receive(self, *, limit: int, within: float) -> list[Delivery]:
        """Up to `limit` deliveries; waits `within` seconds for the first one.

        Raises:
            TransportFailed: the broker cannot be reached or closed the channel.
        """
        try:
            connection = self._open()
            deadline = time.monotonic() + within
            while len(self._arrived) < limit:
                pause = 0.0 if self._arrived else max(0.0, deadline - time.monotonic())
                try:
                    connection.drain_events(timeout=max(pause, 0.001))
                except TimeoutError:
                    connection.heartbeat_check()
                    if self._arrived or time.monotonic() >= deadline:
                        break
        except _FAILURES as failure:
            self.close()
            raise TransportFailed(repr(failure)) from failure
        taken, self._arrived = self._arrived[:limit], self._arrived[limit:]
        return taken

    def acknowledge(self, tag: int) -> None:
        """All deliveries up to `tag` are done with.

        Raises:
            TransportFailed: the channel has gone; the broker delivers them again.
        """
        if self._channel is None:
            raise TransportFailed("The channel of these deliveries has gone.")
        try:
            self._channel.basic_ack(tag, multiple=True)
        except _FAILURES as failure:
            self.close()
            raise TransportFailed(repr(failure)) from failure

    def close(self) -> None:
        """Closes the channel without cancelling, so that later messages never overtake."""
        connection, self._connection, self._channel = self._connection, None, None
        self._arrived = []
        if connection is not None:
            _close_quietly(connection)

    def _open(self) -> kombu.Connection:
        if self._connection is None:
            connection = _connect(self._url)
            channel = connection.channel()
            if self._bindings:
                channel.queue_declare(
                    self._queue, durable=True, auto_delete=False, arguments=self._arguments
                )
                for exchange, pattern in self._bindings:
                    channel.queue_bind(self._queue, exchange=exchange, routing_key=pattern)
            channel.basic_qos(0, _PREFETCH, False)
            channel.basic_consume(self._queue, callback=self._take)
            self._connection, self._channel = connection, channel
        return self._connection

    def _take(self, message: Any) -> None:
        body = message.body
        self._arrived.append(
            Delivery(
                body=body.encode() if isinstance(body, str) else bytes(body),
                sender=message.properties.get("user_id"),
                tag=message.delivery_tag,
            )
        )


QUORUM = {"x-queue-type": "quorum", "x-single-active-consumer": True}
"""Arguments of every follower's queue."""


def declare_exchange(url: str, exchange: str) -> None:
    """Makes sure that a topic exchange is there; the broker may have lost everything.

    Raises:
        TransportFailed: the broker cannot be reached.
    """
    try:
        with _connect(url) as connection:
            connection.channel().exchange_declare(
                exchange, "topic", durable=True, auto_delete=False
            )
    except _FAILURES as failure:
        raise TransportFailed(repr(failure)) from failure


def _connect(url: str) -> kombu.Connection:
    connection = kombu.Connection(url, heartbeat=HEARTBEAT, connect_timeout=5)
    connection.connect()
    return connection


def _close_quietly(connection: kombu.Connection) -> None:
    try:
        connection.close()
    except _FAILURES:
        # The peer has gone already; the kernel closes the socket.
        connection.collect()
