"""Crash points: where a fault test lets a process die, to prove that nothing is lost or doubled.

They are off unless somebody arms them, and then passing one costs a look at an empty list.
"""

from __future__ import annotations

import os
import signal
from collections.abc import Callable
from enum import StrEnum
from itertools import count

import structlog

_log = structlog.get_logger(__name__)


class CrashPoint(StrEnum):
    """A place between two things that must both happen, or both not.

    The numbers are those of the fault matrix. There are no snapshots, so there is no c12; what is
    c3 for a command is c9 for a consumer.
    """

    # c1: a command has come in, and nothing of it was looked at.
    BEFORE_VALIDATION = "before-validation"
    # c2: all rules were checked, and nothing was sent to the store.
    AFTER_VALIDATION = "after-validation"
    # c3, c9: events and rows are written, and not committed.
    BEFORE_COMMIT = "before-commit"
    # c4: committed, and nobody was told.
    AFTER_COMMIT = "after-commit"
    # c5: read from the log, and not sent.
    BEFORE_PUBLISH = "before-publish"
    # c6: sent, and no confirm was read.
    BEFORE_CONFIRM = "before-confirm"
    # c7: confirmed, and the relay's place is the old one.
    BEFORE_POSITION = "before-position"
    # c8: handed to a reader, which has not begun its transaction.
    AFTER_DELIVERY = "after-delivery"
    # c10: the effect is committed, and the delivery is not acknowledged.
    BEFORE_ACKNOWLEDGEMENT = "before-acknowledgement"
    # c11: rows and place of a read model are written, and not committed.
    IN_PROJECTION = "in-projection"
    # c13: the new tables stand in the place of the old ones, and nothing is committed.
    IN_REBUILD = "in-rebuild"
    # c14: the keys are destroyed; their traces in the files and the fact itself are still to do.
    IN_ERASURE = "in-erasure"


Action = Callable[[CrashPoint], None]

_armed: list[Action] = []


def reached(point: CrashPoint) -> None:
    """Says that `point` is being passed."""
    for action in _armed:
        action(point)


def is_armed() -> bool:
    """Whether anybody waits for a point."""
    return bool(_armed)


def arm(action: Action | None) -> None:
    """Has `action` called at every point that is passed from now on; None disarms."""
    _armed[:] = [] if action is None else [action]


def arm_to_die(wanted: str) -> None:
    """Lets this process, with all that it forks, die by SIGKILL at a point.

    Args:
        wanted: point and passing, such as `before-commit:3`; empty arms nothing.

    Raises:
        ValueError: there is no such point, or the passing is no number.
    """
    if not wanted:
        return
    name, _, passing = wanted.partition(":")
    point, last, passings, started_as = CrashPoint(name), int(passing), count(1), os.getpid()

    def die(passed: CrashPoint) -> None:
        if passed is point and next(passings) == last:
            _log.warning("crash-point-passed", what=point)
            for pid in (started_as, os.getpid()):
                os.kill(pid, signal.SIGKILL)

    _log.warning("crash-point-armed", what=point, passing=last)
    arm(die)
