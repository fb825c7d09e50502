"""Which day it is where somebody works."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Protocol
from uuid import UUID
from zoneinfo import ZoneInfo

from services.training.application.questions import Staff
from shared.context import current_context


class Sites(Protocol):
    """The sites of which `people` has told."""

    def zone_of(self, site_id: UUID) -> str | None:
        """The site's IANA zone; None if there is no such site."""


class LocalDays:
    """Tells days: deadlines and completions are days of the learner's site, not of the server.

    Args:
        staff: who works where.
        sites: which zone a site lies in.
    """

    def __init__(self, staff: Staff, sites: Sites) -> None:
        self._staff = staff
        self._sites = sites

    def today_of(self, employee_id: UUID) -> date:
        """The day where an employee works; in UTC where that is not known."""
        member = self._staff.member(employee_id)
        return self._day(None if member is None else member.site_id)

    def today_here(self) -> date:
        """The day where the actor works."""
        site_id = current_context().site_id
        return self._day(None if site_id is None else UUID(site_id))

    def day_of(self, moment: datetime, *, site_id: UUID) -> date:
        """The day of a moment at a site."""
        zone = self._sites.zone_of(site_id)
        return moment.astimezone(ZoneInfo(zone) if zone else UTC).date()

    def _day(self, site_id: UUID | None) -> date:
        now = current_context().occurred_at
        return now.date() if site_id is None else self.day_of(now, site_id=site_id)
