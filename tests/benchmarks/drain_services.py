"""What the drain hosts: the customer files of `crm`, and a consumer that keeps one row and writes
one event for each of them, under the name and with the rights of `tickets`.
"""

from dataclasses import replace
from uuid import UUID

from sqlalchemy import Column, String

from services.crm.service import build as build_crm
from shared.bus.message import Message
from shared.bus.publication import Publications
from shared.event_store import Aggregate
from shared.event_store.batch import Batch
from shared.ids import id_of
from shared.platform import Platform
from shared.read_models import ReadModel, Rows, projects, read_table
from shared.service import Service

UPSERTED = "loopdesk.crm.customer_upserted.v1"


SEEN = read_table(
    "seen_customers",
    Column("customer_id", String, primary_key=True),
    Column("level", String, nullable=False),
)


class SeenCustomers(ReadModel):
    """What the consumer keeps: one row for each customer."""

    name = "seen_customers"
    source = "crm"
    tables = (SEEN,)

    @projects(UPSERTED)
    def upserted(self, rows: Rows, message: Message) -> None:
        """A customer has a level."""
        rows[SEEN].put(customer_id=message.data["customer_id"], level=message.data["level"])


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
        read_models=[SeenCustomers(database)],
        publications=Publications("tickets", []),
        reactions={"crm": {UPSERTED: when_customer_was_upserted_plan_greeting}},
        aggregates={"greeting": Greeting},
    )
