"""Which customer files are there, of which level?"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec
from sqlalchemy import Column, Index, String, select

from services.crm.application.questions import ListedFile
from services.crm.domain.customer import Customer
from shared.clock import iso
from shared.read_models import ReadModel, Rows, projects, read_table
from shared.sealed import Sealed

_level = Column("level", String, nullable=False)
_customer_id = Column("customer_id", String, primary_key=True)

FILES = read_table(
    "customer_files",
    _customer_id,
    Column("source", String, nullable=False),
    _level,
    Column("survivor_id", String),
    Column("sealed_name", String),
    Column("registered_at", String, nullable=False),
    Index("customer_files_by_level", _level, _customer_id),
)


class CustomerFiles(ReadModel):
    """All files with a person behind them; names lie sealed, as in the log."""

    name = "customer_files"
    source = "crm"
    tables = (FILES,)

    @projects("crm.customer.registered")
    def registered(self, rows: Rows, event: Customer.Created) -> None:
        """A file was opened."""
        rows[FILES].put(
            customer_id=str(event.originator_id),
            source=event.source,
            level=event.level,
            survivor_id=None,
            sealed_name=_stored(event.name),
            registered_at=iso(event.meta.occurred_at),
        )

    @projects("crm.customer.renamed")
    def renamed(self, rows: Rows, event: Any) -> None:
        """The customer has another name."""
        rows[FILES].change(str(event.originator_id), sealed_name=_stored(event.name))

    @projects("crm.customer.level_changed")
    def level_changed(self, rows: Rows, event: Any) -> None:
        """The customer has another level."""
        rows[FILES].change(str(event.originator_id), level=event.level)

    @projects("crm.customer.merged")
    def merged(self, rows: Rows, event: Any) -> None:
        """The file was a duplicate."""
        rows[FILES].change(str(event.originator_id), survivor_id=str(event.survivor_id))

    @projects("crm.customer.erased")
    def erased(self, rows: Rows, event: Any) -> None:
        """Removes the customer's row."""
        rows[FILES].remove(str(event.originator_id))

    def page(self, *, level: str | None, after: UUID | None, limit: int) -> Sequence[ListedFile]:
        """Files, the newest first.

        Args:
            level: of this level only.
            after: id of the last file of the page before.
            limit: files at most.
        """
        query = select(FILES).order_by(FILES.c.customer_id.desc()).limit(limit)
        if level is not None:
            query = query.where(FILES.c.level == level)
        if after is not None:
            query = query.where(FILES.c.customer_id < str(after))
        with self.database.reading() as connection:
            return [_listed(row) for row in connection.execute(query).mappings()]


def _listed(row: Any) -> ListedFile:
    survivor_id, name = row["survivor_id"], row["sealed_name"]
    return ListedFile(
        customer_id=UUID(row["customer_id"]),
        source=row["source"],
        level=row["level"],
        survivor_id=None if survivor_id is None else UUID(survivor_id),
        sealed_name=None if name is None else msgspec.json.decode(name, type=Sealed),
        registered_at=datetime.fromisoformat(row["registered_at"]),
    )


def _stored(name: Sealed | None) -> str | None:
    return None if name is None else msgspec.json.encode(name).decode()
