"""What assignment refuses, named by the fact."""

from __future__ import annotations

from shared.errors import NotFound, RuleViolated


class AgentLacksSkill(RuleViolated):
    """Only agents of the skill group may take its tickets."""

    code = "agent-lacks-skill"
    en = "The agent does not belong to skill group {skill_group}."
    zh = "该客服代表不属于技能组 {skill_group}。"


class AgentNotAvailable(RuleViolated):
    """Work goes to those who are available for the channel."""

    code = "agent-not-available"
    en = "The agent is not available for the channel {channel} now."
    zh = "该客服代表当前未处于 {channel} 渠道的可用状态。"


class AgentAtCapacity(RuleViolated):
    """The agent has as many tickets of the channel as the rules allow."""

    code = "agent-at-capacity"
    en = "The agent has {count} open tickets of the channel {channel}; {capacity} are allowed."
    zh = "该客服代表已有 {count} 张 {channel} 渠道的未结工单，上限为 {capacity}。"


class NoAgentAvailable(RuleViolated):
    """Nobody of the skill group is available with capacity left."""

    code = "no-agent-available"
    en = "No agent of skill group {skill_group} is available with capacity left."
    zh = "技能组 {skill_group} 当前没有可用且有余力的客服代表。"


class NothingWaiting(NotFound):
    """No ticket waits that the agent could take now."""

    code = "nothing-waiting"
    en = "No ticket waits for your skill groups that you have capacity for."
    zh = "您的技能组中没有可领取的工单。"


class SkillLevelTooLow(RuleViolated):
    """The ticket asks for a skill at a level that the agent does not hold."""

    code = "skill-level-too-low"
    en = "The ticket asks for the skill {skill} at level {level}; the agent holds level {held}."
    zh = "该工单要求技能 {skill} 达到 {level} 级，该客服代表为 {held} 级。"


class NotAvailableAnyway(RuleViolated):
    """Only channels of which one takes work can be left."""

    code = "not-available-anyway"
    en = "You take no work of {channels} anyway."
    zh = "您当前本来就未处于 {channels} 渠道的可用状态。"


class TicketDoesNotWait(NotFound):
    """Only what waits has a place in the queue."""

    code = "ticket-does-not-wait"
    en = "Ticket {number} is {state} and waits in no queue."
    zh = "工单 {number} 当前{state_zh}，不在队列中等待。"
