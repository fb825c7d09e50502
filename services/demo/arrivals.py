"""The contacts of a real day, in slots of five minutes.

Source: Weinberg, Brown and Stroud, JASA 102 (2007), 1185-1198: a retail bank's calls of 2003.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from importlib.resources import files
from zoneinfo import ZoneInfo

SLOT = timedelta(minutes=5)
FIRST_SLOT = time(7, 0)


class NoSuchDay(ValueError):
    """The file holds no counts of the day; the message names the days that it holds."""


@dataclass(frozen=True)
class Slot:
    """Five minutes of the day.

    Args:
        index: 0 for the day's first.
        starts_at: its start, aware.
        contacts: how many contacts arrive in it.
    """

    index: int
    starts_at: datetime
    contacts: int


def slots_of(day: date, *, scale: str, zone: ZoneInfo) -> list[Slot]:
    """The slots of a day with their contacts.

    Args:
        day: one of the file's days.
        scale: share of the contacts to play, as a decimal number such as `0.05`.
        zone: the centre's time zone.

    Raises:
        NoSuchDay: the file holds no such day.
    """
    counts = _counts_of(day)
    share = _share(scale)
    start = datetime.combine(day, FIRST_SLOT, tzinfo=zone)
    slots, so_far, played = [], 0, 0
    for index, count in enumerate(counts):
        so_far += count
        # Rounding the running total keeps the day's total right at every scale.
        target = so_far * share[0] // share[1]
        slots.append(Slot(index, start + index * SLOT, target - played))
        played = target
    return slots


def _share(scale: str) -> tuple[int, int]:
    """The scale as numerator and denominator, so that no float decides a count."""
    whole, _, decimals = scale.partition(".")
    return int(whole + decimals), 10 ** len(decimals)


def _counts_of(day: date) -> list[int]:
    text = files("services.demo").joinpath("arrivals.csv").read_text(encoding="utf-8")
    lines = [line.split(",") for line in text.splitlines() if not line.startswith("#")]
    for fields in lines:
        if fields[0] == day.isoformat():
            return [int(one) for one in fields[1:]]
    raise NoSuchDay(
        f"There are no counts of {day}; choose a weekday from {lines[0][0]} to {lines[-1][0]}."
    )
