"""Tables of read models, named by the hash of their definition so that releases live beside."""

from __future__ import annotations

import hashlib
from typing import Any

from sqlalchemy import Column, Index, MetaData, Table


def read_table(name: str, *columns: Column[Any] | Index, version: int = 1) -> Table:
    """A table of a read model.

    Args:
        name: the question's noun.
        columns: its columns and indexes; at least one column is the primary key.
        version: raised when the projector gives other rows for the same events.

    Returns:
        The table under its physical name: `name` and eight digits of the definition's hash.
    """
    described = [
        f"{one.name} {one.type} {one.primary_key} {one.nullable}"
        if isinstance(one, Column)
        else f"index {one.name} {[str(each) for each in one.expressions]}"
        for one in columns
    ]
    digest = hashlib.sha256("\n".join([name, str(version), *described]).encode()).hexdigest()[:8]
    return Table(f"{name}_{digest}", MetaData(), *columns)
