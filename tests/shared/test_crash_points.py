"""The switch of the crash points: off unless armed, and only where nobody works in earnest."""

from __future__ import annotations

import signal
import subprocess
import sys
from pathlib import Path

import pytest

from shared.crash_points import CrashPoint, arm_to_die, is_armed, reached
from shared.settings import DEMO_MARK, BadSettings, read_settings
from tests.support.crash_points import points_passed
from tests.support.run_folder import PROJECT

DYING = """
import os, signal, sys
from shared.crash_points import CrashPoint, arm_to_die, reached

arm_to_die(sys.argv[1])
if len(sys.argv) > 2 and os.fork() == 0:
    reached(CrashPoint.AFTER_COMMIT)
    os._exit(0)
if len(sys.argv) > 2:
    signal.pause()
for passing in range(1, 6):
    print(passing, flush=True)
    reached(CrashPoint.BEFORE_COMMIT)
    reached(CrashPoint.AFTER_COMMIT)
"""


def run_to_its_end(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", DYING, *arguments],
        cwd=PROJECT,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def numbers_in(said: str) -> list[str]:
    return [line for line in said.splitlines() if line.isdigit()]


def test_nobody_is_told_of_a_point_unless_it_is_armed() -> None:
    with points_passed() as passed:
        reached(CrashPoint.BEFORE_COMMIT)
    reached(CrashPoint.AFTER_COMMIT)

    assert [CrashPoint.BEFORE_COMMIT] == passed
    assert not is_armed()


def test_an_empty_setting_arms_nothing() -> None:
    arm_to_die("")

    assert not is_armed()


def test_the_process_dies_at_the_passing_that_was_asked_for() -> None:
    ended = run_to_its_end("after-commit:3")

    assert -signal.SIGKILL == ended.returncode
    assert ["1", "2", "3"] == numbers_in(ended.stdout)
    assert "crash-point-armed" in ended.stdout
    assert "crash-point-passed" in ended.stdout


def test_a_process_that_was_forked_takes_its_parent_with_it() -> None:
    assert -signal.SIGKILL == run_to_its_end("after-commit:1", "forked").returncode


@pytest.mark.parametrize("wanted", ["after-tea:1", "after-commit:soon", "after-commit"])
def test_a_point_that_is_none_stops_the_start(wanted: str) -> None:
    with pytest.raises(ValueError, match=r"tea|soon|''"):
        arm_to_die(wanted)
    assert not is_armed()


def test_a_data_folder_in_use_accepts_no_crash_point(tmp_path: Path) -> None:
    settings = {"LOOPDESK_DATA_DIR": str(tmp_path), "LOOPDESK_CRASH_AT": "after-commit:1"}
    with pytest.raises(BadSettings, match="LOOPDESK_CRASH_AT"):
        read_settings(settings)

    (tmp_path / DEMO_MARK).touch()
    assert "after-commit:1" == read_settings(settings).crash_at
