"""When is a site open: the versions of its calendar?"""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

import msgspec
from sqlalchemy import Column, Integer, String, Text, select

from services.tickets.domain.sla import AroundTheClock, OpenTime
from shared.bus.message import Message
from shared.calendars import BusinessCalendar
from shared.clock import iso
from shared.read_models import ReadDatabase, ReadModel, Rows, projects, read_table

SITES = read_table("sites", Column("site_id", String, primary_key=True))

CALENDARS = read_table(
    "calendars",
    Column("site_id", String, primary_key=True),
    Column("version", Integer, primary_key=True),
    Column("effective_from", String, nullable=False),
    Column("content", Text, nullable=False),
)


class Calendars(ReadModel):
    """The business calendars of which `people` has told.

    Args:
        database: the service's read database.
    """

    name = "calendars"
    source = "people"
    tables = (SITES, CALENDARS)

    def __init__(self, database: ReadDatabase) -> None:
        super().__init__(database)
        self._known: dict[tuple[UUID, int], BusinessCalendar] = {}

    @projects("loopdesk.people.site_opened.v1")
    def site_opened(self, rows: Rows, message: Message) -> None:
        """There is a further site."""
        rows[SITES].put(site_id=message.data["site_id"])

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

    def only_site(self) -> UUID | None:
        """The site of an installation that has one only; None where there are several."""
        with self.database.reading() as connection:
            found = connection.execute(select(SITES.c.site_id).limit(2)).scalars().all()
        return UUID(found[0]) if len(found) == 1 else None

    def in_force(self, site_id: UUID | None, *, at: datetime) -> int:
        """Version of the site's calendar in force; 0 where there is none."""
        query = (
            select(CALENDARS.c.version)
            .where(CALENDARS.c.site_id == str(site_id), CALENDARS.c.effective_from <= iso(at))
            .order_by(CALENDARS.c.effective_from.desc(), CALENDARS.c.version.desc())
            .limit(1)
        )
        with self.database.reading() as connection:
            return connection.execute(query).scalar() or 0

    def calendar(self, site_id: UUID | None, version: int) -> OpenTime:
        """A version of the site's calendar; around the clock for version 0."""
        if site_id is None or version == 0:
            return AroundTheClock()
        known = self._known.get((site_id, version))
        if known is None:
            known = self._read(site_id, version)
            self._known[site_id, version] = known
        return known

    def business_calendar(self, site_id: UUID | None, *, at: datetime) -> BusinessCalendar | None:
        """The site's calendar in force; None where there is none."""
        found = self.calendar(site_id, self.in_force(site_id, at=at))
        return found if isinstance(found, BusinessCalendar) else None

    def _read(self, site_id: UUID, version: int) -> BusinessCalendar:
        query = select(CALENDARS.c.content).where(
            CALENDARS.c.site_id == str(site_id), CALENDARS.c.version == version
        )
        with self.database.reading() as connection:
            content = connection.execute(query).scalar_one()
        return BusinessCalendar.from_content(msgspec.json.decode(content), version=version)
