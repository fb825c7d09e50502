"""Statements in the SQL that SQLite and PostgreSQL share, with `?` for each value."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import AbstractContextManager
from typing import Any, Protocol

Row = tuple[Any, ...]


class Session(Protocol):
    """One connection for some statements.

    Values are text, int, bytes, None, aware times and UUIDs; SQLite keeps the last two as text
    and gives them back as text.
    """

    def run(self, statement: str, values: Sequence[Any] = ()) -> list[Row]:
        """Carries out `statement`; the rows that it gives."""

    def run_many(self, statement: str, rows: Iterable[Sequence[Any]]) -> None:
        """Carries out `statement` for each of `rows`."""

    def stream(self, query: str) -> Iterator[Row]:
        """The rows of a large query, within a snapshot."""


class Database(Protocol):
    """Connections to one database; an outage or a passed time limit is `Unavailable`."""

    def reading(self) -> AbstractContextManager[Session]:
        """Each statement stands for itself."""

    def transaction(self) -> AbstractContextManager[Session]:
        """All statements within, or none."""

    def snapshot(self) -> AbstractContextManager[Session]:
        """All statements see one state, whatever others write; without time limits."""

    def close(self) -> None:
        """Gives back all connections."""
