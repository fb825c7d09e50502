"""A database that is away for a moment stops no read model: only its own failure does."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import psycopg
import pytest

from shared.bus.follower import Follower
from shared.errors import Unavailable
from shared.read_models import ReadDatabase, ReadModel
from shared.read_models.readers import ForeignReader, OwnReaders
from tests.shared.bus.toys import SALES, Pair, SalesByArticle, postgres_pair, sqlite_pair
from tests.shared.read_models.test_rebuilding import REMARKS, Remarks


class LosesItsConnection:
    """Ends, from another one, the connection that reads or writes the rows; once.

    Args:
        url: the database.
    """

    def __init__(self, url: str) -> None:
        self._url = url
        self.is_over = False

    def end(self, connection: Any) -> None:
        """Ends the connection, if that was not done before."""
        if self.is_over:
            return
        self.is_over = True
        pid = connection.exec_driver_sql("SELECT pg_backend_pid()").scalar()
        with psycopg.connect(self._url, autocommit=True) as other:
            other.execute("SELECT pg_terminate_backend(%s, 10000)", (pid,))


@pytest.fixture
def url(new_database: Callable[[], str]) -> str:
    return new_database()


@pytest.fixture
def pair(url: str, tmp_path: Path) -> Iterator[Pair]:
    pair = postgres_pair(url, tmp_path)
    yield pair
    pair.close()


def cut_off(model: ReadModel, trouble: LosesItsConnection) -> None:
    """Lets the model lose its connection within its first transaction."""
    for name, projection in dict(model.projections).items():

        def project(rows: Any, event: Any, projection: Any = projection) -> None:
            trouble.end(rows._connection)
            projection(rows, event)

        model.projections[name] = project


def test_a_foreign_read_model_that_loses_its_connection_goes_on(pair: Pair, url: str) -> None:
    trouble = LosesItsConnection(url)
    cut_off(pair.model, trouble)
    pair.sell("tea", 2)
    pair.relay_all()
    waiting = pair.queue.receive(limit=10, within=0)
    with pytest.raises(Unavailable):
        pair.follower.take(waiting)
    assert trouble.is_over
    assert pair.reader.is_running()
    assert pair.follower.take(waiting)
    assert {"tea": 2} == pair.model.totals()


def test_an_own_read_model_that_loses_its_connection_goes_on(pair: Pair, url: str) -> None:
    pair.read_database.create_tables([REMARKS])
    model = Remarks(pair.read_database)
    trouble = LosesItsConnection(url)
    cut_off(model, trouble)
    readers = OwnReaders([model], pair.shop)
    pair.sell("tea", 3)
    with pytest.raises(Unavailable):
        readers.step()
    assert trouble.is_over
    assert readers.step()
    assert [-1] == model.pieces()


def test_a_reaction_that_asks_a_database_which_is_away_is_not_parked(pair: Pair, url: str) -> None:
    trouble = LosesItsConnection(url)
    react = pair.when_sale_was_made_take_from_shelf

    def asks_first(message: Any, batch: Any) -> None:
        with pair.read_database.reading() as connection:
            trouble.end(connection)
            connection.execute(SALES.select())
        react(message, batch)

    pair.reactions._reactions = {"loopdesk.shop.sale_made.v1": asks_first}
    pair.sell("tea")
    pair.relay_all()
    waiting = pair.queue.receive(limit=10, within=0)
    with pytest.raises(Unavailable):
        pair.follower.take(waiting)
    assert pair.follower.take(waiting)
    assert 1 == pair.effects()


@pytest.fixture
def busy(tmp_path: Path) -> Iterator[Pair]:
    """A pair on SQLite whose read models give up soon where another writes."""
    pair = sqlite_pair(tmp_path)
    pair.read_database.close()
    pair.read_database = ReadDatabase(f"sqlite:///{tmp_path / 'depot-read.sqlite'}?timeout=0.05")
    pair.model = SalesByArticle(pair.read_database)
    yield pair
    pair.close()


def test_a_read_model_that_waits_in_vain_for_another_writer_goes_on(busy: Pair) -> None:
    busy.reader = ForeignReader(busy.model)
    follower = Follower("shop", [busy.reader], busy.log)
    busy.sell("tea")
    with closing(sqlite3.connect(busy.folder / "depot-read.sqlite")) as other:
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(Unavailable):
            follower.catch_up()
    assert busy.reader.is_running()
    assert follower.catch_up()
    assert {"tea": 1} == busy.model.totals()
