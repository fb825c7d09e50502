"""Which escalations wait for whom, and which wait too long?"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Boolean, Column, ColumnElement, Index, Integer, String, and_, or_, select

from services.tickets.application.escalation_questions import Reader
from services.tickets.domain.escalation import (
    ANSWERED,
    MANAGEMENT,
    OPEN,
    SKILL_GROUP,
    SUPERVISOR,
    WITHDRAWN,
)
from shared.clock import iso
from shared.read_models import ReadModel, Rows, projects, read_table

_state = Column("state", String, nullable=False)
_due_at = Column("due_at", String, nullable=False)
_raiser_id = Column("raiser_id", String, nullable=False)
_is_overdue = Column("is_overdue", Boolean, nullable=False)

ESCALATIONS = read_table(
    "escalation_list",
    Column("escalation_id", String, primary_key=True),
    Column("ticket_id", String, nullable=False),
    Column("number", String, nullable=False),
    _raiser_id,
    _state,
    Column("level", Integer, nullable=False),
    Column("answered_by", String, nullable=False),
    Column("skill_group", String),
    Column("raised_at", String, nullable=False),
    _due_at,
    _is_overdue,
    Index("escalation_list_by_deadline", _state, _is_overdue, _due_at),
    Index("escalation_list_by_raiser", _raiser_id, _state),
)

_E = ESCALATIONS.c


@dataclass(frozen=True)
class ListedEscalation:
    """An escalation in a list."""

    escalation_id: UUID
    ticket_id: UUID
    number: str
    raiser_id: UUID
    state: str
    level: int
    answered_by: str
    skill_group: str | None
    raised_at: datetime
    due_at: datetime
    is_overdue: bool


class EscalationList(ReadModel):
    """One row for each escalation (TK-12)."""

    name = "escalation_list"
    source = "tickets"
    tables = (ESCALATIONS,)

    @projects("tickets.escalation.raised")
    def raised(self, rows: Rows, event: Any) -> None:
        """An agent has asked."""
        rows[ESCALATIONS].put(
            escalation_id=str(event.originator_id),
            ticket_id=str(event.about.ticket_id),
            number=event.about.number,
            raiser_id=str(event.raiser_id),
            state=OPEN,
            raised_at=iso(event.timestamp),
            is_overdue=False,
            **_waits_for(event),
        )

    @projects("tickets.escalation.handed_up")
    def handed_up(self, rows: Rows, event: Any) -> None:
        """A higher level is asked."""
        rows[ESCALATIONS].change(str(event.originator_id), **_waits_for(event))

    @projects("tickets.escalation.came_overdue")
    def came_overdue(self, rows: Rows, event: Any) -> None:
        """The highest level is late."""
        rows[ESCALATIONS].change(str(event.originator_id), is_overdue=True)

    @projects("tickets.escalation.answered")
    def answered(self, rows: Rows, event: Any) -> None:
        """The agent has an answer."""
        rows[ESCALATIONS].change(str(event.originator_id), state=ANSWERED)

    @projects("tickets.escalation.withdrawn")
    def withdrawn(self, rows: Rows, event: Any) -> None:
        """The agent needs none any more."""
        rows[ESCALATIONS].change(str(event.originator_id), state=WITHDRAWN)

    def late(self, *, at: datetime, limit: int) -> list[UUID]:
        """Open ones past their time and not noted as overdue yet, the longest overdue first."""
        query = (
            select(_E.escalation_id)
            .where(_E.state == OPEN, _E.is_overdue.is_(False), _E.due_at <= iso(at))
            .order_by(_E.due_at, _E.escalation_id)
            .limit(limit)
        )
        with self.database.reading() as connection:
            return [UUID(one) for one in connection.execute(query).scalars()]

    def page(
        self,
        reader: Reader,
        *,
        state: str,
        is_own: bool,
        after: tuple[datetime, UUID] | None,
        limit: int,
    ) -> Sequence[ListedEscalation]:
        """What one has asked, or what waits for one, the nearest deadline first.

        Args:
            reader: whose list it is.
            state: in this state.
            is_own: what one has asked; else what others ask one.
            after: deadline and id of the last row of the page before.
            limit: how many at most.
        """
        whose = _E.raiser_id == str(reader.employee_id) if is_own else _waiting_for(reader)
        query = select(ESCALATIONS).where(_E.state == state, whose)
        query = query.order_by(_E.due_at, _E.escalation_id).limit(limit)
        if after is not None:
            at, escalation_id = iso(after[0]), str(after[1])
            later = and_(_E.due_at == at, _E.escalation_id > escalation_id)
            query = query.where(or_(_E.due_at > at, later))
        with self.database.reading() as connection:
            return [_listed(row) for row in connection.execute(query).mappings()]


def _waits_for(event: Any) -> dict[str, Any]:
    level = event.level
    return {
        "level": level.number,
        "answered_by": level.answered_by,
        "skill_group": level.skill_group,
        "due_at": iso(event.due_at),
    }


def _waiting_for(reader: Reader) -> ColumnElement[bool]:
    others = _E.raiser_id != str(reader.employee_id)
    if reader.leads_all:
        return and_(others, _E.answered_by.in_((SUPERVISOR, SKILL_GROUP, MANAGEMENT)))
    led = [str(one) for one in reader.led]
    of_team = and_(_E.answered_by == SUPERVISOR, _E.raiser_id.in_(led))
    of_group = and_(_E.answered_by == SKILL_GROUP, _E.skill_group.in_(list(reader.skill_groups)))
    return and_(others, or_(of_team, of_group))


def _listed(row: Any) -> ListedEscalation:
    ids = {name: UUID(row[name]) for name in ("escalation_id", "ticket_id", "raiser_id")}
    times = {name: datetime.fromisoformat(row[name]) for name in ("raised_at", "due_at")}
    return ListedEscalation(**{**row, **ids, **times})
