"""What annual training plans refuse, named by the fact."""

from __future__ import annotations

from shared.errors import Conflict, Invalid, NotAllowed, NotFound, RuleViolated


class PlanNotFound(NotFound):
    """There is no such plan, or not for this reader."""

    code = "plan-not-found"
    en = "There is no annual training plan {key}."
    zh = "没有找到年度培训计划 {key}。"


class PlanAlreadyOpened(Conflict):
    """The code is taken."""

    code = "plan-already-opened"
    en = "There is an annual training plan with the code {plan_code} already."
    zh = "代码为 {plan_code} 的年度培训计划已存在。"


class PlanInAnotherState(RuleViolated):
    """The step does not fit the state of the plan."""

    code = "plan-in-another-state"
    en = "The plan is {state}; for this step it must be {needed}."
    zh = "计划{state_zh}；此操作要求计划{needed_zh}。"


class PlanEmpty(RuleViolated):
    """There is nothing to approve."""

    code = "plan-empty"
    en = "A plan needs an objective and an item before it can be submitted."
    zh = "计划至少须有一个目标和一个项目才能提交。"


class NotYourOwnPlan(NotAllowed):
    """Nobody approves what they wrote."""

    code = "not-your-own-plan"
    en = "Somebody who has not written this revision approves it or sends it back."
    zh = "本版计划须由未参与编写者审批或退回。"


class PlanContradictsItself(Invalid):
    """Codes stand twice, or name what is not there."""

    code = "plan-contradicts-itself"
    en = "The plan contradicts itself: {summary}"
    zh = "计划内容自相矛盾：{summary}"


class PlanItemNotFound(NotFound):
    """The plan in force has no such item."""

    code = "plan-item-not-found"
    en = "The plan in force has no item {item}."
    zh = "生效的计划中没有项目 {item}。"


class SpendingNotFound(NotFound):
    """No such amount was entered, or it was taken back."""

    code = "spending-not-found"
    en = "There is no spending {key} of this plan."
    zh = "该计划没有支出 {key}。"


class SpentInTheFuture(Invalid):
    """The day has not come."""

    code = "spent-in-the-future"
    en = "Only what was spent is entered: {summary}"
    zh = "仅可登记已发生的支出：{summary}"
