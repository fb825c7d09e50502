"""The transport of production: RabbitMQ through kombu, with pipelined confirms."""

from __future__ import annotations

import time
from collections.abc import Sequence
from typing import Any

from amqp import exceptions as amqp_errors
from kombu.connection import Connection

from shared.bus.envelope import CONTENT_TYPE
from shared.bus.transport import Delivery, NotConfirmed, Outgoing, TransportFailed
from shared.crash_points import CrashPoint, reached

HEARTBEAT = 10
"""Seconds; a broker that stopped without closing its sockets is given up within three of them."""

CONFIRM_WITHIN = 30.0
"""Seconds to wait for the confirms of one batch."""

_PREFETCH = 500

_CLOSE_WITHIN = 1.0

_FAILURES = (amqp_errors.AMQPError, OSError)


class RabbitPublisher:
    """Sends persistent messages of one service and waits for all confirms at the end of a batch.

    Args:
        url: AMQP URL with the service's own user.
        heartbeat: seconds.
    """

    def __init__(self, url: str, *, heartbeat: float = HEARTBEAT) -> None:
        self._url = url
        self._heartbeat = heartbeat
        self._user = Connection(url).userid
        self._connection: Connection | None = None
        self._channel: Any = None
        self._streams: set[str] = set()
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
        was_open, began_at = self._connection is not None, time.monotonic()
        try:
            return self._publish(stream, messages)
        except NotConfirmed:
            raise
        except TransportFailed:
            # The broker closes a connection over which nothing went for long; that is no outage.
            if not was_open or time.monotonic() - began_at > self._heartbeat:
                raise
            return self._publish(stream, messages)

    def close(self) -> None:
        """Closes the connection; the next batch opens a new one."""
        connection, self._connection, self._channel = self._connection, None, None
        if connection is not None:
            _close_quietly(connection)

    def _publish(self, stream: str, messages: Sequence[Outgoing]) -> int:
        try:
            channel = self._open_channel(stream)
            first = self._sent + 1
            self._returned = 0
            for one in messages:
                self._send(channel, stream, one)
            reached(CrashPoint.BEFORE_CONFIRM)
            self._await_confirms(first)
        except _FAILURES as failure:
            self.close()
            raise TransportFailed(repr(failure)) from failure
        except BaseException:
            # What was left half done must not be counted to the next batch.
            self.close()
            raise
        return self._returned

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

    def _open_channel(self, stream: str) -> Any:
        if self._connection is None:
            self._connection = _connect(self._url, heartbeat=self._heartbeat)
            channel = self._connection.channel()
            channel.confirm_select()
            channel.events["basic_ack"].add(self._settle)
            channel.events["basic_nack"].add(self._rejected)
            channel.events["basic_return"].add(self._came_back)
            self._channel = channel
            self._streams = set()
            self._sent = 0
            self._open_tags, self._refused = set(), set()
        if stream not in self._streams:
            _ensure_exchange(self._connection, stream)
            self._streams.add(stream)
        return self._channel

    def _await_confirms(self, first: int) -> None:
        deadline = time.monotonic() + CONFIRM_WITHIN
        while self._open_tags and time.monotonic() < deadline:
            _drain(self._connection, within=self._heartbeat / 2)
        missing = self._open_tags | self._refused
        if missing:
            raise NotConfirmed(min(missing) - first)

    def _rejected(self, *confirm: Any) -> None:
        self._refused |= self._settle(*confirm)

    def _settle(self, tag: int, multiple: bool) -> set[int]:  # noqa: FBT001 - called by amqp
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
        heartbeat: seconds.
    """

    def __init__(
        self,
        url: str,
        *,
        queue: str,
        bindings: Sequence[tuple[str, str]] = (),
        arguments: dict[str, Any] | None = None,
        heartbeat: float = HEARTBEAT,
    ) -> None:
        self._url = url
        self._heartbeat = heartbeat
        self._queue = queue
        self._bindings = bindings
        self._arguments = QUORUM if arguments is None else arguments
        self._connection: Connection | None = None
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
                left = 0.0 if self._arrived else deadline - time.monotonic()
                something = _drain(connection, within=min(max(left, 0.001), self._heartbeat / 2))
                if not something and (self._arrived or time.monotonic() >= deadline):
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
        if connection is not None:
            _close_quietly(connection)
        # Some still arrive while it is closed; their tags mean nothing on the next channel.
        self._arrived = []

    def _open(self) -> Connection:
        if self._connection is None:
            self._connection = connection = _connect(self._url, heartbeat=self._heartbeat)
            self._channel = channel = connection.channel()
            if self._bindings:
                channel.queue_declare(
                    self._queue, durable=True, auto_delete=False, arguments=self._arguments
                )
                for exchange, pattern in self._bindings:
                    _ensure_exchange(connection, exchange)
                    channel.queue_bind(self._queue, exchange=exchange, routing_key=pattern)
            channel.basic_qos(prefetch_size=0, prefetch_count=_PREFETCH, a_global=False)
            channel.basic_consume(self._queue, callback=self._take)
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


def _ensure_exchange(connection: Connection, exchange: str) -> None:
    """Declares a topic exchange that is not there; to see that it is there takes no right."""
    try:
        with connection.channel() as channel:
            channel.exchange_declare(exchange, "topic", passive=True)
    except amqp_errors.NotFound:
        with connection.channel() as channel:
            channel.exchange_declare(exchange, "topic", durable=True, auto_delete=False)


def _connect(url: str, *, heartbeat: float) -> Connection:
    connection = Connection(url, heartbeat=heartbeat, connect_timeout=5)
    connection.connect()
    # The library itself waits for answers without end, also those of a broker that hangs.
    connection.connection.sock.settimeout(3 * heartbeat)
    return connection


def _drain(connection: Any, *, within: float) -> bool:
    """Takes what has come; tells whether anything has, and looks at the heartbeat if not."""
    try:
        connection.drain_events(timeout=within)
    except TimeoutError:
        connection.heartbeat_check()
        return False
    return True


def _close_quietly(connection: Connection) -> None:
    try:
        if connection.connected:
            connection.connection.sock.settimeout(_CLOSE_WITHIN)
            connection.close()
    except _FAILURES:
        # The peer has gone already; the kernel closes the socket.
        pass
    connection.collect()
