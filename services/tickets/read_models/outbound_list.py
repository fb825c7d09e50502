"""Who is to be called, and what came of it?"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Boolean, Column, Connection, Index, Integer, Select, String, func, select

from services.tickets.application.outbound_questions import ListedTask
from services.tickets.domain.outbound_call import CALLING, DROPPED, OPEN_STATES, TAKEN, WAITING
from services.tickets.read_models.states import text_or_none
from shared.clock import iso
from shared.read_models import ReadModel, Rows, projects, read_table

PROMISED = 1_000_000
"""What a wished callback is worth beside ranks."""

_campaign_id = Column("campaign_id", String, nullable=False)
_state = Column("state", String, nullable=False)
_precedence = Column("precedence", Integer, nullable=False)
_due_at = Column("due_at", String, nullable=False)
_task_id = Column("task_id", String, primary_key=True)
_customer_id = Column("customer_id", String, nullable=False)
_what_for = Column("what_for", String, nullable=False)
_taken_at = Column("taken_at", String)

TASKS = read_table(
    "outbound_list",
    _task_id,
    _campaign_id,
    _customer_id,
    _what_for,
    Column("ticket_id", String),
    Column("purpose", String, nullable=False),
    Column("skill_group", String, nullable=False),
    _state,
    _precedence,
    Column("rank", Integer, nullable=False),
    Column("is_promised", Boolean, nullable=False),
    _due_at,
    Column("tries", Integer, nullable=False),
    Column("employee_id", String),
    _taken_at,
    Column("disposition", String),
    Column("drop_cause", String),
    Index("outbound_list_in_order", _campaign_id, _state, _precedence, _due_at, _task_id),
    Index("outbound_list_by_customer", _customer_id, _campaign_id, _what_for),
    Index("outbound_list_by_campaign", _campaign_id, _task_id),
    Index("outbound_list_held", _taken_at),
)
"""`precedence` is the lower, the earlier a customer is called."""


@dataclass(frozen=True)
class TaskRow:
    """A task in the list of a campaign."""

    task_id: UUID
    campaign_id: UUID
    customer_id: UUID
    ticket_id: UUID | None
    purpose: str
    skill_group: str
    state: str
    rank: int
    is_promised: bool
    due_at: datetime
    tries: int
    employee_id: UUID | None
    disposition: str | None
    drop_cause: str | None


class OutboundList(ReadModel):
    """One row for each outbound task that there ever was (TK-3, TK-4)."""

    name = "outbound_list"
    source = "tickets"
    tables = (TASKS,)

    @projects("tickets.outbound_task.listed")
    def listed(self, rows: Rows, event: Any) -> None:
        """A customer is to be called."""
        target = event.target
        rows[TASKS].put(
            task_id=str(event.originator_id),
            campaign_id=str(target.campaign_id),
            customer_id=str(target.customer_id),
            what_for=target.what_for,
            ticket_id=text_or_none(target.ticket_id),
            purpose=target.purpose,
            skill_group=target.skill_group,
            state=WAITING,
            precedence=-event.rank,
            rank=event.rank,
            is_promised=False,
            due_at=iso(event.due_at),
            tries=0,
        )

    @projects("tickets.outbound_task.taken")
    def taken(self, rows: Rows, event: Any) -> None:
        """An agent has it."""
        _change(
            rows,
            event,
            state=TAKEN,
            employee_id=str(event.employee_id),
            taken_at=iso(event.taken_at),
        )

    @projects("tickets.outbound_task.released")
    def released(self, rows: Rows, event: Any) -> None:
        """It waits again."""
        _change(rows, event, state=WAITING, employee_id=None, taken_at=None)

    @projects("tickets.outbound_task.attempt_begun")
    def attempt_begun(self, rows: Rows, event: Any) -> None:
        """The customer is being called."""
        _change(rows, event, state=CALLING, taken_at=None, tries=event.attempt.ordinal)

    @projects("tickets.outbound_task.connected")
    def connected(self, rows: Rows, event: Any) -> None:
        """The customer was put through to an agent."""
        _change(rows, event, employee_id=str(event.employee_id))

    @projects("tickets.outbound_task.result_recorded")
    def result_recorded(self, rows: Rows, event: Any) -> None:
        """It waits again, or is settled."""
        result = event.result
        row = rows[TASKS].get(str(event.originator_id)) or {"rank": 0}
        changes: dict[str, Any] = {
            "state": result.state,
            "disposition": result.disposition,
            "employee_id": None,
            "is_promised": result.is_promised,
            "precedence": -row["rank"] - (PROMISED if result.is_promised else 0),
        }
        if result.due_at is not None:
            changes["due_at"] = iso(result.due_at)
        _change(rows, event, **changes)

    @projects("tickets.outbound_task.dropped")
    def dropped(self, rows: Rows, event: Any) -> None:
        """The customer is not called for this any more."""
        _change(rows, event, state=DROPPED, drop_cause=event.cause, employee_id=None, taken_at=None)

    def waiting(
        self,
        campaign_ids: Collection[UUID],
        *,
        skill_groups: Collection[str] | None,
        at: datetime,
        limit: int,
    ) -> Sequence[ListedTask]:
        """The waiting tasks that are due, in the order in which they are called.

        Args:
            campaign_ids: of these campaigns.
            skill_groups: of these skill groups; None for all.
            at: due by then.
            limit: how many at most.
        """
        found: list[ListedTask] = []
        with self.database.reading() as connection:
            for campaign_id in campaign_ids:
                rows = _due(connection, campaign_id, skill_groups, at=at, limit=limit)
                found += [_waiting(row) for row in rows]
        return sorted(found, key=_place)[:limit]

    def open_of(self, customer_id: UUID) -> Sequence[UUID]:
        """Ids of a customer's tasks that are not settled."""
        query = select(TASKS.c.task_id).where(
            TASKS.c.customer_id == str(customer_id), TASKS.c.state.in_(OPEN_STATES)
        )
        return self._ids(query.order_by(TASKS.c.task_id))

    def held_since(self, before: datetime, *, limit: int) -> Sequence[UUID]:
        """Ids of tasks that somebody took before a moment and has not called."""
        query = select(TASKS.c.task_id).where(TASKS.c.taken_at < iso(before))
        return self._ids(query.order_by(TASKS.c.taken_at).limit(limit))

    def page(
        self, campaign_id: UUID, *, state: str | None, after: UUID | None, limit: int
    ) -> Sequence[TaskRow]:
        """Tasks of a campaign in the order of their ids.

        Args:
            campaign_id: the campaign.
            state: of this state only.
            after: the last task of the page before.
            limit: tasks at most.
        """
        query = select(TASKS).where(TASKS.c.campaign_id == str(campaign_id))
        if state is not None:
            query = query.where(TASKS.c.state == state)
        if after is not None:
            query = query.where(TASKS.c.task_id > str(after))
        query = query.order_by(TASKS.c.task_id).limit(limit)
        with self.database.reading() as connection:
            return [_task_row(row) for row in connection.execute(query).mappings()]

    def _ids(self, query: Select[Any]) -> Sequence[UUID]:
        with self.database.reading() as connection:
            return [UUID(one) for one in connection.execute(query).scalars()]


