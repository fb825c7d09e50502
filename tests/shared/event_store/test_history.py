"""What happened to an entity, and what differs between two moments, on both databases."""

from uuid import uuid4

import pytest

from shared.event_store import AsOf, EventStore, Recorder
from shared.event_store.history import diff, history, state_of
from tests.shared.event_store.databases import OnPostgreSQL, OnSQLite
from tests.shared.event_store.samples import NOON, Parcel, at_work, parcel_store, saved_parcel


@pytest.fixture
def store(recorder: Recorder) -> EventStore:
    return parcel_store(recorder)


class History:
    def test_each_entry_says_what_changed_who_did_it_when_and_why(self, store: EventStore) -> None:
        parcel = saved_parcel(store)
        saved_parcel(store)
        with at_work(reason="shelf full"):
            parcel.move("B")
            store.save(parcel)
        packed, moved = history(store, parcel.id)
        assert (1, 1, "depot.parcel.packed") == (packed.position, packed.version, packed.topic)
        assert {"label": (None, "books"), "shelf": (None, "")} == packed.changes
        assert (3, 2, "depot.parcel.moved") == (moved.position, moved.version, moved.topic)
        assert {"shelf": ("", "B")} == moved.changes
        assert ("clerk", NOON, "shelf full") == (moved.actor, moved.occurred_at, moved.reason)
        record = store.recorder.record_at(3)
        assert record is not None
        assert record.recorded_at == moved.recorded_at

    def test_history_as_of_a_position_ends_there(self, store: EventStore) -> None:
        parcel = saved_parcel(store, shelves=("A", "B"))
        assert [1, 2] == [one.version for one in history(store, parcel.id, as_of=AsOf(position=2))]

    def test_an_entity_that_is_not_there_has_no_history(self, store: EventStore) -> None:
        assert history(store, uuid4()) == []

    def test_two_moments_differ_in_what_changed_between_them(self, store: EventStore) -> None:
        parcel = saved_parcel(store, shelves=("A", "B"))
        changes = diff(store, Parcel, parcel.id, AsOf(position=2), AsOf(position=3))
        assert {"shelf": ("A", "B")} == changes

    def test_before_its_creation_an_entity_had_no_fields(self, store: EventStore) -> None:
        parcel = saved_parcel(store)
        changes = diff(store, Parcel, parcel.id, AsOf(position=0), AsOf())
        assert {"label": (None, "books"), "shelf": (None, "")} == changes

    def test_the_state_is_plain_data_of_public_attributes(self, store: EventStore) -> None:
        parcel = saved_parcel(store, shelves=("A",))
        assert {"label": "books", "receiver": None, "shelf": "A"} == state_of(parcel)


class TestHistoryOnSQLite(OnSQLite, History):
    pass


class TestHistoryOnPostgreSQL(OnPostgreSQL, History):
    pass
