"""How the queue of a skill group is run: when it is open, whether it pushes, how callbacks go."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any
from zoneinfo import ZoneInfo

import msgspec

from shared.calendars import BusinessCalendar
from shared.errors import Invalid


@dataclass(frozen=True)
class OpeningRules:
    """The rule set `opening`: when the queue of a skill group is worked on.

    A group without a calendar is always open. Outside of its hours nothing is pushed to agents
    and nothing signalled; SLA clocks follow their own policies. Agents may still take tickets.

    Args:
        calendars: by skill group, a calendar as sites have them: name, zone, weekly hours,
            holidays, adjusted workdays, own entries.
    """

    calendars: dict[str, dict[str, Any]]

    def __post_init__(self) -> None:
        """Refuses a calendar that cannot be read."""
        for content in self.calendars.values():
            try:
                BusinessCalendar.from_content(content)
            except Invalid as refusal:
                raise ValueError(refusal.fields[0].en) from refusal

    def is_open(self, skill_group: str, *, at: datetime) -> bool:
        """Whether the queue of a skill group is worked on at a moment."""
        return self.opens_at(skill_group, at=at) == at

    def zone_of(self, skill_group: str) -> ZoneInfo | None:
        """The zone of a skill group's calendar; None without one."""
        content = self.calendars.get(skill_group)
        return None if content is None else ZoneInfo(content["zone"])

    def opens_at(self, skill_group: str, *, at: datetime) -> datetime:
        """The moment itself if the queue is open then, else when it opens next.

        Raises:
            NeverOpen: it does not open again.
        """
        content = self.calendars.get(skill_group)
        if content is None:
            return at
        return _calendar(msgspec.json.encode(content)).next_opening(at)


@cache
def _calendar(content: bytes) -> BusinessCalendar:
    # A calendar keeps the days that it has reckoned, so one value serves all who ask.
    return BusinessCalendar.from_content(msgspec.json.decode(content))


@dataclass(frozen=True)
class PushRules:
    """The rule set `push`: which queues give their tickets to agents by themselves.

    Args:
        skill_groups: the skill groups; in all others agents take tickets (pull).
    """

    skill_groups: tuple[str, ...]


@dataclass(frozen=True)
class CallbackRules:
    """The rule set `callbacks`.

    Args:
        late_after_seconds: how long after the beginning of its window a callback that nobody
            has made is signalled as late; at the window's end it is missed.
    """

    late_after_seconds: int
