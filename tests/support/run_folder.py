"""The folder of one run of the suite: its servers live in it and go with it."""

import fcntl
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

PROJECT = Path(__file__).parents[2]


def make_run_folder(parent: Path | None = None) -> Path:
    """Make a folder that belongs to this process; any account may pass through it."""
    folder = Path(tempfile.mkdtemp(prefix="loopdesk-tests-", dir=parent))
    folder.chmod(0o711)
    (folder / "owner").write_text(str(os.getpid()))
    return folder


@contextmanager
def only_one_process_at_a_time(folder: Path, *, name: str) -> Iterator[None]:
    """Hold the lock of that name; the workers of one run take turns."""
    with (folder / f"{name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def ensure_keeper(folder: Path) -> None:
    """Start the run's keeper once, before the first server."""
    with only_one_process_at_a_time(folder, name="keeper"):
        if not (folder / "keeper").exists():
            keeper = subprocess.Popen(
                [sys.executable, "-m", "tests.support.keeper", str(folder)],
                cwd=PROJECT,
                stdin=subprocess.DEVNULL,
                start_new_session=True,
            )
            (folder / "keeper").write_text(str(keeper.pid))


def kept_run_folder(folder: Path) -> Path | None:
    """The folder of the run below which `folder` lies, if it has a keeper."""
    return next((one for one in folder.parents if (one / "keeper").exists()), None)
