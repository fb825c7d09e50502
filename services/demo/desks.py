"""An agent's desk: whose it is, what lies on it, when the next move may begin."""

from __future__ import annotations

from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from services.demo.cast import Player
from services.demo.moves import Case
from services.demo.plans import Step


@dataclass
class Work:
    """A case that an agent works on.

    Args:
        case: the case.
        turn: what becomes of it when the steps are done.
        steps: the moves still to do.
    """

    case: Case
    turn: str
    steps: deque[Step]


@dataclass
class Desk:
    """An agent's desk.

    Args:
        player: whose.
        free_at: when the next move may begin.
        is_open: whether the agent takes work.
        work: what lies on it.
    """

    player: Player
    free_at: datetime
    is_open: bool = False
    work: Work | None = field(default=None)

    @property
    def agent_id(self) -> str:
        """Whose desk it is."""
        return self.player.agent_id

    def begin(self, case: Case, turn: str, steps: Sequence[Step], *, at: datetime) -> None:
        """A case is taken up; its first move follows after its distance."""
        self.work = Work(case, turn, deque(steps))
        self.free_at = at + timedelta(seconds=steps[0].after)
