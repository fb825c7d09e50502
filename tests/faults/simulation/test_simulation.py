"""Whatever goes wrong, nothing is lost or doubled: seeds of the simulation, each a whole run."""

from __future__ import annotations

import pytest

from tests.faults.simulation.runs import COMMANDS, FAULTS, run_seed


@pytest.mark.parametrize("seed", range(1, 6))
def test_whatever_goes_wrong_nothing_is_lost_or_doubled(seed: int) -> None:
    done = run_seed(seed)
    assert not done.faulty, done.report()
    assert done.commands >= COMMANDS
    assert len(done.faults) >= FAULTS


def test_the_same_seed_makes_the_same_run() -> None:
    first, second = run_seed(6), run_seed(6)
    assert first.story == second.story
    assert first.digest == second.digest


def test_another_seed_makes_another_run() -> None:
    assert run_seed(7).digest != run_seed(8).digest
