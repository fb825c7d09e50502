"""How much of a session lies outside of working hours [占用休息时间] (TR-11)."""

from __future__ import annotations

from datetime import datetime

from shared.calendars import BusinessCalendar

_SECONDS = 60


def rest_minutes(
    calendar: BusinessCalendar | None, starts_at: datetime, ends_at: datetime
) -> int | None:
    """Minutes of a session outside of the site's working hours; begun ones count.

    Args:
        calendar: the site's calendar in force at the session; None where there is none.
        starts_at: when the session begins.
        ends_at: when it ends.

    Returns:
        None where the site has no calendar, for then nobody can tell.
    """
    if calendar is None:
        return None
    seconds = int((ends_at - starts_at).total_seconds())
    at_rest = seconds - calendar.seconds_between(starts_at, ends_at)
    return -(-at_rest // _SECONDS)
