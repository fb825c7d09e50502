"""The row changes of a batch: collected, folded by key, and written by `executemany`."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from importlib import import_module
from typing import Any, cast

from sqlalchemy import (
    ColumnElement,
    Connection,
    Delete,
    Insert,
    Select,
    Table,
    Update,
    and_,
    bindparam,
    delete,
    insert,
    select,
    update,
)

from shared.crash_points import CrashPoint, reached
from shared.read_models.row_memory import UNKNOWN, Key, Row, RowMemory, TableMemory


class TableRows:
    """Changes of one table within a batch.

    Several changes of one row become one, so that a busy entity costs one write a batch.

    Args:
        connection: the batch's transaction.
        table: the table as it is called now (a rebuild works on one beside).
        memory: what is known of its rows.
    """

    def __init__(self, connection: Connection, table: Table, memory: TableMemory) -> None:
        self._connection = connection
        self._table = table
        self._memory = memory
        self._key_names = tuple(column.name for column in table.primary_key)
        self._new: dict[Key, dict[str, Any]] = {}
        self._changed: dict[Key, dict[str, Any]] = {}
        self._removed: set[Key] = set()

    def put(self, **row: Any) -> None:
        """Inserts the row, or replaces the one with its key."""
        key = self._key_of(row)
        self._changed.pop(key, None)
        self._removed.add(key)
        self._new[key] = row

    def add(self, **row: Any) -> None:
        """Inserts a row whose key is known to be new: cheaper than `put`."""
        self._new[self._key_of(row)] = row

    def change(self, *key: Any, **values: Any) -> None:
        """Changes columns of the row with this key; nothing happens if it is not there."""
        if key in self._new:
            self._new[key].update(values)
        elif key not in self._removed:
            self._changed.setdefault(key, {}).update(values)

    def remove(self, *key: Any) -> None:
        """Removes the row with this key."""
        self._new.pop(key, None)
        self._changed.pop(key, None)
        self._removed.add(key)

    def get(self, *key: Any) -> Mapping[str, Any] | None:
        """The row as this batch has left it."""
        if key in self._new:
            return self._new[key]
        if key in self._removed:
            return None
        found = self._memory.find(key)
        if found is UNKNOWN:
            result = self._connection.execute(_selection(self._table), self._bound(key))
            found = cast("Row | None", result.mappings().first())
            self._memory.keep(key, found)
        return None if found is None else {**found, **self._changed.get(key, {})}

    def remove_where(self, **values: Any) -> None:
        """Removes all rows with these values in these columns."""
        self.flush()
        self._memory.clear()
        statement = _deletion(self._table, tuple(values))
        self._connection.execute(statement, {f"key_{n}": v for n, v in values.items()})

    def change_where(self, condition: Mapping[str, Any], **values: Any) -> None:
        """Changes columns of all rows with the values of `condition` in its columns."""
        self.flush()
        self._memory.clear()
        conditions = [self._table.c[name] == value for name, value in condition.items()]
        self._connection.execute(update(self._table).where(*conditions).values(**values))

    def flush(self) -> int:
        """Writes what was collected; returns the number of row changes."""
        count = len(self._removed) + len(self._new) + len(self._changed)
        if only_removed := self._removed - self._new.keys():
            keys = [self._bound(key) for key in only_removed]
            self._write(_deletion(self._table, self._key_names), keys)
            for key in only_removed:
                self._memory.keep(key, None)
        if self._new:
            self._write_new()
            self._new = {}
        self._removed = set()
        if self._changed:
            self._write_changed()
            self._changed = {}
        return count

    def _bound(self, key: Key) -> dict[str, Any]:
        return {f"key_{n}": v for n, v in zip(self._key_names, key, strict=True)}

    def _write_new(self) -> None:
        names = {column.name: None for column in self._table.columns}
        in_place = _replacement(self._table, self._connection.dialect.name)
        whole = {key: {**names, **row} for key, row in self._new.items()}
        for statement, is_put in ((_insertion(self._table), False), (in_place, True)):
            rows = [row for key, row in whole.items() if (key in self._removed) is is_put]
            if rows:
                self._write(statement, rows)
        for key, row in whole.items():
            self._memory.keep(key, row)

    def _write_changed(self) -> None:
        by_columns: dict[tuple[str, ...], list[dict[str, Any]]] = {}
        for key, values in self._changed.items():
            self._memory.change(key, values)
            bound = self._bound(key) | {f"new_{name}": value for name, value in values.items()}
            by_columns.setdefault(tuple(sorted(values)), []).append(bound)
        for columns, rows in by_columns.items():
            self._write(_change(self._table, columns), rows)

    def _write(self, statement: Delete | Insert | Update, rows: list[dict[str, Any]]) -> None:
        # Alone, a row spares the round trips that bind many together.
        self._connection.execute(statement, rows[0] if len(rows) == 1 else rows)

    def _key_of(self, row: Mapping[str, Any]) -> Key:
        return tuple(row[name] for name in self._key_names)


class Rows:
    """All tables of one read model within a batch; `rows[table]` gives one of them.

    Args:
        connection: the batch's transaction.
        called: the table that stands in for each one while a rebuild works beside; else none.
        memory: what is known of the rows from batches before; nothing by default.
    """

    def __init__(
        self,
        connection: Connection,
        *,
        called: Mapping[str, Table],
        memory: RowMemory | None = None,
    ) -> None:
        self._connection = connection
        self._called = called
        self._memory = memory or RowMemory()
        self._tables: dict[str, TableRows] = {}

    def __getitem__(self, table: Table) -> TableRows:
        if table.name not in self._tables:
            real = self._called.get(table.name, table)
            known = self._memory.of(table.name)
            self._tables[table.name] = TableRows(self._connection, real, known)
        return self._tables[table.name]

    def flush(self) -> int:
        """Writes what all tables collected; returns the number of row changes."""
        count = sum(one.flush() for one in self._tables.values())
        reached(CrashPoint.IN_PROJECTION)
        return count


# Building a statement costs several times what carrying it out does, so each is built once.


@lru_cache(maxsize=1024)
def _selection(table: Table) -> Select[Any]:
    return select(table).where(_has_key(table, tuple(one.name for one in table.primary_key)))


@lru_cache(maxsize=1024)
def _insertion(table: Table) -> Insert:
    return insert(table)


@lru_cache(maxsize=1024)
def _replacement(table: Table, dialect: str) -> Insert:
    # Only the dialect that is in use is loaded.
    replacing = import_module(f"sqlalchemy.dialects.{dialect}").insert(table)
    rest = {one.name: replacing.excluded[one.name] for one in table.c if not one.primary_key}
    if not rest:
        return cast("Insert", replacing.on_conflict_do_nothing())
    keys = list(table.primary_key)
    return cast("Insert", replacing.on_conflict_do_update(index_elements=keys, set_=rest))


@lru_cache(maxsize=1024)
def _deletion(table: Table, names: tuple[str, ...]) -> Delete:
    return delete(table).where(_has_key(table, names))


@lru_cache(maxsize=1024)
def _change(table: Table, columns: tuple[str, ...]) -> Update:
    key = _has_key(table, tuple(one.name for one in table.primary_key))
    return update(table).where(key).values({n: bindparam(f"new_{n}") for n in columns})


def _has_key(table: Table, names: tuple[str, ...]) -> ColumnElement[bool]:
    return and_(*(table.c[name] == bindparam(f"key_{name}") for name in names))
