"""Who works here: since when, where, in which team and position, under whom?"""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import Boolean, Column, Index, String, or_, select

from services.training.application.questions import Member
from shared.bus.message import Message
from shared.read_models import ReadModel, Rows, projects, read_table

_site_id = Column("site_id", String)
_team_id = Column("team_id", String)
_supervisor_id = Column("supervisor_id", String)
_position_id = Column("position_id", String)

STAFF = read_table(
    "training_staff",
    Column("employee_id", String, primary_key=True),
    _site_id,
    _team_id,
    _supervisor_id,
    _position_id,
    Column("hired_on", String, nullable=False),
    Column("is_employed", Boolean, nullable=False),
    Index("training_staff_by_team", _team_id),
    Index("training_staff_by_supervisor", _supervisor_id),
    Index("training_staff_by_position", _position_id),
    Index("training_staff_by_site", _site_id),
)

TEAMS = read_table(
    "training_staff_teams",
    Column("team_id", String, primary_key=True),
    Column("leader_id", String),
)


class Staff(ReadModel):
    """The employees of whom `people` has told; no names."""

    name = "staff"
    source = "people"
    tables = (STAFF, TEAMS)

    @projects("loopdesk.people.employee_hired.v1")
    def hired(self, rows: Rows, message: Message) -> None:
        """Somebody works here."""
        data = message.data
        rows[STAFF].put(
            employee_id=data["employee_id"],
            site_id=data["site_id"],
            hired_on=data["hired_on"],
            is_employed=True,
        )

    @projects("loopdesk.people.employee_moved.v1")
    def moved(self, rows: Rows, message: Message) -> None:
        """The employee works at another site."""
        data = message.data
        rows[STAFF].change(data["employee_id"], site_id=data["site_id"])

    @projects("loopdesk.people.employee_left.v1")
    def left(self, rows: Rows, message: Message) -> None:
        """The employee has left; the training record stays."""
        rows[STAFF].change(
            message.data["employee_id"], is_employed=False, team_id=None, supervisor_id=None
        )

    @projects("loopdesk.people.team_assigned.v1")
    def team_assigned(self, rows: Rows, message: Message) -> None:
        """The employee belongs to a team, or to none."""
        data = message.data
        rows[STAFF].change(data["employee_id"], team_id=data["team_id"])

    @projects("loopdesk.people.supervisor_assigned.v1")
    def supervisor_assigned(self, rows: Rows, message: Message) -> None:
        """The employee reports to a supervisor, or to nobody."""
        data = message.data
        rows[STAFF].change(data["employee_id"], supervisor_id=data["supervisor_id"])

    @projects("loopdesk.people.employee_appointed.v1")
    def appointed(self, rows: Rows, message: Message) -> None:
        """The employee took a position."""
        data = message.data
        rows[STAFF].change(data["employee_id"], position_id=data["position_id"])

    @projects("loopdesk.people.team_leader_appointed.v1")
    def leader_appointed(self, rows: Rows, message: Message) -> None:
        """A team is led by an employee, or by nobody."""
        data = message.data
        rows[TEAMS].put(team_id=data["team_id"], leader_id=data["leader_id"])

    @projects("loopdesk.people.team_dissolved.v1")
    def team_dissolved(self, rows: Rows, message: Message) -> None:
        """The team is no more."""
        rows[TEAMS].remove(message.data["team_id"])

    def member(self, employee_id: UUID) -> Member | None:
        """The employee; None if unknown or gone."""
        query = select(STAFF).where(STAFF.c.employee_id == str(employee_id), STAFF.c.is_employed)
        with self.database.reading() as connection:
            row = connection.execute(query).mappings().first()
        return None if row is None else _member(row)

    def is_known(self, employee_id: UUID) -> bool:
        """Whether `people` has ever told of this employee, gone or not."""
        query = select(STAFF.c.employee_id).where(STAFF.c.employee_id == str(employee_id))
        with self.database.reading() as connection:
            return connection.execute(query).first() is not None

    def team_of(self, leader_id: UUID) -> frozenset[UUID]:
        """Whom an employee supervises: members of the teams led, and who reports to them."""
        teams = select(TEAMS.c.team_id).where(TEAMS.c.leader_id == str(leader_id))
        query = select(STAFF.c.employee_id).where(
            or_(STAFF.c.team_id.in_(teams), STAFF.c.supervisor_id == str(leader_id))
        )
        with self.database.reading() as connection:
            return frozenset(UUID(one) for one in connection.execute(query).scalars())

    def teams_led(self, leader_id: UUID) -> frozenset[UUID]:
        """The teams that an employee leads."""
        query = select(TEAMS.c.team_id).where(TEAMS.c.leader_id == str(leader_id))
        with self.database.reading() as connection:
            return frozenset(UUID(one) for one in connection.execute(query).scalars())

    def somebody_in(self, kind: str, target_id: UUID) -> bool:
        """Whether anybody works there: `employee`, `team`, `position` or `site`."""
        column = STAFF.c[f"{kind}_id"]
        query = select(STAFF.c.employee_id).where(column == str(target_id), STAFF.c.is_employed)
        with self.database.reading() as connection:
            return connection.execute(query.limit(1)).first() is not None


def _member(row: Any) -> Member:
    def optional(name: str) -> UUID | None:
        return None if row[name] is None else UUID(row[name])

    return Member(
        employee_id=UUID(row["employee_id"]),
        site_id=optional("site_id"),
        team_id=optional("team_id"),
        position_id=optional("position_id"),
        hired_on=date.fromisoformat(row["hired_on"]),
    )
