"""Wakes what waits for new records on SQLite: by the file's version, or by a doorbell."""

from __future__ import annotations

import os
import sqlite3
import threading
import time
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path

Wake = Callable[[], None]

DOORBELL = "doorbell"
"""Name of the file that a scripted day touches in its data folder when there is news."""


class FileWatcher:
    """Looks every 20 ms whether the logs' files have changed.

    Args:
        wakes: by file, what to wake when it has changed.
    """

    PAUSE = 0.02

    def __init__(self, wakes: Mapping[Path, Wake]) -> None:
        # The version tells of writes by all connections but the one that asks: it needs its own.
        self._logs = [
            (sqlite3.connect(path, check_same_thread=False), wake) for path, wake in wakes.items()
        ]
        self._seen = [-1] * len(self._logs)
        self._stopped = threading.Event()

    def look(self) -> None:
        """Looks once and wakes who has news."""
        for index, (log, wake) in enumerate(self._logs):
            version = log.execute("PRAGMA data_version").fetchone()[0]
            if version != self._seen[index]:
                self._seen[index] = version
                wake()

    def run(self) -> None:
        """Looks until `stop` is called."""
        while not self._stopped.wait(self.PAUSE):
            self.look()
        for log, _ in self._logs:
            log.close()

    def stop(self) -> None:
        """Ends `run`."""
        self._stopped.set()


def ring(folder: Path) -> None:
    """Says that there is news, in the data folder of a scripted day."""
    bell = folder / DOORBELL
    bell.touch()
    # Twice within one tick of the file system's own clock would be heard once.
    os.utime(bell, ns=(time.time_ns(), time.time_ns()))


class Doorbell:
    """Wakes everybody when a file is touched: a scripted day says itself when there is news.

    Args:
        path: the file.
        wakes: whom to wake.
    """

    PAUSE = 0.004

    def __init__(self, path: Path, wakes: Iterable[Wake]) -> None:
        self._path = path
        self._wakes = list(wakes)
        self._stopped = threading.Event()

    def run(self) -> None:
        """Looks until `stop` is called."""
        self._path.touch()
        seen = 0
        while not self._stopped.wait(self.PAUSE):
            touched_at = self._path.stat().st_mtime_ns
            if touched_at != seen:
                seen = touched_at
                for wake in self._wakes:
                    wake()

    def stop(self) -> None:
        """Ends `run`."""
        self._stopped.set()
