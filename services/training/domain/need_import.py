"""A batch of facts that became training needs, taken as a whole or not at all (TR-5)."""

from __future__ import annotations

from typing import Self
from uuid import UUID

from shared.event_store.aggregate import Aggregate


class NeedImport(Aggregate):
    """The record of a batch that was taken."""

    TOPIC = "training.need_import"

    class Created(Aggregate.Created):
        """A batch was taken."""

        TOPIC = "training.need_import.carried_out"
        rows: int
        need_ids: tuple[UUID, ...]

    def __init__(self, rows: int, need_ids: tuple[UUID, ...]) -> None:
        self.rows = rows
        self.need_ids = need_ids

    @classmethod
    def carry_out(cls, *, rows: int, need_ids: tuple[UUID, ...]) -> Self:
        """Facts in `rows` rows, of which those of `need_ids` were not known before."""
        return cls._create(cls.Created, rows=rows, need_ids=need_ids)
