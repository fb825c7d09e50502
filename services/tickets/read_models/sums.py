"""Rows that add up: read once in a batch, then kept in it until it is written."""

from __future__ import annotations

from collections.abc import Mapping

from shared.read_models.rows import TableRows


def add_up(rows: TableRows, key: Mapping[str, str], **amounts: int) -> None:
    """Adds amounts to the columns of a row; one that comes to nothing at all is removed.

    Args:
        rows: the table.
        key: the values of its primary key, in its order.
        amounts: what is added, by column.
    """
    found = rows.get(*key.values()) or {}
    sums = {name: found.get(name, 0) + amount for name, amount in amounts.items()}
    if any(sums.values()):
        rows.put(**{**found, **key, **sums})
    else:
        rows.remove(*key.values())
