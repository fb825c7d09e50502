"""What tickets do about facts of `people`, in our words."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from services.tickets.application.taking_back import TakingBack


@dataclass(frozen=True)
class AgentGone:
    """An agent is not at their desk any more.

    Args:
        employee_id: the agent.
        reason: one of `availability.OF_THE_SYSTEM`.
        at: when.
    """

    employee_id: UUID
    reason: str
    at: datetime


class ReactionsToPeople:
    """Reacts to what `people` has told.

    Args:
        taking_back: takes work back from those who are away.
    """

    def __init__(self, taking_back: TakingBack) -> None:
        self._taking_back = taking_back

    def when_agent_was_gone_make_desk_unavailable(self, fact: AgentGone) -> None:
        """No work is given to who is gone; what they have goes back by the rules' time."""
        self._taking_back.note_gone(fact.employee_id, reason=fact.reason, at=fact.at)
