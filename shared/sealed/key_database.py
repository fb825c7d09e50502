"""Where the keys lie: a SQLite file of its own or the schema `keys` of PostgreSQL."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from typing import TYPE_CHECKING, Any, Protocol

from shared.databases.sqlite_file import SQLiteFile
from shared.errors import Unavailable
from shared.sealed.errors import KeyStoreUnavailable
from shared.settings import Settings

if TYPE_CHECKING:
    from shared.databases.postgres_pool import Connection, PostgresPool

SCHEMA = "keys"
"""Schema of the key store on PostgreSQL."""


class Statements(Protocol):
    """Carries out statements with `?` for values, in the SQL that both databases know."""

    def run(self, statement: str, values: Sequence[Any] = ()) -> list[tuple[Any, ...]]:
        """Carries out `statement`; returns the rows it gives."""


class KeyDatabase(Protocol):
    """One of the two databases."""

    def reading(self) -> AbstractContextManager[Statements]:
        """Statements that change nothing; `KeyStoreUnavailable` on an outage."""

    def transaction(self) -> AbstractContextManager[Statements]:
        """All statements within, or none; `KeyStoreUnavailable` on an outage."""

    def create(self, tables: Sequence[str]) -> None:
        """Carries out the statements that create tables."""

    def forget_deleted(self) -> None:
        """Removes what was deleted from the files as far as the database can."""

    def close(self) -> None:
        """Gives back all connections."""


class _SQLiteStatements:
    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection

    def run(self, statement: str, values: Sequence[Any] = ()) -> list[tuple[Any, ...]]:
        return self._connection.execute(statement, values).fetchall()


class SQLiteKeys:
    """The keys in a SQLite file that overwrites what is deleted.

    Args:
        file: the file.
    """

    def __init__(self, file: SQLiteFile) -> None:
        self._file = file

    @contextmanager
    def reading(self) -> Iterator[Statements]:
        """One state of the file."""
        try:
            with self._file.snapshot() as connection:
                yield _SQLiteStatements(connection)
        except sqlite3.OperationalError as refusal:
            raise KeyStoreUnavailable from refusal

    @contextmanager
    def transaction(self) -> Iterator[Statements]:
        """A transaction that holds the write lock."""
        try:
            with self._file.writing() as connection:
                yield _SQLiteStatements(connection)
        except (sqlite3.OperationalError, Unavailable) as refusal:
            raise KeyStoreUnavailable from refusal

    def create(self, tables: Sequence[str]) -> None:
        """Carries out the statements, after creating a file that only its owner may read."""
        self._file.create()
        with self.transaction() as statements:
            for table in tables:
                statements.run(table)

    def forget_deleted(self) -> None:
        """Empties the write-ahead log; deleted rows are overwritten in the file itself."""
        self._file.empty_wal()

    def close(self) -> None:
        """Closes the file."""
        self._file.close()


class _PostgresStatements:
    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def run(self, statement: str, values: Sequence[Any] = ()) -> list[tuple[Any, ...]]:
        cursor = self._connection.execute(statement.replace("?", "%s").encode(), values)
        return cursor.fetchall() if cursor.description is not None else []


class PostgresKeys:
    """The keys in the schema `keys`.

    Args:
        pool: connections with that schema as search path.
    """

    def __init__(self, pool: PostgresPool) -> None:
        self._pool = pool

    @contextmanager
    def reading(self) -> Iterator[Statements]:
        """A connection on which each statement stands for itself."""
        try:
            with self._pool.connection() as connection:
                yield _PostgresStatements(connection)
        except Unavailable as refusal:
            raise KeyStoreUnavailable from refusal

    @contextmanager
    def transaction(self) -> Iterator[Statements]:
        """A transaction."""
        try:
            with self._pool.transaction() as connection:
                yield _PostgresStatements(connection)
        except Unavailable as refusal:
            raise KeyStoreUnavailable from refusal

    def create(self, tables: Sequence[str]) -> None:
        """Carries out the statements, after creating the schema."""
        with self.transaction() as statements:
            statements.run(f"CREATE SCHEMA IF NOT EXISTS {SCHEMA}")
            for table in tables:
                statements.run(table.replace("BLOB", "BYTEA"))

    def forget_deleted(self) -> None:
        """Frees the space of deleted rows, so that new ones overwrite them."""
        with self._pool.connection() as connection:
            connection.execute("VACUUM subject_keys")

    def close(self) -> None:
        """Gives back all connections."""
        self._pool.close()


def key_database(settings: Settings) -> KeyDatabase:
    """The database of the keys that `settings` name."""
    if not settings.keys_database_url:
        return SQLiteKeys(SQLiteFile(settings.data_dir / "keys.sqlite", wipes=True))
    # An embedded installation never loads the driver.
    from shared.databases.postgres_pool import PostgresPool  # noqa: PLC0415

    pool = PostgresPool(settings.keys_url, name="keys", search_path=SCHEMA)
    return PostgresKeys(pool)
