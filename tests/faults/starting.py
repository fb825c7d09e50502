"""What a process needs to be ready: every recovery of the harness holds one such start."""

from __future__ import annotations

import time
from pathlib import Path

from tests.support.eventually import eventually
from tests.support.host_process import HostProcess, run_loopdesk
from tests.support.run_folder import ensure_keeper, make_run_folder

READY_WITHIN = 120.0
"""Seconds after which a start counts as failed."""


def starting(run_folder: Path) -> str:
    """How long a bus process takes to start, as the harness does it and from nothing.

    Args:
        run_folder: folder of the run; takes an empty installation.
    """
    ensure_keeper(run_folder)
    folder = make_run_folder(run_folder)
    data = folder / "data"
    data.mkdir(mode=0o700)
    environment = {"LOOPDESK_DATA_DIR": str(data)}
    run_loopdesk("migrate", environment=environment)
    warm = _seconds_to_start(folder / "warm", environment, is_warm=True)
    cold = _seconds_to_start(folder / "cold", environment, is_warm=False)
    return (
        f"a bus process is ready in {warm:.2f} s, forked from one that has read the code, as here; "
        f"from nothing in {cold:.2f} s"
    )


def _seconds_to_start(folder: Path, environment: dict[str, str], *, is_warm: bool) -> float:
    process = HostProcess(folder, "bus", environment=environment, is_warm=is_warm)
    # The first start of a run makes the template.
    for _ in range(2):
        started = time.monotonic()
        process.start()
        eventually(lambda: process.has_said("bus ready"), within=READY_WITHIN)
        seconds = time.monotonic() - started
        process.kill()
    return seconds
