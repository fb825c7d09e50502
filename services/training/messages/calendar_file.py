"""Sessions as an iCalendar file (RFC 5545) for calendar programs."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from uuid import UUID

from icalendar import Calendar, Event, vText

MEDIA_TYPE = "text/calendar; charset=utf-8"

_REFRESH = timedelta(hours=1)


@dataclass(frozen=True)
class CalendarEntry:
    """A session as a calendar shows it: no names, no numbers of people.

    Args:
        session_id: which; makes the UID, so that a moved session stays one entry.
        title: what it is.
        is_taught: whether the owner of the calendar teaches it.
        starts_at: first moment.
        ends_at: the first moment after it.
        place: where, if anywhere.
        link: how to join, where the centre lets it be shown.
        is_cancelled: whether it does not take place.
        sequence: how often it was changed.
        changed_at: when it was last changed.
    """

    session_id: UUID
    title: str
    is_taught: bool
    starts_at: datetime
    ends_at: datetime
    place: str | None
    link: str | None
    is_cancelled: bool
    sequence: int
    changed_at: datetime


def calendar_file(entries: Iterable[CalendarEntry]) -> bytes:
    """The file; all times are in UTC, so that it needs no time zones of its own.

    Args:
        entries: sessions in their order.
    """
    calendar = Calendar()
    calendar.add("prodid", "-//Loopdesk//Training//ZH")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add("x-wr-calname", "培训日程")
    calendar.add("refresh-interval", _REFRESH, parameters={"VALUE": "DURATION"})
    for one in entries:
        calendar.add_component(_event(one))
    return bytes(calendar.to_ical())


def _event(entry: CalendarEntry) -> Event:
    event = Event()
    event.add("uid", f"{entry.session_id}@training.loopdesk")
    event.add("sequence", entry.sequence)
    event.add("dtstamp", entry.changed_at.astimezone(UTC))
    event.add("last-modified", entry.changed_at.astimezone(UTC))
    event.add("dtstart", entry.starts_at.astimezone(UTC))
    event.add("dtend", entry.ends_at.astimezone(UTC))
    event.add("summary", vText(f"【授课】{entry.title}" if entry.is_taught else entry.title))
    event.add("status", "CANCELLED" if entry.is_cancelled else "CONFIRMED")
    event.add("class", "PRIVATE")
    if entry.place is not None:
        event.add("location", vText(entry.place))
    if entry.link is not None:
        event.add("url", entry.link)
    return event
