"""Saving and reading aggregates: races, lost replies and the past, on both databases."""

from datetime import timedelta
from uuid import uuid4

import pytest

from shared.clock import SetClock
from shared.errors import Conflict, Invalid, NotFound
from shared.event_store import (
    AsOf,
    EventStore,
    Recorder,
    SideRowConflict,
    compare_and_set,
    delete,
    insert,
)
from tests.shared.event_store.databases import OnPostgreSQL, OnSQLite
from tests.shared.event_store.samples import NOON, Parcel, at_work, parcel_store, saved_parcel


@pytest.fixture
def store(recorder: Recorder) -> EventStore:
    return parcel_store(recorder)


class Saving:
    def test_a_saved_aggregate_is_read_as_it_was(self, store: EventStore) -> None:
        parcel = saved_parcel(store, shelves=("A", "B"))
        found = store.get(Parcel, parcel.id)
        assert (parcel, "B", 3) == (found, found.shelf, found.version)

    def test_an_aggregate_that_was_never_saved_is_not_found(self, store: EventStore) -> None:
        with pytest.raises(NotFound):
            store.get(Parcel, uuid4())

    def test_the_second_of_two_who_decided_on_the_same_version_loses(
        self, store: EventStore
    ) -> None:
        parcel = saved_parcel(store)
        rival = store.get(Parcel, parcel.id)
        with at_work():
            parcel.move("A")
            rival.move("B")
            store.save(parcel)
            with pytest.raises(Conflict):
                store.save(rival)
        assert store.get(Parcel, parcel.id).shelf == "A"

    def test_events_of_several_aggregates_rows_and_conditions_are_saved_together(
        self, store: EventStore
    ) -> None:
        watched = saved_parcel(store)
        with at_work():
            first, second = Parcel.pack("one"), Parcel.pack("two")
            position = store.save(
                first, second, beside=[insert("keys", "k", "v")], unchanged=[watched]
            )
        assert position == 3
        assert store.side_row("keys", "k") is not None

    def test_a_condition_on_an_aggregate_that_moved_on_is_a_conflict(
        self, store: EventStore
    ) -> None:
        watched = saved_parcel(store)
        stale = store.get(Parcel, watched.id)
        with at_work():
            watched.move("A")
            store.save(watched)
            with pytest.raises(Conflict):
                store.save(Parcel.pack("one"), unchanged=[stale])
        assert store.recorder.last_position() == 2


class RepeatingAfterALostReply:
    def test_the_same_events_again_are_a_success_at_their_old_position(
        self, store: EventStore
    ) -> None:
        with at_work():
            parcel = Parcel.pack("books")
            parcel.move("A")
        events = parcel.collect_events()
        first = store.save_events(events, beside=[insert("keys", "k", 1)])
        saved_parcel(store)
        again = store.save_events(events, beside=[insert("keys", "k", 1)])
        assert (2, 2, 3) == (first, again, store.recorder.last_position())

    def test_other_events_at_the_same_version_are_a_conflict(self, store: EventStore) -> None:
        with at_work():
            parcel = Parcel.pack("books")
            same_words = Parcel.pack("books", parcel_id=parcel.id)
            store.save(parcel)
            with pytest.raises(Conflict):
                store.save(same_words)

    def test_the_same_rows_alone_again_are_a_success(self, store: EventStore) -> None:
        moves = [
            compare_and_set("positions", "p", 7, expected=None),
            insert("keys", "k", {"entity": 1}),
            delete("keys", "gone"),
        ]
        store.save(beside=moves)
        store.save(beside=moves)
        row = store.side_row("positions", "p")
        assert row is not None
        assert row.content == 7

    def test_other_rows_in_their_place_are_a_conflict(self, store: EventStore) -> None:
        store.save(beside=[compare_and_set("positions", "p", 7, expected=None)])
        with pytest.raises(SideRowConflict):
            store.save(beside=[compare_and_set("positions", "p", 8, expected=None)])


class LookingBack:
    def test_an_aggregate_is_read_as_of_a_position(self, store: EventStore) -> None:
        parcel = saved_parcel(store, shelves=("A", "B"))
        shelves = [
            store.get(Parcel, parcel.id, as_of=AsOf(position=one)).shelf for one in (1, 2, 3)
        ]
        assert ["", "A", "B"] == shelves

    def test_an_aggregate_is_not_found_before_it_was_made(self, store: EventStore) -> None:
        parcel = saved_parcel(store)
        with pytest.raises(NotFound):
            store.get(Parcel, parcel.id, as_of=AsOf(position=0))

    def test_a_position_that_the_log_does_not_hold_is_refused(self, store: EventStore) -> None:
        parcel = saved_parcel(store)
        with pytest.raises(Invalid):
            store.get(Parcel, parcel.id, as_of=AsOf(position=2))

    def test_an_aggregate_is_read_as_of_the_time_at_which_the_log_knew_it(
        self, recorder: Recorder
    ) -> None:
        clock = SetClock(NOON)
        store = parcel_store(recorder, clock=clock)
        parcel = saved_parcel(store)
        clock.move_to(NOON + timedelta(minutes=1))
        with at_work(at=NOON - timedelta(days=1)):
            parcel.move("A")
            store.save(parcel)
        before = store.get(Parcel, parcel.id, as_of=AsOf(time=NOON + timedelta(seconds=59)))
        after = store.get(Parcel, parcel.id, as_of=AsOf(time=NOON + timedelta(seconds=60)))
        assert ("", "A") == (before.shelf, after.shelf)

    def test_what_one_save_changed_appears_together(self, recorder: Recorder) -> None:
        clock = SetClock(NOON)
        store = parcel_store(recorder, clock=clock)
        first, second = saved_parcel(store), saved_parcel(store)
        clock.move_to(NOON + timedelta(seconds=1))
        with at_work():
            first.move("A")
            second.move("A")
            store.save(first, second)
        moments = [NOON, NOON + timedelta(microseconds=999_999), NOON + timedelta(seconds=1)]
        shelves = [
            tuple(store.get(Parcel, one.id, as_of=AsOf(time=at)).shelf for one in (first, second))
            for at in moments
        ]
        assert [("", ""), ("", ""), ("A", "A")] == shelves


class TestSavingOnSQLite(OnSQLite, Saving):
    pass


class TestSavingOnPostgreSQL(OnPostgreSQL, Saving):
    pass


class TestRepeatingOnSQLite(OnSQLite, RepeatingAfterALostReply):
    pass


class TestRepeatingOnPostgreSQL(OnPostgreSQL, RepeatingAfterALostReply):
    pass


class TestLookingBackOnSQLite(OnSQLite, LookingBack):
    pass


class TestLookingBackOnPostgreSQL(OnPostgreSQL, LookingBack):
    pass
