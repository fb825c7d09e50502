"""A producer that was restored to an older state is noticed, and its vanished effects listed."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest

from shared.databases.sqlite_file import SQLiteFile
from shared.event_store.recorder import Ancestor, LogIdentity
from shared.event_store.sqlite import SQLiteRecorder
from shared.ids import id_of
from tests.shared.bus.toys import SIDE_ROWS, Pair, sqlite_pair


@pytest.fixture
def pair(tmp_path: Path) -> Pair:
    return sqlite_pair(tmp_path)


def restored(pair: Pair, backup: Path, *, with_lineage: bool) -> Pair:
    """The pair after the shop's log was replaced by `backup`."""
    recorder = SQLiteRecorder(SQLiteFile(backup), service="shop", side_kinds=SIDE_ROWS)
    if with_lineage:
        old = recorder.log()
        last = recorder.last_position()
        event_id = pair.log.event_id_at(last) or ""
        ancestor = Ancestor(old.log_id, old.generation, last, event_id)
        new = LogIdentity(id_of("log", "restored"), old.generation + 1, (ancestor,))
        recorder.adopt_identity(new)
    return Pair(pair.folder, recorder, pair.depot_recorder, pair.read_database)


def copy_of_shop(pair: Pair) -> Path:
    backup = pair.folder / "backup.sqlite"
    with sqlite3.connect(pair.folder / "shop.sqlite") as source, sqlite3.connect(backup) as copy:
        source.backup(copy)
    return backup


@pytest.mark.parametrize("with_lineage", [True, False])
def test_a_restored_producer_is_noticed_and_nothing_new_is_lost(
    pair: Pair, with_lineage: bool
) -> None:
    for _ in range(3):
        pair.sell("tea", 1)
    backup = copy_of_shop(pair)
    for _ in range(2):
        pair.sell("tea", 10)
    pair.relay_all()
    pair.deliver()
    assert 23 == pair.gone("tea")

    after = restored(pair, backup, with_lineage=with_lineage)
    for _ in range(4):
        after.sell("tea", 100)
    after.relay_all()
    after.follower.catch_up()
    assert after.deliver()
    assert 423 == after.gone("tea")
    assert {"tea": 403} == after.model.totals()
    (fork,) = [row.content for row in after.depot.recorder.side_rows("forks")]
    assert 5 == fork["last_common"]
    assert (2, 2) == (len(fork["vanished"]), len(fork["effects"]))


def test_a_consumer_that_was_not_past_the_fork_sees_none(pair: Pair) -> None:
    pair.sell("tea", 1)
    pair.relay_all()
    pair.deliver()
    backup = copy_of_shop(pair)
    pair.sell("tea", 10)

    after = restored(pair, backup, with_lineage=True)
    after.sell("tea", 100)
    after.relay_all()
    assert after.deliver()
    assert 101 == after.gone("tea")
    assert {"tea": 101} == after.model.totals()
    assert [] == after.depot.recorder.side_rows("forks")


def test_late_messages_of_the_former_generation_are_dropped(pair: Pair) -> None:
    pair.sell("tea", 1)
    pair.relay_all()
    pair.deliver()
    backup = copy_of_shop(pair)
    pair.sell("tea", 10)
    pair.relay_all()
    late = pair.queue.receive(limit=10, within=0)

    after = restored(pair, backup, with_lineage=True)
    after.sell("tea", 100)
    after.relay_all()
    assert after.deliver()
    assert after.follower.take(late)
    assert 101 == after.gone("tea")


def test_a_rebuilt_read_model_equals_the_live_one(pair: Pair) -> None:
    from shared.read_models.rebuild import foreign_source, rebuild

    for pieces in range(50):
        pair.sell(f"article-{pieces % 7}", pieces)
    pair.relay_all()
    pair.deliver()
    live = pair.model.totals()
    rebuild(pair.model, foreign_source(pair.log), progress=lambda position: None)
    assert live == pair.model.totals()
    pair.sell("article-1", 1000)
    pair.relay_all()
    assert pair.deliver() or pair.follower.catch_up()
    assert live["article-1"] + 1000 == pair.model.totals()["article-1"]
