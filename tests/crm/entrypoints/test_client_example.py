"""The integrator's example works as it stands: over a real broker and over HTTP."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from uuid import uuid4

import pika
import pytest
from pika.exceptions import ChannelClosedByBroker
from werkzeug.serving import make_server

from services.crm.examples.crm_client import (
    QUEUE,
    Api,
    Broker,
    State,
    catch_up,
    cloud_event,
    take_live,
)
from services.crm.messages.asyncapi import CRM_EXCHANGE, INBOX_QUEUE
from services.crm.messages.published import CRM_STREAM
from services.crm.service import CrmService
from services.people.service import PeopleService
from shared.bus.envelope import Translator
from shared.bus.rabbitmq import RabbitPublisher, RabbitSubscription
from shared.bus.relay import Relay
from shared.context import Context, acting
from shared.platform import Platform
from shared.service import Service
from shared.settings import Settings
from shared.web import make_app
from tests.crm.conftest import MONDAY
from tests.crm.crm_messages import SENDER, SOURCE, customer_upserted
from tests.crm.feed_cursors import cursor
from tests.shared.bus.broker import LoopdeskBroker
from tests.support.run_folder import ensure_keeper, make_run_folder

pytestmark = pytest.mark.needs_rabbitmq

SECRET = "correct-horse-battery-staple-2020"
CUSTOMER = {"customer_number": "C-10086", "name": "王芳", "level": "gold"}


@pytest.fixture(scope="module")
def node(run_folder: Path) -> LoopdeskBroker:
    """A node with the product's users and rights; it ends with the run."""
    ensure_keeper(run_folder)
    broker = LoopdeskBroker(make_run_folder(run_folder))
    broker.node.start()
    return broker


@pytest.fixture
def broker(node: LoopdeskBroker) -> Iterator[Broker]:
    """The example's connection, to an empty queue."""
    made = Broker(node.url(SENDER))
    made._channel.queue_purge(QUEUE)
    yield made
    made.close()


@pytest.fixture
def state(tmp_path: Path) -> State:
    return State(str(tmp_path / "client.sqlite"))


@pytest.fixture
def people(platform: Platform) -> PeopleService:
    """The service that signs the client in."""
    made = PeopleService(platform)
    install(made.service(), platform)
    context = Context(
        occurred_at=MONDAY, actor="somebody", permissions=frozenset({"people.manage_clients"})
    )
    with acting(context):
        made.clients.register_client(name=SENDER, roles=["crm_client"], secret=SECRET)
    return made


def install(service: Service, platform: Platform) -> None:
    service.store.recorder.create_tables(log_id=platform.new_log_id(service.name))
    tables = [table for model in service.read_models for table in model.tables]
    service.read_database.create_tables(tables)
    with acting(Context(occurred_at=MONDAY, actor="service:people", kind="service")):
        assert service.install is not None
        service.install()


@pytest.fixture
def api(
    crm: CrmService, people: PeopleService, settings: Settings, platform: Platform
) -> Iterator[Api]:
    """The example's way over HTTP, to a server of its own."""
    app = make_app(settings, [people.service(), crm.service()], platform)
    server = make_server("127.0.0.1", 0, app, threaded=True)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield Api(f"http://127.0.0.1:{server.port}/api", client=SENDER, secret=SECRET)
    server.shutdown()
    thread.join()


@pytest.fixture
def work(crm: CrmService, node: LoopdeskBroker) -> Callable[[], None]:
    """What the bus process does: takes all messages from the queue, and publishes the answers."""
    service = crm.service()
    translator = Translator(service.publications, crm.store.mapper, stream=CRM_STREAM)

    def take_and_publish() -> None:
        inbox = RabbitSubscription(node.url("crm"), queue=INBOX_QUEUE)
        for delivery in inbox.receive(limit=100, within=1.0):
            service.inboxes[INBOX_QUEUE](delivery.body, delivery.sender)
            inbox.acknowledge(delivery.tag)
        inbox.close()
        publisher = RabbitPublisher(node.url("crm"))
        relay = Relay(crm.store, translator, publisher, stream=CRM_STREAM)
        while relay.step().records:
            pass
        publisher.close()

    return take_and_publish


