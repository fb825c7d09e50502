"""A service with one rule book, on an in-process log."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import ClassVar
from uuid import uuid4

import pytest

from shared.clock import SetClock
from shared.context import Context, acting
from shared.databases.sqlite_file import SQLiteFile
from shared.event_store import EventStore
from shared.event_store.receipt import RECEIPTS
from shared.event_store.sqlite import SQLiteRecorder
from shared.rules import RuleBook

NOW = datetime(2026, 11, 1, 8, tzinfo=UTC)


@dataclass(frozen=True)
class Limits:
    tries: int
    minutes: int


class TriedRules(RuleBook):
    TOPIC = "tried.rules"
    SHAPES: ClassVar = {"limits": Limits}


@pytest.fixture(autouse=True)
def context() -> Iterator[Context]:
    with acting(Context(occurred_at=NOW, actor="tester")) as running:
        yield running


@pytest.fixture
def store(tmp_path: Path) -> Iterator[EventStore]:
    recorder = SQLiteRecorder(
        SQLiteFile(tmp_path / "tried.sqlite"), service="tried", side_kinds={RECEIPTS}
    )
    recorder.create_tables(log_id=uuid4())
    yield EventStore(
        service="tried", recorder=recorder, aggregates=[TriedRules], clock=SetClock(NOW)
    )
    recorder.close()
