"""Proves that a read model equals a fresh replay of its events (invariant I5)."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

from sqlalchemy import Connection, Table, select

from shared.bus.place import Place
from shared.read_models.database import POSITIONS
from shared.read_models.model import ReadModel
from shared.read_models.rebuild import Source, portions, project_portion, twins_of
from shared.read_models.row_memory import RowMemory


@dataclass(frozen=True)
class Comparison:
    """A read model beside its fresh replay.

    Args:
        read_model: its name.
        through: position up to which both were built.
        rows: rows of the live tables.
        is_equal: whether all rows of both are the same.
    """

    read_model: str
    through: int
    rows: int
    is_equal: bool


def compare_with_replay(model: ReadModel, source: Source) -> Comparison:
    """Builds a twin up to where the live tables stand and compares row by row.

    Args:
        model: the read model.
        source: where its events come from.
    """
    beside = twins_of(model)
    database = model.database
    memory = RowMemory(were_empty=True)
    try:
        place = _build(model, beside, source, memory)
        with database.writing() as connection:
            # The lock on the place keeps its reader from moving on while both are compared.
            connection.execute(
                select(POSITIONS).where(POSITIONS.c.reader == model.name).with_for_update()
            )
            live = database.place_of(model.name)
            for events, _ in portions(source, place, until=live):
                project_portion(model, connection, beside, events, memory)
            rows, live_hash = 0, hashlib.sha256()
            twin_hash = hashlib.sha256()
            for table in model.tables:
                rows += _add_rows(connection, table, live_hash)
                _add_rows(connection, beside[table.name], twin_hash)
    finally:
        with database.writing() as connection:
            for twin in beside.values():
                twin.drop(connection)
    is_equal = live_hash.digest() == twin_hash.digest()
    return Comparison(model.name, live.through, rows, is_equal)


def _build(model: ReadModel, beside: dict[str, Table], source: Source, memory: RowMemory) -> Place:
    place = Place()
    target = model.database.place_of(model.name)
    for events, reached in portions(source, place, until=target):
        with model.database.writing() as connection:
            project_portion(model, connection, beside, events, memory)
        place = reached
    return place


def _add_rows(connection: Connection, table: Table, digest: hashlib._Hash) -> int:
    """Adds all rows in the order of their keys to the digest; returns how many there are."""
    keys = list(table.primary_key)
    rows = 0
    for row in connection.execute(select(table).order_by(*keys)):
        digest.update(repr(tuple(row)).encode())
        rows += 1
    return rows
