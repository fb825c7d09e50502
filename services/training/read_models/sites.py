"""Where are sites, and when are they open: their zones and the versions of their calendars?"""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

import msgspec
from sqlalchemy import Column, Integer, String, Text, select

from shared.bus.message import Message
from shared.calendars import BusinessCalendar
from shared.clock import iso
from shared.read_models import ReadDatabase, ReadModel, Rows, projects, read_table

SITES = read_table(
    "training_sites",
    Column("site_id", String, primary_key=True),
    Column("zone", String, nullable=False),
)

CALENDARS = read_table(
    "training_calendars",
    Column("site_id", String, primary_key=True),
    Column("version", Integer, primary_key=True),
    Column("effective_from", String, nullable=False),
    Column("content", Text, nullable=False),
)


class Sites(ReadModel):
    """The sites and business calendars of which `people` has told.

    Args:
        database: the service's read database.
    """

    name = "sites"
    source = "people"
    tables = (SITES, CALENDARS)

    def __init__(self, database: ReadDatabase) -> None:
        super().__init__(database)
        self._known: dict[tuple[UUID, int], BusinessCalendar] = {}

    @projects("loopdesk.people.site_opened.v1")
    def site_opened(self, rows: Rows, message: Message) -> None:
        """There is a further site."""
        rows[SITES].put(site_id=message.data["site_id"], zone=message.data["zone"])

    @projects("loopdesk.people.calendar_version_added.v1")
    def version_added(self, rows: Rows, message: Message) -> None:
        """A site is open at other times from a moment on."""
        data = message.data
        rows[CALENDARS].put(
            site_id=data["site_id"],
            version=data["version"],
            effective_from=iso(datetime.fromisoformat(data["effective_from"])),
            content=msgspec.json.encode(data["content"], order="sorted").decode(),
        )

    def zone_of(self, site_id: UUID) -> str | None:
        """The site's IANA zone; None if there is no such site."""
        query = select(SITES.c.zone).where(SITES.c.site_id == str(site_id))
        with self.database.reading() as connection:
            zone: str | None = connection.execute(query).scalar()
        return zone

    def business_calendar(self, site_id: UUID, *, at: datetime) -> BusinessCalendar | None:
        """The site's calendar in force at a moment; None if it has none."""
        query = (
            select(CALENDARS.c.version, CALENDARS.c.content)
            .where(CALENDARS.c.site_id == str(site_id), CALENDARS.c.effective_from <= iso(at))
            .order_by(CALENDARS.c.effective_from.desc(), CALENDARS.c.version.desc())
            .limit(1)
        )
        with self.database.reading() as connection:
            row = connection.execute(query).first()
        return None if row is None else self._read(site_id, row.version, row.content)

    def _read(self, site_id: UUID, version: int, content: str) -> BusinessCalendar:
        known = self._known.get((site_id, version))
        if known is None:
            known = BusinessCalendar.from_content(msgspec.json.decode(content), version=version)
            self._known[site_id, version] = known
        return known
