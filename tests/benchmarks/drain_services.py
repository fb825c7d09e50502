"""What the drain hosts: the customer files of `crm`, and a consumer that keeps one row and writes
one event for each of them, under the name and with the rights of `tickets`.
"""

from dataclasses import replace
from uuid import UUID

from services.crm.service import build as build_crm
from services.tickets.read_models.customers import CUSTOMERS, Customers
from shared.bus.message import Message
from shared.bus.publication import Publications
from shared.event_store import Aggregate
from shared.event_store.batch import Batch
from shared.ids import id_of
from shared.platform import Platform
from shared.service import Service

UPSERTED = "loopdesk.crm.customer_upserted.v1"


class Greeting(Aggregate):
    """What the consumer's reaction writes: one event for each customer."""

    TOPIC = "tickets.greeting"

    class Created(Aggregate.Created):
        TOPIC = "tickets.greeting.planned"
        customer_id: UUID
        level: str

    def __init__(self, customer_id: UUID, level: str) -> None:
        self.customer_id = customer_id
        self.level = level

    @classmethod
    def plan(cls, customer_id: UUID, *, level: str) -> "Greeting":
        """The one greeting of a customer."""
        return cls._create(
            cls.Created, id=id_of("greeting", customer_id), customer_id=customer_id, level=level
        )


def when_customer_was_upserted_plan_greeting(message: Message, batch: Batch) -> None:
    """The reaction."""
    customer_id = UUID(message.data["customer_id"])
    batch.save(Greeting.plan(customer_id, level=message.data["level"]))


def build_producer(platform: Platform) -> Service:
    """`crm` with its log, its public events and its relay alone."""
    return replace(build_crm(platform), read_models=(), reactions={}, inboxes={})


def build_consumer(platform: Platform) -> Service:
    """The consumer."""
    database = platform.read_database("tickets")
    return Service(
        name="tickets",
        store=platform.event_store("tickets", aggregates=[Greeting], side_kinds=()),
        read_database=database,
        read_models=[Customers(database)],
        publications=Publications("tickets", []),
        reactions={"crm": {UPSERTED: when_customer_was_upserted_plan_greeting}},
        aggregates={"greeting": Greeting},
    )


def create_tables(platform: Platform, *services: Service) -> None:
    """What `loopdesk migrate` makes for services."""
    for one in services:
        one.store.recorder.create_tables(log_id=platform.new_log_id(one.name))
    services[-1].read_database.create_tables([CUSTOMERS])
