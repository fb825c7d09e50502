"""Where a service's read models lie: a SQLite file or a schema of PostgreSQL."""

from __future__ import annotations

import math
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import (
    BigInteger,
    Column,
    Connection,
    Engine,
    Integer,
    MetaData,
    String,
    Table,
    bindparam,
    create_engine,
    delete,
    event,
    insert,
    inspect,
    select,
    text,
    update,
)
from sqlalchemy.exc import InvalidatePoolError

from shared.bus.place import Place
from shared.databases.outages import outages_told
from shared.errors import Unavailable

POSITIONS = Table(
    "read_positions",
    MetaData(),
    Column("reader", String, primary_key=True),
    Column("log", String, nullable=False),
    Column("generation", Integer, nullable=False),
    Column("position", BigInteger, nullable=False),
    Column("event_id", String, nullable=False),
    Column("through", BigInteger, nullable=False),
    Column("stopped_by", String),
)


# Building a statement costs several times what carrying it out does, so each is built once.
_ROWS = select(POSITIONS)
_ROW = _ROWS.where(POSITIONS.c.reader == bindparam("reader"))
_THESE = _ROWS.where(POSITIONS.c.reader.in_(bindparam("readers", expanding=True)))
_MOVE = (
    update(POSITIONS)
    .where(
        POSITIONS.c.reader.in_(bindparam("readers", expanding=True)),
        POSITIONS.c.log == bindparam("old_log"),
        POSITIONS.c.generation == bindparam("old_generation"),
        POSITIONS.c.position == bindparam("old_position"),
        POSITIONS.c.through == bindparam("old_through"),
    )
    .values({one: bindparam(f"new_{one}") for one in vars(Place())})
)


TRUSTED_FOR = 1.0
"""Seconds for which a connection is good that somebody has used."""


class PlaceMoved(RuntimeError):
    """Another process has moved the reader on: re-read its place."""


