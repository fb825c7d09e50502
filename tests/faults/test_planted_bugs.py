"""The harness sees the bugs that it is there to see, and none where there is none."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.faults.planted_bugs import (
    PATCHES,
    PLANTED,
    PatchRefused,
    Planted,
    caught_by,
    check_applies,
    run_clean,
    summary,
)


def named(bug: Planted) -> object:
    """A bug as the parameter of a test; skipped by name where `make test` has no time for it."""
    left = pytest.mark.skip(reason="left to `make faults`")
    return pytest.param(bug, id=bug.name, marks=[] if bug.is_quick else [left])


def test_every_patch_is_planted_and_applies_to_the_present_tree() -> None:
    assert sorted(PATCHES.glob("*.patch")) == sorted(one.patch for one in PLANTED)
    assert 12 == len(PLANTED)
    for one in PLANTED:
        check_applies(one.patch)


def test_a_patch_for_another_tree_is_refused(tmp_path: Path) -> None:
    text = PLANTED[0].patch.read_text().replace("self._waiting", "self._nobody")
    (tmp_path / "other.patch").write_text(text)
    with pytest.raises(PatchRefused, match=r"other\.patch does not apply"):
        check_applies(tmp_path / "other.patch")


@pytest.mark.parametrize("bug", [named(one) for one in PLANTED])
def test_a_planted_bug_is_caught(bug: Planted) -> None:
    assert caught_by(bug) is not None


def test_where_nothing_is_planted_nothing_is_caught() -> None:
    seeds = sorted({seed for one in PLANTED if one.is_quick for seed in one.seeds[:1]})
    assert run_clean(seeds) is None


def test_a_bug_that_nothing_caught_is_told() -> None:
    told = summary([("01-one", "I3 (lost)"), ("02-two", None)])
    assert told.splitlines() == [
        "01-one: I3 (lost)",
        "02-two: NOT CAUGHT",
        "caught / planted: 1 / 2",
    ]
