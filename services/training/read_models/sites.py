"""Which zone does a site lie in?"""

from __future__ import annotations

from datetime import tzinfo
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import Column, String, select

from shared.bus.message import Message
from shared.read_models import ReadModel, Rows, projects, read_table

SITES = read_table(
    "training_sites",
    Column("site_id", String, primary_key=True),
    Column("zone", String, nullable=False),
)


class Sites(ReadModel):
    """The sites of which `people` has told."""

    name = "sites"
    source = "people"
    tables = (SITES,)

    @projects("loopdesk.people.site_opened.v1")
    def opened(self, rows: Rows, message: Message) -> None:
        """There is a site."""
        rows[SITES].put(site_id=message.data["site_id"], zone=message.data["zone"])

    def zone_of(self, site_id: UUID) -> tzinfo | None:
        """The zone of a site; None if unknown."""
        query = select(SITES.c.zone).where(SITES.c.site_id == str(site_id))
        with self.database.reading() as connection:
            zone = connection.execute(query).scalar()
        return None if zone is None else ZoneInfo(zone)
