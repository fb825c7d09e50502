"""How much does each agent have, and who is available?"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Column, Index, String, func, select

from services.tickets.read_models.states import state_after
from shared.clock import iso
from shared.read_models import ReadModel, Rows, projects, read_table

_assignee_id = Column("assignee_id", String, nullable=False)

WORK = read_table(
    "agent_workload",
    Column("ticket_id", String, primary_key=True),
    _assignee_id,
    Column("channel", String, nullable=False),
    Column("state", String, nullable=False),
    Column("since", String, nullable=False),
    Index("agent_workload_by_assignee", _assignee_id),
)

DESKS = read_table(
    "agent_desks",
    Column("employee_id", String, primary_key=True),
    Column("channels", String, nullable=False),
    Column("reason", String),
    Column("since", String, nullable=False),
)


@dataclass(frozen=True)
class Workload:
    """What an agent has.

    Args:
        employee_id: the agent.
        channels: channels of which the agent takes work now.
        reason: why the agent takes none, if so.
        since: since when; None if the desk was never used.
        open_tickets: open tickets by channel and state.
    """

    employee_id: UUID
    channels: tuple[str, ...]
    reason: str | None
    since: datetime | None
    open_tickets: dict[str, dict[str, int]]


class AgentWorkload(ReadModel):
    """Open tickets by agent, beside the agents' desks."""

    name = "agent_workload"
    source = "tickets"
    tables = (WORK, DESKS)

    @projects("tickets.ticket.assigned")
    def assigned(self, rows: Rows, event: Any) -> None:
        """An agent has a ticket."""
        rows[WORK].put(
            ticket_id=str(event.originator_id),
            assignee_id=str(event.assignee_id),
            channel=event.about.channel,
            state=state_after(event),
            since=iso(event.timestamp),
        )

    @projects(
        "tickets.ticket.returned_to_queue",
        "tickets.ticket.transferred",
        "tickets.ticket.resolved",
        "tickets.ticket.merged",
    )
    def given_away(self, rows: Rows, event: Any) -> None:
        """The agent has it no more, or is done with it."""
        rows[WORK].remove(str(event.originator_id))

    @projects("tickets.ticket.reopened")
    def reopened(self, rows: Rows, event: Any) -> None:
        """Its agent has it again."""
        if event.about.assignee_id is not None:
            rows[WORK].put(
                ticket_id=str(event.originator_id),
                assignee_id=str(event.about.assignee_id),
                channel=event.about.channel,
                state=state_after(event),
                since=iso(event.timestamp),
            )

    @projects(
        "tickets.ticket.accepted",
        "tickets.ticket.referred",
        "tickets.ticket.laid_aside",
        "tickets.ticket.resumed",
    )
    def state_changed(self, rows: Rows, event: Any) -> None:
        """The ticket is in another state."""
        rows[WORK].change(
            str(event.originator_id), state=state_after(event), since=iso(event.timestamp)
        )

    @projects("tickets.ticket.channel_handed_over")
    def channel_handed_over(self, rows: Rows, event: Any) -> None:
        """It goes on by another channel."""
        rows[WORK].change(str(event.originator_id), channel=event.channel)

    @projects("tickets.agent_desk.went_available")
    def went_available(self, rows: Rows, event: Any) -> None:
        """An agent takes work."""
        rows[DESKS].put(
            employee_id=str(event.employee_id),
            channels=",".join(event.channels),
            reason=None,
            since=iso(event.timestamp),
        )

    @projects("tickets.agent_desk.left_channels")
    def left_channels(self, rows: Rows, event: Any) -> None:
        """An agent takes work of fewer channels."""
        rows[DESKS].put(
            employee_id=str(event.employee_id),
            channels=",".join(event.channels),
            reason=event.reason,
            since=iso(event.timestamp),
        )

    @projects("tickets.agent_desk.went_unavailable")
    def went_unavailable(self, rows: Rows, event: Any) -> None:
        """An agent takes no work."""
        rows[DESKS].put(
            employee_id=str(event.employee_id),
            channels="",
            reason=event.reason,
            since=iso(event.timestamp),
        )

    def of_agents(self, employee_ids: Collection[UUID] | None = None) -> Sequence[Workload]:
        """What these agents have, in the order of their ids; None for all that have anything."""
        work = select(WORK.c.assignee_id, WORK.c.channel, WORK.c.state, func.count()).group_by(
            WORK.c.assignee_id, WORK.c.channel, WORK.c.state
        )
        desks = select(DESKS)
        if employee_ids is not None:
            names = [str(one) for one in employee_ids]
            work = work.where(WORK.c.assignee_id.in_(names))
            desks = desks.where(DESKS.c.employee_id.in_(names))
        tickets: dict[str, dict[str, dict[str, int]]] = {}
        with self.database.reading() as connection:
            for assignee, channel, state, count in connection.execute(work):
                tickets.setdefault(assignee, {}).setdefault(channel, {})[state] = count
            known = {row["employee_id"]: row for row in connection.execute(desks).mappings()}
        everybody = sorted(known.keys() | tickets.keys())
        return [_workload(one, known.get(one), tickets.get(one, {})) for one in everybody]


def _workload(employee_id: str, desk: Any, tickets: dict[str, dict[str, int]]) -> Workload:
    if desk is None:
        return Workload(UUID(employee_id), (), None, None, tickets)
    return Workload(
        employee_id=UUID(employee_id),
        channels=tuple(one for one in desk["channels"].split(",") if one),
        reason=desk["reason"],
        since=datetime.fromisoformat(desk["since"]),
        open_tickets=tickets,
    )
