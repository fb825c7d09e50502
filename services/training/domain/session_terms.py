"""The words of sessions, and when and where one is."""

from __future__ import annotations

from datetime import datetime

import msgspec

PLANNED = "planned"
HELD = "held"
CANCELLED = "cancelled"

STATES = (PLANNED, HELD, CANCELLED)
"""What becomes of a session."""

PRESENT = "present"
LATE = "late"
ABSENT = "absent"
ABSENT_WITH_EXCUSE = "excused"

ATTENDANCE = (PRESENT, LATE, ABSENT, ABSENT_WITH_EXCUSE)
"""Whether somebody came."""

CAME = (PRESENT, LATE)
"""Of these, who was there."""

OWN = "own"
GIVEN = "given"
FREED = "freed"
WITHDRAWN = "withdrawn"
CLASH = "clash"
LEFT = "left"
"""Causes: the learner's own wish, the trainer's or manager's, a place that became free, another
session at the same time, the end of the employment."""


class Meeting(msgspec.Struct, frozen=True, kw_only=True):
    """When and where a session is, with what was decided of rest time.

    Args:
        starts_at: first moment.
        ends_at: the first moment after it.
        zone: the site's IANA zone.
        place: where it is, if it is somewhere.
        link: how to join, if it is online.
        rest_minutes: minutes outside of the site's working hours; None if it has no calendar.
        calendar_version: version of the site's calendar by which that was decided; 0 for none.
        rest_reason: why rest time is taken, if it is.
    """

    starts_at: datetime
    ends_at: datetime
    zone: str
    place: str | None = None
    link: str | None = None
    rest_minutes: int | None = None
    calendar_version: int
    rest_reason: str | None = None

    @property
    def minutes(self) -> int:
        """How long it is."""
        return int((self.ends_at - self.starts_at).total_seconds()) // 60
