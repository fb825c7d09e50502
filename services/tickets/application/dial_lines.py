"""What a dialler has on the way for a campaign, who speaks, and how the day has gone."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, replace
from datetime import datetime
from uuid import UUID

from services.tickets.domain.outbound_task import OutboundTask
from shared.clock import iso
from shared.event_store import SideWrite
from shared.event_store.side_rows import compare_and_set
from shared.event_store.store import Store

DIAL_LINES = "dial_lines"
"""Kind of the side rows; the key is the campaign's id."""


@dataclass(frozen=True)
class Lines:
    """The lines of one campaign; ids as text.

    Args:
        campaign_id: the campaign.
        day: the site's day that the sums are of.
        on_the_way: task by contact of the calls that nobody has answered yet.
        speaking: task by agent.
        last_calls: when each agent was last put through to a customer of this day.
        ended_calls: calls of the day that were answered or ended.
        answered: those of them that a customer answered.
        let_down: those of the answered ones for whom no agent was free.
    """

    campaign_id: str
    day: str = ""
    on_the_way: Mapping[str, str] = field(default_factory=dict)
    speaking: Mapping[str, str] = field(default_factory=dict)
    last_calls: Mapping[str, str] = field(default_factory=dict)
    ended_calls: int = 0
    answered: int = 0
    let_down: int = 0

    @property
    def task_ids(self) -> frozenset[str]:
        """All tasks that are on a line."""
        return frozenset({*self.on_the_way.values(), *self.speaking.values()})

    def on_day(self, day: str) -> Lines:
        """On a new day all sums begin anew."""
        if day == self.day:
            return self
        return replace(self, day=day, last_calls={}, ended_calls=0, answered=0, let_down=0)

    def dialled(self, contact_id: UUID, task_id: UUID) -> Lines:
        """With one call more on the way."""
        return replace(self, on_the_way={**self.on_the_way, str(contact_id): str(task_id)})

    def ended(self, task: OutboundTask, *, is_answered: bool, is_let_down: bool = False) -> Lines:
        """With one call less on the way."""
        contact_id = str(task.attempt.contact_id)
        left = {key: one for key, one in self.on_the_way.items() if key != contact_id}
        return replace(
            self,
            on_the_way=left,
            ended_calls=self.ended_calls + 1,
            answered=self.answered + int(is_answered),
            let_down=self.let_down + int(is_let_down),
        )

    def connected(self, task: OutboundTask, agent_id: UUID, *, at: datetime) -> Lines:
        """With a customer put through to an agent."""
        return replace(
            self.ended(task, is_answered=True),
            speaking={**self.speaking, str(agent_id): str(task.id)},
            last_calls={**self.last_calls, str(agent_id): iso(at)},
        )

    def with_speaking(self, speaking: Mapping[str, str]) -> Lines:
        """With these agents speaking and no others."""
        return replace(self, speaking=dict(speaking))


class DialLines:
    """Reads the lines and makes the write that moves them.

    Args:
        store: the log.
    """

    def __init__(self, store: Store) -> None:
        self._store = store

    def of_campaign(self, campaign_id: UUID) -> Lines:
        """The lines of a campaign; empty ones where nothing was dialled yet."""
        row = self._store.side_row(DIAL_LINES, str(campaign_id))
        return Lines(str(campaign_id)) if row is None else Lines(**row.content)

    def moved(self, before: Lines, after: Lines) -> SideWrite:
        """The write that holds only if the lines still stand as they were read."""
        is_new = before == Lines(before.campaign_id)
        row = self._store.side_row(DIAL_LINES, before.campaign_id)
        expected = None if row is None and is_new else asdict(before)
        return compare_and_set(DIAL_LINES, before.campaign_id, asdict(after), expected=expected)
