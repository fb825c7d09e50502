"""PostgreSQL's own guarantees: order under the lock, notification, refusals of the function."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from typing import Any
from uuid import UUID, uuid4

import psycopg
import pytest
from psycopg import sql

from shared.databases.postgres_arrays import TextArray, register_arrays
from shared.databases.postgres_pool import PostgresPool
from shared.errors import Unavailable
from shared.event_store import insert
from shared.event_store.postgres import APPEND, PostgresRecorder, append_arguments
from tests.shared.event_store.databases import KINDS, OnPostgreSQL
from tests.shared.event_store.samples import now, stored
from tests.support.eventually import eventually
from tests.support.server_process import free_ports

Connection = psycopg.Connection[tuple[Any, ...]]


@contextmanager
def session(recorder: PostgresRecorder) -> Iterator[Connection]:
    """A connection of the test's own inside the recorder's schema."""
    options = f"-c search_path={recorder.service}"
    with psycopg.connect(recorder.url, options=options, autocommit=True) as connection:
        register_arrays(connection)
        yield connection


def append_in(connection: Connection, parcel_id: UUID) -> None:
    arguments = append_arguments([stored(parcel_id)], [], [])
    connection.execute(APPEND, (*arguments, now(), False))


def waits_for_the_lock(connection: Connection, recorder: PostgresRecorder) -> bool:
    key = recorder.lock_key % 2**64
    waiting = connection.execute(
        "SELECT 1 FROM pg_locks WHERE locktype = 'advisory' AND NOT granted"
        " AND classid = %s::bigint::oid AND objid = %s::bigint::oid",
        (key >> 32, key % 2**32),
    )
    return waiting.fetchone() is not None


class TestOrder(OnPostgreSQL):
    def test_a_second_writer_waits_while_the_lower_position_is_open(
        self, recorder: PostgresRecorder
    ) -> None:
        early, late = uuid4(), uuid4()
        with session(recorder) as slow, session(recorder) as watcher, ThreadPoolExecutor() as pool:
            with slow.transaction():
                append_in(slow, early)
                second = pool.submit(recorder.insert_events, [stored(late)], clock_at=now())
                eventually(lambda: waits_for_the_lock(watcher, recorder), within=30)
                assert recorder.select_records(after=0, limit=9) == []
            assert list(second.result(timeout=30)) == [2]
        seen = [(one.id, one.originator_id) for one in recorder.select_records(after=0, limit=9)]
        assert [(1, early), (2, late)] == seen

    def test_without_the_lock_a_reader_skips_the_position_that_commits_late(
        self, recorder: PostgresRecorder
    ) -> None:
        with session(recorder) as slow, session(recorder) as fast, session(recorder) as reader:
            reader.execute("CREATE TABLE unguarded (position bigserial PRIMARY KEY)")
            insertion, tail = (
                "INSERT INTO unguarded DEFAULT VALUES",
                "SELECT position FROM unguarded WHERE position > %s ORDER BY position",
            )
            with slow.transaction():
                slow.execute(insertion)
                fast.execute(insertion)
                assert reader.execute(tail, (0,)).fetchall() == [(2,)]
            assert reader.execute(tail, (2,)).fetchall() == []
            assert reader.execute("SELECT count(*) FROM unguarded").fetchall() == [(2,)]

    def test_a_writer_that_cannot_get_its_turn_gives_up(self, recorder: PostgresRecorder) -> None:
        hasty = PostgresRecorder(
            f"{recorder.url}?options=-c%20lock_timeout%3D50ms",
            service=recorder.service,
            side_kinds=KINDS,
        )
        with session(recorder) as slow, slow.transaction():
            append_in(slow, uuid4())
            with pytest.raises(Unavailable):
                hasty.insert_events([stored()], clock_at=now())
        hasty.insert_events([stored()], clock_at=now())
        hasty.close()
        assert recorder.last_position() == 2

    def test_a_notification_arrives_only_after_the_commit(self, recorder: PostgresRecorder) -> None:
        with session(recorder) as slow, session(recorder) as other, session(recorder) as listener:
            listener.execute(sql.SQL("LISTEN {}").format(sql.Identifier(recorder.channel)))
            with slow.transaction():
                append_in(slow, uuid4())
                other.execute("SELECT pg_notify(%s, 'still open')", (recorder.channel,))
            heard = [one.payload for one in listener.notifies(timeout=30, stop_after=2)]
        assert ["still open", "1"] == heard

    def test_a_request_repeats_the_position_that_was_told_last(
        self, recorder: PostgresRecorder
    ) -> None:
        request = append_arguments([], [insert("requests", "r", 1)], [])
        with session(recorder) as listener:
            listener.execute(sql.SQL("LISTEN {}").format(sql.Identifier(recorder.channel)))
            with session(recorder) as writer:
                append_in(writer, uuid4())
                writer.execute(APPEND, (*request, now(), False))
            heard = [one.payload for one in listener.notifies(timeout=30, stop_after=2)]
        assert ["1", "1"] == heard

    @pytest.mark.parametrize(
        ("kinds", "events", "waits"),
        [
            (["positions"], 0, "off"),
            (["positions", "trail"], 0, "off"),
            (["positions", "keys"], 0, "on"),
            (["positions"], 1, "on"),
        ],
    )
    def test_only_a_commit_of_places_alone_does_not_wait_for_the_disk(
        self, recorder: PostgresRecorder, kinds: list[str], events: int, waits: str
    ) -> None:
        rows = [insert(kind, "one", 1) for kind in kinds]
        arguments = append_arguments([stored() for _ in range(events)], rows, [])
        with session(recorder) as connection:
            with connection.transaction():
                connection.execute(APPEND, (*arguments, now(), False))
                assert [(waits,)] == connection.execute("SHOW synchronous_commit").fetchall()
            assert [("on",)] == connection.execute("SHOW synchronous_commit").fetchall()

    def test_a_refused_save_notifies_nobody(self, recorder: PostgresRecorder) -> None:
        taken = stored()
        with session(recorder) as listener:
            listener.execute(sql.SQL("LISTEN {}").format(sql.Identifier(recorder.channel)))
            for event in (taken, taken, stored()):
                with ThreadPoolExecutor() as pool:
                    pool.submit(recorder.insert_events, [event], clock_at=now()).exception()
            heard = [one.payload for one in listener.notifies(timeout=30, stop_after=2)]
        assert ["1", "2"] == heard


class TestFunction(OnPostgreSQL):
    def test_an_operation_that_it_does_not_know_is_refused(
        self, recorder: PostgresRecorder
    ) -> None:
        arguments: list[object] = list(append_arguments([], [insert("keys", "k", 1)], []))
        arguments[4] = TextArray.of(["replace"])
        with session(recorder) as connection, pytest.raises(psycopg.Error) as refusal:
            connection.execute(APPEND, (*arguments, now(), False))
        assert (refusal.value.sqlstate, recorder.side_row("keys", "k")) == ("LD005", None)

    @pytest.mark.parametrize("place", range(12))
    def test_arrays_of_different_lengths_are_refused(
        self, recorder: PostgresRecorder, place: int
    ) -> None:
        arguments: list[object] = list(append_arguments([stored()], [insert("keys", "k", 1)], []))
        arguments[place] = type(arguments[place])([None] * 2)  # type: ignore[call-arg]
        with session(recorder) as connection, pytest.raises(psycopg.Error) as refusal:
            connection.execute(APPEND, (*arguments, now(), False))
        assert (refusal.value.sqlstate, recorder.last_position()) == ("LD005", 0)

    def test_a_missing_array_is_refused(self, recorder: PostgresRecorder) -> None:
        arguments: list[object] = list(append_arguments([stored()], [], []))
        arguments[4] = None
        with session(recorder) as connection, pytest.raises(psycopg.Error) as refusal:
            connection.execute(APPEND, (*arguments, now(), False))
        assert refusal.value.sqlstate == "LD005"


def test_a_server_that_is_not_there_is_unavailable() -> None:
    port = free_ports(1)[0]
    pool = PostgresPool(f"postgresql://nobody@127.0.0.1:{port}/nothing", name="tests", patience=0.2)
    with pytest.raises(Unavailable), pool.connection() as connection:
        connection.execute("SELECT 1")
    pool.close()


def test_a_service_name_that_is_no_schema_is_refused() -> None:
    with pytest.raises(ValueError, match="schema"):
        PostgresRecorder("postgresql://", service='depot"; --', side_kinds=KINDS)
