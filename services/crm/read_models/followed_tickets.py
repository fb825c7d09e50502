"""Which followed ticket has this number?"""

from __future__ import annotations

from typing import Any
from uuid import UUID

from sqlalchemy import Column, String, select

from shared.read_models import ReadModel, Rows, projects, read_table

FOLLOWED = read_table(
    "followed_tickets",
    Column("ticket_number", String, primary_key=True),
    Column("followed_id", String, nullable=False),
)


class FollowedTicketNumbers(ReadModel):
    """One row for each ticket; a mail names its ticket by number."""

    name = "followed_tickets"
    source = "crm"
    tables = (FOLLOWED,)

    @projects("crm.ticket.followed")
    def followed(self, rows: Rows, event: Any) -> None:
        """A ticket is followed from now on."""
        rows[FOLLOWED].put(ticket_number=event.ticket_number, followed_id=str(event.originator_id))

    def followed_as(self, ticket_number: str) -> UUID | None:
        """Id under which the ticket of this number is followed, if one is."""
        query = select(FOLLOWED.c.followed_id).where(FOLLOWED.c.ticket_number == ticket_number)
        with self.database.reading() as connection:
            found = connection.execute(query).scalar_one_or_none()
        return None if found is None else UUID(found)
