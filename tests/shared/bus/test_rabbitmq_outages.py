"""A broker that restarts, loses all its data or hangs: nothing of ours is lost, nothing waits."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from shared.bus.rabbitmq import RabbitPublisher, RabbitSubscription
from shared.bus.relay import Relay
from shared.bus.transport import TransportFailed
from tests.shared.bus.broker import LoopdeskBroker, messages
from tests.shared.bus.toys import Pair, sqlite_pair
from tests.support.eventually import eventually

pytestmark = pytest.mark.needs_rabbitmq

HEARTBEAT = 1
"""Seconds, for a test that waits for three of them."""


class Connected:
    """A pair whose messages go over the broker.

    Args:
        pair: the pair.
        broker: the broker.
    """

    def __init__(self, pair: Pair, broker: LoopdeskBroker) -> None:
        self.pair = pair
        self.publisher = broker.publisher("shop")
        self.queue = broker.subscription("depot", producer="shop")
        self.queue.receive(limit=0, within=0)
        self._relay = Relay(pair.shop, pair.translator, self.publisher, stream="loopdesk.events")

    def relay_all(self) -> None:
        """Publish all that is new."""
        while self._relay.step().records:
            pass

    def take(self) -> bool:
        """Take what waits in the queue; tell whether there was anything."""
        waiting = self.queue.receive(limit=100, within=1)
        if not waiting or not self.pair.follower.take(waiting):
            return False
        self.queue.acknowledge(waiting[-1].tag)
        return True


@pytest.fixture
def connected(tmp_path: Path, broker: LoopdeskBroker) -> Iterator[Connected]:
    connected = Connected(sqlite_pair(tmp_path), broker)
    yield connected
    connected.publisher.close()
    connected.queue.close()


def works_again(attempt: Callable[[], object]) -> bool:
    """Whether it works now; what fails with the transport is tried again."""
    try:
        attempt()
    except TransportFailed:
        return False
    return True


def test_publisher_and_subscription_fail_with_the_broker_and_come_back_with_it(
    broker: LoopdeskBroker, connected: Connected
) -> None:
    pair = connected.pair
    pair.sell("tea")
    connected.relay_all()
    broker.node.stop()
    pair.sell("tea")
    with pytest.raises(TransportFailed):
        connected.relay_all()
    with pytest.raises(TransportFailed):
        connected.take()
    broker.node.start()
    assert eventually(lambda: works_again(connected.relay_all), within=60)
    assert eventually(lambda: connected.take() and pair.effects() == 2, within=60)
    assert {"tea": 2} == pair.model.totals()


def test_a_broker_that_loses_all_its_data_loses_nothing_of_ours(
    broker: LoopdeskBroker, connected: Connected
) -> None:
    pair = connected.pair
    for _ in range(5):
        pair.sell("tea")
    connected.relay_all()
    broker.node.wipe()
    with pytest.raises(TransportFailed):
        connected.take()
    connected.queue.receive(limit=0, within=0)
    assert 0 == pair.effects()
    assert pair.follower.catch_up()
    assert 5 == pair.effects()
    pair.sell("tea")
    connected.relay_all()
    assert connected.take()
    assert 6 == pair.effects()
    assert {"tea": 6} == pair.model.totals()


@pytest.fixture
def suspended(broker: LoopdeskBroker) -> Iterator[Callable[[], None]]:
    """A function that stops the node from running; it runs on after the test."""
    yield broker.node.suspend
    broker.node.resume()


def test_a_consumer_gives_up_a_hanging_broker_by_its_heartbeats(
    broker: LoopdeskBroker, suspended: Callable[[], None]
) -> None:
    queue = RabbitSubscription(
        broker.url("depot"), queue="depot.from.shop", bindings=[], heartbeat=HEARTBEAT
    )
    queue.receive(limit=0, within=0)
    suspended()
    with pytest.raises(TransportFailed, match="heartbeat"):
        queue.receive(limit=1, within=10 * HEARTBEAT)


def test_a_publisher_gives_up_a_hanging_broker_by_its_heartbeats(
    broker: LoopdeskBroker, suspended: Callable[[], None]
) -> None:
    publisher = RabbitPublisher(broker.url("shop"), heartbeat=HEARTBEAT)
    publisher.publish("loopdesk.events", messages("shop", 1))
    suspended()
    with pytest.raises(TransportFailed, match="heartbeat"):
        publisher.publish("loopdesk.events", messages("shop", 1))


def test_a_publisher_does_not_wait_for_the_answer_of_a_hanging_broker(
    broker: LoopdeskBroker, suspended: Callable[[], None]
) -> None:
    publisher = RabbitPublisher(broker.url("crm"), heartbeat=HEARTBEAT)
    publisher.publish("loopdesk.events", messages("crm", 1))
    suspended()
    with pytest.raises(TransportFailed):
        publisher.publish("loopdesk.crm", messages("crm", 1))


def test_a_connection_that_the_broker_has_closed_meanwhile_is_no_outage(
    broker: LoopdeskBroker,
) -> None:
    publisher = broker.publisher("shop")
    publisher.publish("loopdesk.events", messages("shop", 1))
    broker.node.ctl("close_all_connections", "idle for too long")
    assert 0 <= publisher.publish("loopdesk.events", messages("shop", 2, start=2))
    publisher.close()
