"""When a queue has more than it can bear: thresholds, measures, and where relief begins."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Self
from uuid import UUID

import msgspec

from shared.event_store.aggregate import Aggregate, event
from shared.ids import id_of

MEASURES = ("waiting", "longest_wait_seconds", "estimated_wait_seconds")


class QueueMeasures(msgspec.Struct, frozen=True, kw_only=True):
    """How a queue stands.

    Args:
        waiting: tickets that nobody has.
        longest_wait_seconds: how long the first of them has waited.
        estimated_wait_seconds: how long a ticket that comes now is likely to wait.
    """

    waiting: int
    longest_wait_seconds: int
    estimated_wait_seconds: int


@dataclass(frozen=True)
class Thresholds:
    """What a queue bears; more than one of these is too much.

    Args:
        waiting: tickets.
        longest_wait_seconds: seconds that the first has waited.
        estimated_wait_seconds: seconds that the next is likely to wait.
    """

    waiting: int
    longest_wait_seconds: int
    estimated_wait_seconds: int

    def passed_by(self, measures: QueueMeasures, *, percent: int = 100) -> list[str]:
        """The measures that lie above so many percent of their thresholds."""
        return [
            one for one in MEASURES if getattr(measures, one) * 100 > getattr(self, one) * percent
        ]


@dataclass(frozen=True)
class OverloadRules:
    """The rule set `overload`.

    Args:
        usual: the thresholds of skill groups without their own.
        by_skill_group: thresholds by skill group.
        ends_below_percent: an overload ends when no measure is above so many percent of its
            threshold; under 100, so that a queue at the threshold does not flicker.
        window_minutes: minutes of the recent past from which the wait is estimated.
    """

    usual: Thresholds
    by_skill_group: dict[str, Thresholds]
    ends_below_percent: int
    window_minutes: int

    def thresholds_of(self, skill_group: str) -> Thresholds:
        """What the queue of a skill group bears."""
        return self.by_skill_group.get(skill_group, self.usual)


def measures_of(
    *, waiting: int, longest_wait_seconds: int, given: int, window_minutes: int
) -> QueueMeasures:
    """How a queue stands; its wait is estimated by how fast it went lately.

    Args:
        waiting: tickets that nobody has.
        longest_wait_seconds: how long the first of them has waited.
        given: tickets that came to an agent within the window.
        window_minutes: the window. Where nothing was given in it, the next waits at least as
            long as the first has waited already.
    """
    estimated = longest_wait_seconds
    if given:
        estimated = waiting * window_minutes * 60 // given
    return QueueMeasures(
        waiting=waiting,
        longest_wait_seconds=longest_wait_seconds,
        estimated_wait_seconds=estimated,
    )


class QueueWatch(Aggregate):
    """Whether the queue of one skill group is overloaded."""

    TOPIC = "tickets.queue_watch"

    class Created(Aggregate.Created):
        TOPIC = "tickets.queue_watch.opened"
        skill_group: str

    def __init__(self, skill_group: str) -> None:
        self.skill_group = skill_group
        self.is_overloaded = False

    @staticmethod
    def id_for(skill_group: str) -> UUID:
        """The one id of a skill group's watch."""
        return id_of("queue_watch", skill_group)

    @classmethod
    def open(cls, skill_group: str) -> Self:
        """The watch over a queue that is not overloaded."""
        return cls._create(cls.Created, id=cls.id_for(skill_group), skill_group=skill_group)

    def note(self, measures: QueueMeasures, *, rules: OverloadRules, is_open: bool) -> None:
        """Records that an overload began or ended, if the measures say so; each once.

        Args:
            measures: how the queue stands.
            rules: thresholds.
            is_open: whether the queue is worked on now; a closed one is never overloaded.
        """
        thresholds = rules.thresholds_of(self.skill_group)
        if not self.is_overloaded and is_open:
            passed = thresholds.passed_by(measures)
            if passed:
                self._begin(skill_group=self.skill_group, measures=measures, passed=passed)
        elif self.is_overloaded:
            still = thresholds.passed_by(measures, percent=rules.ends_below_percent)
            if not is_open or not still:
                cause = "relieved" if is_open else "closed"
                self._end(skill_group=self.skill_group, measures=measures, cause=cause)

    @event("OverloadBegan", topic="tickets.queue_watch.overload_began")
    def _begin(self, skill_group: str, measures: QueueMeasures, passed: list[str]) -> None:
        self.is_overloaded = True

    @event("OverloadEnded", topic="tickets.queue_watch.overload_ended")
    def _end(self, skill_group: str, measures: QueueMeasures, cause: str) -> None:
        self.is_overloaded = False
