"""A country's public holidays from the `holidays` library: proposals, recorded once accepted."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

from shared.calendars import WEEKDAYS

_MONDAY = 0
_DAY_IN_NAME = re.compile(r"\d{4}-\d{2}-\d{2}")


@dataclass(frozen=True)
class ProposedYear:
    """What the library knows of one year; a site accepts, mends or replaces it.

    Args:
        holidays: names by day, ISO 8601, as a calendar's content has them.
        adjusted_workdays: by weekend day that is worked, the weekday whose hours it has.
    """

    holidays: dict[str, str]
    adjusted_workdays: dict[str, str]

    @property
    def names_adjusted_workdays(self) -> bool:
        """Whether the year's list of adjusted workdays [调休上班] was known to the library.

        The list for China appears late in the year before; without it the year must be entered.
        """
        return bool(self.adjusted_workdays)


def proposed_year(country: str = "CN", *, year: int) -> ProposedYear:
    """The holidays and adjusted workdays of `country` (ISO 3166) in `year`.

    Raises:
        NotImplementedError: the library does not know the country.
    """
    import holidays  # noqa: PLC0415 (large, and needed once a year)

    language = "zh_CN" if country == "CN" else None
    found = holidays.country_holidays(country, years=year, language=language)
    worked = sorted(day for day in found.weekend_workdays if day.year == year)
    rested_for = _rest_days(found)
    return ProposedYear(
        holidays={str(day): name for day, name in sorted(found.items()) if day.year == year},
        adjusted_workdays={str(day): WEEKDAYS[rested_for.get(day, _MONDAY)] for day in worked},
    )


def _rest_days(found: dict[date, str]) -> dict[date, int]:
    """By worked weekend day, the weekday of the rest day that it makes up for.

    The library tells it only in the rest day's name, such as 休息日（由 2026-01-04 调休）.
    """
    pairs = ((day, _DAY_IN_NAME.search(name)) for day, name in found.items())
    return {date.fromisoformat(match[0]): day.weekday() for day, match in pairs if match}
