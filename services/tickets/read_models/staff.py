"""Who works here: skill groups, team, supervisor, authority, agent ID?"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any
from uuid import UUID

import msgspec
from sqlalchemy import Boolean, Column, Index, Integer, String, Text, bindparam, or_, select

from services.tickets.application.questions import Member
from services.tickets.domain.authority import Authority
from shared.bus.message import Message
from shared.read_models import ReadModel, Rows, projects, read_table

_team_id = Column("team_id", String)
_supervisor_id = Column("supervisor_id", String)
_agent_id = Column("agent_id", String)
_skill_group = Column("skill_group", String, primary_key=True)

STAFF = read_table(
    "staff",
    Column("employee_id", String, primary_key=True),
    Column("site_id", String),
    _team_id,
    _supervisor_id,
    _agent_id,
    Column("level", Integer, nullable=False),
    Column("authority", Text, nullable=False),
    Column("is_employed", Boolean, nullable=False),
    Index("staff_by_team", _team_id),
    Index("staff_by_supervisor", _supervisor_id),
    Index("staff_by_agent_id", _agent_id),
)

GROUPS = read_table(
    "staff_groups",
    Column("employee_id", String, primary_key=True),
    _skill_group,
    Index("staff_groups_by_group", _skill_group),
)

TEAMS = read_table(
    "staff_teams",
    Column("team_id", String, primary_key=True),
    Column("leader_id", String),
)


# Asked for every contact: building the query would cost more than carrying it out.
_HOLDER = select(STAFF.c.employee_id).where(STAFF.c.agent_id == bindparam("agent_id"))


class Staff(ReadModel):
    """The employees of whom `people` has told; no names."""

    name = "staff"
    source = "people"
    tables = (STAFF, GROUPS, TEAMS)

    @projects("loopdesk.people.employee_hired.v1")
    def hired(self, rows: Rows, message: Message) -> None:
        """Somebody works here."""
        data = message.data
        rows[STAFF].put(
            employee_id=data["employee_id"],
            site_id=data["site_id"],
            level=0,
            authority="[]",
            is_employed=True,
        )

    @projects("loopdesk.people.employee_moved.v1")
    def moved(self, rows: Rows, message: Message) -> None:
        """The employee works at another site."""
        data = message.data
        rows[STAFF].change(data["employee_id"], site_id=data["site_id"])

    @projects("loopdesk.people.employee_left.v1")
    def left(self, rows: Rows, message: Message) -> None:
        """The employee has left; whoever looks for agents does not find them."""
        employee_id = message.data["employee_id"]
        rows[STAFF].change(employee_id, is_employed=False, team_id=None, supervisor_id=None)
        rows[GROUPS].remove_where(employee_id=employee_id)

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
        """Another position: its authority counts only once it is acknowledged (RO-7)."""
        data = message.data
        rows[STAFF].change(data["employee_id"], level=data.get("level", 0), authority="[]")

    @projects("loopdesk.people.position_description_acknowledged.v1")
    def acknowledged(self, rows: Rows, message: Message) -> None:
        """The authority of the position counts from now on (RO-7)."""
        data = message.data
        authority = msgspec.json.encode(data["authority"], order="sorted").decode()
        rows[STAFF].change(data["employee_id"], authority=authority)

    @projects("loopdesk.people.agent_id_issued.v1")
    def agent_id_issued(self, rows: Rows, message: Message) -> None:
        """The employee has an agent ID [工号]."""
        data = message.data
        rows[STAFF].change(data["employee_id"], agent_id=data["agent_id"])

    @projects("loopdesk.people.skill_group_joined.v1")
    def group_joined(self, rows: Rows, message: Message) -> None:
        """The employee works in a skill group."""
        data = message.data
        rows[GROUPS].put(employee_id=data["employee_id"], skill_group=data["skill_group"])

    @projects("loopdesk.people.skill_group_left.v1")
    def group_left(self, rows: Rows, message: Message) -> None:
        """The employee works in a skill group no more."""
        data = message.data
        rows[GROUPS].remove(data["employee_id"], data["skill_group"])

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
        with self.database.reading() as connection:
            row = (
                connection.execute(
                    select(STAFF).where(
                        STAFF.c.employee_id == str(employee_id), STAFF.c.is_employed
                    )
                )
                .mappings()
                .first()
            )
        return None if row is None else _member(row, self.groups_of([employee_id]))

    def team_of(self, leader_id: UUID) -> frozenset[UUID]:
        """Whom an employee supervises: members of the teams led, and who reports to them."""
        teams = select(TEAMS.c.team_id).where(TEAMS.c.leader_id == str(leader_id))
        query = select(STAFF.c.employee_id).where(
            or_(STAFF.c.team_id.in_(teams), STAFF.c.supervisor_id == str(leader_id))
        )
        with self.database.reading() as connection:
            return frozenset(UUID(one) for one in connection.execute(query).scalars())

    def groups_of(self, employee_ids: Collection[UUID]) -> frozenset[str]:
        """The skill groups in which any of these employees works."""
        query = select(GROUPS.c.skill_group).where(
            GROUPS.c.employee_id.in_([str(one) for one in employee_ids])
        )
        with self.database.reading() as connection:
            return frozenset(connection.execute(query).scalars())

    def members_of(self, skill_group: str) -> Sequence[UUID]:
        """The employees of a skill group, in the order of their ids."""
        query = (
            select(GROUPS.c.employee_id)
            .where(GROUPS.c.skill_group == skill_group)
            .order_by(GROUPS.c.employee_id)
        )
        with self.database.reading() as connection:
            return [UUID(one) for one in connection.execute(query).scalars()]

    def agent_id_of(self, employee_id: UUID) -> str | None:
        """The agent ID [工号], if the employee has one."""
        query = select(STAFF.c.agent_id).where(STAFF.c.employee_id == str(employee_id))
        with self.database.reading() as connection:
            found: str | None = connection.execute(query).scalar()
        return found

    def holder_of(self, agent_id: str) -> UUID | None:
        """The employee who has an agent ID [工号]."""
        with self.database.reading() as connection:
            found = connection.execute(_HOLDER, {"agent_id": agent_id}).scalar()
        return None if found is None else UUID(found)


def _member(row: Any, skill_groups: frozenset[str]) -> Member:
    return Member(
        employee_id=UUID(row["employee_id"]),
        site_id=None if row["site_id"] is None else UUID(row["site_id"]),
        skill_groups=skill_groups,
        level=row["level"],
        authority=msgspec.json.decode(row["authority"], type=tuple[Authority, ...]),
    )
