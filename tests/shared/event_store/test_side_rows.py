"""Rows that are saved beside the events: the same cases on SQLite and PostgreSQL."""

from datetime import timedelta

import pytest

from shared.event_store import (
    Recorder,
    SideRowConflict,
    compare_and_set,
    delete,
    insert,
    insert_once,
)
from tests.shared.event_store.databases import OnPostgreSQL, OnSQLite
from tests.shared.event_store.samples import NOON, now, stored


class WritingSideRows:
    def test_rows_without_events_give_no_position(self, recorder: Recorder) -> None:
        given = recorder.insert_events([], beside=[insert("keys", "k", 1)], clock_at=now())
        assert ([], 0) == (list(given), recorder.last_position())

    def test_an_insert_of_a_taken_key_refuses_the_whole_save(self, recorder: Recorder) -> None:
        recorder.insert_events([], beside=[insert("keys", "k", 1)], clock_at=now())
        with pytest.raises(SideRowConflict, match="keys/k"):
            recorder.insert_events([stored()], beside=[insert("keys", "k", 2)], clock_at=now())
        assert (0, b"1") == (recorder.last_position(), value_of(recorder, "k"))

    def test_an_insert_once_leaves_what_is_there(self, recorder: Recorder) -> None:
        for value in (1, 2):
            recorder.insert_events([], beside=[insert_once("keys", "k", value)], clock_at=now())
        assert value_of(recorder, "k") == b"1"

    def test_a_delete_is_done_whether_the_row_is_there_or_not(self, recorder: Recorder) -> None:
        recorder.insert_events([], beside=[insert("keys", "k", 1)], clock_at=now())
        for _ in range(2):
            recorder.insert_events([], beside=[delete("keys", "k")], clock_at=now())
        assert recorder.side_row("keys", "k") is None

    def test_compare_and_set_moves_from_the_expected_value_only(self, recorder: Recorder) -> None:
        moves = [(1, None), (2, 1)]
        for value, expected in moves:
            write = compare_and_set("positions", "k", value, expected=expected)
            recorder.insert_events([], beside=[write], clock_at=now())
        for expected in (None, 1):
            write = compare_and_set("positions", "k", 3, expected=expected)
            with pytest.raises(SideRowConflict):
                recorder.insert_events([stored()], beside=[write], clock_at=now())
        row = recorder.side_row("positions", "k")
        assert row is not None
        assert (2, 0) == (row.content, recorder.last_position())

    def test_compare_and_set_to_nothing_deletes_the_expected_value_only(
        self, recorder: Recorder
    ) -> None:
        recorder.insert_events([], beside=[insert("positions", "k", 1)], clock_at=now())
        with pytest.raises(SideRowConflict):
            recorder.insert_events(
                [], beside=[compare_and_set("positions", "k", None, expected=2)], clock_at=now()
            )
        recorder.insert_events(
            [], beside=[compare_and_set("positions", "k", None, expected=1)], clock_at=now()
        )
        assert recorder.side_row("positions", "k") is None

    def test_writes_of_one_save_follow_each_other(self, recorder: Recorder) -> None:
        recorder.insert_events(
            [],
            beside=[insert("keys", "k", 1), delete("keys", "k"), insert("keys", "k", 2)],
            clock_at=now(),
        )
        assert value_of(recorder, "k") == b"2"

    def test_a_kind_that_the_service_did_not_declare_is_refused(self, recorder: Recorder) -> None:
        with pytest.raises(ValueError, match="secrets"):
            recorder.insert_events([stored()], beside=[insert("secrets", "k", 1)], clock_at=now())
        assert recorder.last_position() == 0

    def test_rows_come_in_the_order_of_their_keys_bytes(self, recorder: Recorder) -> None:
        keys = ["b/2", "B/1", "b/10", "b", "bb/1", "客", "b/1"]
        writes = [insert("keys", key, 1) for key in keys]
        recorder.insert_events([], beside=[*writes, insert("numbers", "b/3", 1)], clock_at=now())
        everything = [row.key for row in recorder.side_rows("keys")]
        assert ["B/1", "b", "b/1", "b/10", "b/2", "bb/1", "客"] == everything
        assert ["b/1", "b/10", "b/2"] == [r.key for r in recorder.side_rows("keys", prefix="b/")]
        assert ["b/10"] == [
            row.key for row in recorder.side_rows("keys", prefix="b/", after="b/1", limit=1)
        ]

    def test_only_rows_whose_time_has_come_expire(self, recorder: Recorder) -> None:
        recorder.insert_events(
            [],
            beside=[
                insert("keys", "ended", 1, expires_at=NOON),
                insert("keys", "running", 1, expires_at=NOON + timedelta(seconds=1)),
                insert("keys", "kept", 1),
            ],
            clock_at=now(),
        )
        assert recorder.remove_expired(now=NOON) == 1
        assert {"kept": None, "running": NOON + timedelta(seconds=1)} == {
            row.key: row.expires_at for row in recorder.side_rows("keys")
        }


def value_of(recorder: Recorder, key: str) -> bytes | None:
    row = recorder.side_row("keys", key)
    return row.value if row else None


class TestWritingSideRowsOnSQLite(OnSQLite, WritingSideRows):
    pass


class TestWritingSideRowsOnPostgreSQL(OnPostgreSQL, WritingSideRows):
    pass
