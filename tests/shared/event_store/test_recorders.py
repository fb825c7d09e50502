"""What a recorder promises of each save: the same cases on SQLite and PostgreSQL."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from uuid import uuid4

import pytest

from shared.event_store import (
    Expected,
    Recorder,
    UnchangedConflict,
    VersionConflict,
    insert,
)
from shared.event_store.recorder import ClockAhead
from tests.shared.event_store.databases import NewRecorder, OnPostgreSQL, OnSQLite
from tests.shared.event_store.samples import NOON, now, stored


class SavingEvents:
    def test_positions_are_contiguous_and_start_at_one(self, recorder: Recorder) -> None:
        first = recorder.insert_events([stored(), stored()], clock_at=now())
        second = recorder.insert_events([stored()], clock_at=now())
        assert [1, 2, 3] == [*first, *second]

    def test_a_refused_save_uses_up_no_position(self, recorder: Recorder) -> None:
        taken = stored()
        recorder.insert_events([taken], clock_at=now())
        with pytest.raises(VersionConflict):
            recorder.insert_events([stored(), taken], clock_at=now())
        assert [2] == list(recorder.insert_events([stored()], clock_at=now()))

    def test_a_version_that_is_there_already_is_refused_with_all_beside_it(
        self, recorder: Recorder
    ) -> None:
        parcel_id = uuid4()
        recorder.insert_events([stored(parcel_id)], clock_at=now())
        with pytest.raises(VersionConflict):
            recorder.insert_events(
                [stored(), stored(parcel_id)], beside=[insert("keys", "k", 1)], clock_at=now()
            )
        assert (1, None) == (recorder.last_position(), recorder.side_row("keys", "k"))

    def test_what_was_saved_is_read_as_it_was(self, recorder: Recorder) -> None:
        given = stored(text="退款 ☎ \x00")
        recorder.insert_events([given], clock_at=NOON)
        record = recorder.record_at(1)
        assert record is not None
        assert (given.originator_id, 1, given.topic, given.state) == (
            record.originator_id,
            record.originator_version,
            record.topic,
            record.state,
        )
        assert (NOON, recorder.log().log_id) == (record.recorded_at, record.log_id)

    def test_an_unknown_argument_is_refused(self, recorder: Recorder) -> None:
        with pytest.raises(TypeError, match="tracking"):
            recorder.insert_events([stored()], clock_at=now(), tracking="tickets/3")
        assert recorder.last_position() == 0

    def test_a_save_without_the_clock_is_refused(self, recorder: Recorder) -> None:
        with pytest.raises(TypeError, match="clock_at"):
            recorder.insert_events([stored()])

    def test_many_writers_leave_no_gap_that_a_reader_could_skip(self, recorder: Recorder) -> None:
        seen: list[int] = []
        with ThreadPoolExecutor(4) as writers:
            saves = [
                writers.submit(lambda: recorder.insert_events([stored()], clock_at=now()))
                for _ in range(60)
            ]
            while len(seen) < len(saves):
                after = seen[-1] if seen else 0
                seen += [one.id for one in recorder.select_records(after=after, limit=100)]
        assert list(range(1, 61)) == seen

    def test_services_in_one_database_do_not_mix(self, new_recorder: NewRecorder) -> None:
        depot, fleet = new_recorder("depot"), new_recorder("fleet")
        parcel, lorry = stored(), stored()
        depot.insert_events([parcel], beside=[insert("keys", "k", "depot")], clock_at=now())
        fleet.insert_events([lorry], beside=[insert("keys", "k", "fleet")], clock_at=now())
        assert [parcel.state] == [one.state for one in depot.select_records(after=0, limit=9)]
        assert [lorry.state] == [one.state for one in fleet.select_records(after=0, limit=9)]
        assert depot.log() != fleet.log()

    def test_creating_the_tables_again_changes_nothing(self, new_recorder: NewRecorder) -> None:
        recorder = new_recorder()
        recorder.insert_events([stored()], clock_at=now())
        identity = recorder.log()
        again = new_recorder()
        assert (identity, 1) == (again.log(), again.last_position())


class ReadingByTopic:
    def test_whoever_names_no_topic_at_all_reads_nothing(self, recorder: Recorder) -> None:
        recorder.insert_events([stored()], clock_at=now())
        assert 1 == len(recorder.select_records(after=0, limit=9))
        assert [] == recorder.select_records(after=0, limit=9, topics=[])


class TellingTheTime:
    def test_recorded_time_never_goes_back_with_the_clock(self, recorder: Recorder) -> None:
        for moment in (NOON, NOON - timedelta(hours=1), NOON + timedelta(hours=1)):
            recorder.insert_events([stored()], clock_at=moment)
        times = [one.recorded_at for one in recorder.select_records(after=0, limit=9)]
        assert [NOON, NOON, NOON + timedelta(hours=1)] == times

    def test_a_clock_over_a_second_ahead_is_refused(self, recorder: Recorder) -> None:
        ahead = recorder.database_time() + timedelta(minutes=1)
        with pytest.raises(ClockAhead):
            recorder.insert_events([stored()], clock_at=ahead)
        assert recorder.last_position() == 0

    def test_a_scripted_clock_may_be_ahead(self, recorder: Recorder) -> None:
        ahead = recorder.database_time() + timedelta(days=400)
        recorder.insert_events([stored()], clock_at=ahead, scripted=True)
        assert [ahead] == [one.recorded_at for one in recorder.select_records(after=0, limit=9)]

    def test_no_moment_falls_between_the_events_of_one_save(self, recorder: Recorder) -> None:
        recorder.insert_events([stored(), stored()], clock_at=NOON)
        recorder.insert_events([stored(), stored()], clock_at=NOON + timedelta(seconds=1))
        moments = [NOON + timedelta(milliseconds=250 * step) for step in range(-1, 6)]
        assert [0, 2, 2, 2, 2, 4, 4] == [recorder.position_at(one) for one in moments]


class KeepingConditions:
    def test_a_save_goes_through_while_its_condition_holds(self, recorder: Recorder) -> None:
        parcel_id = uuid4()
        recorder.insert_events([stored(parcel_id)], clock_at=now())
        conditions = [Expected(parcel_id, 1), Expected(uuid4(), 0)]
        recorder.insert_events([stored()], unchanged=conditions, clock_at=now())
        assert recorder.last_position() == 2

    @pytest.mark.parametrize("version", [0, 2])
    def test_a_save_is_refused_when_an_aggregate_stands_elsewhere(
        self, recorder: Recorder, version: int
    ) -> None:
        parcel_id = uuid4()
        recorder.insert_events([stored(parcel_id)], clock_at=now())
        with pytest.raises(UnchangedConflict):
            recorder.insert_events(
                [stored()],
                beside=[insert("keys", "k", 1)],
                unchanged=[Expected(parcel_id, version)],
                clock_at=now(),
            )
        assert (1, None) == (recorder.last_position(), recorder.side_row("keys", "k"))

    def test_a_condition_guards_rows_without_events_too(self, recorder: Recorder) -> None:
        with pytest.raises(UnchangedConflict):
            recorder.insert_events(
                [],
                beside=[insert("keys", "k", 1)],
                unchanged=[Expected(uuid4(), 1)],
                clock_at=now(),
            )
        assert recorder.side_row("keys", "k") is None


class TestSavingEventsOnSQLite(OnSQLite, SavingEvents):
    pass


class TestSavingEventsOnPostgreSQL(OnPostgreSQL, SavingEvents):
    pass


class TestReadingByTopicOnSQLite(OnSQLite, ReadingByTopic):
    pass


class TestReadingByTopicOnPostgreSQL(OnPostgreSQL, ReadingByTopic):
    pass


class TestTellingTheTimeOnSQLite(OnSQLite, TellingTheTime):
    pass


class TestTellingTheTimeOnPostgreSQL(OnPostgreSQL, TellingTheTime):
    pass


class TestKeepingConditionsOnSQLite(OnSQLite, KeepingConditions):
    pass


class TestKeepingConditionsOnPostgreSQL(OnPostgreSQL, KeepingConditions):
    pass
