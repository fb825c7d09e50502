"""What a batch's row changes come to in the table."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Column, Integer, String

from shared.read_models import ReadDatabase, Rows, read_table

STOCK = read_table(
    "stock",
    Column("article", String, primary_key=True),
    Column("pieces", Integer, nullable=False),
    Column("shelf", String),
)


@pytest.fixture(params=["sqlite", "postgres"])
def database(
    request: pytest.FixtureRequest, tmp_path: Path, new_database: Callable[[], str]
) -> Iterator[ReadDatabase]:
    if request.param == "sqlite":
        database = ReadDatabase(f"sqlite:///{tmp_path / 'read.sqlite'}")
    else:
        url = new_database().replace("postgresql://", "postgresql+psycopg://", 1)
        database = ReadDatabase(url, schema="depot_read")
    database.create_tables([STOCK])
    yield database
    database.close()


def write(database: ReadDatabase, *changes: Callable[[Any], object]) -> None:
    """One batch with these changes of the stock."""
    with database.writing() as connection:
        rows = Rows(connection, called={})
        for change in changes:
            change(rows[STOCK])
        rows.flush()


def stock(database: ReadDatabase) -> dict[str, int]:
    with database.reading() as connection:
        return {row.article: row.pieces for row in connection.execute(STOCK.select())}


def test_a_put_row_replaces_the_one_with_its_key(database: ReadDatabase) -> None:
    write(database, lambda t: t.put(article="tea", pieces=1))
    write(
        database, lambda t: t.put(article="tea", pieces=5), lambda t: t.put(article="x", pieces=2)
    )
    assert {"tea": 5, "x": 2} == stock(database)


def test_a_put_row_leaves_nothing_of_the_former_one(database: ReadDatabase) -> None:
    write(database, lambda t: t.put(article="tea", pieces=1, shelf="top"))
    write(
        database,
        lambda t: t.remove("tea"),
        lambda t: t.add(article="tea", pieces=2),
        lambda t: t.add(article="x", pieces=3),
    )
    with database.reading() as connection:
        rows = sorted(tuple(one) for one in connection.execute(STOCK.select()))
    assert [("tea", 2, None), ("x", 3, None)] == rows


def test_changes_of_one_row_fold_into_one(database: ReadDatabase) -> None:
    write(database, lambda t: t.add(article="tea", pieces=1))
    write(
        database,
        lambda t: t.change("tea", pieces=2),
        lambda t: t.change("tea", pieces=3, shelf="A"),
    )
    assert {"tea": 3} == stock(database)


def test_a_change_of_a_row_that_is_not_there_does_nothing(database: ReadDatabase) -> None:
    write(database, lambda t: t.change("nothing", pieces=2))
    assert {} == stock(database)


def test_a_row_is_read_as_the_batch_has_left_it(database: ReadDatabase) -> None:
    write(database, lambda t: t.add(article="tea", pieces=1))
    seen: list[int] = []
    write(
        database,
        lambda t: t.change("tea", pieces=2),
        lambda t: seen.append(t.get("tea")["pieces"]),
        lambda t: t.remove("tea"),
        lambda t: seen.append(-1 if t.get("tea") is None else 1),
        lambda t: t.put(article="tea", pieces=9),
        lambda t: seen.append(t.get("tea")["pieces"]),
    )
    assert [2, -1, 9] == seen
    assert {"tea": 9} == stock(database)


def test_a_removed_row_stays_removed_when_a_change_follows(database: ReadDatabase) -> None:
    write(database, lambda t: t.add(article="tea", pieces=1))
    write(database, lambda t: t.remove("tea"), lambda t: t.change("tea", pieces=7))
    assert {} == stock(database)


def test_rows_are_removed_and_changed_by_a_condition_too(database: ReadDatabase) -> None:
    write(
        database,
        lambda t: t.add(article="a", pieces=1, shelf="A"),
        lambda t: t.add(article="b", pieces=1, shelf="A"),
        lambda t: t.add(article="c", pieces=1, shelf="B"),
        lambda t: t.change_where({"shelf": "B"}, pieces=8),
        lambda t: t.remove_where(shelf="A"),
    )
    assert {"c": 8} == stock(database)


def test_a_changed_definition_has_another_table() -> None:
    wider = read_table(
        "stock", Column("article", String, primary_key=True), Column("weight", Integer)
    )
    newer = read_table("stock", Column("article", String, primary_key=True), version=2)
    assert 3 == len({STOCK.name, wider.name, newer.name})
