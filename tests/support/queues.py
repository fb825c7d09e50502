"""What waits in the queues, as the read model tells it."""

from __future__ import annotations

from collections.abc import Sequence

from services.tickets.domain.assignment import QueueRules, Waiting
from services.tickets.service import TicketsService
from tests.support.tickets import MONDAY


def waiting_in(desk: TicketsService, *skill_groups: str) -> Sequence[Waiting]:
    """The waiting tickets of these skill groups, in their order by the shipped rules."""
    rules = desk.rules.read("queue", QueueRules, at=MONDAY)
    return desk.models.queue.first(skill_groups, rules=rules, limit=1000)
