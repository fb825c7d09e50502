"""An event that is stored can neither be changed nor removed, by whatever statement."""

import sqlite3
from pathlib import Path

import psycopg
import pytest

from shared.event_store import Recorder
from shared.event_store.postgres import PostgresRecorder
from tests.shared.event_store.databases import OnPostgreSQL, OnSQLite
from tests.shared.event_store.samples import now, stored

CHANGES = ["UPDATE events SET topic = 'depot.parcel.lost'", "DELETE FROM events"]


class TestOnSQLite(OnSQLite):
    @pytest.mark.parametrize("statement", CHANGES)
    def test_a_stored_event_cannot_be_changed_or_removed(
        self, recorder: Recorder, tmp_path: Path, statement: str
    ) -> None:
        recorder.insert_events([stored()], clock_at=now())
        kept = recorder.record_at(1)
        with (
            sqlite3.connect(tmp_path / "depot.sqlite") as connection,
            pytest.raises(sqlite3.IntegrityError, match="events never"),
        ):
            connection.execute(statement)
        assert kept == recorder.record_at(1)


class TestOnPostgreSQL(OnPostgreSQL):
    @pytest.mark.parametrize("statement", [*CHANGES, "TRUNCATE events"])
    def test_a_stored_event_cannot_be_changed_or_removed(
        self, recorder: PostgresRecorder, statement: str
    ) -> None:
        recorder.insert_events([stored()], clock_at=now())
        kept = recorder.record_at(1)
        options = f"-c search_path={recorder.service}"
        with (
            psycopg.connect(recorder.url, options=options) as connection,
            pytest.raises(psycopg.Error, match="events never"),
        ):
            connection.execute(statement.encode())
        assert kept == recorder.record_at(1)
