"""Read models of an own log: kept up, stopped, rebuilt beside, compared with a fresh replay."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import Column, Integer, String, update

from services.operations.replay_comparison import compare_with_replay
from shared.errors import Unavailable
from shared.event_store import EventStore
from shared.read_models import ReadDatabase, ReadModel, Rows, projects, read_table
from shared.read_models.readers import OwnReaders
from shared.read_models.rebuild import own_source, rebuild
from tests.shared.bus.toys import Pair, Sale, sqlite_pair

REMARKS = read_table(
    "remarks", Column("sale", String, primary_key=True), Column("pieces", Integer, nullable=False)
)


class Remarks(ReadModel):
    """The sales of the own log, with what only private events tell."""

    name = "remarks"
    source = "shop"
    tables = (REMARKS,)
    is_broken = False

    @projects("shop.sale.made")
    def sale_made(self, rows: Rows, event: Sale.Created) -> None:
        rows[REMARKS].put(sale=str(event.originator_id), pieces=event.pieces)

    @projects("shop.sale.noted")
    def sale_noted(self, rows: Rows, event: Sale.Event) -> None:
        if self.is_broken:
            raise ZeroDivisionError
        rows[REMARKS].change(str(event.originator_id), pieces=-1)

    def pieces(self) -> list[int]:
        """Pieces of all sales."""
        with self.database.reading() as connection:
            return [row.pieces for row in connection.execute(REMARKS.select())]


@pytest.fixture
def pair(tmp_path: Path) -> Pair:
    return sqlite_pair(tmp_path)


@pytest.fixture
def model(pair: Pair) -> Iterator[Remarks]:
    database = ReadDatabase(f"sqlite:///{pair.folder / 'shop-read.sqlite'}")
    database.create_tables([REMARKS])
    yield Remarks(database)
    database.close()


def follow(model: Remarks, store: EventStore) -> None:
    reader = OwnReaders([model], store)
    while reader.step():
        pass


def test_private_events_count_and_the_place_follows_the_log(pair: Pair, model: Remarks) -> None:
    pair.sell("tea", 3)
    follow(model, pair.shop)
    assert [-1] == model.pieces()
    assert pair.shop.recorder.last_position() == model.database.place_of("remarks").through


def test_two_processes_project_each_event_once(pair: Pair, model: Remarks) -> None:
    for _ in range(30):
        pair.sell("tea")
    first, second = OwnReaders([model], pair.shop), OwnReaders([model], pair.shop)
    while first.step() or second.step():
        pass
    assert 30 == len(model.pieces())


def test_a_failing_read_model_stops_with_its_cause_and_its_rows_stay(
    pair: Pair, model: Remarks
) -> None:
    pair.sell("tea")
    follow(model, pair.shop)
    model.is_broken = True
    pair.sell("tea")
    follow(model, pair.shop)
    assert "ZeroDivisionError()" == model.database.stopped_by("remarks")
    assert [-1] == model.pieces()


def test_a_rebuild_mends_a_stopped_read_model(pair: Pair, model: Remarks) -> None:
    model.is_broken = True
    pair.sell("tea")
    follow(model, pair.shop)
    model.is_broken = False
    seen: list[int] = []
    rebuild(model, own_source(pair.shop), progress=seen.append)
    assert ([-1], [2], None) == (model.pieces(), seen, model.database.stopped_by("remarks"))
    pair.sell("tea")
    follow(model, pair.shop)
    assert [-1, -1] == model.pieces()


def test_a_rebuild_can_be_repeated(pair: Pair, model: Remarks) -> None:
    pair.sell("tea")
    for _ in range(3):
        rebuild(model, own_source(pair.shop), progress=lambda position: None)
    assert [-1] == model.pieces()


def test_a_live_read_model_equals_a_fresh_replay(pair: Pair, model: Remarks) -> None:
    for _ in range(20):
        pair.sell("tea")
    follow(model, pair.shop)
    pair.sell("not projected yet")
    found = compare_with_replay(model, own_source(pair.shop))
    assert (True, 20, 40) == (found.is_equal, found.rows, found.through)


def test_a_row_changed_by_hand_is_found(pair: Pair, model: Remarks) -> None:
    pair.sell("tea")
    follow(model, pair.shop)
    with model.database.writing() as connection:
        connection.execute(update(REMARKS).values(pieces=77))
    assert not compare_with_replay(model, own_source(pair.shop)).is_equal


def test_waiting_for_a_position_ends_when_it_is_there(pair: Pair, model: Remarks) -> None:
    pair.sell("tea")
    follow(model, pair.shop)
    model.database.wait_for("remarks", 2, within=0)
    with pytest.raises(Unavailable):
        model.database.wait_for("remarks", 3, within=0)
