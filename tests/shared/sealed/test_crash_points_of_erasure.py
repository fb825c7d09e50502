"""An erasure that dies half done (c14) leaves nothing readable, and is done again to its end."""

from __future__ import annotations

import pytest

from shared.crash_points import CrashPoint
from shared.sealed import Erased
from tests.shared.sealed.key_stores import OnPostgreSQL, OnSQLite, OpenKeys
from tests.support.crash_points import dying_at, points_passed

SUBJECTS = ["customer:1", "customer:2"]


class DyingInAnErasure:
    def test_the_point_is_passed_once_for_all_of_a_person(self, open_keys: OpenKeys) -> None:
        with points_passed() as passed:
            open_keys().erase_together(SUBJECTS)
        assert [CrashPoint.IN_ERASURE] == passed

    def test_no_key_is_left_after_a_death_and_a_repeat_ends_it(self, open_keys: OpenKeys) -> None:
        sealed = [open_keys().seal(subject, "李四") for subject in SUBJECTS]
        with dying_at(CrashPoint.IN_ERASURE):
            open_keys().erase_together(SUBJECTS)

        for one in sealed:
            with pytest.raises(Erased):
                open_keys().open(one, purpose="show")
        open_keys().erase_together(SUBJECTS)
        assert all(open_keys().is_erased(subject) for subject in SUBJECTS)


class TestDyingOnSQLite(OnSQLite, DyingInAnErasure):
    pass


class TestDyingOnPostgreSQL(OnPostgreSQL, DyingInAnErasure):
    pass
