"""Two small services for the bus's own tests: `shop` sells, `depot` keeps count."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import UUID

from marshmallow import Schema, fields
from sqlalchemy import Column, Integer, String

from shared.bus.envelope import Translator
from shared.bus.follower import Follower
from shared.bus.log_reader import LogReader
from shared.bus.memory import MemoryHub, MemorySubscription
from shared.bus.message import Message
from shared.bus.publication import Publications, PublicEvent
from shared.bus.reactions import ReactionReader
from shared.bus.relay import Relay
from shared.clock import SetClock
from shared.context import Context, acting
from shared.databases.sqlite_file import SQLiteFile
from shared.errors import DomainError, RuleViolated
from shared.event_store import Aggregate, EventStore, event
from shared.event_store.batch import Batch
from shared.event_store.postgres import PostgresRecorder
from shared.event_store.recorder import Recorder
from shared.event_store.sqlite import SQLiteRecorder
from shared.ids import TimeOrderedIds, id_of
from shared.read_models import ReadDatabase, ReadModel, Rows, projects, read_table
from shared.read_models.readers import ForeignReader
from shared.service import Service

NOON = datetime(2026, 3, 2, 4, 0, tzinfo=UTC)
SIDE_ROWS = {
    "positions",
    "parked",
    "attempts",
    "receipts",
    "refusals",
    "requests",
    "trail",
    "forks",
}


class Sale(Aggregate):
    """Something sold."""

    TOPIC = "shop.sale"

    class Created(Aggregate.Created):
        """A sale was made."""

        TOPIC = "shop.sale.made"
        article: str
        pieces: int

    def __init__(self, article: str, pieces: int) -> None:
        self.article = article
        self.pieces = pieces
        self.note = ""

    @event("Noted", topic="shop.sale.noted")
    def note_down(self, note: str) -> None:
        """A private remark."""
        self.note = note


class Shelf(Aggregate):
    """How many pieces of an article have left the depot."""

    TOPIC = "depot.shelf"

    class Created(Aggregate.Created):
        """A shelf was set up."""

        TOPIC = "depot.shelf.set_up"
        article: str

    def __init__(self, article: str) -> None:
        self.article = article
        self.gone = 0

    @event("Taken", topic="depot.shelf.taken")
    def take(self, pieces: int, sale: str) -> None:
        """Pieces were taken for a sale."""
        self.gone += pieces


class SaleSchema(Schema):
    """The public form of a sale."""

    sale_id = fields.UUID(required=True)
    article = fields.String(required=True)
    pieces = fields.Integer(required=True)


PUBLICATIONS = Publications(
    "shop",
    [
        PublicEvent(
            Sale.Created,
            "sale_made",
            1,
            SaleSchema,
            data=lambda e: {
                "sale_id": e.originator_id,
                "article": e.article,
                "pieces": e.pieces,
            },
            subjects=lambda e: (f"sale:{e.originator_id}", f"article:{e.article}"),
        )
    ],
)

SALES = read_table(
    "sales_by_article",
    Column("article", String, primary_key=True),
    Column("pieces", Integer, nullable=False),
)


class SalesByArticle(ReadModel):
    """How many pieces of each article the shop has sold, as the depot knows it."""

    name = "sales_by_article"
    source = "shop"
    tables = (SALES,)

    @projects("loopdesk.shop.sale_made.v1")
    def sale_made(self, rows: Rows, message: Message) -> None:
        """Adds the pieces; the article `cursed` breaks this projector while it is cursed."""
        article = message.data["article"]
        if article == "cursed" and not self.is_mended:
            raise ZeroDivisionError("cursed")
        row = rows[SALES].get(article)
        pieces = (row["pieces"] if row else 0) + message.data["pieces"]
        rows[SALES].put(article=article, pieces=pieces)

    is_mended = False

    def totals(self) -> dict[str, int]:
        """Pieces by article."""
        with self.database.reading() as connection:
            found = connection.execute(SALES.select()).mappings().all()
        return {row["article"]: row["pieces"] for row in found}


@dataclass
class Pair:
    """A shop and a depot that follows it, driven step by step."""

    folder: Path
    shop_recorder: Recorder
    depot_recorder: Recorder
    read_database: ReadDatabase
    clock: SetClock = field(default_factory=lambda: SetClock(NOON))
    pause_clock: SetClock = field(default_factory=lambda: SetClock(NOON))
    hub: MemoryHub = field(default_factory=MemoryHub)
    broken: set[str] = field(default_factory=set)
    deadly: Callable[[], None] | None = None

    def __post_init__(self) -> None:
        self.shop = self._store("shop", self.shop_recorder, Sale)
        self.depot = self._store("depot", self.depot_recorder, Shelf)
        self.model = SalesByArticle(self.read_database)
        self.queue: MemorySubscription = self.hub.subscription("loopdesk.events", producer="shop")
        self.translator = Translator(PUBLICATIONS, self.shop.mapper, stream="loopdesk.events")
        self.log = LogReader(self.shop, self.translator)
        self.relay = Relay(
            self.shop, self.translator, self.hub.publisher("shop"), stream="loopdesk.events"
        )
        self.start_depot()

    def close(self) -> None:
        """Gives back all connections."""
        self.shop_recorder.close()
        self.depot_recorder.close()
        self.read_database.close()

    def start_depot(self) -> None:
        """A new process of the depot: it remembers only what was stored."""
        self.reactions = ReactionReader(
            self.depot,
            producer="shop",
            reactions={"loopdesk.shop.sale_made.v1": self.when_sale_was_made_take_from_shelf},
            clock=self.clock,
            ids=lambda cause: TimeOrderedIds(),
            refusals={"loopdesk.shop.sale_made.v1": self.tell_refusal},
            pause_clock=self.pause_clock,
        )
        self.reader = ForeignReader(self.model)
        self.follower = Follower("shop", [self.reader, self.reactions], self.log)

    def when_sale_was_made_take_from_shelf(self, message: Message, batch: Batch) -> None:
        """Takes the sold pieces from the article's shelf."""
        article = message.data["article"]
        if article in self.broken:
            raise ZeroDivisionError(article)
        if article == "forbidden":
            raise RuleViolated
        if article == "deadly" and self.deadly is not None:
            self.deadly()
        shelf = batch.find(Shelf, id_of("shelf", article))
        if shelf is None:
            shelf = Shelf._create(Shelf.Created, id=id_of("shelf", article), article=article)
        shelf.take(message.data["pieces"], message.data["sale_id"])
        batch.save(shelf)

    def tell_refusal(self, message: Message, refusal: DomainError, batch: Batch) -> None:
        """Notes on a shelf of its own what was refused."""
        shelf = Shelf._create(Shelf.Created, id=id_of("refused", message.id), article=refusal.code)
        batch.save(shelf)

    def sell(self, article: str, pieces: int = 1) -> UUID:
        """Makes a sale, with a private remark behind it."""
        with acting(self.context()):
            sale = Sale(article=article, pieces=pieces)
            sale.note_down("paid in cash")
            self.shop.save(sale)
        return sale.id

    def context(self) -> Context:
        """Somebody at the till."""
        return Context(occurred_at=self.clock.now(), actor="till", correlation_id="day-1")

    def relay_all(self) -> None:
        """Publishes all that is new."""
        while self.relay.step().records:
            pass

    def deliver(self) -> bool:
        """Hands all that waits in the queue to the depot."""
        waiting = self.queue.receive(limit=1000, within=0)
        return self.follower.take(waiting) if waiting else True

    def gone(self, article: str) -> int:
        """Pieces of an article that have left the depot."""
        shelf = self.depot.find(Shelf, id_of("shelf", article))
        return shelf.gone if shelf else 0

    def effects(self) -> int:
        """How many effects the shop's messages had in the depot's log."""
        records = self.depot.recorder.select_records(
            after=0, limit=100_000, topics=["depot.shelf.taken"]
        )
        return len(records)

    def refusals(self) -> list[Mapping[str, Any]]:
        """What the depot's own rules refused."""
        return [row.content for row in self.depot.recorder.side_rows("refusals")]

    def _store(self, service: str, recorder: Recorder, aggregate: type[Aggregate]) -> EventStore:
        return EventStore(
            service=service, recorder=recorder, aggregates=[aggregate], clock=self.clock
        )


