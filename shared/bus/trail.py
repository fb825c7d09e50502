"""Which events a reader has taken last, so that a fork of the producer's log can be measured."""

from __future__ import annotations

from collections import deque
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from shared.bus.envelope import Head
from shared.bus.message import Message
from shared.bus.place import Place
from shared.bus.transport import ProducerLog
from shared.clock import iso
from shared.event_store import EventStore, SideWrite, delete, insert

TRAIL = "trail"
FORKS = "forks"
LENGTH = 10_000
"""Event ids kept; a fork that reaches further back is reported as deep as this."""


@dataclass(frozen=True)
class Step:
    """One message that was taken.

    Args:
        position: its position in the producer's log.
        message_id: its id.
        effects: how many own events it caused; None of a parked one, whose time is still to come.
    """

    position: int
    message_id: str
    effects: int | None


@dataclass(frozen=True)
class Fork:
    """A producer's log that does not hold what was read from it any more.

    Args:
        producer: the producing service.
        lost: where the reader stood.
        common: the last record that both have, in the words of the producer's present log.
        vanished: ids of the events that were read and are gone.
        effects: own events that those had caused, as `<entity>/<version>`.
    """

    producer: str
    lost: Place
    common: Place
    vanished: tuple[str, ...]
    effects: tuple[str, ...]

    def described(self) -> dict[str, Any]:
        """The fork in plain data, for the alarm and the list of forks."""
        return {
            "producer": self.producer,
            "stood_at": self.lost.position,
            "old_log": self.lost.log,
            "new_log": self.common.log,
            "last_common": self.common.position,
            "vanished": list(self.vanished),
            "effects": list(self.effects),
        }

    def writes(self, *, at: datetime) -> list[SideWrite]:
        """The side row that keeps the fork for `loopdesk status`."""
        key = f"{self.producer}/{self.common.log}/{self.common.generation}"
        return [insert(FORKS, key, {**self.described(), "seen_at": iso(at)})]


class Trail:
    """The last messages taken from one producer.

    Args:
        store: the consumer's log.
        producer: the producing service.
    """

    def __init__(self, store: EventStore, *, producer: str) -> None:
        self._store = store
        self._producer = producer
        self._rows: deque[tuple[str, int]] | None = None

    def writes(
        self, messages: Sequence[Message], effects: Mapping[str, int | None]
    ) -> list[SideWrite]:
        """The side rows that note `messages` and forget what is older than `LENGTH`.

        Args:
            messages: what is taken in the same transaction.
            effects: by message id, how many own events it causes there; None once it is parked.
        """
        if not messages:
            return []
        rows = self._known_rows()
        key = f"{self._producer}/{messages[0].position:020d}"
        rows.append((key, len(messages)))
        writes = [insert(TRAIL, key, [[one.position, one.id, effects[one.id]] for one in messages])]
        while sum(count for _, count in rows) - rows[0][1] >= LENGTH:
            writes.append(delete(TRAIL, rows.popleft()[0]))
        return writes

    def forget(self) -> None:
        """Reads the rows anew next time: the transaction that held them was refused."""
        self._rows = None

    def fork_of(self, place: Place, log: ProducerLog, head: Head) -> Fork:
        """Measures the fork: the last record that the producer's log holds, found by halving."""
        steps = [(0, ""), *((one.position, one.message_id) for one in self.steps())]
        low, high = 0, len(steps) - 1
        while low < high:
            middle = (low + high + 1) // 2
            position, event_id = steps[middle]
            probe = Place(position=position, event_id=event_id)
            if log.read_events(after=probe).holds_after:
                low = middle
            else:
                high = middle - 1
        position, event_id = steps[low]
        vanished = tuple(event_id for _, event_id in steps[low + 1 :])
        return Fork(
            producer=self._producer,
            lost=place,
            common=Place(head.log, head.generation, position, event_id, position),
            vanished=vanished,
            effects=self._effects_of(frozenset(vanished)),
        )

    def steps(self) -> list[Step]:
        """All that is kept, as it was written, by position."""
        return [Step(*one) for row in self._stored_rows() for one in row.content]

    def cut_after(self, position: int) -> list[SideWrite]:
        """Removes the steps behind `position`."""
        writes: list[SideWrite] = []
        for row in self._stored_rows():
            steps = [one for one in row.content if one[0] <= position]
            if len(steps) < len(row.content):
                writes.append(delete(TRAIL, row.key))
                if steps:
                    writes.append(insert(TRAIL, row.key, steps))
        self.forget()
        return writes

    def _effects_of(self, vanished: frozenset[str]) -> tuple[str, ...]:
        effects: list[str] = []
        after = 0
        recorder = self._store.recorder
        while records := recorder.select_records(after=after, limit=1000):
            for record in records:
                meta = self._store.mapper.to_domain_event(record).meta
                if meta.causation_id in vanished:
                    effects.append(f"{record.originator_id}/{record.originator_version}")
            after = records[-1].id
        return tuple(effects)

    def _stored_rows(self) -> list[Any]:
        return self._store.recorder.side_rows(TRAIL, prefix=f"{self._producer}/", limit=LENGTH)

    def _known_rows(self) -> deque[tuple[str, int]]:
        if self._rows is None:
            self._rows = deque((row.key, len(row.content)) for row in self._stored_rows())
        return self._rows
