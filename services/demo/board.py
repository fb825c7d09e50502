"""What lies on the centre's board: cases that somebody has to take up again, and when."""

from __future__ import annotations

import heapq
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime

from services.demo.moves import Case


@dataclass(order=True)
class Note:
    """A case that waits for its time.

    Args:
        at: from when on.
        ordinal: order among notes of one time.
        case: the case.
        agent_id: whose case it is.
        first: moves with which it is taken up.
    """

    at: datetime
    ordinal: int
    case: Case = field(compare=False)
    agent_id: str = field(compare=False)
    first: tuple[str, ...] = field(compare=False)


class Notes:
    """Notes in the order of their times."""

    def __init__(self) -> None:
        self._notes: list[Note] = []
        self._count = 0

    def pin(self, at: datetime, case: Case, *, agent_id: str, first: tuple[str, ...] = ()) -> None:
        """Pins a case up until its time."""
        self._count += 1
        heapq.heappush(self._notes, Note(at, self._count, case, agent_id, first))

    def due(self, by: datetime) -> Iterator[Note]:
        """Takes down what is due, the earliest first."""
        while self._notes and self._notes[0].at <= by:
            yield heapq.heappop(self._notes)

    def orphans(self, by: datetime, *, is_present: Callable[[str], bool]) -> list[Note]:
        """Takes down what is due and whose agents are not there."""
        found = [one for one in self._notes if one.at <= by and not is_present(one.agent_id)]
        for one in found:
            self._notes.remove(one)
        heapq.heapify(self._notes)
        return sorted(found)

    def next_of(self, agent_id: str, *, by: datetime) -> Note | None:
        """Takes down the first of an agent's own notes that is due, if there is one."""
        mine = [one for one in self._notes if one.agent_id == agent_id and one.at <= by]
        if not mine:
            return None
        found = min(mine)
        self._notes.remove(found)
        heapq.heapify(self._notes)
        return found


@dataclass
class Board:
    """Everything that waits.

    Args:
        own: cases that their agents take up again themselves.
        transfers: cases that leave their agents when the slot ends.
        referred: cases that a department looks into.
        unhappy: closed cases whose customers come back.
    """

    own: Notes = field(default_factory=Notes)
    transfers: Notes = field(default_factory=Notes)
    referred: Notes = field(default_factory=Notes)
    unhappy: Notes = field(default_factory=Notes)
