"""Which skill, and at which level, a waiting ticket asks of whoever takes it (TX-2)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from services.tickets.domain.sla import ANY, Moment
from services.tickets.domain.terms import OPEN_STATES

_MINUTE = timedelta(minutes=1)


@dataclass(frozen=True)
class Fallback:
    """A lower level that is enough once a ticket has waited so many minutes."""

    after_minutes: int
    level: int


@dataclass(frozen=True)
class SkillDemand:
    """What tickets of a sort ask for; each part of the sort is a word or `any`.

    Args:
        skill_group: skill group.
        kind: kind.
        priority: priority.
        skill: the skill, as `people` names it.
        level: lowest level of it.
        fallbacks: lower levels after waiting.
    """

    skill_group: str
    kind: str
    priority: str
    skill: str
    level: int
    fallbacks: tuple[Fallback, ...]

    def fits(self, *, skill_group: str, kind: str, priority: str) -> bool:
        """Whether it speaks of such a ticket."""
        return (
            self.skill_group in (ANY, skill_group)
            and self.kind in (ANY, kind)
            and self.priority in (ANY, priority)
        )

    def level_after(self, minutes: int) -> int:
        """The lowest level that is enough after so many minutes of waiting."""
        reached = [one.level for one in self.fallbacks if one.after_minutes <= minutes]
        return min((self.level, *reached))


@dataclass(frozen=True)
class Demanded:
    """What one ticket asks for now.

    Args:
        skill: the skill.
        level: the level that is enough now.
        full_level: the level that was asked for at first.
        waited_minutes: how long it has waited.
        next_level: the level that will be enough next; None if it stays.
        next_after_minutes: after how many minutes of waiting; None if it stays.
    """

    skill: str
    level: int
    full_level: int
    waited_minutes: int
    next_level: int | None
    next_after_minutes: int | None

    def is_met_by(self, levels: Mapping[str, int]) -> bool:
        """Whether somebody with these levels by skill may take it."""
        return levels.get(self.skill, 0) >= self.level


@dataclass(frozen=True)
class SkillRules:
    """The rule set `skills`: the first demand that fits decides; none of them, anybody may.

    Args:
        demands: the demands.
    """

    demands: tuple[SkillDemand, ...]

    def demanded(
        self, *, skill_group: str, kind: str, priority: str, queued_at: datetime, at: datetime
    ) -> Demanded | None:
        """What a ticket asks for at a moment; None if anybody of its skill group may take it."""
        for one in self.demands:
            if one.fits(skill_group=skill_group, kind=kind, priority=priority):
                return _demanded(one, minutes=max((at - queued_at) // _MINUTE, 0))
        return None


def _demanded(demand: SkillDemand, *, minutes: int) -> Demanded:
    level = demand.level_after(minutes)
    coming = sorted(
        (one.after_minutes, one.level)
        for one in demand.fallbacks
        if one.after_minutes > minutes and one.level < level
    )
    after, lower = coming[0] if coming else (None, None)
    return Demanded(
        skill=demand.skill,
        level=level,
        full_level=demand.level,
        waited_minutes=minutes,
        next_level=lower,
        next_after_minutes=after,
    )


def waiting_since(moments: tuple[Moment, ...], *, asked_at: datetime) -> datetime:
    """Since when a ticket has its place in the queue: when asked for, or reopened last."""
    since, was_open = asked_at, True
    for one in moments:
        is_open = one.state in OPEN_STATES
        if is_open and not was_open:
            since = one.at
        was_open = is_open
    return since
