"""Nobody at the broker has more rights than it uses (deploy/rabbitmq/definitions.json)."""

from __future__ import annotations

import json
from collections.abc import Callable

import pika
import pytest
from pika.adapters.blocking_connection import BlockingChannel
from pika.exceptions import ChannelClosedByBroker, ProbableAuthenticationError

from shared.bus.rabbitmq import RabbitSubscription
from shared.bus.transport import Outgoing
from tests.shared.bus.broker import DEPLOYED, LoopdeskBroker

pytestmark = pytest.mark.needs_rabbitmq

Attempt = Callable[[BlockingChannel], object]


def publishing(exchange: str, key: str) -> Attempt:
    return lambda channel: channel.basic_publish(exchange, key, b"{}")


def reading(queue: str) -> Attempt:
    return lambda channel: channel.basic_get(queue)


def declaring(queue: str) -> Attempt:
    return lambda channel: channel.queue_declare(queue, durable=True)


def binding(queue: str, exchange: str, key: str) -> Attempt:
    def bind(channel: BlockingChannel) -> None:
        channel.queue_declare(queue, durable=True)
        channel.queue_bind(queue, exchange, key)

    return bind


REFUSED = {
    "publishes in another's name": ("shop", publishing("loopdesk.events", "loopdesk.crm.told.v1")),
    "publishes a head of another": ("shop", publishing("loopdesk.events", "loopdesk.crm.head")),
    "publishes to the CRM": ("shop", publishing("loopdesk.crm", "loopdesk.crm.told.v1")),
    "publishes as the CRM": ("shop", publishing("crm.events", "crm.contact.recorded.v1")),
    "publishes into a queue": ("shop", publishing("", "crm.from.shop")),
    "calls another method": ("shop", publishing("amq.topic", "crm.run_timers")),
    "reads another's queue": ("shop", reading("crm.from.depot")),
    "reads the CRM's messages": ("shop", reading("loopdesk.crm.inbox")),
    "reads what the CRM is sent": ("crm", reading("loopdesk.crm.outbox")),
    "makes another's queue": ("shop", declaring("crm.from.shop")),
    "makes a queue of any name": ("shop", declaring("mine")),
    "makes an exchange": ("shop", lambda channel: channel.exchange_declare("mine", "topic")),
    "removes the exchange": ("shop", lambda channel: channel.exchange_delete("loopdesk.events")),
    "listens to the CRM's stream": ("shop", binding("shop.from.crm", "loopdesk.crm", "#")),
    "listens to another's calls": ("shop", binding("rpc-shop", "amq.topic", "crm.*")),
    "listens to all calls": ("shop", binding("rpc-shop", "amq.topic", "#")),
    "client publishes events": ("crm_client", publishing("loopdesk.events", "loopdesk.crm.x.v1")),
    "client answers itself": ("crm_client", publishing("loopdesk.crm", "loopdesk.crm.x.v1")),
    "client has its own types only": ("crm_client", publishing("crm.events", "loopdesk.crm.x.v1")),
    "client calls a service": ("crm_client", publishing("amq.topic", "crm.read_events")),
    "client reads the inbox": ("crm_client", reading("loopdesk.crm.inbox")),
    "client reads events": ("crm_client", reading("crm.from.depot")),
    "client makes a queue": ("crm_client", declaring("crm_client")),
    "client empties the inbox": ("crm_client", lambda c: c.queue_purge("loopdesk.crm.inbox")),
    "client removes its queue": ("crm_client", lambda c: c.queue_delete("loopdesk.crm.outbox")),
}


@pytest.fixture(scope="module", autouse=True)
def queues(broker: LoopdeskBroker) -> None:
    """The queues that somebody reaches for."""
    for consumer, producer in (("crm", "depot"), ("crm", "shop")):
        queue = broker.subscription(consumer, producer=producer)
        queue.receive(limit=0, within=0)
        queue.close()


@pytest.mark.parametrize(("user", "attempt"), REFUSED.values(), ids=REFUSED)
def test_the_broker_refuses_whoever(broker: LoopdeskBroker, user: str, attempt: Attempt) -> None:
    with broker.channel(user) as channel, pytest.raises(ChannelClosedByBroker) as refusal:
        attempt(channel)
    assert 403 == refusal.value.reply_code


def test_the_client_sends_to_the_inbox_and_is_answered_in_its_outbox(
    broker: LoopdeskBroker,
) -> None:
    with broker.channel("crm_client") as client:
        mine = pika.BasicProperties(user_id="crm_client")
        client.basic_publish("crm.events", "crm.contact.recorded.v1", b"1", mine, mandatory=True)
        inbox = RabbitSubscription(broker.url("crm"), queue="loopdesk.crm.inbox")
        (delivery,) = inbox.receive(limit=1, within=30)
        assert ("crm_client", b"1") == (delivery.sender, delivery.body)
        inbox.close()
        answer = Outgoing("loopdesk.crm.message_accepted.v1", "id", b"2")
        crm = broker.publisher("crm")
        assert 0 == crm.publish("loopdesk.crm", [answer])
        crm.close()
        method, properties, body = client.basic_get("loopdesk.crm.outbox", auto_ack=True)
    assert (answer.type, "crm", b"2") == (method.routing_key, properties.user_id, body)


def test_there_is_no_guest_and_no_empty_password(broker: LoopdeskBroker) -> None:
    for user, password in (("guest", "guest"), ("crm", ""), ("crm_client", "crm_client")):
        address = broker.node.url("loopdesk", user=user, password=password)
        with pytest.raises(ProbableAuthenticationError):
            pika.BlockingConnection(pika.URLParameters(address))


def test_a_user_sees_no_other_vhost(broker: LoopdeskBroker) -> None:
    address = broker.url("shop").replace("/loopdesk", "/%2F")
    with pytest.raises(pika.exceptions.AMQPConnectionError):
        pika.BlockingConnection(pika.URLParameters(address))


def test_only_what_can_be_had_again_is_dropped_when_nobody_takes_it(
    broker: LoopdeskBroker,
) -> None:
    policies = json.loads((DEPLOYED / "definitions.json").read_text())["policies"]
    overflows = {one["name"]: one["definition"].get("overflow") for one in policies}
    rows = broker.node.ctl("list_queues", "-p", "loopdesk", "name", "policy").splitlines()
    in_force = {name: overflows.get(policy) for name, policy in (row.split("\t") for row in rows)}
    assert "reject-publish" == in_force["loopdesk.crm.inbox"]
    assert "drop-head" == in_force["loopdesk.crm.outbox"]
    assert "drop-head" == in_force["crm.from.shop"]
