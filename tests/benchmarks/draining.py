"""50,000 events wait; the bus starts: how fast has every reaction and read model taken them?"""

import time
from collections.abc import Sequence
from uuid import uuid5

from services.crm.domain.customer import Customer
from shared.bus.envelope import Translator, encoded
from shared.bus.place import Place
from shared.bus.relay import relay_row, stored_place
from shared.context import Context, acting
from shared.ids import LOOPDESK
from shared.service import Service
from tests.benchmarks import bus_processes
from tests.benchmarks.drain_services import (
    SEEN,
    SeenCustomers,
    build_consumer,
    build_producer,
)
from tests.benchmarks.installation import Installation
from tests.benchmarks.raw_messages import raw_messages
from tests.benchmarks.results import Figure, Target
from tests.benchmarks.ticket_lives import Desk
from tests.benchmarks.workbench import Workbench
from tests.support.eventually import eventually

STREAM = "loopdesk.events"


def measure(bench: Workbench) -> list[Figure]:
    """Drains preloaded events through RabbitMQ into one reaction and one read model."""
    events = bench.size(50_000, quick=2_000)
    drained, raw = [], []
    with raw_messages(bench.broker.url) as messages:
        for _ in range(bench.size(3, quick=1)):
            rate, bodies = _drained(bench, events)
            drained.append(rate)
            raw.append(messages.messages_per_second(bodies))
    return [
        Figure(
            name=f"drain of {events:,} events into a reaction and a read model",
            unit="events/s",
            rounds=drained,
            peer="publish, confirm, consume of the same messages",
            peer_rounds=raw,
            target=Target("ratio at least", 0.5),
        )
    ]


def _drained(bench: Workbench, events: int) -> tuple[float, list[bytes]]:
    """Events a second from the start of the bus to the last effect, and their messages."""
    installation = Installation(bench, has_broker=True)
    producer = build_producer(installation.platform)
    consumer = build_consumer(installation.platform)
    consumer.read_database.create_tables([SEEN])
    with bench.preparing(f"{events:,} events"):
        before = producer.store.recorder.last_position()
        _register_customers(producer, events)
    bench.broker.delete_queue("tickets.from.crm")
    commands = [["-m", "tests.benchmarks.drain_process", name] for name in ("crm", "tickets")]
    with bus_processes.running(bench, *commands, environment=installation.environment) as run:
        started_at = time.monotonic()
        waited_for = max(before, min(_positions(producer, consumer)))
        last = before + events
        eventually(lambda: run() and min(_positions(producer, consumer)) >= last, within=900)
        seconds = time.monotonic() - started_at
    return (last - waited_for) / seconds, _bodies(producer, after=before)


def _register_customers(producer: Service, count: int) -> None:
    desk = Desk(seed=5)
    for first in range(0, count, 1000):
        context = Context(occurred_at=producer.store.clock.now(), actor="client:crm", kind="client")
        events = []
        with acting(context):
            for number in range(first, min(first + 1000, count)):
                customer = _customer(desk, number)
                events += customer.collect_events()
        producer.store.save_events(events)


def _customer(desk: Desk, number: int) -> Customer:
    customer_id = uuid5(LOOPDESK, f"benchmarks/drained/{number}")
    return Customer.register(
        customer_id=customer_id,
        source="bank",
        number=desk.sealed(customer_id, letters=4),
        name=desk.sealed(customer_id, letters=3),
        phones=[desk.sealed(customer_id, letters=4)],
        emails=[],
        level="gold",
        language="zh-CN",
    )


def _positions(producer: Service, consumer: Service) -> Sequence[int]:
    """How far relay, reaction and read model have come in the producer's log."""
    relay = producer.store.side_row("positions", relay_row(STREAM))
    reaction = consumer.store.side_row("positions", "reactions/crm")
    read_model = consumer.read_database.place_of(SeenCustomers.name)
    rows = [stored_place(row.content if row else None) for row in (relay, reaction)]
    return [one.through for one in (*rows, read_model)]


def _bodies(producer: Service, *, after: int) -> list[bytes]:
    """The messages that the relay has made of the log."""
    store = producer.store
    identity = store.recorder.log()
    translator = Translator(producer.publications, store.mapper, stream=STREAM)
    records = store.recorder.select_records(after=after, limit=1_000_000)
    made = (translator.message_for(one, identity, Place()) for one in records)
    return [encoded(one) for one in made if one is not None]
