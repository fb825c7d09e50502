"""Makers of recorders, so that the same cases run on both databases."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Protocol
from uuid import UUID, uuid4

import pytest

from shared.databases.sqlite_file import SQLiteFile
from shared.event_store import Recorder
from shared.event_store.postgres import PostgresRecorder
from shared.event_store.sqlite import SQLiteRecorder

KINDS = frozenset({"keys", "numbers", "positions", "receipts", "sessions"})


class NewRecorder(Protocol):
    """Makes a log; the same service again gives the same log, opened once more."""

    def __call__(self, service: str = "depot", *, log_id: UUID | None = None) -> Recorder: ...


class OnSQLite:
    """The cases of a class run on files in the test's folder."""

    @pytest.fixture
    def open_recorder(self, tmp_path: Path) -> Callable[[str], Recorder]:
        return lambda service: SQLiteRecorder(
            SQLiteFile(tmp_path / f"{service}.sqlite"), service=service, side_kinds=KINDS
        )


class OnPostgreSQL:
    """The cases of a class run in one database, each test in schemas of its own."""

    @pytest.fixture
    def open_recorder(self, postgres_url: str) -> Callable[[str], Recorder]:
        of_this_test = uuid4().hex[:8]
        return lambda service: PostgresRecorder(
            postgres_url, service=f"{service}_{of_this_test}", side_kinds=KINDS
        )


@pytest.fixture
def new_recorder(open_recorder: Callable[[str], Recorder]) -> Iterator[NewRecorder]:
    """Makes recorders with their tables, and closes them after the test."""
    opened: list[Recorder] = []

    def make(service: str = "depot", *, log_id: UUID | None = None) -> Recorder:
        recorder = open_recorder(service)
        recorder.create_tables(log_id=log_id or uuid4())
        opened.append(recorder)
        return recorder

    yield make
    for recorder in opened:
        recorder.close()


@pytest.fixture
def recorder(new_recorder: NewRecorder) -> Recorder:
    """One recorder."""
    return new_recorder()
