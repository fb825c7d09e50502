"""What campaigns and outbound tasks refuse, named by the fact."""

from __future__ import annotations

from shared.errors import Conflict, Invalid, NotAllowed, NotFound, RuleViolated


class CampaignNotFound(NotFound):
    """There is no such campaign."""

    code = "campaign-not-found"
    en = "There is no campaign {key}."
    zh = "没有找到外呼活动 {key}。"


class CampaignInvalid(Invalid):
    """The plan of a campaign breaks a rule."""

    code = "campaign-invalid"
    en = "The campaign cannot be planned so: {summary}"
    zh = "外呼活动的计划无效：{summary}"


class CampaignStateWrong(RuleViolated):
    """The campaign is in a state that does not allow the step."""

    code = "campaign-state-wrong"
    en = "The campaign is {state}; this step is not possible now."
    zh = "外呼活动当前为“{state_zh}”，无法执行此操作。"


class CampaignOver(RuleViolated):
    """The window of the campaign has passed."""

    code = "campaign-over"
    en = "The campaign's window ended at {until_at}."
    zh = "外呼活动的时间窗已于 {until_at} 结束。"


class ScriptNotReleased(RuleViolated):
    """Customers are called by a released script only."""

    code = "script-not-released"
    en = "The script of the campaign has no released version; release one first."
    zh = "该活动的话术没有已发布的版本，请先发布。"


class DiallerMissing(RuleViolated):
    """Nothing is connected that could dial."""

    code = "dialler-missing"
    en = "No dialler is connected; plan the campaign with the mode preview."
    zh = "未接入外呼拨号系统，请使用预览式外呼。"


class CallingTimesUnknown(RuleViolated):
    """Without a calendar nobody knows what time it is for the customer."""

    code = "calling-times-unknown"
    en = "The campaign's site has no calendar; enter its opening hours first."
    zh = "该职场尚无日历，请先录入营业时间。"


class NotATimeToCall(RuleViolated):
    """Customers are called within the hours of the campaign only."""

    code = "not-a-time-to-call"
    en = "Customers of this campaign are called from {from_time} to {until_time} on open days only."
    zh = "该活动仅可在营业日 {from_time} 至 {until_time} 之间呼叫客户。"


class TaskNotFound(NotFound):
    """There is no such outbound task."""

    code = "outbound-task-not-found"
    en = "There is no outbound task {key}."
    zh = "没有找到外呼任务 {key}。"


class TaskStateWrong(RuleViolated):
    """The task is in a state that does not allow the step."""

    code = "outbound-task-state-wrong"
    en = "The outbound task is {state}; this step is not possible now."
    zh = "外呼任务当前为“{state_zh}”，无法执行此操作。"


class TaskNotYours(NotAllowed):
    """Somebody else has the task."""

    code = "outbound-task-not-yours"
    en = "Another agent has this outbound task."
    zh = "该外呼任务由其他客服代表负责。"


class TaskNotDue(RuleViolated):
    """The gap between two tries, or the promised time, has not passed."""

    code = "outbound-task-not-due"
    en = "The customer is to be called again not before {due_at}."
    zh = "该客户在 {due_at} 之前不得再次呼叫。"


class NothingToCall(NotFound):
    """No outbound task waits for the agent."""

    code = "nothing-to-call"
    en = "No outbound task of your skill groups may be called now."
    zh = "您的技能组目前没有可呼叫的外呼任务。"


class TooManyTargets(Invalid):
    """A list is entered in parts."""

    code = "too-many-targets"
    en = "The list is not valid: {summary}"
    zh = "名单无效：{summary}"


class DispositionUnknown(RuleViolated):
    """The rules in force know no such disposition code."""

    code = "unknown-disposition"
    en = "There is no disposition code {disposition}; the rules know {dispositions}."
    zh = "没有处理结果代码 {disposition}；规则中有 {dispositions}。"


class ObjectionUnknown(RuleViolated):
    """The rules in force know no such objection."""

    code = "unknown-objection"
    en = "There is no objection code {objection}; the rules know {objections}."
    zh = "没有异议代码 {objection}；规则中有 {objections}。"


class CallbackTimeWrong(Invalid):
    """A wished callback needs a time within the campaign."""

    code = "callback-time-wrong"
    en = "The wished callback cannot be kept: {summary}"
    zh = "客户期望的回呼时间无效：{summary}"


class AlreadyNotToBeCalled(Conflict):
    """The customer is on the do-not-call list already."""

    code = "already-not-to-be-called"
    en = "The customer is on the do-not-call list already."
    zh = "该客户已在免打扰名单中。"


class NotOnTheList(NotFound):
    """The customer is not on the do-not-call list."""

    code = "not-on-the-do-not-call-list"
    en = "Customer {key} is not on the do-not-call list."
    zh = "客户 {key} 不在免打扰名单中。"


class OccasionNotFound(NotFound):
    """No such occasion is known of the customer."""

    code = "occasion-not-found"
    en = "No such occasion of customer {key} is known."
    zh = "没有客户 {key} 的该纪念日。"


class OccasionInvalid(Invalid):
    """An occasion is a day of the year."""

    code = "occasion-invalid"
    en = "The occasion is not valid: {summary}"
    zh = "纪念日无效：{summary}"
