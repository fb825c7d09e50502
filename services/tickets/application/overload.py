"""Signals when a queue has more than it can bear, and when that is over; each once."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta

from services.tickets.application.questions import Queue, QueueFlow
from services.tickets.application.workbench import Workbench
from services.tickets.domain.overload import QueueMeasures, QueueWatch, measures_of
from shared.errors import Conflict

_SECOND = timedelta(seconds=1)


@dataclass(frozen=True)
class MeasuredQueue:
    """A queue and how it stands.

    Args:
        skill_group: whose queue.
        measures: how it stands.
        is_open: whether it is worked on now.
        opens_at: when it opens next; now if it is open.
        overloaded_since: since when it is overloaded; None if it is not.
    """

    skill_group: str
    measures: QueueMeasures
    is_open: bool
    opens_at: datetime
    overloaded_since: datetime | None


class OverloadWatch:
    """Measures the queues.

    Args:
        bench: what all use cases stand on.
        queue: the tickets that nobody has.
        flow: how fast the queues go.
    """

    def __init__(self, bench: Workbench, *, queue: Queue, flow: QueueFlow) -> None:
        self._bench = bench
        self._queue = queue
        self._flow = flow

    def measured(
        self, *, at: datetime, skill_groups: Collection[str] | None = None
    ) -> list[MeasuredQueue]:
        """How the queues stand at present.

        Args:
            at: the time now.
            skill_groups: these, also where nothing waits; None for all in which something waits
                or that are overloaded.
        """
        rules = self._bench.rules.overload
        overloaded = self._flow.overloaded()
        given = self._flow.given(since=at - timedelta(minutes=rules.window_minutes))
        lengths = {one.skill_group: one for one in self._queue.lengths(skill_groups)}
        names = {*lengths, *overloaded} if skill_groups is None else set(skill_groups)
        found = []
        for name in sorted(names):
            length = lengths.get(name)
            first = at if length is None else length.first_queued_at
            opens_at = self._bench.rules.opening.opens_at(name, at=at)
            measures = measures_of(
                waiting=0 if length is None else length.waiting,
                longest_wait_seconds=max((at - first) // _SECOND, 0),
                given=given.get(name, 0),
                window_minutes=rules.window_minutes,
            )
            found.append(
                MeasuredQueue(name, measures, opens_at == at, opens_at, overloaded.get(name))
            )
        return found

    def watch_queues(self, now: datetime) -> int:
        """Records which overloads began and ended; returns how many did."""
        with self._bench.rules.noted("overload", "opening"):
            return sum(self._watch(one) for one in self.measured(at=now))

    def _watch(self, queue: MeasuredQueue) -> bool:
        name = queue.skill_group
        found = self._bench.store.find(QueueWatch, QueueWatch.id_for(name))
        watch = found or QueueWatch.open(name)
        before = watch.is_overloaded
        watch.note(queue.measures, rules=self._bench.rules.overload, is_open=queue.is_open)
        if watch.is_overloaded == before:
            return False
        try:
            self._bench.store.save(watch)
        except Conflict:
            # Another timer has signalled it: once is enough.
            return False
        return True