class ReadDatabase:
    """The tables of one service's read models and the places of their readers.

    Args:
        url: SQLAlchemy URL.
        schema: schema on PostgreSQL; None on SQLite.
    """

    def __init__(self, url: str, *, schema: str | None = None) -> None:
        self.schema = schema
        options: dict[str, Any] = {}
        if schema is not None:
            # With its last moments a crashed database loses rows and place together: they are
            # read again, so no commit waits for the disk.
            settings = f"-csearch_path={schema} -csynchronous_commit=off"
            options["connect_args"] = {"options": settings}
        self.engine: Engine = create_engine(url, **options)
        self._writing_engine = self.engine.execution_options(loopdesk_writing=True)
        if schema is None:
            event.listen(self.engine, "connect", _open_sqlite)
            event.listen(self.engine, "begin", _begin_sqlite)
        else:
            event.listen(self.engine, "checkin", _note_use)
            event.listen(self.engine, "checkout", self._try_out)

    def create_tables(self, tables: Iterable[Table]) -> None:
        """Creates what is missing."""
        with self.engine.begin() as connection:
            if self.schema is not None and not inspect(connection).has_schema(self.schema):
                connection.execute(text(f'CREATE SCHEMA IF NOT EXISTS "{self.schema}"'))
            for table in (POSITIONS, *tables):
                table.create(connection, checkfirst=True)

    def has_table(self, table: Table) -> bool:
        """Whether the table is there."""
        with self.engine.connect() as connection:
            return inspect(connection).has_table(table.name)

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """A connection for queries.

        Raises:
            Unavailable: the database cannot be reached.
        """
        with outages_told(), self.engine.connect() as connection:
            yield connection

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """A transaction for a batch of projections.

        Raises:
            Unavailable: the database cannot be reached, is full, or a wait has passed its limit.
        """
        with outages_told(), self._writing_engine.begin() as connection:
            yield connection

    def place_of(self, reader: str) -> Place:
        """How far `reader` has come."""
        with self.reading() as connection:
            row = connection.execute(_ROW, {"reader": reader}).first()
        return Place() if row is None else Place(*row[1:6])

    def places(self) -> dict[str, tuple[Place, str | None]]:
        """How far every reader has come, and what stopped it, if it has stopped."""
        with self.reading() as connection:
            rows = connection.execute(_ROWS).all()
        return {name: (Place(*place), stopped_by) for name, *place, stopped_by in rows}

    def move(self, connection: Connection, *readers: str, old: Place, new: Place) -> None:
        """Moves the readers from `old` to `new`, in the batch's transaction.

        Raises:
            PlaceMoved: one of them does not stand at `old` any more.
        """
        of_these = {"readers": readers}
        values = {f"old_{name}": value for name, value in vars(old).items()}
        values |= {f"new_{name}": value for name, value in vars(new).items()}
        changed = connection.execute(_MOVE, of_these | values).rowcount
        if changed == len(readers):
            return
        if old != Place() or connection.execute(_THESE, of_these).first():
            raise PlaceMoved(", ".join(readers))
        places = [{"reader": one, **vars(new)} for one in readers]
        connection.execute(insert(POSITIONS), places)

    def put_place(self, connection: Connection, reader: str, place: Place) -> None:
        """Puts the reader to `place` and lets it run, in the transaction of a rebuild."""
        connection.execute(delete(POSITIONS).where(POSITIONS.c.reader == reader))
        connection.execute(insert(POSITIONS).values(reader=reader, **vars(place)))

    def clear(self, reader: str, tables: Iterable[Table]) -> None:
        """Empties the tables and sends the reader back to the start of its log."""
        with self.writing() as connection:
            for table in tables:
                connection.execute(delete(table))
            connection.execute(delete(POSITIONS).where(POSITIONS.c.reader == reader))

    def stopped_by(self, reader: str) -> str | None:
        """What stopped the reader, if it has stopped."""
        with self.reading() as connection:
            row = connection.execute(_ROW, {"reader": reader}).first()
        return None if row is None else row.stopped_by

    def note_stop(self, reader: str, cause: str) -> None:
        """Notes that the reader has stopped, and why."""
        place = self.place_of(reader)
        with self.writing() as connection:
            connection.execute(delete(POSITIONS).where(POSITIONS.c.reader == reader))
            values = {**vars(place), "stopped_by": cause}
            connection.execute(insert(POSITIONS).values(reader=reader, **values))

    def wait_for(self, reader: str, position: int, *, within: float) -> None:
        """Returns when `reader` has passed `position`.

        Args:
            reader: name of the read model.
            position: position in the log that it reads.
            within: seconds to wait at most.

        Raises:
            Unavailable: it has not come so far in time.
        """
        deadline = time.monotonic() + within
        while self.place_of(reader).through < position:
            if time.monotonic() > deadline:
                raise Unavailable(what=reader)
            time.sleep(0.01)

    def close(self) -> None:
        """Gives back all connections."""
        self.engine.dispose()

    def _try_out(self, connection: Any, record: Any, _taken: Any) -> None:
        """A connection that nobody has used for a while may be one to a database that has gone."""
        used_at = record.info.get("used_at", math.inf)
        if time.monotonic() - used_at > TRUSTED_FOR:
            try:
                self.engine.dialect.do_ping(connection)
            except self.engine.dialect.loaded_dbapi.Error as refusal:
                raise InvalidatePoolError from refusal


def _note_use(_connection: Any, record: Any) -> None:
    record.info["used_at"] = time.monotonic()


def _open_sqlite(connection: Any, _record: Any) -> None:
    connection.isolation_level = None
    connection.execute("PRAGMA journal_mode=WAL")
    connection.execute("PRAGMA synchronous=NORMAL")


def _begin_sqlite(connection: Connection) -> None:
    connection.exec_driver_sql("BEGIN IMMEDIATE" if _is_writing(connection) else "BEGIN")


def _is_writing(connection: Connection) -> bool:
    return bool(connection.get_execution_options().get("loopdesk_writing"))
