"""A shop and its depot with a client that keeps count of its commands; small runs for checkers."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

from shared.bus.envelope import Translator
from shared.bus.publication import Publications
from shared.bus.relay import Relay
from shared.context import Context, acting
from shared.databases.session import Session
from shared.event_store import EventStore
from shared.event_store.receipt import Receipt, with_receipt
from shared.event_store.sql_recorder import SQLRecorder
from shared.service import Service
from tests.faults.evidence import Attempt, Evidence, Outcome
from tests.shared.bus.toys import NOON, PUBLICATIONS, Pair, Sale

SELLING = "sell"


class Trade:
    """Sales at the shop, taken by the depot.

    Args:
        pair: the shop and its depot.
    """

    def __init__(self, pair: Pair) -> None:
        self.pair = pair
        self.attempts: list[Attempt] = []
        publications = Publications("depot", [])
        reactions = {"loopdesk.shop.sale_made.v1": pair.when_sale_was_made_take_from_shelf}
        self.services = {
            "shop": Service("shop", pair.shop, pair.read_database, (), PUBLICATIONS),
            "depot": Service(
                "depot",
                pair.depot,
                pair.read_database,
                (pair.model,),
                publications,
                reactions={"shop": reactions},
            ),
        }
        self._depot_relay = Relay(
            pair.depot,
            Translator(publications, pair.depot.mapper, stream="loopdesk.events"),
            pair.hub.publisher("depot"),
            stream="loopdesk.events",
        )

    def evidence(self, **further: Any) -> Evidence:
        """The run as it stands."""
        return Evidence(attempts=self.attempts, services=self.services, **further)

    def sell(
        self, article: str = "tea", *, outcome: Outcome = "acknowledged", noted: bool = True
    ) -> Attempt:
        """One sale under a key of its own, with its receipt."""
        key = f"sale-{len(self.attempts) + 1}"
        with self.selling(key) as receipt, with_receipt(receipt):
            sale = Sale(article=article, pieces=1)
            if noted:
                sale.note_down("paid in cash")
            self.pair.shop.save(sale)
        return self.note(key, outcome, sale)

    @contextmanager
    def selling(self, key: str) -> Iterator[Receipt]:
        """The circumstances of a sale, a minute after the one before."""
        self.pair.clock.move_to(NOON + timedelta(minutes=len(self.attempts)))
        context = Context(
            occurred_at=self.pair.clock.now(),
            actor="till",
            correlation_id=f"of {key}",
            causation_id=key,
        )
        with acting(context):
            yield Receipt(
                f"till|shop.sell|{key}",
                body_hash="",
                status=201,
                expires_at=NOON + timedelta(days=7),
            )

    def note(self, key: str, outcome: Outcome, sale: Sale | None) -> Attempt:
        """Notes what the client knows of a sale."""
        is_known = sale is not None and outcome == "acknowledged"
        attempt = Attempt(
            key,
            "shop",
            SELLING,
            f"of {key}",
            outcome,
            entity_id=sale.id if is_known and sale else None,
            version=sale.version if is_known and sale else None,
        )
        self.attempts.append(attempt)
        return attempt

    def settle(self) -> None:
        """Lets the depot take all there is; what fails is parked."""
        self.pair.relay_all()
        waiting = self.pair.queue.receive(limit=1000, within=0)
        for minute in range(1, 20):
            if not waiting or self.pair.follower.take(waiting):
                break
            self.pair.pause_clock.move_to(NOON + timedelta(minutes=minute))
        while self._depot_relay.step().records:
            pass


@contextmanager
def tampering(store: EventStore) -> Iterator[Session]:
    """The database of a log, open to what no release of ours would do to it."""
    recorder = store.recorder
    if not isinstance(recorder, SQLRecorder):
        raise TypeError(f"The log of {store.service} has no SQL.")
    with recorder._database.transaction() as session:
        on_table = "" if "SQLite" in type(recorder).__name__ else " ON events"
        for trigger in ("events_never_change", "events_never_vanish"):
            session.run(f"DROP TRIGGER IF EXISTS {trigger}{on_table}")
        yield session
