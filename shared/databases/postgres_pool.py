"""Connections to PostgreSQL that cannot stop a service by waiting for ever."""

from __future__ import annotations

import threading
import weakref
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import psycopg
from psycopg.conninfo import conninfo_to_dict
from psycopg_pool import ConnectionPool

from shared.databases.session import Row
from shared.errors import Unavailable

Connection = psycopg.Connection[Row]

_TIMEOUTS = {
    "statement_timeout": "15s",
    "lock_timeout": "10s",
    "idle_in_transaction_session_timeout": "15s",
}


class PostgresSession:
    """Statements on one connection; results come in binary form, so no bytes go through text.

    Args:
        connection: in autocommit mode, or inside a transaction.
    """

    def __init__(self, connection: Connection) -> None:
        self.connection = connection

    def run(self, statement: str, values: Sequence[Any] = ()) -> list[Row]:
        """Carries out `statement`; the rows that it gives."""
        with self.connection.cursor(binary=True) as cursor:
            cursor.execute(_placed(statement), values)
            return cursor.fetchall() if cursor.description is not None else []

    def run_many(self, statement: str, rows: Iterable[Sequence[Any]]) -> None:
        """Carries out `statement` for each of `rows`."""
        with self.connection.cursor() as cursor:
            cursor.executemany(_placed(statement), rows)

    def stream(self, query: str) -> Iterator[Row]:
        """The rows of a large query, in portions."""
        with self.connection.cursor("stream", binary=True) as cursor:
            cursor.itersize = 1000
            yield from cursor.execute(_placed(query))


class PostgresPool:
    """Connections in autocommit mode to one database; opened at the first use.

    Args:
        url: the database's URL.
        name: shown in `pg_stat_activity`.
        search_path: schema in which unqualified names lie.
        prepare: called once with each new connection.
        patience: seconds to wait for a connection.
    """

    def __init__(
        self,
        url: str,
        *,
        name: str,
        search_path: str = "public",
        prepare: Callable[[Connection], None] | None = None,
        patience: float = 5.0,
    ) -> None:
        self._url = url
        self._search_path = search_path
        self._guard = threading.Lock()
        self._is_open = False
        self._pool: ConnectionPool[Connection] = ConnectionPool(
            url,
            kwargs={
                "autocommit": True,
                "application_name": f"loopdesk {name}",
                "options": self._options(_TIMEOUTS),
            },
            min_size=1,
            max_size=32,
            max_idle=60,
            num_workers=1,
            timeout=patience,
            configure=prepare,
            open=False,
        )

    @contextmanager
    def connection(self) -> Iterator[Connection]:
        """A connection with time limits: a stalled writer must not stop the others.

        Raises:
            Unavailable: the database cannot be reached, or a limit was passed.
        """
        self._open_once()
        try:
            with self._pool.connection() as connection:
                yield connection
        except psycopg.OperationalError as refusal:
            self._drop_broken(refusal)
            raise Unavailable(what="database") from refusal

    @contextmanager
    def reading(self) -> Iterator[PostgresSession]:
        """Each statement stands for itself."""
        with self.connection() as connection:
            yield PostgresSession(connection)

    @contextmanager
    def transaction(self) -> Iterator[PostgresSession]:
        """All statements within, or none."""
        with self.connection() as connection, connection.transaction():
            yield PostgresSession(connection)

    @contextmanager
    def snapshot(self) -> Iterator[PostgresSession]:
        """All statements see one state, on a connection of its own without time limits."""
        try:
            with psycopg.connect(self._url, options=self._options({})) as connection:
                connection.isolation_level = psycopg.IsolationLevel.REPEATABLE_READ
                connection.read_only = True
                yield PostgresSession(connection)
        except psycopg.OperationalError as refusal:
            raise Unavailable(what="database") from refusal

    def close(self) -> None:
        """Gives back all connections."""
        self._pool.close()

    def _open_once(self) -> None:
        with self._guard:
            if not self._is_open:
                self._pool.open()
                self._is_open = True
                # A process that just ends would wait in vain for the pool's own threads.
                weakref.finalize(self, self._pool.close)

    def _drop_broken(self, refusal: psycopg.OperationalError) -> None:
        """After a lost connection the idle ones are likely lost too (no SQLSTATE: no answer)."""
        if refusal.sqlstate is None or refusal.sqlstate.startswith(("08", "57P")):
            self._pool.check()

    def _options(self, limits: dict[str, str]) -> str:
        """Settings of each connection; what the URL sets itself comes last and wins."""
        settings = {
            "search_path": self._search_path,
            "timezone": "UTC",
            "default_transaction_isolation": r"read\ committed",
            **limits,
        }
        given = conninfo_to_dict(self._url).get("options") or ""
        return " ".join([*(f"-c {name}={value}" for name, value in settings.items()), str(given)])


def _placed(statement: str) -> bytes:
    return statement.replace("?", "%s").encode()
