"""A site's business calendar as an immutable value: how much open time lies between two moments."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from types import MappingProxyType
from typing import Any, Self
from zoneinfo import ZoneInfo

from shared.calendars.blocks import WEEKDAYS, Block
from shared.calendars.content import OwnEntry, read_parts
from shared.errors import RuleViolated

_DAY = timedelta(days=1)
_SECOND = timedelta(seconds=1)

Spans = tuple[tuple[datetime, datetime], ...]
"""Beginnings and ends of open time, in UTC and in order."""


class NeverOpen(RuleViolated):
    """The calendar has no open time left, so no deadline can be reckoned in it."""

    code = "calendar-never-open"
    en = "The calendar {name} has no open time after {at}; enter opening hours."
    zh = "日历 {name} 在 {at} 之后没有任何营业时间，请先录入。"


@dataclass(frozen=True)
class BusinessCalendar:
    """When a site is open (one version of its calendar).

    For each day the first that applies counts: an entry of the site's own, an adjusted workday
    [调休上班], a holiday, the weekly hours. A block belongs to the day on which it begins, so the
    night of an ordinary Friday runs on into a holiday.

    Args:
        name: the calendar's name.
        zone: the site's IANA zone.
        weekly: blocks by weekday, Monday first.
        holidays: names by day.
        adjusted_workdays: by day, the weekday (0 is Monday) whose hours it has.
        entries: the site's own days.
        version: number of the version in the log; 0 if it was never recorded.
    """

    name: str
    zone: ZoneInfo
    weekly: tuple[tuple[Block, ...], ...]
    holidays: Mapping[date, str] = field(default_factory=dict)
    adjusted_workdays: Mapping[date, int] = field(default_factory=dict)
    entries: Mapping[date, OwnEntry] = field(default_factory=dict)
    version: int = field(default=0, compare=False)
    _spans: Callable[[date], Spans] = field(init=False, repr=False, compare=False)
    _open_in: Callable[[date], timedelta] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        # One process asks for the same few days again and again; the caches live with the value.
        object.__setattr__(self, "_spans", lru_cache(maxsize=4096)(self._spans_from))
        object.__setattr__(self, "_open_in", lru_cache(maxsize=1024)(self._open_in_month))
        for name in ("holidays", "adjusted_workdays", "entries"):
            object.__setattr__(self, name, MappingProxyType(dict(getattr(self, name))))

    @classmethod
    def from_content(cls, content: Mapping[str, Any], *, version: int = 0) -> Self:
        """The calendar that `content()` wrote, or a person entered.

        Args:
            content: plain data: name, zone, weekly {"monday": ["09:00-12:00"]}, holidays
                {"2026-01-01": "元旦"}, adjusted_workdays {"2026-01-04": "friday"} and entries
                {"2026-12-31": {"name": "盘点", "blocks": []}}; all but name and zone optional.
            version: number of the version in the log.

        Raises:
            Invalid: a part is unknown or wrong; the field is named.
        """
        return cls(**read_parts(content), version=version)

    def content(self) -> dict[str, Any]:
        """The calendar as plain data in its one canonical form, without the version."""
        return {
            "name": self.name,
            "zone": self.zone.key,
            "weekly": {
                name: [str(one) for one in blocks]
                for name, blocks in zip(WEEKDAYS, self.weekly, strict=True)
            },
            "holidays": {str(day): name for day, name in sorted(self.holidays.items())},
            "adjusted_workdays": {
                str(day): WEEKDAYS[like] for day, like in sorted(self.adjusted_workdays.items())
            },
            "entries": {
                str(day): {"name": one.name, "blocks": [str(block) for block in one.blocks]}
                for day, one in sorted(self.entries.items())
            },
        }

    def blocks_on(self, day: date) -> tuple[Block, ...]:
        """The blocks that begin on a local day."""
        entry = self.entries.get(day)
        if entry is not None:
            return entry.blocks
        like = self.adjusted_workdays.get(day)
        if like is not None:
            return self.weekly[like]
        return () if day in self.holidays else self.weekly[day.weekday()]

    def local_day(self, at: datetime) -> date:
        """The site's day at a moment."""
        return at.astimezone(self.zone).date()

    def is_open(self, at: datetime) -> bool:
        """Whether the site is open at a moment (aware)."""
        return any(start <= at < end for start, end in self._spans_near(_in_utc(at)))

    def seconds_between(self, start: datetime, end: datetime) -> int:
        """Whole open seconds from `start` to `end` (aware); 0 if `end` is not later."""
        start, end = _in_utc(start), _in_utc(end)
        first, last = self.local_day(start) - _DAY, self.local_day(end)
        total = timedelta()
        day = first
        while day <= last:
            if day.day == 1 and first + _DAY < day and _first_of_next_month(day) < last:
                total += self._open_in(day)
                day = _first_of_next_month(day)
                continue
            for opens, closes in self._spans(day):
                total += max(min(closes, end) - max(opens, start), timedelta())
            day += _DAY
        return total // _SECOND

    def add(self, start: datetime, seconds: int) -> datetime:
        """The first moment, in UTC, by which `seconds` of open time have passed since `start`.

        Raises:
            NeverOpen: the calendar has not so much open time left.
            ValueError: negative seconds.
        """
        if seconds < 0:
            raise ValueError("Open time is reckoned forward; give seconds of 0 or more.")
        left = seconds * _SECOND
        moment = _in_utc(start)
        if not left:
            return moment
        for opens, closes in self._spans_after(moment):
            begins = max(opens, moment)
            if closes - begins >= left:
                return begins + left
            left -= closes - begins
        raise NeverOpen(name=self.name, at=start.isoformat())

    def next_opening(self, at: datetime) -> datetime:
        """`at` itself if the site is open then, else when it opens next, in UTC.

        Raises:
            NeverOpen: it does not open again.
        """
        moment = _in_utc(at)
        for opens, _ in self._spans_after(moment):
            return max(opens, moment)
        raise NeverOpen(name=self.name, at=at.isoformat())

    def _spans_near(self, at: datetime) -> Iterator[tuple[datetime, datetime]]:
        today = self.local_day(at)
        yield from self._spans(today - _DAY)
        yield from self._spans(today)

    def _spans_after(self, at: datetime) -> Iterator[tuple[datetime, datetime]]:
        """Spans that end after `at`, in order, until the calendar has none left."""
        day = self.local_day(at) - _DAY
        last = max((*self.entries, *self.adjusted_workdays, day), default=day)
        # Holidays may close many weeks running, but not for ever: hours of the week come back.
        while any(self.weekly) or day <= last:
            yield from (span for span in self._spans(day) if span[1] > at)
            if day >= date.max - 2 * _DAY:
                return
            day += _DAY

    def _spans_from(self, day: date) -> Spans:
        """Open spans of the blocks of `day`, less what the night before covers already."""
        covered = max(self._moments(day - _DAY), default=(None, None))[1]
        spans = []
        for opens, closes in self._moments(day):
            begins = opens if covered is None else max(opens, covered)
            if begins < closes:
                spans.append((begins, closes))
        return tuple(spans)

    def _moments(self, day: date) -> list[tuple[datetime, datetime]]:
        return [one.moments_on(day, zone=self.zone) for one in self.blocks_on(day)]

    def _open_in_month(self, first_day: date) -> timedelta:
        days = (_first_of_next_month(first_day) - first_day).days
        spans = (span for n in range(days) for span in self._spans(first_day + n * _DAY))
        return sum((closes - opens for opens, closes in spans), timedelta())


def _in_utc(at: datetime) -> datetime:
    if at.tzinfo is None:
        raise ValueError("A time without an offset has no place in a calendar; give it a zone.")
    return at.astimezone(UTC)


def _first_of_next_month(day: date) -> date:
    return (day.replace(day=28) + 4 * _DAY).replace(day=1)
