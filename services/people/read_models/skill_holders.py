"""Who holds which skill, and who works in which skill group?"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import Column, Index, Integer, String, select

from shared.read_models import ReadModel, Rows, projects, read_table

_skill = Column("skill", String, primary_key=True)
_holder = Column("employee_id", String, primary_key=True)
_group = Column("skill_group", String, primary_key=True)
_member = Column("employee_id", String, primary_key=True)

SKILLS = read_table(
    "skill_holders",
    _holder,
    _skill,
    Column("level", Integer, nullable=False),
    Index("skill_holders_by_skill", _skill, _holder),
)
MEMBERS = read_table(
    "skill_group_members",
    _member,
    _group,
    Index("skill_group_members_by_group", _group, _member),
)


@dataclass(frozen=True)
class SkillHolder:
    """A skill at a level.

    Args:
        employee_id: who holds it.
        skill: code of the skill.
        level: its level.
    """

    employee_id: UUID
    skill: str
    level: int


class SkillHolders(ReadModel):
    """Skills and memberships of all employees."""

    name = "skill_holders"
    source = "people"
    tables = (SKILLS, MEMBERS)

    @projects("people.skill_record.skill_granted")
    def skill_granted(self, rows: Rows, event: Any) -> None:
        """Somebody holds a skill at a level."""
        rows[SKILLS].put(employee_id=str(event.employee_id), skill=event.skill, level=event.level)

    @projects("people.skill_record.skill_withdrawn")
    def skill_withdrawn(self, rows: Rows, event: Any) -> None:
        """Somebody holds a skill no more."""
        rows[SKILLS].remove(str(event.employee_id), event.skill)

    @projects("people.skill_record.group_joined")
    def group_joined(self, rows: Rows, event: Any) -> None:
        """Somebody works in a skill group."""
        rows[MEMBERS].put(employee_id=str(event.employee_id), skill_group=event.skill_group)

    @projects("people.skill_record.group_left")
    def group_left(self, rows: Rows, event: Any) -> None:
        """Somebody works in a skill group no more."""
        rows[MEMBERS].remove(str(event.employee_id), event.skill_group)

    @projects("people.employee.left")
    def employee_left(self, rows: Rows, event: Any) -> None:
        """Who has left works in no skill group."""
        rows[SKILLS].remove_where(employee_id=str(event.originator_id))
        rows[MEMBERS].remove_where(employee_id=str(event.originator_id))

    def holders(
        self, skill: str, *, after: UUID | None = None, limit: int
    ) -> Sequence[SkillHolder]:
        """Who holds a skill, by employee, after the last one of the page before."""
        query = (
            select(SKILLS)
            .where(SKILLS.c.skill == skill)
            .order_by(SKILLS.c.employee_id)
            .limit(limit)
        )
        if after is not None:
            query = query.where(SKILLS.c.employee_id > str(after))
        with self.database.reading() as connection:
            return [
                SkillHolder(UUID(row.employee_id), row.skill, row.level)
                for row in connection.execute(query)
            ]

    def members(self, skill_group: str, *, after: UUID | None = None, limit: int) -> Sequence[UUID]:
        """Who works in a skill group, after the last one of the page before."""
        query = (
            select(MEMBERS.c.employee_id)
            .where(MEMBERS.c.skill_group == skill_group)
            .order_by(MEMBERS.c.employee_id)
            .limit(limit)
        )
        if after is not None:
            query = query.where(MEMBERS.c.employee_id > str(after))
        with self.database.reading() as connection:
            return [UUID(one) for one in connection.execute(query).scalars()]