def postgres_pair(url: str, folder: Path) -> Pair:
    """A pair whose logs and read model lie in one database of PostgreSQL."""
    recorders = []
    for service in ("shop", "depot"):
        recorder = PostgresRecorder(url, service=service, side_kinds=SIDE_ROWS)
        recorder.create_tables(log_id=id_of("log", service))
        recorders.append(recorder)
    read_url = url.replace("postgresql://", "postgresql+psycopg://", 1)
    database = ReadDatabase(read_url, schema="depot_read")
    database.create_tables([SALES])
    return Pair(folder, recorders[0], recorders[1], database)


def sqlite_pair(folder: Path) -> Pair:
    """A pair on SQLite files in `folder`."""
    recorders = []
    for service in ("shop", "depot"):
        recorder = SQLiteRecorder(
            SQLiteFile(folder / f"{service}.sqlite"), service=service, side_kinds=SIDE_ROWS
        )
        recorder.create_tables(log_id=id_of("log", service))
        recorders.append(recorder)
    database = ReadDatabase(f"sqlite:///{folder / 'depot-read.sqlite'}")
    database.create_tables([SALES])
    return Pair(folder, recorders[0], recorders[1], database)


def toy_services(pair: Pair) -> list[Service]:
    """The pair as a bus process hosts it."""
    reactions = {"loopdesk.shop.sale_made.v1": pair.when_sale_was_made_take_from_shelf}
    return [
        Service("shop", pair.shop, pair.read_database, (), PUBLICATIONS),
        Service(
            "depot",
            pair.depot,
            pair.read_database,
            (pair.model,),
            Publications("depot", []),
            reactions={"shop": reactions},
        ),
    ]
