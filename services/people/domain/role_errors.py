"""What the granting of roles refuses, named by the fact."""

from __future__ import annotations

from shared.errors import Invalid, RuleViolated


class RoleUnknown(Invalid):
    """Roles come from the rules (RO-2, RO-3)."""

    code = "role-unknown"
    en = "{summary} is no role; the rules know {known}."
    zh = "{summary} 不是角色，规则中有：{known}。"


class RoleAboveLevel(RuleViolated):
    """No authority above one's own level (SE-6)."""

    code = "role-above-level"
    en = "The role {role} needs level {needed}; {whose} level is {level}."
    zh = "角色 {role} 需要 {needed} 级，{whose_zh}为 {level} 级。"


class OwnRole(RuleViolated):
    """Nobody grants or withdraws a role of their own."""

    code = "own-role"
    en = "Nobody changes their own roles; ask somebody else who may."
    zh = "不能变更本人的角色，请由其他有权人员办理。"


class RoleAlreadyGranted(RuleViolated):
    """The grants of a role do not overlap."""

    code = "role-already-granted"
    en = "The role {role} is granted for that time already."
    zh = "该时段内已授予角色 {role}。"


class RoleNotHeld(RuleViolated):
    """Only a role that is or will be in force can be withdrawn."""

    code = "role-not-held"
    en = "The role {role} is not granted at that time."
    zh = "该时间并未授予角色 {role}。"


class WrongPeriod(Invalid):
    """A period ends after it has begun."""

    code = "wrong-period"
    en = "The period is not possible: {summary}"
    zh = "时间段无效：{summary}"
