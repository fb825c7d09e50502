"""Skill groups, and the skills that an employee holds (RO-2)."""

from __future__ import annotations

from typing import Self
from uuid import UUID

from services.people.domain.skill_errors import (
    AlreadyInGroup,
    NotInGroup,
    SkillAlreadyHeld,
    SkillNotHeld,
    SkillsMissing,
    SkillStillNeeded,
)
from shared.event_store.aggregate import Aggregate, event
from shared.ids import id_of


class SkillGroup(Aggregate):
    """A queue's worth of work that asks for certain skills [技能组], within a business line."""

    TOPIC = "people.skill_group"

    class Created(Aggregate.Created):
        """A skill group was opened."""

        TOPIC = "people.skill_group.opened"
        code: str
        name: str
        business_line: str
        required_skills: dict[str, int]

    def __init__(
        self, code: str, name: str, business_line: str, required_skills: dict[str, int]
    ) -> None:
        self.code = code
        self.name = name
        self.business_line = business_line
        self.required_skills = required_skills

    @staticmethod
    def id_for(code: str) -> UUID:
        """The one id of the skill group `code`."""
        return id_of("people.skill_group", code)

    @classmethod
    def open(
        cls, code: str, *, name: str, business_line: str, required_skills: dict[str, int]
    ) -> Self:
        """A new skill group.

        Args:
            code: its code, by which tickets name it.
            name: what it is called.
            business_line: code of its business line.
            required_skills: lowest level by skill that its members hold.
        """
        return cls._create(
            cls.Created,
            id=cls.id_for(code),
            code=code,
            name=name,
            business_line=business_line,
            required_skills=required_skills,
        )


class SkillRecord(Aggregate):
    """What one employee can do, and in which skill groups they work."""

    TOPIC = "people.skill_record"

    class Created(Aggregate.Created):
        """The record was opened with the hiring."""

        TOPIC = "people.skill_record.opened"
        employee_id: UUID

    def __init__(self, employee_id: UUID) -> None:
        self.employee_id = employee_id
        self.skills: dict[str, int] = {}
        self.groups: dict[str, dict[str, int]] = {}

    @staticmethod
    def id_for(employee_id: UUID) -> UUID:
        """The one id of an employee's skill record."""
        return id_of("people.skill_record", employee_id)

    @classmethod
    def open(cls, employee_id: UUID) -> Self:
        """An empty record."""
        return cls._create(cls.Created, id=cls.id_for(employee_id), employee_id=employee_id)

    def grant_skill(self, skill: str, *, level: int) -> None:
        """The employee holds a skill at a level from now on."""
        if self.skills.get(skill) == level:
            raise SkillAlreadyHeld(skill=skill, level=level)
        self._refuse_if_needed(skill, level=level)
        self._grant_skill(employee_id=self.employee_id, skill=skill, level=level)

    @event("SkillGranted", topic="people.skill_record.skill_granted")
    def _grant_skill(self, employee_id: UUID, skill: str, level: int) -> None:
        self.skills = {**self.skills, skill: level}

    def withdraw_skill(self, skill: str) -> None:
        """The employee does not hold the skill any more."""
        if skill not in self.skills:
            raise SkillNotHeld(skill=skill)
        self._refuse_if_needed(skill, level=0)
        self._withdraw_skill(employee_id=self.employee_id, skill=skill)

    @event("SkillWithdrawn", topic="people.skill_record.skill_withdrawn")
    def _withdraw_skill(self, employee_id: UUID, skill: str) -> None:
        self.skills = {name: level for name, level in self.skills.items() if name != skill}

    def join_group(self, group: SkillGroup) -> None:
        """Only those with its skills may join a skill group."""
        if group.code in self.groups:
            raise AlreadyInGroup(group=group.code)
        missing = [
            f"{skill} {level}"
            for skill, level in group.required_skills.items()
            if self.skills.get(skill, 0) < level
        ]
        if missing:
            raise SkillsMissing(group=group.code, missing=", ".join(missing))
        self._join_group(
            employee_id=self.employee_id,
            skill_group=group.code,
            business_line=group.business_line,
            required_skills=group.required_skills,
        )

    @event("GroupJoined", topic="people.skill_record.group_joined")
    def _join_group(
        self,
        employee_id: UUID,
        skill_group: str,
        business_line: str,
        required_skills: dict[str, int],
    ) -> None:
        self.groups = {**self.groups, skill_group: required_skills}

    def leave_group(self, skill_group: str) -> None:
        """The employee works in the skill group no more."""
        if skill_group not in self.groups:
            raise NotInGroup(group=skill_group)
        self._leave_group(employee_id=self.employee_id, skill_group=skill_group)

    @event("GroupLeft", topic="people.skill_record.group_left")
    def _leave_group(self, employee_id: UUID, skill_group: str) -> None:
        self.groups = {code: one for code, one in self.groups.items() if code != skill_group}

    def _refuse_if_needed(self, skill: str, *, level: int) -> None:
        for code, required in self.groups.items():
            if required.get(skill, 0) > level:
                raise SkillStillNeeded(skill=skill, group=code)
