"""Who takes work of which channel now, who is away why, and who has been idle longest?"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Column, Index, Integer, String, and_, bindparam, or_, select

from services.tickets.application.questions import AvailableAgent, WorkOfAbsent
from services.tickets.read_models.agent_workload import WORK
from services.tickets.read_models.staff import GROUPS, STAFF
from shared.clock import iso
from shared.read_models import ReadModel, Rows, projects, read_table

ALL_CHANNELS = "*"
"""Stands for every channel where an agent is away from all."""

_reason = Column("reason", String, nullable=False)
_since = Column("since", String, nullable=False)

AVAILABLE = read_table(
    "available_agents",
    Column("employee_id", String, primary_key=True),
    Column("channels", String, nullable=False),
)

IDLE = read_table(
    "idle_agents",
    Column("employee_id", String, primary_key=True),
    Column("idle_since", String, nullable=False),
)

ABSENT = read_table(
    "absent_agents",
    Column("employee_id", String, primary_key=True),
    Column("channel", String, primary_key=True),
    _reason,
    _since,
    Index("absent_agents_by_reason", _reason, _since),
)


# Asked for every reason and state each time: building it would cost more than carrying it out.
_WORK_OF_ABSENT = (
    select(WORK.c.ticket_id, WORK.c.assignee_id)
    .join(
        ABSENT,
        and_(
            ABSENT.c.employee_id == WORK.c.assignee_id,
            or_(ABSENT.c.channel == ALL_CHANNELS, ABSENT.c.channel == WORK.c.channel),
        ),
    )
    .where(ABSENT.c.reason == bindparam("reason"), ABSENT.c.since <= bindparam("by"))
    .where(WORK.c.state == bindparam("state"), WORK.c.since <= bindparam("by"))
    .order_by(WORK.c.since, WORK.c.ticket_id)
    .limit(bindparam("limit", type_=Integer))
)


class AvailableAgents(ReadModel):
    """The desks of agents as the timers look at them."""

    name = "available_agents"
    source = "tickets"
    tables = (AVAILABLE, IDLE, ABSENT)

    @projects("tickets.agent_desk.went_available")
    def went_available(self, rows: Rows, event: Any) -> None:
        """An agent takes work."""
        employee_id = str(event.employee_id)
        rows[ABSENT].remove_where(employee_id=employee_id)
        rows[AVAILABLE].put(employee_id=employee_id, channels=",".join(event.channels))
        _idle(rows, event.employee_id, event)

    @projects("tickets.agent_desk.left_channels")
    def left_channels(self, rows: Rows, event: Any) -> None:
        """An agent takes no more work of some channels."""
        employee_id = str(event.employee_id)
        rows[AVAILABLE].put(employee_id=employee_id, channels=",".join(event.channels))
        for channel in event.left:
            _absent(rows, event, channel)

    @projects("tickets.agent_desk.went_unavailable")
    def went_unavailable(self, rows: Rows, event: Any) -> None:
        """An agent takes no work."""
        rows[AVAILABLE].remove(str(event.employee_id))
        rows[ABSENT].remove_where(employee_id=str(event.employee_id))
        _absent(rows, event, ALL_CHANNELS)

    @projects("tickets.ticket.assigned")
    def assigned(self, rows: Rows, event: Any) -> None:
        """An agent has something to do; from when it is given, others have waited longer."""
        _idle(rows, event.assignee_id, event)

    @projects(
        "tickets.ticket.returned_to_queue",
        "tickets.ticket.transferred",
        "tickets.ticket.resolved",
        "tickets.ticket.merged",
    )
    def given_away(self, rows: Rows, event: Any) -> None:
        """The agent who had it has it no more."""
        if event.about.assignee_id is not None:
            _idle(rows, event.about.assignee_id, event)

    def of_group(self, skill_group: str) -> Sequence[AvailableAgent]:
        """The agents of a skill group who take work, in the order of their ids."""
        query = (
            select(AVAILABLE, IDLE.c.idle_since, STAFF.c.level)
            .join(GROUPS, GROUPS.c.employee_id == AVAILABLE.c.employee_id)
            .join(STAFF, STAFF.c.employee_id == AVAILABLE.c.employee_id)
            .join(IDLE, IDLE.c.employee_id == AVAILABLE.c.employee_id)
            .where(GROUPS.c.skill_group == skill_group, STAFF.c.is_employed)
            .order_by(AVAILABLE.c.employee_id)
        )
        with self.database.reading() as connection:
            return [_available(row) for row in connection.execute(query).mappings()]

    def work_of_absent(
        self, *, reason: str, state: str, by: datetime, limit: int
    ) -> Sequence[WorkOfAbsent]:
        """Tickets in a state whose agents have been away for a reason since `by` or longer.

        A ticket that came into its state later than that is left out: somebody works on it.
        """
        asked = {"reason": reason, "state": state, "by": iso(by), "limit": limit}
        with self.database.reading() as connection:
            return [
                WorkOfAbsent(UUID(ticket_id), UUID(employee_id))
                for ticket_id, employee_id in connection.execute(_WORK_OF_ABSENT, asked)
            ]


def _idle(rows: Rows, employee_id: UUID, event: Any) -> None:
    rows[IDLE].put(employee_id=str(employee_id), idle_since=iso(event.timestamp))


def _absent(rows: Rows, event: Any, channel: str) -> None:
    rows[ABSENT].put(
        employee_id=str(event.employee_id),
        channel=channel,
        reason=event.reason,
        since=iso(event.timestamp),
    )


def _available(row: Any) -> AvailableAgent:
    return AvailableAgent(
        employee_id=UUID(row["employee_id"]),
        level=row["level"],
        channels=frozenset(one for one in row["channels"].split(",") if one),
        idle_since=datetime.fromisoformat(row["idle_since"]),
    )
