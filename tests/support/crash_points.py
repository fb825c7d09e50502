"""Crash points in one process: which were passed, and a death that is an exception."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from shared.crash_points import CrashPoint, arm


class Died(BaseException):
    """The process has died: nothing in it may catch this and go on."""


@contextmanager
def points_passed() -> Iterator[list[CrashPoint]]:
    """Lists the points that are passed within the block, in order."""
    passed: list[CrashPoint] = []
    arm(passed.append)
    try:
        yield passed
    finally:
        arm(None)


@contextmanager
def dying_at(point: CrashPoint) -> Iterator[None]:
    """Lets whatever runs within the block die at its first passing of a point.

    Raises:
        AssertionError: the point was not passed.
    """

    def die(passed: CrashPoint) -> None:
        if passed is point:
            raise Died

    arm(die)
    try:
        yield
    except Died:
        return
    finally:
        arm(None)
    raise AssertionError(f"Nothing has passed {point}.")
