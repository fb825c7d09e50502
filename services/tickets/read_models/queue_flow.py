"""How fast does a queue go, and which queues are overloaded?"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Column, Index, Integer, String, func, select

from shared.clock import iso
from shared.read_models import ReadModel, Rows, projects, read_table

_minute = Column("minute", String, primary_key=True)

GIVEN = read_table(
    "queue_given",
    Column("skill_group", String, primary_key=True),
    _minute,
    Column("tickets", Integer, nullable=False),
    Index("queue_given_by_minute", _minute),
)

OVERLOADED = read_table(
    "overloaded_queues",
    Column("skill_group", String, primary_key=True),
    Column("since", String, nullable=False),
)


class QueueFlow(ReadModel):
    """Tickets that came from the queue to an agent, by skill group and minute; overloads."""

    name = "queue_flow"
    source = "tickets"
    tables = (GIVEN, OVERLOADED)

    @projects("tickets.ticket.assigned")
    def assigned(self, rows: Rows, event: Any) -> None:
        """A ticket left the queue; one that only changed hands did not."""
        if event.about.assignee_id is not None:
            return
        minute = iso(event.timestamp.replace(second=0, microsecond=0))
        group = event.about.skill_group
        known = rows[GIVEN].get(group, minute)
        count = 1 if known is None else known["tickets"] + 1
        rows[GIVEN].put(skill_group=group, minute=minute, tickets=count)

    @projects("tickets.queue_watch.overload_began")
    def overload_began(self, rows: Rows, event: Any) -> None:
        """A queue has more than it can bear."""
        rows[OVERLOADED].put(skill_group=event.skill_group, since=iso(event.timestamp))

    @projects("tickets.queue_watch.overload_ended")
    def overload_ended(self, rows: Rows, event: Any) -> None:
        """It bears what it has again."""
        rows[OVERLOADED].remove(event.skill_group)

    def given(self, *, since: datetime) -> Mapping[str, int]:
        """Tickets that left the queue since a minute, by skill group."""
        query = (
            select(GIVEN.c.skill_group, func.sum(GIVEN.c.tickets))
            .where(GIVEN.c.minute >= iso(since.replace(second=0, microsecond=0)))
            .group_by(GIVEN.c.skill_group)
        )
        with self.database.reading() as connection:
            return {group: int(count) for group, count in connection.execute(query)}

    def overloaded(self) -> Mapping[str, datetime]:
        """The skill groups whose queues are overloaded, and since when."""
        query = select(OVERLOADED).order_by(OVERLOADED.c.skill_group)
        with self.database.reading() as connection:
            rows: Sequence[Any] = connection.execute(query).mappings().all()
        return {one["skill_group"]: datetime.fromisoformat(one["since"]) for one in rows}
