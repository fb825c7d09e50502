"""How long a certificate counts: terms by local days, judged by the moment (TR-3)."""

from __future__ import annotations

from calendar import monthrange
from datetime import UTC, date, datetime, time, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

import msgspec

DAY = timedelta(days=1)


class Term(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One span for which a certificate counts; a renewal adds another one.

    Args:
        ordinal: 1 for the first.
        certification_version: by which version of the certification.
        skills: skills whose work it opens.
        zone: IANA zone whose days count.
        valid_from: first day.
        begins_at: when that day began, or the certificate was given on it.
        candidacy_id: what proves that the stages were passed.
        valid_until: last day; None for ever.
        ends_at: when that day ends; None for ever.
    """

    ordinal: int
    certification_version: int
    skills: tuple[str, ...]
    zone: str
    valid_from: date
    begins_at: datetime
    candidacy_id: UUID
    valid_until: date | None = None
    ends_at: datetime | None = None

    def covers(self, at: datetime) -> bool:
        """Whether a moment lies within it."""
        return self.begins_at <= at and (self.ends_at is None or at < self.ends_at)


def local_day(at: datetime, *, zone: str) -> date:
    """The day that a moment belongs to where the holder works."""
    return at.astimezone(ZoneInfo(zone)).date()


def end_of(day: date, *, zone: str) -> datetime:
    """When a local day ends: the first moment of the next one, in UTC."""
    return datetime.combine(day + DAY, time(), tzinfo=ZoneInfo(zone)).astimezone(UTC)


def last_day(first: date, *, months: int) -> date:
    """The last day of so many months that begin with `first`.

    Twelve months from 2020-01-06 end with 2021-01-05; a month from the 31st ends with the day
    before the last of a shorter month.
    """
    count = first.month - 1 + months
    year, month = first.year + count // 12, count % 12 + 1
    day = min(first.day, monthrange(year, month)[1])
    return date(year, month, day) - DAY


def days_left(ends_at: datetime | None, *, at: datetime, zone: str) -> int | None:
    """Whole local days after today on which it still counts; None for ever."""
    if ends_at is None:
        return None
    return (
        local_day(ends_at - timedelta(microseconds=1), zone=zone) - local_day(at, zone=zone)
    ).days
