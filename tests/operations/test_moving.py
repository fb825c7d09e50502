"""A backup of either database becomes a new installation on either database."""

import json
from pathlib import Path

import pytest

from services.operations.restore import NUMBERS_LEFT_OUT
from shared.numbers import Numbers
from shared.sealed import Erased, create_key_store
from tests.operations.places import (
    GRANTS,
    NewPlace,
    Place,
    backed_up,
    live_in,
    restored,
)
from tests.shared.event_store.samples import now, parcel_store, stored


class Moving:
    def test_every_record_comes_back_as_it_was(
        self, old: Place, new: Place, tmp_path: Path
    ) -> None:
        restored(backed_up(old, tmp_path / "backup"), new)
        kept = old.depot.select_records(after=0, limit=9)
        assert kept == new.depot.select_records(after=0, limit=9)
        assert (3, 0) == (len(kept), new.recorders[1].last_position())

    def test_the_log_is_another_generation_that_names_its_ancestor(
        self, old: Place, new: Place, tmp_path: Path
    ) -> None:
        restored(backed_up(old, tmp_path / "backup"), new)
        before, after = old.depot.log(), new.depot.log()
        assert (2, 1) == (after.generation, len(after.lineage))
        assert before.log_id not in {after.log_id, new.recorders[1].log().log_id}
        (ancestor,) = after.lineage
        last = old.depot.record_at(3)
        assert last is not None
        event_id = json.loads(last.state)["meta"]["event_id"]
        assert (before.log_id, 1, 3, event_id) == (
            ancestor.log_id,
            ancestor.generation,
            ancestor.position,
            ancestor.event_id,
        )

    def test_new_records_follow_the_restored_ones_under_the_new_id(
        self, old: Place, new: Place, tmp_path: Path
    ) -> None:
        restored(backed_up(old, tmp_path / "backup"), new)
        new.depot.insert_events([stored()], clock_at=now())
        record = new.depot.record_at(4)
        assert record is not None
        assert new.depot.log().log_id == record.log_id

    def test_all_sessions_have_ended_and_other_rows_are_kept(
        self, old: Place, new: Place, tmp_path: Path
    ) -> None:
        restored(backed_up(old, tmp_path / "backup"), new)
        assert new.depot.side_row("sessions", "s") is None
        assert old.depot.side_row("receipts", "r") == new.depot.side_row("receipts", "r")

    def test_no_number_is_handed_out_twice(self, old: Place, new: Place, tmp_path: Path) -> None:
        numbers = Numbers(parcel_store(old.depot), name="parcel", prefix="P", block=1)
        numbers.next_number()
        restored(backed_up(old, tmp_path / "backup"), new)
        since = {numbers.next_number() for _ in range(3)}
        first = Numbers(parcel_store(new.depot), name="parcel", prefix="P").next_number()
        assert first not in since
        assert int(first.split("-")[1]) == 2 + NUMBERS_LEFT_OUT

    def test_a_sealed_text_can_be_opened_and_an_erased_one_cannot(
        self, old: Place, new: Place, tmp_path: Path
    ) -> None:
        keys = old.keys()
        kept, erased = keys.seal("customer:1", "张三"), keys.seal("customer:2", "李四")
        keys.erase("customer:2")
        restored(backed_up(old, tmp_path / "backup"), new)
        create_key_store(new.settings, grants=GRANTS)
        assert new.keys().open(kept, purpose="test") == "张三"
        with pytest.raises(Erased):
            new.keys().open(erased, purpose="test")


class TestFromSQLiteToSQLite(Moving):
    @pytest.fixture
    def old(self, new_place: NewPlace) -> Place:
        return live_in(new_place("old"))

    @pytest.fixture
    def new(self, old: Place, new_place: NewPlace) -> Place:
        return new_place("new", master=old.settings.master_key_file)


class TestFromSQLiteToPostgreSQL(Moving):
    @pytest.fixture
    def old(self, new_place: NewPlace) -> Place:
        return live_in(new_place("old"))

    @pytest.fixture
    def new(self, old: Place, new_place: NewPlace, empty_databases: tuple[str, str]) -> Place:
        return new_place("new", url=empty_databases[1], master=old.settings.master_key_file)


class TestFromPostgreSQLToPostgreSQL(Moving):
    @pytest.fixture
    def old(self, new_place: NewPlace, empty_databases: tuple[str, str]) -> Place:
        return live_in(new_place("old", url=empty_databases[0]))

    @pytest.fixture
    def new(self, old: Place, new_place: NewPlace, empty_databases: tuple[str, str]) -> Place:
        return new_place("new", url=empty_databases[1], master=old.settings.master_key_file)