def _due(
    connection: Connection,
    campaign_id: UUID,
    skill_groups: Collection[str] | None,
    *,
    at: datetime,
    limit: int,
) -> Iterator[Any]:
    """The first due rows of a campaign: from each precedence, of which there are few, in turn."""
    waits = (TASKS.c.campaign_id == str(campaign_id), TASKS.c.state == WAITING)
    next_one = select(func.min(TASKS.c.precedence)).where(*waits)
    precedence = connection.execute(next_one).scalar()
    left = limit
    while precedence is not None and left > 0:
        query = select(TASKS).where(
            *waits, TASKS.c.precedence == precedence, TASKS.c.due_at <= iso(at)
        )
        if skill_groups is not None:
            query = query.where(TASKS.c.skill_group.in_(sorted(skill_groups)))
        query = query.order_by(TASKS.c.due_at, TASKS.c.task_id).limit(left)
        rows = connection.execute(query).mappings().all()
        yield from rows
        left -= len(rows)
        precedence = connection.execute(next_one.where(TASKS.c.precedence > precedence)).scalar()


def _place(task: ListedTask) -> tuple[bool, int, datetime, str]:
    return (not task.is_promised, -task.rank, task.due_at, str(task.task_id))


def _change(rows: Rows, event: Any, **changes: Any) -> None:
    rows[TASKS].change(str(event.originator_id), **changes)


def _waiting(row: Any) -> ListedTask:
    return ListedTask(
        task_id=UUID(row["task_id"]),
        campaign_id=UUID(row["campaign_id"]),
        customer_id=UUID(row["customer_id"]),
        purpose=row["purpose"],
        skill_group=row["skill_group"],
        is_promised=row["is_promised"],
        rank=row["rank"],
        due_at=datetime.fromisoformat(row["due_at"]),
        tries=row["tries"],
    )


def _task_row(row: Any) -> TaskRow:
    ids = ("task_id", "campaign_id", "customer_id", "ticket_id", "employee_id")
    shown = ("purpose", "skill_group", "state", "rank", "is_promised", "tries")
    values: dict[str, Any] = {name: row[name] for name in (*shown, "disposition", "drop_cause")}
    values |= {name: None if row[name] is None else UUID(row[name]) for name in ids}
    return TaskRow(**values, due_at=datetime.fromisoformat(row["due_at"]))
