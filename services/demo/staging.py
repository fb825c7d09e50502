"""Around the stage: the folder on which it is built, and the bar that shows how far the day is."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from services.demo.arrivals import Slot

MEMORY = Path("/dev/shm")  # noqa: S108 (a folder of its own is made in it)
MEMORY_NEEDED = 2 * 1024**3
"""Bytes free in memory from which on a throw-away folder lies there."""


@contextmanager
def data_folder(kept: Path | None) -> Iterator[Path]:
    """The folder that is to be kept, or a temporary one that goes at the end."""
    if kept is not None:
        yield kept
        return
    folder = Path(tempfile.mkdtemp(prefix="loopdesk-demo-", dir=_fast_place()))
    try:
        yield folder
    finally:
        shutil.rmtree(folder)


@contextmanager
def progress_of(slots: Sequence[Slot], *, console: Console) -> Iterator[Callable[[Slot], None]]:
    """A bar on a terminal, nowhere else; gives what is to be called after each slot."""
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn())
    hidden = not console.is_terminal
    with Progress(
        *columns, TimeElapsedColumn(), console=console, disable=hidden, transient=True
    ) as progress:
        task = progress.add_task("启动平台 starting", total=len(slots))

        def step(slot: Slot) -> None:
            name = f"{slot.starts_at:%H:%M} 一天 the day"
            progress.update(task, description=name, completed=slot.index + 1)

        yield step


def _fast_place() -> Path | None:
    """Memory, where the machine offers it: the folder is thrown away anyway."""
    if MEMORY.is_dir() and shutil.disk_usage(MEMORY).free > MEMORY_NEEDED:
        return MEMORY
    return None
