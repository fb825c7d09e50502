"""What relay and follower ask of a transport, fulfilled by RabbitMQ, memory and the simulation."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from shared.bus.envelope import Head
from shared.bus.message import Message
from shared.bus.place import Place


@dataclass(frozen=True)
class Outgoing:
    """A message on its way out.

    Args:
        type: public type, which is also the routing key.
        message_id: the event's id.
        body: the CloudEvent.
    """

    type: str
    message_id: str
    body: bytes


@dataclass(frozen=True)
class Delivery:
    """A message as the transport hands it over.

    Args:
        body: the CloudEvent.
        sender: user name that the transport has validated; None if there was none.
        tag: what `acknowledge` takes.
    """

    body: bytes
    sender: str | None
    tag: int


class TransportFailed(RuntimeError):
    """The broker cannot be reached or has refused: open anew and try again, for ever."""


class NotConfirmed(TransportFailed):
    """The broker did not take all messages of a batch.

    Args:
        confirmed: how many from the batch's start it took.
    """

    def __init__(self, confirmed: int) -> None:
        super().__init__(f"Only the first {confirmed} messages were confirmed.")
        self.confirmed = confirmed


class Publisher(Protocol):
    """Sends messages of one service."""

    def publish(self, stream: str, messages: Sequence[Outgoing]) -> int:
        """Sends all and returns when they are confirmed.

        Returns:
            How many were returned as unroutable (a metric, never a stop).

        Raises:
            NotConfirmed: some were not taken.
            TransportFailed: the broker cannot be reached.
        """


class Subscription(Protocol):
    """The queue of one consumer for one producer."""

    def receive(self, *, limit: int, within: float) -> list[Delivery]:
        """Up to `limit` deliveries; waits `within` seconds for the first one."""

    def acknowledge(self, tag: int) -> None:
        """All deliveries up to `tag` are done with."""

    def close(self) -> None:
        """Closes the channel; what was not acknowledged is delivered again."""


@dataclass(frozen=True)
class Excerpt:
    """A producer's answer to `read_events`.

    Args:
        holds_after: whether its log holds the event id that was asked for at that position.
        messages: what it published after that position, in order.
        head: how far it has read, for advancing over private records.
        is_last: whether nothing published lies beyond.
    """

    holds_after: bool
    messages: tuple[Message, ...]
    head: Head
    is_last: bool


class ProducerLog(Protocol):
    """A producer's log, asked over RPC or directly."""

    def read_events(self, *, after: Place) -> Excerpt:
        """What was published after `after`.

        Raises:
            TransportFailed: the producer cannot be reached.
        """
