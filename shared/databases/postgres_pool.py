"""Connections to PostgreSQL that cannot stop a service by waiting for ever."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import psycopg
from psycopg.conninfo import conninfo_to_dict
from psycopg_pool import ConnectionPool

from shared.errors import Unavailable

Connection = psycopg.Connection[tuple[Any, ...]]

TIMEOUTS = {
    "statement_timeout": "15s",
    "lock_timeout": "10s",
    "idle_in_transaction_session_timeout": "15s",
}
"""Bounds of every ordinary connection: a stalled writer must not stop the others."""


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
        search_path: str | None = None,
        prepare: Callable[[Connection], None] | None = None,
        patience: float = 5.0,
    ) -> None:
        self._guard = threading.Lock()
        self._is_open = False
        self._pool: ConnectionPool[Connection] = ConnectionPool(
            url,
            kwargs={
                "autocommit": True,
                "application_name": f"loopdesk {name}",
                "options": options_of(url, search_path=search_path),
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
        """A connection on which each statement stands for itself.

        Raises:
            Unavailable: the database cannot be reached, or a timeout was passed.
        """
        self._open_once()
        try:
            with self._pool.connection() as connection:
                yield connection
        except psycopg.OperationalError as refusal:
            self._drop_broken(refusal)
            raise Unavailable(what="database") from refusal

    @contextmanager
    def transaction(self) -> Iterator[Connection]:
        """A connection inside one transaction."""
        with self.connection() as connection, connection.transaction():
            yield connection

    def close(self) -> None:
        """Gives back all connections."""
        self._pool.close()

    def _open_once(self) -> None:
        with self._guard:
            if not self._is_open:
                self._pool.open()
                self._is_open = True

    def _drop_broken(self, refusal: psycopg.OperationalError) -> None:
        """After a lost connection the idle ones are likely lost too (no SQLSTATE: no answer)."""
        if refusal.sqlstate is None or refusal.sqlstate.startswith(("08", "57P")):
            self._pool.check()


def options_of(url: str, *, search_path: str | None = None, bounded: bool = True) -> str:
    """The `options` of a connection: UTC and the timeouts, unless `url` sets others.

    Args:
        url: the database's URL.
        search_path: schema in which unqualified names lie.
        bounded: False for long readers, such as a backup.
    """
    settings = {"timezone": "UTC", "default_transaction_isolation": r"read\ committed"} | (
        TIMEOUTS if bounded else {}
    )
    if search_path is not None:
        settings["search_path"] = search_path
    given = conninfo_to_dict(url).get("options") or ""
    return " ".join([*(f"-c {name}={value}" for name, value in settings.items()), str(given)])
