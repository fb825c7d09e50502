"""Skills and skill groups."""

import pytest

from services.people.domain.skill_errors import OwnSkill, SkillLevelUnknown
from shared.errors import Invalid, NotAllowed, NotFound


@pytest.fixture
def cards(parts, acts):
    with acts():
        return parts.organisation.open_skill_group(
            code="cards", name="银行卡", business_line="banking", required_skills={"cards": 2}
        )


def test_a_skilled_employee_joins_a_group(parts, acts, hire, cards):
    employee = hire()
    with acts():
        parts.skills.grant_skill(employee.id, skill="cards", level=2)
        record = parts.skills.join_skill_group(employee.id, skill_group="cards")
    assert (["cards"], {"cards": 2}) == (list(record.groups), record.skills)
    with acts():
        parts.skills.leave_skill_group(employee.id, skill_group="cards")
        assert {} == parts.skills.withdraw_skill(employee.id, skill="cards").skills


@pytest.mark.parametrize("level", [0, 6])
def test_levels_are_those_of_the_rules(parts, acts, hire, level):
    employee = hire()
    with acts(), pytest.raises(SkillLevelUnknown):
        parts.skills.grant_skill(employee.id, skill="cards", level=level)


def test_a_group_that_is_not_there_cannot_be_joined(parts, acts, hire):
    employee = hire()
    with acts(), pytest.raises(NotFound):
        parts.skills.join_skill_group(employee.id, skill_group="loans")


def test_nobody_grades_themselves(parts, acts, hire):
    employee = hire()
    with acts("people.grant_skills", actor=employee.id), pytest.raises(OwnSkill):
        parts.skills.grant_skill(employee.id, skill="cards", level=5)


def test_granting_skills_needs_the_permission(parts, acts, hire):
    employee = hire()
    with acts("people.manage_employees"), pytest.raises(NotAllowed):
        parts.skills.grant_skill(employee.id, skill="cards", level=1)


def test_a_skill_has_a_plain_code(parts, acts, hire):
    employee = hire()
    with acts(), pytest.raises(Invalid):
        parts.skills.grant_skill(employee.id, skill="Bank Cards", level=1)
