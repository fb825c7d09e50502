"""The service `crm` on the bus: its loops, its timers, and the reading of its log by others."""

from __future__ import annotations

from typing import Any

from nameko.timer import timer

from shared.bus.hosting import HostedService, rpc


class CrmBus:
    """What nameko hosts for `crm`."""

    name = "crm"
    host = HostedService()

    @timer(interval=1)
    def run_timers(self) -> None:
        """Does what is due."""
        self.host.run_waiting_timers()

    @rpc
    def read_events(self, after: int, after_id: str, token: str) -> dict[str, Any]:
        """What the service published after a position, for a follower that catches up."""
        reply: dict[str, Any] = self.host.read_events(after, after_id, token=token)
        return reply
