"""A save passes c3 with everything written and nothing committed, c4 with everything committed."""

from __future__ import annotations

from datetime import datetime

import pytest

from shared.crash_points import CrashPoint, arm
from shared.event_store import Recorder, insert
from tests.shared.event_store.databases import NewRecorder, OnPostgreSQL, OnSQLite
from tests.shared.event_store.samples import now, stored
from tests.support.crash_points import dying_at, points_passed


def save(recorder: Recorder, *, events: int = 2, at: datetime | None = None) -> None:
    recorder.insert_events(
        [stored() for _ in range(events)],
        beside=[insert("keys", "door", 1)],
        clock_at=at or now(),
    )


class DyingInASave:
    def test_both_points_are_passed_in_order(self, recorder: Recorder) -> None:
        with points_passed() as passed:
            save(recorder)
        assert [CrashPoint.BEFORE_COMMIT, CrashPoint.AFTER_COMMIT] == passed

    def test_rows_alone_pass_the_second_one_only(self, recorder: Recorder) -> None:
        with points_passed() as passed:
            save(recorder, events=0)
        assert [CrashPoint.AFTER_COMMIT] == passed

    @pytest.mark.parametrize(
        ("point", "seen"), [(CrashPoint.BEFORE_COMMIT, 0), (CrashPoint.AFTER_COMMIT, 2)]
    )
    def test_others_see_what_was_saved_after_the_commit(
        self, new_recorder: NewRecorder, point: CrashPoint, seen: int
    ) -> None:
        recorder, other = new_recorder(), new_recorder()
        seen_there: list[int] = []
        arm(lambda passed: seen_there.append(other.last_position()) if passed is point else None)
        save(recorder)
        arm(None)
        assert [seen] == seen_there

    @pytest.mark.parametrize(
        ("point", "left"), [(CrashPoint.BEFORE_COMMIT, 0), (CrashPoint.AFTER_COMMIT, 2)]
    )
    def test_after_a_death_there_is_all_or_nothing(
        self, recorder: Recorder, point: CrashPoint, left: int
    ) -> None:
        with dying_at(point):
            save(recorder)
        assert left == recorder.last_position()
        assert bool(left) == (recorder.side_row("keys", "door") is not None)


class TestDyingOnSQLite(OnSQLite, DyingInASave):
    pass


class TestDyingOnPostgreSQL(OnPostgreSQL, DyingInASave):
    pass
