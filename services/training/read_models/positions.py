"""Which positions are there, held by somebody or not?"""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import Column, String, select

from shared.bus.message import Message
from shared.read_models import ReadModel, Rows, projects, read_table

POSITIONS = read_table("training_positions", Column("position_id", String, primary_key=True))


class Positions(ReadModel):
    """One row for each position of which `people` has told."""

    name = "positions"
    source = "people"
    tables = (POSITIONS,)

    @projects("loopdesk.people.position_opened.v1")
    def opened(self, rows: Rows, message: Message) -> None:
        """There is a position."""
        rows[POSITIONS].put(position_id=message.data["position_id"])

    def is_known(self, position_id: UUID) -> bool:
        """Whether there is such a position, held by somebody or not."""
        query = select(POSITIONS.c.position_id).where(POSITIONS.c.position_id == str(position_id))
        with self.database.reading() as connection:
            return connection.execute(query).first() is not None
