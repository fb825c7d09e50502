"""The calendars of sites: hours, holidays, adjusted workdays and days of their own."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID

from services.people.application.permissions import MANAGE_ORGANISATION
from services.people.application.proposed_years import ProposedYear, proposed_year
from services.people.domain.calendar import SiteCalendar, with_year
from services.people.domain.site import Site
from shared.calendars import BusinessCalendar
from shared.context import current_context
from shared.errors import FieldError, Invalid
from shared.event_store import AsOf
from shared.event_store.store import Store, expect_version


class SiteCalendars:
    """When the sites are open.

    Args:
        store: the log of `people`.
    """

    def __init__(self, store: Store) -> None:
        self._store = store

    def calendar_of(self, site_id: UUID, *, as_of: AsOf | None = None) -> SiteCalendar:
        """The calendar of a site with all its versions.

        Raises:
            NotFound: there is no such site.
        """
        self._store.get(Site, site_id, as_of=as_of)
        return self._store.get(SiteCalendar, SiteCalendar.id_for(site_id), as_of=as_of)

    def add_calendar_version(
        self,
        site_id: UUID,
        *,
        content: Mapping[str, Any],
        effective_from: datetime | None = None,
        reason: str,
        expected_version: int | None = None,
    ) -> SiteCalendar:
        """A site is open otherwise from a moment on; deadlines set before stay as they are.

        Args:
            site_id: the site; name and zone of the calendar are its own.
            content: weekly hours, holidays, adjusted workdays and entries, all of them.
            effective_from: from when; now by default.
            reason: why.
            expected_version: version of the calendar that the caller saw.

        Raises:
            CalendarUnchanged: the newest version says the same.
            Invalid: a part is wrong; the field is named.
        """
        calendar = self._calendar_to_change(site_id, expected_version)
        site = self._store.get(Site, site_id)
        changed = BusinessCalendar.from_content({**content, "name": site.name, "zone": site.zone})
        return self._add(calendar, changed, reason=reason, effective_from=effective_from)

    def enter_day(
        self,
        site_id: UUID,
        *,
        day: date,
        name: str,
        blocks: Sequence[str],
        reason: str,
        expected_version: int | None = None,
    ) -> SiteCalendar:
        """A day has hours of its own, above holidays and weekly hours; none means closed."""
        calendar = self._calendar_to_change(site_id, expected_version)
        content = calendar.newest.content()
        content["entries"][str(day)] = {"name": name, "blocks": list(blocks)}
        changed = BusinessCalendar.from_content(content)
        return self._add(calendar, changed, reason=reason)

    def withdraw_day(
        self, site_id: UUID, *, day: date, reason: str, expected_version: int | None = None
    ) -> SiteCalendar:
        """A day that the site had entered has ordinary hours again.

        Raises:
            Invalid: the site had entered none.
        """
        calendar = self._calendar_to_change(site_id, expected_version)
        content = calendar.newest.content()
        if content["entries"].pop(str(day), None) is None:
            raise Invalid(
                fields=(FieldError("day", "has no entry of its own.", "该日没有自定义安排。"),)
            )
        return self._add(calendar, BusinessCalendar.from_content(content), reason=reason)

    def accept_year(
        self,
        site_id: UUID,
        *,
        year: int,
        holidays: Mapping[str, str],
        adjusted_workdays: Mapping[str, str],
        reason: str,
        expected_version: int | None = None,
    ) -> SiteCalendar:
        """The public holidays of a year are entered, as proposed or mended.

        Args:
            site_id: the site.
            year: the year; days of other years are refused.
            holidays: names by day.
            adjusted_workdays: by weekend day that is worked, the weekday whose hours it has.
            reason: why.
            expected_version: version of the calendar that the caller saw.
        """
        calendar = self._calendar_to_change(site_id, expected_version)
        for day in (*holidays, *adjusted_workdays):
            if not day.startswith(f"{year:04}-"):
                raise Invalid(
                    fields=(
                        FieldError("year", f"{day} lies in another year.", f"{day} 不在该年。"),
                    )
                )
        days = dict(holidays), dict(adjusted_workdays)
        content = with_year(calendar.newest.content(), year, days=days)
        return self._add(calendar, BusinessCalendar.from_content(content), reason=reason)

    def propose_year(self, country: str, *, year: int) -> ProposedYear:
        """What the library knows of a country's year; a site accepts or mends it.

        Raises:
            Invalid: the library does not know the country.
        """
        current_context().require(MANAGE_ORGANISATION)
        try:
            return proposed_year(country, year=year)
        except NotImplementedError as refusal:
            raise Invalid(
                fields=(FieldError("country", "is not known.", "未收录该国家或地区。"),)
            ) from refusal

    def _calendar_to_change(self, site_id: UUID, expected_version: int | None) -> SiteCalendar:
        current_context().require(MANAGE_ORGANISATION)
        calendar = self._store.get(SiteCalendar, SiteCalendar.id_for(site_id))
        expect_version(calendar, expected_version)
        return calendar

    def _add(
        self,
        calendar: SiteCalendar,
        changed: BusinessCalendar,
        *,
        reason: str,
        effective_from: datetime | None = None,
    ) -> SiteCalendar:
        calendar.add_version(
            changed,
            effective_from=effective_from or current_context().occurred_at,
            source="entered",
            reason=reason,
        )
        self._store.save(calendar)
        return calendar
