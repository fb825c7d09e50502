"""Trying again after a lost race: whoever comes second decides on what the first has left."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from shared.errors import Conflict
from shared.event_store import SideRowConflict
from shared.event_store.receipt import RECEIPTS

TRIES = 50
"""Attempts at most; a whole class may want the last place of a session at once."""

T = TypeVar("T")


def retried(attempt: Callable[[], T]) -> T:
    """Runs `attempt`, and again after each lost race; a repeat of the same command is none.

    Raises:
        Conflict: it was lost again and again.
    """
    for _ in range(TRIES - 1):
        try:
            return attempt()
        except SideRowConflict as lost:
            if lost.kind == RECEIPTS:
                raise
        except Conflict:
            continue
    return attempt()
