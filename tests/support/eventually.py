"""Waiting for a fact instead of for a time."""

import threading
import time
from collections.abc import Callable
from typing import TypeVar

Answer = TypeVar("Answer")

LONGEST_PAUSE_SECONDS = 0.02


class NeverHappened(AssertionError):
    """The awaited fact did not come true before the bound."""


def eventually(check: Callable[[], Answer], *, within: float) -> Answer:
    """Ask again until `check` answers with something true, and return that answer.

    Args:
        check: asked every few milliseconds; an AssertionError counts as "not yet".
        within: seconds after which the wait is given up.

    Raises:
        NeverHappened: with the last answer or refusal.
    """
    pause = threading.Event()
    deadline = time.monotonic() + within
    while True:
        answer, refusal = _ask(check)
        if answer:
            return answer
        if time.monotonic() > deadline:
            raise NeverHappened(f"After {within} s the last answer was {answer!r}.") from refusal
        pause.wait(LONGEST_PAUSE_SECONDS)


def _ask(check: Callable[[], Answer]) -> tuple[Answer | None, AssertionError | None]:
    try:
        return check(), None
    except AssertionError as refusal:
        return None, refusal
