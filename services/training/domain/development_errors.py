"""What development plans and the succession pipeline refuse, named by the fact."""

from __future__ import annotations

from shared.errors import Conflict, Invalid, NotAllowed, NotFound, RuleViolated


class DevelopmentPlanNotFound(NotFound):
    """There is no such plan, or not for this reader."""

    code = "development-plan-not-found"
    en = "There is no development plan {key}."
    zh = "没有找到个人发展计划 {key}。"


class DevelopmentPlanAlreadyOpened(Conflict):
    """The employee has one."""

    code = "development-plan-already-opened"
    en = "There is a development plan of employee {employee_id} already."
    zh = "员工 {employee_id} 已有个人发展计划。"


class CareerStepUnknown(Invalid):
    """No career path has this step."""

    code = "career-step-unknown"
    en = "There is no such step: {summary}"
    zh = "没有该职业发展阶段：{summary}"


class OnlyOneself(NotAllowed):
    """It belongs to the employee."""

    code = "only-oneself"
    en = "Only the employee says this of themselves."
    zh = "仅限员工本人填写。"


class NotOneself(NotAllowed):
    """Nobody judges themselves."""

    code = "not-oneself"
    en = "Somebody who leads the employee, or develops all of them, does this."
    zh = "须由其上级或人才发展人员操作，不能由本人操作。"


class GoalNotFound(NotFound):
    """The plan has no such goal."""

    code = "goal-not-found"
    en = "There is no goal {key} in this plan."
    zh = "该计划中没有目标 {key}。"


class GoalSettled(RuleViolated):
    """The goal was reached or dropped."""

    code = "goal-settled"
    en = "The goal is {state} already."
    zh = "该目标已{state_zh}。"


class TooManyGoals(RuleViolated):
    """Nobody can pursue more."""

    code = "too-many-goals"
    en = "A development plan holds {most} open goals at most."
    zh = "个人发展计划最多有 {most} 个进行中的目标。"


class NothingToAgree(RuleViolated):
    """There is no direction or no open goal."""

    code = "nothing-to-agree"
    en = "A plan needs a direction and an open goal before it can be agreed."
    zh = "计划须有发展方向和进行中的目标才能确认。"


class AlreadyAgreed(RuleViolated):
    """This side has agreed to the plan as it stands."""

    code = "already-agreed"
    en = "Your side has agreed to the plan as it stands."
    zh = "您方已确认当前计划。"


class PositionUnknown(Invalid):
    """There is no such position."""

    code = "position-unknown"
    en = "There is no such position: {summary}"
    zh = "没有该岗位：{summary}"


class PoolNotFound(NotFound):
    """There is no such pool, or not for this reader."""

    code = "pool-not-found"
    en = "There is no succession pool {key}."
    zh = "没有找到后备人才库 {key}。"


class PoolAlreadyOpened(Conflict):
    """The position has one."""

    code = "pool-already-opened"
    en = "There is a succession pool of the position {position_id} already."
    zh = "岗位 {position_id} 已有后备人才库。"


class NotYourselfNominated(NotAllowed):
    """Nobody nominates themselves."""

    code = "not-yourself-nominated"
    en = "Somebody else nominates you, or nobody."
    zh = "不能提名本人。"


class AlreadyNominated(RuleViolated):
    """The employee is in the pool."""

    code = "already-nominated"
    en = "Employee {employee_id} is in this pool already."
    zh = "员工 {employee_id} 已在该后备人才库中。"


class NominationNotFound(NotFound):
    """The pool has no such nomination, or not for this reader."""

    code = "nomination-not-found"
    en = "There is no nomination {key} in this pool."
    zh = "该后备人才库中没有提名 {key}。"
