"""Rows that a batch or a rebuild has seen or written, so that each is read once."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

Key = tuple[Any, ...]
Row = Mapping[str, Any]

MOST_ROWS = 20_000
"""Rows of one table that are kept at a time."""

UNKNOWN: Final[Row] = {}
"""Stands for a row of which nothing is known, not even whether there is one."""


class TableMemory:
    """What is known of one table that nobody else writes meanwhile.

    Args:
        was_empty: whether the table had no rows at first: what is not known then is not there.
        most_rows: how many are kept at a time; those used least recently go first.
    """

    def __init__(self, *, was_empty: bool, most_rows: int) -> None:
        self._rows: dict[Key, Row | None] = {}
        self._is_whole = was_empty
        self._most_rows = most_rows

    def find(self, key: Key) -> Row | None:
        """The row with this key, None if there is none, `UNKNOWN` if it must be looked up."""
        row = self._rows.pop(key, UNKNOWN)
        if row is UNKNOWN:
            return None if self._is_whole else UNKNOWN
        self._rows[key] = row
        return row

    def keep(self, key: Key, row: Row | None) -> None:
        """Notes a row as it is now; None for one that is not there."""
        self._rows.pop(key, None)
        self._rows[key] = row
        if len(self._rows) > self._most_rows:
            del self._rows[next(iter(self._rows))]
            self._is_whole = False

    def change(self, key: Key, values: Row) -> None:
        """Notes that columns of a row were changed, if it is there."""
        row = self._rows.get(key)
        if row is not None:
            self._rows[key] = {**row, **values}

    def clear(self) -> None:
        """Forgets all: rows were changed that nobody has named."""
        self._rows.clear()
        self._is_whole = False


class RowMemory:
    """What is known of the tables of one read model.

    Args:
        were_empty: whether the tables had no rows at first, as those of a rebuild.
        most_rows: how many of each table are kept at a time.
    """

    def __init__(self, *, were_empty: bool = False, most_rows: int = MOST_ROWS) -> None:
        self._were_empty = were_empty
        self._most_rows = most_rows
        self._tables: dict[str, TableMemory] = {}

    def of(self, table: str) -> TableMemory:
        """What is known of the table of this name."""
        if table not in self._tables:
            self._tables[table] = TableMemory(was_empty=self._were_empty, most_rows=self._most_rows)
        return self._tables[table]
