"""Where the time comes from: the machine, or a file that only the demo writes."""

from __future__ import annotations

import os
from datetime import UTC, datetime
from pathlib import Path
from typing import Protocol


class Clock(Protocol):
    """Tells the present time."""

    def now(self) -> datetime:
        """The present time, aware and in UTC."""


class SystemClock:
    """The machine's clock."""

    def now(self) -> datetime:
        """The machine's time in UTC."""
        return datetime.now(tz=UTC)


class SetClock:
    """A clock that stands still until it is set; for tests and the simulation.

    Args:
        start: first time shown, aware.
    """

    def __init__(self, start: datetime) -> None:
        self._now = start

    def now(self) -> datetime:
        """The time last set."""
        return self._now

    def move_to(self, moment: datetime) -> None:
        """Shows `moment` (aware) from now on."""
        self._now = moment.astimezone(UTC)


class ScriptedClock:
    """A clock whose time stands in a file, so that several processes share a scripted day.

    Args:
        path: file that holds one ISO 8601 time with its offset.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._stamp = -1
        self._now = datetime.fromtimestamp(0, tz=UTC)

    def now(self) -> datetime:
        """The time written in the file, read anew when the file has changed."""
        stamp = self._path.stat().st_mtime_ns
        if stamp != self._stamp:
            self._now = datetime.fromisoformat(self._path.read_text()).astimezone(UTC)
            self._stamp = stamp
        return self._now

    def move_to(self, moment: datetime) -> None:
        """Writes `moment` (aware) for every process that reads the file."""
        beside = self._path.with_suffix(".next")
        beside.write_text(moment.astimezone(UTC).isoformat())
        # Two moves within one tick of the file system's own clock would look like one.
        stamp = round(moment.timestamp() * 1_000_000) * 1000
        os.utime(beside, ns=(stamp, stamp))
        beside.replace(self._path)


def iso(moment: datetime) -> str:
    """`moment` in UTC with microseconds and `Z`, the one form in records and messages.

    Raises:
        ValueError: the time is naive.
    """
    if moment.tzinfo is None:
        raise ValueError("A time without an offset cannot be recorded; give it a time zone.")
    # strftime writes the year 353 with three digits, which nobody reads as a time again.
    return moment.astimezone(UTC).isoformat(timespec="microseconds").removesuffix("+00:00") + "Z"
