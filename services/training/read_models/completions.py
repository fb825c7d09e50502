"""Who has completed a course that all of an audience must have, and who is missing (TR-9)?"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import (
    Column,
    ColumnElement,
    Connection,
    Index,
    Integer,
    Join,
    String,
    and_,
    func,
    or_,
    select,
)

from services.training.application.compliance import Demand, Missing
from services.training.read_models.course_list import COURSES
from services.training.read_models.staff import STAFF
from shared.read_models import ReadModel, Rows, projects, read_table

_employee_id = Column("employee_id", String, primary_key=True)

COMPLETIONS = read_table(
    "training_completions",
    Column("course_id", String, primary_key=True),
    _employee_id,
    Column("course_version", Integer, nullable=False),
    Column("completed_on", String, nullable=False),
    Index("training_completions_by_employee", _employee_id),
)


class Completions(ReadModel):
    """For each course and employee the last completion."""

    name = "completions"
    source = "training"
    tables = (COMPLETIONS,)

    @projects("training.enrolment.completed")
    def completed(self, rows: Rows, event: Any) -> None:
        """Somebody has completed a course, perhaps again."""
        rows[COMPLETIONS].put(
            course_id=str(event.course_id),
            employee_id=str(event.employee_id),
            course_version=event.course_version,
            completed_on=event.completed_on.isoformat(),
        )

    def count(self, demand: Demand) -> tuple[int, int]:
        """How many must have completed the course, and how many of them have."""
        query = select(func.count()).select_from(_staff_with(demand)).where(*_audience(demand))
        with self.database.reading() as connection:
            missing = _is_missing(demand, outdated_below=_outdated_below(connection, demand))
            audience = connection.execute(query).scalar_one()
            return audience, audience - connection.execute(query.where(missing)).scalar_one()

    def missing(
        self,
        demand: Demand,
        *,
        employee_ids: Collection[UUID] | None,
        after: UUID | None,
        limit: int,
    ) -> Sequence[Missing]:
        """Who has not, by id.

        Args:
            demand: who must have completed what.
            employee_ids: only of these; None for all.
            after: the last id of the page before.
            limit: how many at most.
        """
        staff = STAFF.c
        query = (
            select(staff.employee_id, staff.site_id, staff.team_id, COMPLETIONS.c.completed_on)
            .select_from(_staff_with(demand))
            .where(*_audience(demand))
            .order_by(staff.employee_id)
            .limit(limit)
        )
        if employee_ids is not None:
            query = query.where(staff.employee_id.in_([str(one) for one in employee_ids]))
        if after is not None:
            query = query.where(staff.employee_id > str(after))
        with self.database.reading() as connection:
            missing = _is_missing(demand, outdated_below=_outdated_below(connection, demand))
            return [_missing(one) for one in connection.execute(query.where(missing)).mappings()]


def _staff_with(demand: Demand) -> Join:
    """Everybody, with their last completion of the course beside them, if there is any."""
    own = COMPLETIONS.c.employee_id == STAFF.c.employee_id
    return STAFF.outerjoin(COMPLETIONS, and_(own, COMPLETIONS.c.course_id == str(demand.course_id)))


def _audience(demand: Demand) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = [STAFF.c.is_employed]
    if demand.site_ids:
        found.append(STAFF.c.site_id.in_([str(one) for one in demand.site_ids]))
    if demand.position_ids:
        found.append(STAFF.c.position_id.in_([str(one) for one in demand.position_ids]))
    return found


def _outdated_below(connection: Connection, demand: Demand) -> int:
    """The first version whose completions still count."""
    query = select(COURSES.c.outdated_below).where(COURSES.c.course_id == str(demand.course_id))
    return connection.execute(query).scalar() or 0


def _is_missing(demand: Demand, *, outdated_below: int) -> ColumnElement[bool]:
    last = COMPLETIONS.c
    too_old = [last.completed_on.is_(None), last.course_version < outdated_below]
    if demand.counts_from is not None:
        too_old.append(last.completed_on < demand.counts_from.isoformat())
    return or_(*too_old)


def _missing(row: Any) -> Missing:
    last = row["completed_on"]
    return Missing(
        employee_id=UUID(row["employee_id"]),
        site_id=None if row["site_id"] is None else UUID(row["site_id"]),
        team_id=None if row["team_id"] is None else UUID(row["team_id"]),
        last_completed_on=None if last is None else date.fromisoformat(last),
    )
