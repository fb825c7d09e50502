"""Who mentors whom, how far are they, and whose tasks are late?"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import Column, Index, Integer, String, or_, select, tuple_

from services.training.domain.mentorship import ACTIVE, BROKEN_OFF, ENDED
from shared.read_models import ReadModel, Rows, projects, read_table

_mentorship_id = Column("mentorship_id", String, primary_key=True)
_employee_id = Column("employee_id", String, nullable=False)
_mentor_id = Column("mentor_id", String, nullable=False)
_state = Column("state", String, nullable=False)
_due_on = Column("due_on", String, nullable=False)

MENTORSHIPS = read_table(
    "training_mentorships",
    _mentorship_id,
    _employee_id,
    _mentor_id,
    _state,
    _due_on,
    Column("tasks", Integer, nullable=False),
    Column("acknowledged", Integer, nullable=False),
    Index("training_mentorships_by_employee", _employee_id),
    Index("training_mentorships_by_mentor", _mentor_id),
    Index("training_mentorships_by_state", _state, _due_on, _mentorship_id),
)


@dataclass(frozen=True)
class ListedMentorship:
    """A mentorship in a list.

    Args:
        mentorship_id: its id.
        employee_id: the mentee.
        mentor_id: who mentors them now.
        state: active, ended or broken_off.
        due_on: when it is to end.
        tasks: how many tasks there are.
        acknowledged: how many are signed off and acknowledged.
    """

    mentorship_id: UUID
    employee_id: UUID
    mentor_id: UUID
    state: str
    due_on: date
    tasks: int
    acknowledged: int


class MentorshipList(ReadModel):
    """One row for each mentorship."""

    name = "mentorship_list"
    source = "training"
    tables = (MENTORSHIPS,)

    @projects("training.mentorship.started")
    def started(self, rows: Rows, event: Any) -> None:
        """Somebody has a mentor."""
        rows[MENTORSHIPS].put(
            mentorship_id=str(event.originator_id),
            employee_id=str(event.employee_id),
            mentor_id=str(event.mentor_id),
            state=ACTIVE,
            due_on=event.due_on.isoformat(),
            tasks=len(event.tasks),
            acknowledged=0,
        )

    @projects("training.mentorship.mentor_replaced")
    def mentor_replaced(self, rows: Rows, event: Any) -> None:
        """Somebody else is the mentor."""
        rows[MENTORSHIPS].change(str(event.originator_id), mentor_id=str(event.mentor_id))

    @projects("training.mentorship.task_acknowledged")
    def task_acknowledged(self, rows: Rows, event: Any) -> None:
        """One task more is done."""
        row = rows[MENTORSHIPS].get(str(event.originator_id))
        if row is not None:
            acknowledged = row["acknowledged"] + 1
            rows[MENTORSHIPS].change(str(event.originator_id), acknowledged=acknowledged)

    @projects("training.mentorship.ended")
    def ended(self, rows: Rows, event: Any) -> None:
        """It is over."""
        rows[MENTORSHIPS].change(str(event.originator_id), state=ENDED)

    @projects("training.mentorship.broken_off")
    def broken_off(self, rows: Rows, event: Any) -> None:
        """It is over, and says nothing of the mentee."""
        rows[MENTORSHIPS].change(str(event.originator_id), state=BROKEN_OFF)

    def page(
        self,
        *,
        of: UUID | None,
        employees: Collection[UUID] | None,
        state: str,
        after: tuple[date, UUID] | None,
        limit: int,
    ) -> Sequence[ListedMentorship]:
        """Mentorships in a state, those that are to end first at the head.

        Args:
            of: whose, as mentor or mentee, are listed in any case.
            employees: whose, as mentees, are listed too; None for everybody's.
            state: one of `STATES`.
            after: the last one of the page before.
            limit: how many at most.
        """
        table = MENTORSHIPS.c
        query = (
            select(MENTORSHIPS)
            .where(table.state == state)
            .order_by(table.due_on, table.mentorship_id)
            .limit(limit)
        )
        if employees is not None:
            mentees = [str(one) for one in employees]
            is_theirs = or_(table.employee_id == str(of), table.mentor_id == str(of))
            query = query.where(or_(is_theirs, table.employee_id.in_(mentees)))
        if after is not None:
            key = tuple_(table.due_on, table.mentorship_id)
            query = query.where(key > (after[0].isoformat(), str(after[1])))
        with self.database.reading() as connection:
            return [_mentorship(row) for row in connection.execute(query).mappings()]


def _mentorship(row: Any) -> ListedMentorship:
    ids = {name: UUID(row[name]) for name in ("mentorship_id", "employee_id", "mentor_id")}
    return ListedMentorship(**{**row, **ids, "due_on": date.fromisoformat(row["due_on"])})
