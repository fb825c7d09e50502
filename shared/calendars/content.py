"""Reading a calendar that a person entered: every wrong part is named with its remedy."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, TypeVar
from zoneinfo import ZoneInfo

from shared.calendars.blocks import WEEKDAYS, Block, parse_blocks
from shared.errors import FieldError, Invalid

TRead = TypeVar("TRead")

FIRST_DAY = date(1970, 1, 1)
LAST_DAY = date(2199, 12, 31)
"""Days that a calendar may name; those outside are typing errors."""

_PARTS = {"name", "zone", "weekly", "holidays", "adjusted_workdays", "entries"}


@dataclass(frozen=True)
class OwnEntry:
    """A day that the site itself has entered, above holidays and weekly hours.

    Args:
        name: what the day is.
        blocks: its opening hours; none means closed.
    """

    name: str
    blocks: tuple[Block, ...]


def read_parts(content: Mapping[str, Any]) -> dict[str, Any]:
    """The parts of a `BusinessCalendar` from plain data, for its constructor.

    Raises:
        Invalid: a part is unknown or wrong; the field is named.
    """
    for stranger in sorted(set(content) - _PARTS):
        raise _wrong(stranger, "is no part of a calendar.", "不是日历的组成部分。")
    return {
        "name": _text(content.get("name"), name="name"),
        "zone": _zone(content.get("zone")),
        "weekly": _weekly(_part(content, "weekly")),
        "holidays": _by_day(content, "holidays", read=_text),
        "adjusted_workdays": _by_day(content, "adjusted_workdays", read=_weekday),
        "entries": _by_day(content, "entries", read=_entry),
    }


def _weekly(part: Mapping[str, Any]) -> tuple[tuple[Block, ...], ...]:
    for stranger in sorted(set(part) - set(WEEKDAYS)):
        raise _wrong(f"weekly.{stranger}", "is no weekday.", "不是星期名称。")
    return tuple(parse_blocks(part.get(one, ()), field=f"weekly.{one}") for one in WEEKDAYS)


def _wrong(name: str, en: str, zh: str) -> Invalid:
    return Invalid(fields=(FieldError(name, en, zh),))


def _part(content: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    part = content.get(name, {})
    if not isinstance(part, Mapping):
        raise _wrong(name, "must be a table by day.", "必须是按日期排列的表。")
    return part


def _text(value: object, *, name: str) -> str:
    if not isinstance(value, str) or not value.strip():
        raise _wrong(name, "must be a text that is not empty.", "必须是非空文本。")
    return value


def _zone(value: object) -> ZoneInfo:
    try:
        return ZoneInfo(_text(value, name="zone"))
    except (KeyError, ValueError, OSError) as refusal:
        raise _wrong(
            "zone", f"{value!r} is no IANA zone.", f"{value!r} 不是 IANA 时区。"
        ) from refusal


def _weekday(value: object, *, name: str) -> int:
    if value not in WEEKDAYS:
        raise _wrong(name, "must name the weekday it works as.", "必须写明按星期几上班。")
    return WEEKDAYS.index(str(value))


def _entry(value: object, *, name: str) -> OwnEntry:
    if not isinstance(value, Mapping) or set(value) != {"name", "blocks"}:
        raise _wrong(name, "must have a name and blocks.", "必须包含名称与时段。")
    return OwnEntry(
        _text(value["name"], name=f"{name}.name"),
        parse_blocks(value["blocks"], field=f"{name}.blocks"),
    )


def _by_day(
    content: Mapping[str, Any], part: str, *, read: Callable[..., TRead]
) -> dict[date, TRead]:
    return {
        _day(key, name=f"{part}.{key}"): read(value, name=f"{part}.{key}")
        for key, value in _part(content, part).items()
    }


def _day(text: object, *, name: str) -> date:
    try:
        day = date.fromisoformat(str(text))
    except ValueError:
        day = date.min
    if not FIRST_DAY <= day <= LAST_DAY:
        raise _wrong(name, "is no day such as 2026-01-01.", "不是 2026-01-01 形式的日期。")
    return day
