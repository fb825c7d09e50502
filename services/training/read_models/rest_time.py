"""How much rest time did training take, of whom, in which month (TR-11)?"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import Column, Index, Integer, String, func, select

from services.training.domain.session_terms import CAME
from shared.read_models import ReadModel, Rows, projects, read_table

EMPLOYEE = "employee"
TEAM = "team"
MONTH = "month"

GROUPINGS = (EMPLOYEE, TEAM, MONTH)
"""By what the minutes are added up."""

_employee_id = Column("employee_id", String, primary_key=True)
_team_id = Column("team_id", String)
_day = Column("day", String, nullable=False)

REST = read_table(
    "training_rest_time",
    Column("session_id", String, primary_key=True),
    _employee_id,
    _team_id,
    _day,
    Column("minutes", Integer),
    Index("training_rest_time_by_day", _day, _employee_id),
    Index("training_rest_time_by_employee", _employee_id, _day),
)

_GROUPS = {
    EMPLOYEE: REST.c.employee_id,
    TEAM: func.coalesce(REST.c.team_id, ""),
    MONTH: func.substr(REST.c.day, 1, 7),
}


@dataclass(frozen=True)
class RestTimeUsed:
    """Rest time of a group.

    Args:
        key: the employee, the team (empty for none) or the month.
        sessions: attendances of sessions that took rest time, or of which nobody can tell.
        minutes: minutes of rest time.
        without_calendar: attendances at sites without a calendar, which are not in `minutes`.
    """

    key: str
    sessions: int
    minutes: int
    without_calendar: int


class RestTime(ReadModel):
    """One row for each attendance that took rest time, or of which nobody can tell."""

    name = "rest_time"
    source = "training"
    tables = (REST,)

    @projects("training.session.attendance_noted")
    def attendance_noted(self, rows: Rows, event: Any) -> None:
        """Somebody came or not; a correction replaces what was noted before."""
        is_counted = event.status in CAME and event.rest_minutes != 0
        if is_counted:
            self._put(rows, event, event.employee_id, event.team_id)
        else:
            rows[REST].remove(str(event.originator_id), str(event.employee_id))

    @projects("training.session.held")
    def held(self, rows: Rows, event: Any) -> None:
        """Who taught has used rest time as well."""
        if event.rest_minutes != 0:
            for one in event.teachers:
                self._put(rows, event, one.employee_id, one.team_id)

    @staticmethod
    def _put(rows: Rows, event: Any, employee_id: UUID, team_id: UUID | None) -> None:
        rows[REST].put(
            session_id=str(event.originator_id),
            employee_id=str(employee_id),
            team_id=None if team_id is None else str(team_id),
            day=event.day.isoformat(),
            minutes=event.rest_minutes,
        )

    def used(
        self,
        *,
        since: date,
        until: date,
        by: str,
        employees: Collection[UUID] | None,
        after: str | None,
        limit: int,
    ) -> Sequence[RestTimeUsed]:
        """Rest time by group, in the order of the groups' keys.

        Args:
            since: first day.
            until: last day.
            by: one of `GROUPINGS`.
            employees: of these only; None for everybody.
            after: the last key of the page before.
            limit: how many groups at most.
        """
        key = _GROUPS[by]
        columns = (
            key.label("key"),
            func.count().label("sessions"),
            func.coalesce(func.sum(REST.c.minutes), 0).label("minutes"),
            (func.count() - func.count(REST.c.minutes)).label("without_calendar"),
        )
        query = (
            select(*columns)
            .where(REST.c.day >= since.isoformat(), REST.c.day <= until.isoformat())
            # By its label: bound values make two equal expressions different ones to PostgreSQL.
            .group_by("key")
            .order_by("key")
        )
        if employees is not None:
            query = query.where(REST.c.employee_id.in_([str(one) for one in employees]))
        if after is not None:
            query = query.where(key > after)
        with self.database.reading() as connection:
            rows: Any = connection.execute(query.limit(limit)).all()
        return [
            RestTimeUsed(
                key=row.key,
                sessions=row.sessions,
                minutes=int(row.minutes),
                without_calendar=row.without_calendar,
            )
            for row in rows
        ]
