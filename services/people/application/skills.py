"""Skills granted and withdrawn, skill groups joined and left (RO-2)."""

from __future__ import annotations

from uuid import UUID

from services.people.application.finding import existing_employee
from services.people.application.permissions import GRANT_SKILLS
from services.people.domain.forms import CODE, check_form
from services.people.domain.rules import EMPLOYMENT, EmploymentRules
from services.people.domain.skill_errors import OwnSkill
from services.people.domain.skills import SkillGroup, SkillRecord
from shared.context import current_context
from shared.event_store.store import Store, expect_version
from shared.rules import Rules, deciding_by


class Skills:
    """Who can do what, and works in which skill groups.

    Args:
        store: the log of `people`.
        rules: the rules in force.
    """

    def __init__(self, store: Store, *, rules: Rules) -> None:
        self._store = store
        self._rules = rules

    def grant_skill(
        self, employee_id: UUID, *, skill: str, level: int, expected_version: int | None = None
    ) -> SkillRecord:
        """The employee holds a skill at a level.

        Raises:
            SkillLevelUnknown: the rules know no such level.
            SkillAlreadyHeld: they hold it at that level.
        """
        record = self._record_to_change(employee_id, expected_version)
        self.decide_skill(record, skill=skill, level=level)
        return self._saved(record)

    def decide_skill(self, record: SkillRecord, *, skill: str, level: int) -> None:
        """Checks the grant of a skill against the rules and notes it in the record.

        Args:
            record: the skill record, saved by the caller.
            skill: code of the skill.
            level: its level.
        """
        check_form(skill, CODE, field="skill")
        rule = self._rules.in_force(EMPLOYMENT, at=current_context().occurred_at)
        rule.read_as(EmploymentRules).check_skill_level(level)
        with deciding_by(rule):
            record.grant_skill(skill, level=level)

    def withdraw_skill(
        self, employee_id: UUID, *, skill: str, expected_version: int | None = None
    ) -> SkillRecord:
        """The employee holds the skill no more.

        Raises:
            SkillNotHeld: they did not hold it.
            SkillStillNeeded: a skill group of theirs asks for it.
        """
        record = self._record_to_change(employee_id, expected_version)
        record.withdraw_skill(skill)
        return self._saved(record)

    def join_skill_group(
        self, employee_id: UUID, *, skill_group: str, expected_version: int | None = None
    ) -> SkillRecord:
        """The employee works in a skill group.

        Raises:
            NotFound: there is no such group.
            SkillsMissing: they lack a skill that the group asks for.
        """
        record = self._record_to_change(employee_id, expected_version)
        group = self._store.get(SkillGroup, SkillGroup.id_for(skill_group))
        record.join_group(group)
        return self._saved(record)

    def leave_skill_group(
        self, employee_id: UUID, *, skill_group: str, expected_version: int | None = None
    ) -> SkillRecord:
        """The employee works in the skill group no more."""
        record = self._record_to_change(employee_id, expected_version)
        record.leave_group(skill_group)
        return self._saved(record)

    def _record_to_change(self, employee_id: UUID, expected_version: int | None) -> SkillRecord:
        context = current_context()
        context.require(GRANT_SKILLS)
        if context.actor == str(employee_id):
            raise OwnSkill
        existing_employee(self._store, employee_id).require_employed()
        record = self._store.get(SkillRecord, SkillRecord.id_for(employee_id))
        expect_version(record, expected_version)
        return record

    def _saved(self, record: SkillRecord) -> SkillRecord:
        self._store.save(record)
        return record
