"""Who has not acknowledged the newest description of their position (RO-7)?"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import Column, Index, Integer, String, select

from shared.read_models import ReadModel, Rows, projects, read_table

_position_id = Column("position_id", String, nullable=False)

HOLDERS = read_table(
    "acknowledgements",
    Column("employee_id", String, primary_key=True),
    _position_id,
    Column("acknowledged_version", Integer, nullable=False),
    Index("acknowledgements_by_position", _position_id),
)
NEWEST = read_table(
    "newest_descriptions",
    Column("position_id", String, primary_key=True),
    Column("version", Integer, nullable=False),
)


@dataclass(frozen=True)
class OpenAcknowledgement:
    """A holder who has the newest description still to read.

    Args:
        employee_id: the holder.
        position_id: their position.
        version: the newest version of its description.
        acknowledged_version: the version that they acknowledged last; 0 for none.
    """

    employee_id: UUID
    position_id: UUID
    version: int
    acknowledged_version: int


class OpenAcknowledgements(ReadModel):
    """Holders of positions and the newest descriptions of these."""

    name = "open_acknowledgements"
    source = "people"
    tables = (HOLDERS, NEWEST)

    @projects("people.employee.appointed")
    def appointed(self, rows: Rows, event: Any) -> None:
        """Somebody has a position; nothing is acknowledged yet."""
        rows[HOLDERS].put(
            employee_id=str(event.originator_id),
            position_id=str(event.position_id),
            acknowledged_version=0,
        )

    @projects("people.employee.position_description_acknowledged")
    def acknowledged(self, rows: Rows, event: Any) -> None:
        """A holder has acknowledged a version."""
        rows[HOLDERS].change(str(event.originator_id), acknowledged_version=event.version)

    @projects("people.employee.left")
    def left(self, rows: Rows, event: Any) -> None:
        """Who has left acknowledges nothing more."""
        rows[HOLDERS].remove(str(event.originator_id))

    @projects("people.position.description_published")
    def description_published(self, rows: Rows, event: Any) -> None:
        """A position has a newer description."""
        rows[NEWEST].put(position_id=str(event.originator_id), version=event.description.version)

    def page(self, *, after: UUID | None = None, limit: int) -> Sequence[OpenAcknowledgement]:
        """Open acknowledgements by employee.

        Args:
            after: the last employee of the page before.
            limit: acknowledgements at most.
        """
        query = (
            select(HOLDERS, NEWEST.c.version)
            .join(NEWEST, NEWEST.c.position_id == HOLDERS.c.position_id)
            .where(HOLDERS.c.acknowledged_version < NEWEST.c.version)
            .order_by(HOLDERS.c.employee_id)
            .limit(limit)
        )
        if after is not None:
            query = query.where(HOLDERS.c.employee_id > str(after))
        with self.database.reading() as connection:
            return [
                OpenAcknowledgement(
                    UUID(row.employee_id),
                    UUID(row.position_id),
                    row.version,
                    row.acknowledged_version,
                )
                for row in connection.execute(query)
            ]
