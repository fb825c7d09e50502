"""Which positions have a succession pool? Not who is in it, and not how many."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import Column, String, select

from shared.read_models import ReadModel, Rows, projects, read_table

POOLS = read_table(
    "succession_pool_list",
    Column("position_id", String, primary_key=True),
    Column("succession_pool_id", String, nullable=False),
    Column("opened_on", String, nullable=False),
)


@dataclass(frozen=True)
class ListedPool:
    """A pool in a list."""

    position_id: UUID
    succession_pool_id: UUID
    opened_on: date


class SuccessionPoolList(ReadModel):
    """One row for each pool."""

    name = "succession_pool_list"
    source = "training"
    tables = (POOLS,)

    @projects("training.succession_pool.opened")
    def opened(self, rows: Rows, event: Any) -> None:
        """A position has a pool."""
        rows[POOLS].put(
            position_id=str(event.position_id),
            succession_pool_id=str(event.originator_id),
            opened_on=event.timestamp.date().isoformat(),
        )

    def page(self, *, after: UUID | None, limit: int) -> Sequence[ListedPool]:
        """Pools in the order of their positions' ids.

        Args:
            after: the position of the last row of the page before.
            limit: how many at most.
        """
        query = select(POOLS).order_by(POOLS.c.position_id).limit(limit)
        if after is not None:
            query = query.where(POOLS.c.position_id > str(after))
        with self.database.reading() as connection:
            return [
                ListedPool(
                    position_id=UUID(row["position_id"]),
                    succession_pool_id=UUID(row["succession_pool_id"]),
                    opened_on=date.fromisoformat(row["opened_on"]),
                )
                for row in connection.execute(query).mappings()
            ]
