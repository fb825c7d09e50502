"""When and where a session is to be, and how much rest time that takes (TR-11)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from services.training.application.session_questions import Sites
from services.training.application.workbench import Workbench
from services.training.domain.rest_time import rest_minutes
from services.training.domain.session_errors import SiteUnknown
from services.training.domain.session_terms import Meeting


@dataclass(frozen=True)
class Appointment:
    """When and where a session is to be.

    Args:
        starts_at: first moment.
        ends_at: the first moment after it.
        place: where, if it is somewhere.
        link: how to join, if it is online.
        rest_reason: why rest time is taken, if it is.
    """

    starts_at: datetime
    ends_at: datetime
    place: str | None = None
    link: str | None = None
    rest_reason: str | None = None


class Meetings:
    """Decides on the times of sessions by the calendars of their sites.

    Args:
        bench: what all use cases stand on.
        sites: zones and calendars of the sites.
    """

    def __init__(self, bench: Workbench, *, sites: Sites) -> None:
        self._bench = bench
        self._sites = sites

    def decide(self, appointment: Appointment, site_id: UUID | None) -> Meeting:
        """The meeting, with the rest time that it takes by the calendar in force then.

        Raises:
            SessionTimeWrong: no session can be at that time.
            RestTimeNeedsReason: it lies outside of working hours, and nobody says why.
        """
        rules, site = self._bench.rules.sessions, self.known(site_id)
        rules.check_times(appointment.starts_at, appointment.ends_at, now=self._bench.now)
        calendar = self._sites.business_calendar(site, at=appointment.starts_at)
        at_rest = rest_minutes(calendar, appointment.starts_at, appointment.ends_at)
        rules.check_rest_reason(at_rest, appointment.rest_reason)
        return Meeting(
            **vars(appointment),
            zone=self._sites.zone_of(site) or "",
            rest_minutes=at_rest,
            calendar_version=0 if calendar is None else calendar.version,
        )

    def known(self, site_id: UUID | None) -> UUID:
        """The site.

        Raises:
            SiteUnknown: there is no such site.
        """
        if site_id is None or self._sites.zone_of(site_id) is None:
            raise SiteUnknown(site_id=site_id)
        return site_id