def kinds_of(events: list[dict[str, Any]]) -> list[str]:
    return [one["type"].split(".")[2] for one in events]


def test_what_the_example_sends_is_answered_on_its_queue(
    broker: Broker, state: State, work: Callable[[], None]
) -> None:
    for data in (CUSTOMER, {**CUSTOMER, "level": "platinum"}):
        broker.send(cloud_event("crm.customer.upserted.v1", data, source=SOURCE))
    work()
    taken: list[dict[str, Any]] = []
    broker.listen(lambda one: state.take(one, taken.append), idle_seconds=0.5)
    assert ["message_accepted", "message_rejected"] == kinds_of(taken)
    assert ("unknown-level", "data.level") == (
        taken[1]["data"]["cause"],
        taken[1]["data"]["field"],
    )


def test_what_the_queue_has_lost_is_taken_from_the_feed_and_nothing_twice(
    broker: Broker, state: State, work: Callable[[], None], api: Api
) -> None:
    taken: list[dict[str, Any]] = []

    def send_and_work(number: str) -> None:
        data = {**CUSTOMER, "customer_number": number}
        broker.send(cloud_event("crm.customer.upserted.v1", data, source=SOURCE))
        work()

    def listen() -> None:
        broker.listen(
            lambda one: take_live(one, api=api, state=state, handle=taken.append),
            idle_seconds=0.5,
        )

    send_and_work("1")
    listen()
    send_and_work("2")
    send_and_work("3")
    broker._channel.queue_purge(QUEUE)
    send_and_work("4")
    listen()
    catch_up(api, state, taken.append)
    feed = api.feed_after("")["items"]
    assert 4 == len(feed)
    assert [one["id"] for one in feed] == [one["id"] for one in taken]


def test_a_message_over_http_is_answered_at_once(api: Api) -> None:
    answer = api.send(cloud_event("crm.customer.upserted.v1", CUSTOMER, source=SOURCE))
    assert "accepted" == answer["status"]


def test_a_cursor_that_is_gone_leads_back_to_the_last_common_one(crm: CrmService, api: Api) -> None:
    crm.inbox.take_message(customer_upserted(), sender=SENDER)
    assert 1 == len(api.feed_after(cursor(str(uuid4()), 1, str(uuid4())))["items"])


def test_an_event_whose_handler_failed_is_handed_over_again(state: State) -> None:
    event = {"id": "1", "type": "loopdesk.crm.message_accepted.v1"}
    taken: list[dict[str, Any]] = []

    def fail(_: dict[str, Any]) -> None:
        raise OSError("The disk is full.")

    with pytest.raises(OSError, match="full"):
        state.take(event, fail)
    state.take(event, taken.append)
    state.take(event, taken.append)
    assert [event] == taken


def test_a_message_without_user_id_is_rejected_and_the_queue_goes_on(
    crm: CrmService, broker: Broker, node: LoopdeskBroker, work: Callable[[], None]
) -> None:
    with node.channel(SENDER) as channel:
        channel.basic_publish(CRM_EXCHANGE, "crm.customer.upserted.v1", customer_upserted())
        channel.basic_publish(CRM_EXCHANGE, "crm.anything", b"no JSON")
    broker.send(cloud_event("crm.customer.upserted.v1", CUSTOMER, source=SOURCE))
    work()
    taken: list[dict[str, Any]] = []
    broker.listen(taken.append, idle_seconds=0.5)
    assert ["message_rejected", "message_rejected", "message_accepted"] == kinds_of(taken)
    assert ["sender-not-proven"] * 2 == [one["data"]["cause"] for one in taken[:2]]


def test_a_larger_message_is_refused_by_the_example_and_by_the_broker(
    broker: Broker, node: LoopdeskBroker
) -> None:
    event = cloud_event("crm.customer.upserted.v1", {"name": "x" * 1024 * 1024}, source=SOURCE)
    with pytest.raises(ValueError, match="1 MiB"):
        broker.send(event)
    properties = pika.BasicProperties(user_id=SENDER)
    with (
        pytest.raises(ChannelClosedByBroker, match="PRECONDITION_FAILED"),
        node.channel(SENDER) as channel,
    ):
        channel.basic_publish(CRM_EXCHANGE, event["type"], json.dumps(event), properties)
