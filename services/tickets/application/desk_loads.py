"""How many open tickets each agent has, kept exact beside the events."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from services.tickets.domain.assignment import DeskLoad
from services.tickets.domain.ticket import Ticket
from shared.event_store.side_rows import SideWrite, compare_and_set
from shared.event_store.store import Store

DESK_LOADS = "desk_loads"
"""Kind of the side rows: one for each agent, moved in the transaction that moves a ticket.

A read model would lag behind the last assignment, and a stream would grow with every ticket.
"""


class DeskLoads:
    """Reads and moves the load of agents.

    Args:
        store: the log.
    """

    def __init__(self, store: Store) -> None:
        self._store = store

    def load_of(self, employee_id: UUID) -> DeskLoad:
        """The open tickets of an agent."""
        row = self._store.side_row(DESK_LOADS, str(employee_id))
        return DeskLoad({} if row is None else dict(row.content["tickets"]))

    def taken(self, ticket: Ticket, *, by: UUID) -> list[SideWrite]:
        """The rows with which `ticket` comes to an agent, and leaves the one it had."""
        before = self.load_of(by)
        now = before.with_ticket(ticket.id, channel=ticket.channel)
        return [*self.left(ticket), *self._change(by, before, now)]

    def left(self, ticket: Ticket) -> list[SideWrite]:
        """The rows with which `ticket` leaves its agent, if it has one."""
        if ticket.assignee_id is None:
            return []
        before = self.load_of(ticket.assignee_id)
        return self._change(ticket.assignee_id, before, before.without_ticket(ticket.id))

    def all_left(self, tickets: Iterable[Ticket]) -> list[SideWrite]:
        """The rows with which several tickets leave their agents, each agent's changed once."""
        before: dict[UUID, DeskLoad] = {}
        now: dict[UUID, DeskLoad] = {}
        for ticket in tickets:
            agent_id = ticket.assignee_id
            if agent_id is not None:
                load = before.setdefault(agent_id, self.load_of(agent_id))
                now[agent_id] = now.get(agent_id, load).without_ticket(ticket.id)
        return [row for one in before for row in self._change(one, before[one], now[one])]

    def _change(self, employee_id: UUID, before: DeskLoad, now: DeskLoad) -> list[SideWrite]:
        if now == before:
            return []
        expected = {"tickets": before.tickets} if before.tickets else None
        value = {"tickets": now.tickets} if now.tickets else None
        return [compare_and_set(DESK_LOADS, str(employee_id), value, expected=expected)]
