"""Reading one's own writes from a read model that follows the log."""

from __future__ import annotations

from shared.read_models import ReadDatabase

LONGEST_WAIT = 2.0
"""Seconds after which the caller is told to come back (503 with Retry-After)."""


def after_write(
    database: ReadDatabase, reader: str, position: int, *, within: float = LONGEST_WAIT
) -> None:
    """Returns when the read model has seen what was written.

    Args:
        database: where the read model lies.
        reader: its name.
        position: what `save` returned.
        within: seconds to wait at most.

    Raises:
        Unavailable: it has not come so far in time.
    """
    database.wait_for(reader, position, within=within)
