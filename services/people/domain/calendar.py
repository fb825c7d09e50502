"""The versions of a site's business calendar."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Self
from uuid import UUID

from services.people.domain.errors import CalendarUnchanged, NoCalendarInForce
from shared.calendars import BusinessCalendar
from shared.event_store.aggregate import Aggregate, event
from shared.ids import id_of
from shared.rules.book import hash_of


@dataclass(frozen=True)
class CalendarVersion:
    """One version.

    Args:
        number: from 1.
        content: as `BusinessCalendar.content()` writes it.
        content_hash: SHA-256 of the canonical content.
        effective_from: from when it is in force.
        source: `shipped` with a release, or `entered` by a person.
        reason: why.
    """

    number: int
    content: dict[str, Any]
    content_hash: str
    effective_from: datetime
    source: str
    reason: str

    def calendar(self) -> BusinessCalendar:
        """The calendar to reckon with."""
        return BusinessCalendar.from_content(self.content, version=self.number)


class SiteCalendar(Aggregate):
    """When a site is open: each change is a version of the whole."""

    TOPIC = "people.calendar"

    class Created(Aggregate.Created):
        """A site got a calendar, without a version yet."""

        TOPIC = "people.calendar.opened"
        site_id: UUID
        country: str

    def __init__(self, site_id: UUID, country: str) -> None:
        self.site_id = site_id
        self.country = country
        self.versions: tuple[CalendarVersion, ...] = ()

    @staticmethod
    def id_for(site_id: UUID) -> UUID:
        """The one id of the calendar of a site."""
        return id_of("people.calendar", site_id)

    @classmethod
    def open(cls, site_id: UUID, *, country: str) -> Self:
        """The calendar of a site, without a version yet.

        Args:
            site_id: the site.
            country: ISO 3166 code of the country whose holidays it keeps; empty for none.
        """
        return cls._create(cls.Created, id=cls.id_for(site_id), site_id=site_id, country=country)

    def add_version(
        self, calendar: BusinessCalendar, *, effective_from: datetime, source: str, reason: str
    ) -> None:
        """Records how the site is open from a moment on; deadlines set before stay as they are.

        Raises:
            CalendarUnchanged: the newest version says the same.
        """
        content = calendar.content()
        content_hash = hash_of(content)
        if self.versions and self.versions[-1].content_hash == content_hash:
            raise CalendarUnchanged(version=self.versions[-1].number)
        self._add_version(
            site_id=self.site_id,
            number=len(self.versions) + 1,
            content=content,
            content_hash=content_hash,
            effective_from=effective_from,
            source=source,
            reason=reason,
        )

    @event("VersionAdded", topic="people.calendar.version_added")
    def _add_version(
        self,
        *,
        site_id: UUID,
        number: int,
        content: dict[str, Any],
        content_hash: str,
        effective_from: datetime,
        source: str,
        reason: str,
    ) -> None:
        version = CalendarVersion(number, content, content_hash, effective_from, source, reason)
        self.versions = (*self.versions, version)

    def in_force(self, at: datetime) -> CalendarVersion:
        """The version in force at a moment: the latest to take effect, of two the later recorded.

        Raises:
            NoCalendarInForce: none was.
        """
        found = [one for one in self.versions if one.effective_from <= at]
        if not found:
            raise NoCalendarInForce(at=at.isoformat())
        return max(found, key=lambda one: (one.effective_from, one.number))

    @property
    def newest(self) -> BusinessCalendar:
        """What the newest version says, whenever it takes effect; changes begin from it."""
        if not self.versions:
            raise NoCalendarInForce(at="now")
        return self.versions[-1].calendar()

    def may_ship_year(self, year: int) -> bool:
        """Whether nobody has entered the year's holidays, so that a release may bring them."""
        parts = [(one.source, year_of(one.content, year)) for one in self.versions]
        newest = parts[-1][1]
        return newest == NO_HOLIDAYS or ("shipped", newest) in parts


Year = tuple[dict[str, str], dict[str, str]]
"""Holidays and adjusted workdays of one year, by day."""

NO_HOLIDAYS: Year = ({}, {})


def year_of(content: dict[str, Any], year: int) -> Year:
    """What a calendar's content says of one year's holidays."""
    return _days_of(content["holidays"], year), _days_of(content["adjusted_workdays"], year)


def with_year(content: dict[str, Any], year: int, *, days: Year) -> dict[str, Any]:
    """The content with the holidays and adjusted workdays of one year replaced."""
    holidays, adjusted = year_of(content, year)
    return {
        **content,
        "holidays": {**_without(content["holidays"], holidays), **days[0]},
        "adjusted_workdays": {**_without(content["adjusted_workdays"], adjusted), **days[1]},
    }


def _days_of(days: dict[str, str], year: int) -> dict[str, str]:
    return {day: name for day, name in days.items() if day.startswith(f"{year:04}-")}


def _without(days: dict[str, str], removed: dict[str, str]) -> dict[str, str]:
    return {day: name for day, name in days.items() if day not in removed}
