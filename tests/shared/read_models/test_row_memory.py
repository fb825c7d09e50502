"""Whatever is remembered of rows: what is read and what is left are those of a plain table."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from sqlalchemy import Column, Integer, String

from shared.read_models import ReadDatabase, Rows, read_table
from shared.read_models.row_memory import RowMemory

STOCK = read_table(
    "stock",
    Column("article", String, primary_key=True),
    Column("pieces", Integer, nullable=False),
    Column("shelf", String),
)

Change = tuple[str, str, int]

ARTICLES = "abc"
changes = st.tuples(
    st.sampled_from(["put", "change", "remove", "get", "remove_where", "change_where"]),
    st.sampled_from(ARTICLES),
    st.integers(0, 1),
)
batches = st.lists(st.lists(changes, max_size=3), min_size=3, max_size=6)


@pytest.fixture(scope="module")
def database(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ReadDatabase]:
    database = ReadDatabase(f"sqlite:///{tmp_path_factory.mktemp('rows') / 'read.sqlite'}")
    database.create_tables([STOCK])
    yield database
    database.close()


@settings(max_examples=200)
@example(batches=[[("put", "a", 1)], [("remove", "a", 0)], []], most_rows=100, were_empty=True)
@given(batches=batches, most_rows=st.sampled_from([1, 2, 100]), were_empty=st.booleans())
def test_a_memory_of_any_size_changes_nothing(
    database: ReadDatabase, batches: list[list[Change]], most_rows: int, were_empty: bool
) -> None:
    database.clear("stock", [STOCK])
    memory = RowMemory(were_empty=were_empty, most_rows=most_rows)
    shelves: dict[str, dict[str, Any]] = {}
    for batch in batches:
        with database.writing() as connection:
            rows = Rows(connection, called={}, memory=memory)
            for change in batch:
                assert on_shelves(shelves, change) == on_table(rows, change)
            for article in ARTICLES:
                assert shelves.get(article) == on_table(rows, ("get", article, 0))
            rows.flush()
    with database.reading() as connection:
        left = {row["article"]: dict(row) for row in connection.execute(STOCK.select()).mappings()}
    assert shelves == left


def on_table(rows: Rows, change: Change) -> dict[str, Any] | None:
    """Carries the change out on the table; what it reads, if it reads."""
    what, article, pieces = change
    stock = rows[STOCK]
    if what == "get":
        found = stock.get(article)
        return None if found is None else dict(found)
    if what == "put":
        stock.put(article=article, pieces=pieces, shelf="top")
    elif what == "change":
        stock.change(article, pieces=pieces)
    elif what == "remove":
        stock.remove(article)
    elif what == "remove_where":
        stock.remove_where(pieces=pieces)
    else:
        stock.change_where({"pieces": pieces}, shelf="low")
    return None


def on_shelves(shelves: dict[str, dict[str, Any]], change: Change) -> dict[str, Any] | None:
    """Carries the change out on plain dictionaries; what it reads, if it reads."""
    what, article, pieces = change
    with_pieces = [one for one, row in shelves.items() if row["pieces"] == pieces]
    if what == "get":
        return dict(shelves[article]) if article in shelves else None
    if what == "put":
        shelves[article] = {"article": article, "pieces": pieces, "shelf": "top"}
    elif what == "change" and article in shelves:
        shelves[article]["pieces"] = pieces
    elif what == "remove":
        shelves.pop(article, None)
    elif what == "remove_where":
        for one in with_pieces:
            del shelves[one]
    elif what == "change_where":
        for one in with_pieces:
            shelves[one]["shelf"] = "low"
    return None
