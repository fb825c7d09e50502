"""An agent's desk: for which channels the agent is available now, and why for others not."""

from __future__ import annotations

from typing import Self
from uuid import UUID

from services.tickets.domain.assignment_errors import NotAvailableAnyway
from shared.event_store.aggregate import Aggregate, event
from shared.ids import id_of


class AgentDesk(Aggregate):
    """Whether work may be given to an agent, channel by channel."""

    TOPIC = "tickets.agent_desk"

    class Created(Aggregate.Created):
        TOPIC = "tickets.agent_desk.opened"
        employee_id: UUID

    def __init__(self, employee_id: UUID) -> None:
        self.employee_id = employee_id
        self.channels: tuple[str, ...] = ()
        self.away: str | None = None
        self.away_from: dict[str, str] = {}

    @staticmethod
    def id_for(employee_id: UUID) -> UUID:
        """The one id of an agent's desk."""
        return id_of("agent_desk", employee_id)

    @classmethod
    def open(cls, employee_id: UUID) -> Self:
        """A desk at which nobody is available yet."""
        return cls._create(cls.Created, id=cls.id_for(employee_id), employee_id=employee_id)

    def is_available_for(self, channel: str) -> bool:
        """Whether work of a channel may be given."""
        return channel in self.channels

    def go_available(self, channels: tuple[str, ...]) -> None:
        """The agent takes work of these channels; the same again changes nothing."""
        if channels != self.channels:
            self._go_available(employee_id=self.employee_id, channels=channels)

    @event("WentAvailable", topic="tickets.agent_desk.went_available")
    def _go_available(self, employee_id: UUID, channels: tuple[str, ...]) -> None:
        self.channels = channels
        self.away = None
        self.away_from = {}

    def go_unavailable(self, *, reason: str) -> None:
        """The agent takes no work [置忙]; the same again changes nothing."""
        if self.channels or self.away != reason:
            self._go_unavailable(employee_id=self.employee_id, reason=reason)

    @event("WentUnavailable", topic="tickets.agent_desk.went_unavailable")
    def _go_unavailable(self, employee_id: UUID, reason: str) -> None:
        self.channels = ()
        self.away = reason
        self.away_from = {}

    def leave_channels(self, channels: tuple[str, ...], *, reason: str) -> None:
        """The agent takes no more work of some channels, and goes on with the others.

        Args:
            channels: those that are left.
            reason: why.

        Raises:
            NotAvailableAnyway: the agent takes work of none of them.
        """
        left = tuple(one for one in self.channels if one in channels)
        if not left:
            raise NotAvailableAnyway(channels=", ".join(channels))
        remaining = tuple(one for one in self.channels if one not in channels)
        if not remaining:
            self.go_unavailable(reason=reason)
            return
        self._leave_channels(
            employee_id=self.employee_id, left=left, channels=remaining, reason=reason
        )

    @event("LeftChannels", topic="tickets.agent_desk.left_channels")
    def _leave_channels(
        self, employee_id: UUID, left: tuple[str, ...], channels: tuple[str, ...], reason: str
    ) -> None:
        self.channels = channels
        self.away_from = {**self.away_from, **dict.fromkeys(left, reason)}

    def away_for(self, channel: str) -> str | None:
        """Why the agent takes no work of a channel; None if they do, or never said why."""
        return self.away or self.away_from.get(channel)
