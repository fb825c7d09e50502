"""Messages over RabbitMQ: confirmed, in order, with proven senders."""

from __future__ import annotations

from collections.abc import Iterator

import pika
import pytest
from pika.exceptions import ChannelClosedByBroker

from shared.bus.rabbitmq import RabbitPublisher, RabbitSubscription
from shared.bus.transport import Delivery, NotConfirmed, TransportFailed
from tests.shared.bus.broker import LoopdeskBroker, messages
from tests.support.eventually import eventually

pytestmark = pytest.mark.needs_rabbitmq


@pytest.fixture
def publisher(broker: LoopdeskBroker) -> Iterator[RabbitPublisher]:
    publisher = broker.publisher("shop")
    yield publisher
    publisher.close()


@pytest.fixture
def queue(broker: LoopdeskBroker) -> Iterator[RabbitSubscription]:
    """The depot's queue of the shop's messages, empty."""
    queue = broker.subscription("depot", producer="shop")
    queue.receive(limit=0, within=0)
    yield queue
    queue.close()
    with broker.channel("depot") as channel:
        channel.queue_delete("depot.from.shop")


def delivered(queue: RabbitSubscription, count: int) -> list[Delivery]:
    """The next deliveries, unacknowledged."""
    found: list[Delivery] = []

    def have_come() -> bool:
        found.extend(queue.receive(limit=count - len(found), within=1))
        return len(found) == count

    eventually(have_come, within=30)
    return found


def received(queue: RabbitSubscription, count: int) -> list[int]:
    """The numbers of the next messages, unacknowledged."""
    return [int(one.body) for one in delivered(queue, count)]


def test_confirmed_messages_arrive_in_order_with_their_proven_sender(
    publisher: RabbitPublisher, queue: RabbitSubscription
) -> None:
    assert 0 == publisher.publish("loopdesk.events", messages("shop", 3))
    first, second, third = delivered(queue, 3)
    assert ["1", "2", "3"] == [one.body.decode() for one in (first, second, third)]
    assert {"shop"} == {one.sender for one in (first, second, third)}
    queue.acknowledge(third.tag)


def test_messages_without_a_queue_are_counted_and_no_failure(broker: LoopdeskBroker) -> None:
    nobody_follows_it = broker.publisher("crm")
    assert 3 == nobody_follows_it.publish("loopdesk.events", messages("crm", 3))
    assert 0 == nobody_follows_it.publish("loopdesk.events", [])
    nobody_follows_it.close()


def test_another_services_user_id_is_refused(broker: LoopdeskBroker) -> None:
    forged = pika.BasicProperties(user_id="depot")
    with (
        broker.channel("shop") as channel,
        pytest.raises(ChannelClosedByBroker, match="user_id property set to 'depot'"),
    ):
        channel.basic_publish("loopdesk.events", "loopdesk.shop.told.v1", b"1", forged)


def test_a_message_without_user_id_has_no_sender(
    broker: LoopdeskBroker, queue: RabbitSubscription
) -> None:
    with broker.channel("shop") as channel:
        channel.basic_publish("loopdesk.events", "loopdesk.shop.told.v1", b"1")
    (delivery,) = delivered(queue, 1)
    assert delivery.sender is None


def test_a_message_above_one_mebibyte_is_refused(
    broker: LoopdeskBroker, queue: RabbitSubscription
) -> None:
    mine = pika.BasicProperties(user_id="shop")
    largest = b"x" * 1024 * 1024
    with broker.channel("shop") as channel:
        channel.basic_publish("loopdesk.events", "loopdesk.shop.told.v1", largest, mine)
        with pytest.raises(ChannelClosedByBroker, match="larger than configured max size 1048576"):
            channel.basic_publish("loopdesk.events", "loopdesk.shop.told.v1", largest + b"x", mine)
    assert [largest] == [one.body for one in delivered(queue, 1)]


def test_what_a_refused_publisher_sends_next_is_confirmed(
    publisher: RabbitPublisher, queue: RabbitSubscription
) -> None:
    with pytest.raises(TransportFailed, match="ACCESS_REFUSED"):
        publisher.publish("loopdesk.events", messages("depot", 2))
    assert 0 == publisher.publish("loopdesk.events", messages("shop", 1))
    assert [1] == received(queue, 1)


def test_a_second_consumer_goes_on_in_order_where_the_first_has_closed(
    broker: LoopdeskBroker, publisher: RabbitPublisher, queue: RabbitSubscription
) -> None:
    more_than_a_consumer_holds = 700
    publisher.publish("loopdesk.events", messages("shop", more_than_a_consumer_holds))
    assert list(range(1, 101)) == received(queue, 100)
    second = broker.subscription("depot", producer="shop")
    assert [] == second.receive(limit=1, within=0)
    queue.close()
    taken = delivered(second, 300)
    second.acknowledge(taken[-1].tag)
    taken += delivered(second, 400)
    assert list(range(1, 701)) == [int(one.body) for one in taken]
    second.close()


def test_what_was_acknowledged_is_not_delivered_again_and_the_rest_is_once(
    publisher: RabbitPublisher, queue: RabbitSubscription
) -> None:
    publisher.publish("loopdesk.events", messages("shop", 5))
    last = delivered(queue, 2)[-1]
    queue.acknowledge(last.tag)
    queue.close()
    with pytest.raises(TransportFailed):
        queue.acknowledge(last.tag)
    assert [3, 4, 5] == received(queue, 3)
    assert [] == queue.receive(limit=1, within=0)


def test_a_full_queue_that_refuses_tells_how_many_it_has_taken(
    broker: LoopdeskBroker, publisher: RabbitPublisher
) -> None:
    full = {"x-max-length": 4, "x-overflow": "reject-publish"}
    with broker.channel("shop") as channel:
        channel.queue_declare("shop.from.shop", durable=True, arguments=full)
        channel.queue_bind("shop.from.shop", "loopdesk.events", "loopdesk.shop.#")
        with pytest.raises(NotConfirmed) as refusal:
            publisher.publish("loopdesk.events", messages("shop", 10))
        channel.queue_purge("shop.from.shop")
        assert 0 == publisher.publish("loopdesk.events", messages("shop", 4))
        channel.queue_delete("shop.from.shop")
    assert 4 == refusal.value.confirmed
