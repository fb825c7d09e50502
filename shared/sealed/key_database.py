"""Where the keys lie: a SQLite file of its own or the schema `keys` of PostgreSQL."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Protocol

from shared.databases.session import Database
from shared.databases.sqlite_file import SQLiteFile
from shared.errors import Unavailable
from shared.sealed.errors import KeyStoreUnavailable
from shared.settings import Settings

if TYPE_CHECKING:
    from shared.databases.postgres_pool import PostgresPool

SCHEMA = "keys"
"""Schema of the key store on PostgreSQL."""


class KeyDatabase(Protocol):
    """What the vault needs beside statements."""

    sessions: Database

    def create(self, tables: Sequence[str]) -> None:
        """Carries out the statements that create tables."""

    def forget_deleted(self) -> None:
        """Removes what was deleted from the files as far as the database can."""


class SQLiteKeys:
    """The keys in a SQLite file that overwrites what is deleted.

    Args:
        file: the file.
    """

    def __init__(self, file: SQLiteFile) -> None:
        self.sessions: Database = file
        self._file = file

    def create(self, tables: Sequence[str]) -> None:
        """Makes the file and its tables."""
        self._file.create(";\n".join(tables))

    def forget_deleted(self) -> None:
        """Empties the write-ahead log; deleted rows are overwritten in the file itself."""
        self._file.empty_wal()


class PostgresKeys:
    """The keys in the schema `keys`.

    Args:
        pool: connections with that schema as search path.
    """

    def __init__(self, pool: PostgresPool) -> None:
        self.sessions: Database = pool

    def create(self, tables: Sequence[str]) -> None:
        """Makes the schema and its tables."""
        with self.sessions.transaction() as session:
            session.run(f"CREATE SCHEMA IF NOT EXISTS {SCHEMA}")
            for table in tables:
                session.run(table.replace("BLOB", "BYTEA"))

    def forget_deleted(self) -> None:
        """Frees the space of deleted rows, so that new ones overwrite them."""
        with self.sessions.reading() as session:
            session.run("VACUUM subject_keys")


def key_database(settings: Settings) -> KeyDatabase:
    """The database of the keys that `settings` name."""
    if not settings.keys_database_url:
        return SQLiteKeys(SQLiteFile(settings.data_dir / "keys.sqlite", wipes=True))
    # An embedded installation never loads the driver.
    from shared.databases.postgres_pool import PostgresPool  # noqa: PLC0415

    pool = PostgresPool(settings.keys_database_url, name="keys", search_path=SCHEMA)
    return PostgresKeys(pool)


@contextmanager
def named_outage() -> Iterator[None]:
    """Says of an outage within that it is one of the key store."""
    try:
        yield
    except Unavailable as refusal:
        raise KeyStoreUnavailable from refusal
