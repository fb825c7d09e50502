"""Blocks of opening hours on the wall clock, and the moments they begin and end."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from typing import Self
from zoneinfo import ZoneInfo

from shared.errors import FieldError, Invalid

WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
"""Names of the weekdays in the order of `date.weekday()`."""

_DAY = 24 * 60
_FORM = re.compile(r"([01]\d|2[0-3]):([0-5]\d)-([01]\d|2[0-4]):([0-5]\d)")


@dataclass(frozen=True, order=True)
class Block:
    """One span of opening hours; it belongs to the day on which it begins.

    Args:
        start: minutes after midnight, 0 to 1439.
        end: minutes after that midnight; over 1440 if it ends on the next day.
    """

    start: int
    end: int

    @classmethod
    def parse(cls, text: str, *, field: str) -> Self:
        """The block written as `09:00-12:00`, `22:00-06:00` (overnight) or `00:00-24:00`.

        Args:
            text: start and end on the wall clock.
            field: name of the input field, for the error.

        Raises:
            Invalid: another form, or an end equal to the start.
        """
        match = _FORM.fullmatch(text)
        if match is None or text[:5] == text[6:]:
            raise _not_a_block(text, field=field)
        hours = [int(one) for one in match.groups()]
        start, end = hours[0] * 60 + hours[1], hours[2] * 60 + hours[3]
        if end > _DAY:
            raise _not_a_block(text, field=field)
        return cls(start, end if end > start else end + _DAY)

    def __str__(self) -> str:
        end = self.end if self.end <= _DAY else self.end - _DAY
        return f"{_wall(self.start)}-{_wall(end)}"

    def moments_on(self, day: date, *, zone: ZoneInfo) -> tuple[datetime, datetime]:
        """When the block of `day` begins and ends, in UTC."""
        midnight = datetime(day.year, day.month, day.day)  # noqa: DTZ001 (wall clock)
        start = moment_of(midnight + timedelta(minutes=self.start), zone=zone)
        return start, moment_of(midnight + timedelta(minutes=self.end), zone=zone)


def moment_of(wall: datetime, *, zone: ZoneInfo) -> datetime:
    """The first moment at which the clock on the wall has reached `wall`, in UTC.

    A wall time that comes twice in autumn means its first coming; one that is skipped in spring
    means the moment of the change. So blocks that touch on the wall never overlap or part.
    """
    moment = wall.replace(tzinfo=zone, fold=0).astimezone(UTC)
    if moment.astimezone(zone).replace(tzinfo=None) == wall:
        return moment
    early = wall.replace(tzinfo=zone, fold=1).astimezone(UTC)
    return _moment_of_change(early, moment, zone=zone)


def _moment_of_change(early: datetime, late: datetime, *, zone: ZoneInfo) -> datetime:
    before = early.astimezone(zone).utcoffset()
    while late - early > timedelta(seconds=1):
        middle = early + (late - early) // 2
        middle -= timedelta(microseconds=middle.microsecond)
        if middle.astimezone(zone).utcoffset() == before:
            early = middle
        else:
            late = middle
    return late


def parse_blocks(texts: object, *, field: str) -> tuple[Block, ...]:
    """The blocks of one day in order.

    Raises:
        Invalid: not a list, a block in another form, or two that overlap.
    """
    if not isinstance(texts, list | tuple) or not all(isinstance(one, str) for one in texts):
        raise _not_a_block(texts, field=field)
    blocks = tuple(sorted(Block.parse(one, field=field) for one in texts))
    for earlier, later in pairwise(blocks):
        if later.start < earlier.end:
            raise Invalid(
                fields=(
                    FieldError(
                        field,
                        f"{earlier} and {later} overlap; join them.",
                        f"时段 {earlier} 与 {later} 重叠，请合并。",
                    ),
                )
            )
    return blocks


def _wall(minutes: int) -> str:
    return f"{minutes // 60:02}:{minutes % 60:02}"


def _not_a_block(text: object, *, field: str) -> Invalid:
    return Invalid(
        fields=(
            FieldError(
                field,
                f"{text!r} is no list of blocks such as 09:00-12:00 or 22:00-06:00.",
                f"{text!r} 不是有效的时段列表，应形如 09:00-12:00 或 22:00-06:00。",
            ),
        )
    )
