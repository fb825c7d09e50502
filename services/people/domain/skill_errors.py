"""What skills and skill groups refuse, named by the fact."""

from __future__ import annotations

from shared.errors import Invalid, RuleViolated


class SkillLevelUnknown(Invalid):
    """Skill levels run from 1 to the highest of the rules."""

    code = "skill-level-unknown"
    en = "A skill has a level from 1 to {highest}: {summary}"
    zh = "技能等级为 1 至 {highest}：{summary}"


class SkillNotHeld(RuleViolated):
    """A skill that nobody granted cannot be withdrawn."""

    code = "skill-not-held"
    en = "The employee does not hold the skill {skill}."
    zh = "该员工不具备技能 {skill}。"


class SkillAlreadyHeld(RuleViolated):
    """The same skill at the same level is granted once."""

    code = "skill-already-held"
    en = "The employee holds the skill {skill} at level {level} already."
    zh = "该员工已具备 {level} 级技能 {skill}。"


class SkillsMissing(RuleViolated):
    """Only those with its skills join a skill group."""

    code = "skills-missing"
    en = "The skill group {group} asks for {missing}; grant the skills first."
    zh = "技能组 {group} 要求 {missing}，请先授予相应技能。"


class SkillStillNeeded(RuleViolated):
    """A skill that a group asks for is kept while its holder belongs to the group."""

    code = "skill-still-needed"
    en = "The skill {skill} is needed in the skill group {group}; leave the group first."
    zh = "技能组 {group} 需要技能 {skill}，请先退出该技能组。"


class AlreadyInGroup(RuleViolated):
    """One belongs to a skill group once."""

    code = "already-in-group"
    en = "The employee belongs to the skill group {group} already."
    zh = "该员工已在技能组 {group} 中。"


class NotInGroup(RuleViolated):
    """One leaves a skill group that one belongs to."""

    code = "not-in-group"
    en = "The employee does not belong to the skill group {group}."
    zh = "该员工不在技能组 {group} 中。"


class OwnSkill(RuleViolated):
    """Nobody grades themselves."""

    code = "own-skill"
    en = "Nobody changes their own skills or skill groups; ask your supervisor."
    zh = "不能变更本人的技能或技能组，请由主管办理。"
