"""Which skills does an employee hold, and at which level?"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from uuid import UUID

from sqlalchemy import Column, Integer, String, select

from shared.bus.message import Message
from shared.read_models import ReadModel, Rows, projects, read_table

SKILLS = read_table(
    "agent_skills",
    Column("employee_id", String, primary_key=True),
    Column("skill", String, primary_key=True),
    Column("level", Integer, nullable=False),
)


class AgentSkills(ReadModel):
    """The skills of which `people` has told."""

    name = "agent_skills"
    source = "people"
    tables = (SKILLS,)

    @projects("loopdesk.people.skill_granted.v1")
    def granted(self, rows: Rows, message: Message) -> None:
        """The employee holds a skill at a level."""
        data = message.data
        rows[SKILLS].put(employee_id=data["employee_id"], skill=data["skill"], level=data["level"])

    @projects("loopdesk.people.skill_withdrawn.v1")
    def withdrawn(self, rows: Rows, message: Message) -> None:
        """The employee holds a skill no more."""
        rows[SKILLS].remove(message.data["employee_id"], message.data["skill"])

    @projects("loopdesk.people.employee_left.v1")
    def left(self, rows: Rows, message: Message) -> None:
        """Nobody is looked for among those who have left."""
        rows[SKILLS].remove_where(employee_id=message.data["employee_id"])

    def levels_of(self, employee_ids: Collection[UUID]) -> Mapping[UUID, Mapping[str, int]]:
        """Levels by skill of these employees; who holds none is there with none."""
        found: dict[UUID, dict[str, int]] = {one: {} for one in employee_ids}
        query = select(SKILLS).where(SKILLS.c.employee_id.in_([str(one) for one in employee_ids]))
        with self.database.reading() as connection:
            for row in connection.execute(query).mappings():
                found[UUID(row["employee_id"])][row["skill"]] = row["level"]
        return found
