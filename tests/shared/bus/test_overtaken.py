"""A process that stood still finds that another has gone on in its place: it goes back nowhere."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from typing import Any

import psycopg
import pytest

from shared.bus.attempts import ATTEMPTS, MOST
from shared.bus.follower import Follower
from shared.bus.parking import ParkingLot
from shared.bus.transport import Delivery
from shared.errors import Unavailable
from shared.event_store.postgres import PostgresRecorder
from shared.read_models import ReadDatabase
from shared.read_models.readers import ForeignReader, OwnReaders
from tests.shared.bus.toys import Pair, Sale, SalesByArticle, postgres_pair
from tests.support.eventually import eventually

WITHIN = 30


def sold(pair: Pair, *articles: str) -> list[Delivery]:
    """The deliveries of sales."""
    for one in articles:
        pair.sell(one)
    pair.relay_all()
    return pair.queue.receive(limit=1000, within=0)


def test_reactions_that_were_overtaken_within_a_batch_do_not_go_back(pair: Pair) -> None:
    sold_before = sold(pair, "tea", "deadly", "salt")
    sold_after = sold(pair, "milk", "tea")
    stalled = pair.follower
    pair.start_depot()

    def stand_still() -> None:
        pair.deadly = None
        assert pair.follower.take([*sold_before, *sold_after])

    pair.deadly = stand_still
    stalled.take(sold_before)
    last = pair.shop.recorder.last_position() - 1
    pair.start_depot()
    assert last == pair.reactions.place().position
    assert pair.follower.catch_up()
    assert 5 == pair.effects()
    assert 0 < last


def test_two_processes_that_try_a_message_at_once_are_no_deaths_of_it(pair: Pair) -> None:
    deliveries = sold(pair, "deadly")
    others = []
    for _ in range(MOST - 1):
        pair.start_depot()
        others.append(pair.follower)
    pair.start_depot()

    def stand_still() -> None:
        if others:
            others.pop().take(deliveries)

    pair.deadly = stand_still
    pair.follower.take(deliveries)
    assert [] == ParkingLot(pair.depot).messages()
    assert 1 == pair.effects()
    assert [] == pair.depot.recorder.side_rows(ATTEMPTS)


def test_an_outage_is_no_death_of_the_message_that_met_it(pair: Pair) -> None:
    deliveries = sold(pair, "deadly", "tea")
    outages = iter(range(2 * MOST))

    def be_away() -> None:
        for _ in outages:
            raise Unavailable(what="key store")

    pair.deadly = be_away
    for _ in range(2 * MOST):
        with pytest.raises(Unavailable):
            pair.follower.take(deliveries)
    assert pair.follower.take(deliveries)
    assert [] == ParkingLot(pair.depot).messages()
    assert 2 == pair.effects()


@pytest.fixture
def on_servers(new_database: Callable[[], str], tmp_path: Path) -> Iterator[Pair]:
    """A pair on PostgreSQL, where two processes write at once."""
    pair = postgres_pair(new_database(), tmp_path)
    yield pair
    pair.close()


def waits_for_a_lock(pair: Pair) -> bool:
    recorder = pair.shop_recorder
    assert isinstance(recorder, PostgresRecorder)
    with psycopg.connect(recorder.url) as connection:
        query = (
            "SELECT 1 FROM pg_locks JOIN pg_stat_activity USING (pid)"
            " WHERE NOT granted AND datname = current_database()"
        )
        return connection.execute(query).fetchone() is not None


def standing_still(
    model: Any, pair: Pair, *, while_done: Callable[[], object]
) -> tuple[ThreadPoolExecutor, list[Future[object]]]:
    """Lets the model stand still in its first transaction until the other waits for it."""
    pool, begun = ThreadPoolExecutor(1), list[Future[object]]()
    for name, projection in dict(model.projections).items():

        def project(rows: Any, event: Any, projection: Any = projection) -> None:
            if not begun:
                begun.append(pool.submit(while_done))
                eventually(lambda: waits_for_a_lock(pair), within=WITHIN)
            projection(rows, event)

        model.projections[name] = project
    return pool, begun


def test_a_foreign_read_model_that_another_process_writes_too_does_not_stop(
    on_servers: Pair,
) -> None:
    pair = on_servers
    sold(pair, "tea")
    assert pair.follower.catch_up()
    deliveries = sold(pair, "milk", "salt")
    other = SalesByArticle(pair.read_database)
    successor = Follower("shop", [ForeignReader(other)], pair.log)
    pool, begun = standing_still(pair.model, pair, while_done=lambda: successor.take(deliveries))
    assert pair.follower.take(deliveries)
    begun[0].result(timeout=WITHIN)
    pool.shutdown()
    assert successor.catch_up()
    assert [True, True] == [one.is_running() for one in (pair.reader, *successor.readers)]
    assert {"tea": 1, "milk": 1, "salt": 1} == pair.model.totals()


class OwnSales(SalesByArticle):
    """The same question, asked by the shop of its own log."""

    def __init__(self, database: ReadDatabase) -> None:
        super().__init__(database)
        self.projections = {Sale.Created.TOPIC: self.sold}

    def sold(self, rows: Any, event: Any) -> None:
        """Puts a row for each article."""
        rows[self.tables[0]].put(article=event.article, pieces=event.pieces)


def test_an_own_read_model_that_another_process_writes_too_does_not_stop(on_servers: Pair) -> None:
    pair = on_servers
    stalled, other = OwnSales(pair.read_database), OwnSales(pair.read_database)
    first, second = OwnReaders([stalled], pair.shop), OwnReaders([other], pair.shop)
    pair.sell("tea")
    assert first.step()
    pair.sell("milk")
    pool, begun = standing_still(stalled, pair, while_done=second.step)
    assert first.step()
    assert 0 == begun[0].result(timeout=WITHIN)
    pool.shutdown()
    assert pair.read_database.stopped_by(stalled.name) is None
    assert {"tea": 1, "milk": 1} == stalled.totals()
