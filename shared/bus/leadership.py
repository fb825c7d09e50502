"""One relay at a time per service and stream, whatever number of bus processes run."""

from __future__ import annotations

from typing import Protocol


class Leadership(Protocol):
    """Says whether this process may do what only one may do."""

    def is_held(self) -> bool:
        """Whether this process leads now."""


class AloneInTheFolder:
    """Leadership on SQLite: the bus process holds the lock of the whole data folder."""

    def is_held(self) -> bool:
        """Always."""
        return True
