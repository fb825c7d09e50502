"""The crash points of the matrix: in which process each lies, and what makes it be passed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from shared.crash_points import CrashPoint

ProcessName = Literal["web", "bus"]
PROCESSES: tuple[ProcessName, ...] = ("web", "bus")


@dataclass(frozen=True)
class Place:
    """A crash point as the matrix numbers it.

    Args:
        number: `c1` to `c14`.
        point: the point of the kernel.
        process: the process that dies there.
        passings: the latest passing at which a seed lets it die.
        driven_by: what has it passed, beside the commands of agents and the CRM.
    """

    number: str
    point: CrashPoint
    process: ProcessName
    passings: int = 12
    driven_by: Literal["commands", "rebuild", "erasures"] = "commands"

    @property
    def name(self) -> str:
        """As tables print it."""
        return f"{self.number} {self.point}"


PLACES = (
    Place("c1", CrashPoint.BEFORE_VALIDATION, "web", passings=30),
    Place("c2", CrashPoint.AFTER_VALIDATION, "web", passings=30),
    Place("c3", CrashPoint.BEFORE_COMMIT, "web", passings=30),
    Place("c4", CrashPoint.AFTER_COMMIT, "web", passings=30),
    Place("c5", CrashPoint.BEFORE_PUBLISH, "bus"),
    Place("c6", CrashPoint.BEFORE_CONFIRM, "bus"),
    Place("c7", CrashPoint.BEFORE_POSITION, "bus"),
    Place("c8", CrashPoint.AFTER_DELIVERY, "bus"),
    Place("c9", CrashPoint.BEFORE_COMMIT, "bus"),
    Place("c10", CrashPoint.BEFORE_ACKNOWLEDGEMENT, "bus"),
    Place("c11", CrashPoint.IN_PROJECTION, "bus"),
    Place("c13", CrashPoint.IN_REBUILD, "bus", passings=4, driven_by="rebuild"),
    Place("c14", CrashPoint.IN_ERASURE, "web", passings=4, driven_by="erasures"),
)
"""All of them; there are no snapshots, so there is no c12."""
