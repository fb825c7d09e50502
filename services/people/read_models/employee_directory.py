"""Who works here, where, under whom and in which position?"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import msgspec
from sqlalchemy import Column, Index, Integer, String, func, select

from services.people.domain.employee import ACTIVE, HIRED, LEFT, PROBATION, Employee
from shared.read_models import ReadModel, Rows, projects, read_table
from shared.sealed import Sealed

_employee_id = Column("employee_id", String, primary_key=True)
_staff_number = Column("staff_number", String, nullable=False)
_team_id = Column("team_id", String)
_supervisor_id = Column("supervisor_id", String)
_site_id = Column("site_id", String, nullable=False)

EMPLOYEES = read_table(
    "employee_directory",
    _employee_id,
    _staff_number,
    Column("sealed_name", String, nullable=False),
    Column("status", String, nullable=False),
    _site_id,
    _team_id,
    _supervisor_id,
    Column("position_id", String),
    Column("level", Integer, nullable=False),
    Column("hired_on", String, nullable=False),
    Index("employee_directory_by_number", _staff_number),
    Index("employee_directory_by_team", _team_id, _staff_number),
    Index("employee_directory_by_supervisor", _supervisor_id, _staff_number),
    Index("employee_directory_by_site", _site_id, _staff_number),
)


@dataclass(frozen=True)
class ListedEmployee:
    """An employee as lists show them; the name lies sealed.

    The fields are those of `Employee`.
    """

    employee_id: UUID
    staff_number: str
    sealed_name: Sealed
    status: str
    site_id: UUID
    team_id: UUID | None
    supervisor_id: UUID | None
    position_id: UUID | None
    level: int
    hired_on: str


class EmployeeDirectory(ReadModel):
    """All employees, those who have left too."""

    name = "employee_directory"
    source = "people"
    tables = (EMPLOYEES,)

    @projects("people.employee.hired")
    def hired(self, rows: Rows, event: Employee.Created) -> None:
        """Somebody is new."""
        rows[EMPLOYEES].put(
            employee_id=str(event.originator_id),
            staff_number=event.staff_number,
            sealed_name=msgspec.json.encode(event.name).decode(),
            status=HIRED,
            site_id=str(event.site_id),
            level=0,
            hired_on=str(event.hired_on),
        )

    @projects("people.employee.probation_started")
    def probation_started(self, rows: Rows, event: Any) -> None:
        """Somebody is on probation."""
        rows[EMPLOYEES].change(str(event.originator_id), status=PROBATION)

    @projects("people.employee.activated")
    def activated(self, rows: Rows, event: Any) -> None:
        """Somebody was confirmed."""
        rows[EMPLOYEES].change(str(event.originator_id), status=ACTIVE)

    @projects("people.employee.left")
    def left(self, rows: Rows, event: Any) -> None:
        """Somebody has left."""
        rows[EMPLOYEES].change(str(event.originator_id), status=LEFT)

    @projects("people.employee.personal_data_corrected")
    def personal_data_corrected(self, rows: Rows, event: Any) -> None:
        """Somebody has another name."""
        name = msgspec.json.encode(event.name).decode()
        rows[EMPLOYEES].change(str(event.originator_id), sealed_name=name)

    @projects("people.employee.moved_to_site")
    def moved_to_site(self, rows: Rows, event: Any) -> None:
        """Somebody works elsewhere."""
        rows[EMPLOYEES].change(str(event.originator_id), site_id=str(event.site_id))

    @projects("people.employee.team_assigned")
    def team_assigned(self, rows: Rows, event: Any) -> None:
        """Somebody belongs to a team, or to none."""
        rows[EMPLOYEES].change(str(event.originator_id), team_id=_text(event.team_id))

    @projects("people.employee.supervisor_assigned")
    def supervisor_assigned(self, rows: Rows, event: Any) -> None:
        """Somebody reports to a supervisor, or to nobody."""
        supervisor_id = _text(event.supervisor_id)
        rows[EMPLOYEES].change(str(event.originator_id), supervisor_id=supervisor_id)

    @projects("people.employee.appointed")
    def appointed(self, rows: Rows, event: Any) -> None:
        """Somebody has a position."""
        rows[EMPLOYEES].change(
            str(event.originator_id), position_id=str(event.position_id), level=event.level
        )

    def page(
        self,
        *,
        site_id: UUID | None = None,
        team_id: UUID | None = None,
        supervisor_id: UUID | None = None,
        status: str | None = None,
        after: tuple[str, str] | None = None,
        limit: int,
    ) -> Sequence[ListedEmployee]:
        """Employees by staff number.

        Args:
            site_id: of this site only.
            team_id: of this team only.
            supervisor_id: who report to this supervisor only.
            status: in this status only.
            after: staff number and id of the last one of the page before.
            limit: employees at most.
        """
        table = EMPLOYEES.c
        query = select(EMPLOYEES).order_by(table.staff_number, table.employee_id).limit(limit)
        wanted = {
            table.site_id: site_id,
            table.team_id: team_id,
            table.supervisor_id: supervisor_id,
            table.status: status,
        }
        for column, value in wanted.items():
            if value is not None:
                query = query.where(column == str(value))
        if after is not None:
            number, employee_id = after
            query = query.where(
                (table.staff_number > number)
                | ((table.staff_number == number) & (table.employee_id > employee_id))
            )
        with self.database.reading() as connection:
            return [_listed(row) for row in connection.execute(query).mappings()]

    def count_members(self, team_id: UUID) -> int:
        """How many employees who have not left belong to a team."""
        query = (
            select(func.count())
            .select_from(EMPLOYEES)
            .where(EMPLOYEES.c.team_id == str(team_id), EMPLOYEES.c.status != LEFT)
        )
        with self.database.reading() as connection:
            return int(connection.execute(query).scalar_one())


def _listed(row: Any) -> ListedEmployee:
    return ListedEmployee(
        employee_id=UUID(row["employee_id"]),
        staff_number=row["staff_number"],
        sealed_name=msgspec.json.decode(row["sealed_name"], type=Sealed),
        status=row["status"],
        site_id=UUID(row["site_id"]),
        team_id=_uuid(row["team_id"]),
        supervisor_id=_uuid(row["supervisor_id"]),
        position_id=_uuid(row["position_id"]),
        level=row["level"],
        hired_on=row["hired_on"],
    )


def _text(entity_id: UUID | None) -> str | None:
    return None if entity_id is None else str(entity_id)


def _uuid(text: str | None) -> UUID | None:
    return None if text is None else UUID(text)
