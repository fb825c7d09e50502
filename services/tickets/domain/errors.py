"""What tickets refuse, named by the fact; those of contacts and the like stand beside them."""

from __future__ import annotations

from shared.errors import Conflict, Invalid, NotAllowed, NotFound, RuleViolated


class TicketNotFound(NotFound):
    """There is no such ticket, or not for this reader."""

    code = "ticket-not-found"
    en = "There is no ticket {key}, or you may not see it."
    zh = "没有找到工单 {key}，或您无权查看。"


class TicketNotYours(NotAllowed):
    """Somebody else works on the ticket."""

    code = "ticket-not-yours"
    en = "Ticket {number} is not yours; take it, or ask its agent or your supervisor."
    zh = "工单 {number} 不由您处理，请先领取，或联系经办人或主管。"


class TicketAlreadyOpened(Conflict):
    """The request led to a ticket before."""

    code = "ticket-already-opened"
    en = "Ticket {number} was opened for this already."
    zh = "该请求已建工单 {number}。"


class TicketAlreadyClosed(RuleViolated):
    """A closed ticket takes no more entries until it is reopened."""

    code = "ticket-already-closed"
    en = "Ticket {number} is closed already; reopen it first."
    zh = "工单 {number} 已关闭，请先重新打开。"


class TicketAlreadyResolved(RuleViolated):
    """The work on the ticket is done."""

    code = "ticket-already-resolved"
    en = "Ticket {number} is resolved already; reopen it to go on working."
    zh = "工单 {number} 已解决，如需继续处理请重新打开。"


class TicketNotResolved(RuleViolated):
    """Only what is resolved can be closed."""

    code = "ticket-not-resolved"
    en = "Ticket {number} is not resolved yet; resolve it before you close it."
    zh = "工单 {number} 尚未解决，请先解决再关闭。"


class TicketStillOpen(RuleViolated):
    """Only what is resolved or closed can be reopened."""

    code = "ticket-still-open"
    en = "Ticket {number} is open; there is nothing to reopen."
    zh = "工单 {number} 仍在处理中，无需重新打开。"


class TicketNotInProgress(RuleViolated):
    """The step belongs to a ticket that an agent is working on."""

    code = "ticket-not-in-progress"
    en = "Ticket {number} is {state}, not in progress; accept or resume it first."
    zh = "工单 {number} 当前状态为{state_zh}，不在处理中，请先接单或恢复处理。"


class TicketNotWaiting(RuleViolated):
    """Only a ticket that waits or is referred can be resumed."""

    code = "ticket-not-waiting"
    en = "Ticket {number} is {state}; it waits for nobody."
    zh = "工单 {number} 当前状态为{state_zh}，并未挂起。"


class TicketNotReferred(RuleViolated):
    """Progress is recorded while a department or expert has the ticket."""

    code = "ticket-not-referred"
    en = "Ticket {number} is not with a department or expert; it has no progress to record."
    zh = "工单 {number} 未转部门或专家处理，无法记录进展。"


class TicketHasNoAgent(RuleViolated):
    """The step needs somebody who works on the ticket."""

    code = "ticket-has-no-agent"
    en = "Nobody works on ticket {number}; assign it first."
    zh = "工单 {number} 无人经办，请先派单。"


class TicketAlreadyAssigned(RuleViolated):
    """Somebody has the ticket already."""

    code = "ticket-already-assigned"
    en = "Ticket {number} has an agent already."
    zh = "工单 {number} 已有经办人。"


class TicketAlreadyAccepted(RuleViolated):
    """Its agent works on the ticket already."""

    code = "ticket-already-accepted"
    en = "Ticket {number} was accepted already."
    zh = "工单 {number} 已接单。"


class RequiredInformationMissing(Invalid):
    """The rules ask for information that the ticket does not hold yet (TK-10)."""

    code = "required-information-missing"
    en = "Information that the rules require is missing: {summary}"
    zh = "缺少规则要求的必填信息：{summary}"


class CustomerAlreadyNamed(RuleViolated):
    """The ticket belongs to another customer."""

    code = "customer-already-named"
    en = "Ticket {number} belongs to a customer already; open another ticket for another one."
    zh = "工单 {number} 已关联客户，其他客户请另建工单。"


class IdentityNotVerified(RuleViolated):
    """Business of this kind needs to know who the customer is (TK-2) [身份核实]."""

    code = "identity-not-verified"
    en = "Verify who the customer is before you resolve ticket {number}."
    zh = "解决工单 {number} 前须先完成身份核实。"


class SolutionNotProposed(RuleViolated):
    """There is no solution that the customer could answer."""

    code = "solution-not-proposed"
    en = "No solution of ticket {number} waits for the customer's answer; propose one."
    zh = "工单 {number} 没有待客户确认的方案，请先提出方案。"


class SolutionNotConfirmed(RuleViolated):
    """The customer has not agreed to the solution yet (TK-2)."""

    code = "solution-not-confirmed"
    en = "The customer has not confirmed a solution of ticket {number}; confirm it first."
    zh = "工单 {number} 的方案尚未经客户确认，请先与客户确认。"


class DecisionAuthorityExceeded(NotAllowed):
    """The amount is above what the actor's position may decide (TK-8, RO-7)."""

    code = "decision-authority-exceeded"
    en = "You may decide up to {limit} {currency} (minor units); {amount} needs your supervisor."
    zh = "您的权限上限为 {limit} {currency}（最小货币单位），{amount} 须由主管决定。"


class FollowUpAlreadyPromised(RuleViolated):
    """One promise at a time: the running one is kept first."""

    code = "follow-up-already-promised"
    en = "A follow-up of ticket {number} is promised already; record its reply first."
    zh = "工单 {number} 已承诺跟进，请先记录跟进答复。"


class FollowUpNotPromised(RuleViolated):
    """There is no open promise."""

    code = "follow-up-not-promised"
    en = "No follow-up of ticket {number} is outstanding."
    zh = "工单 {number} 没有待完成的跟进。"


class FollowUpOutstanding(RuleViolated):
    """A promise to the customer is kept before the ticket is closed (TK-2)."""

    code = "follow-up-outstanding"
    en = "A follow-up of ticket {number} is promised and not recorded; keep the promise first."
    zh = "工单 {number} 尚有未兑现的跟进承诺，请先完成跟进。"


class DeadlineInThePast(Invalid):
    """A promise lies in the future."""

    code = "deadline-in-the-past"
    en = "The time promised lies in the past: {summary}"
    zh = "承诺的时间已过：{summary}"


class ReasonCodeMissing(Invalid):
    """What was not solved at the first contact says why (TK-8)."""

    code = "reason-code-missing"
    en = "The ticket was not solved at the first contact; say why: {summary}"
    zh = "工单未能一次解决，请选择原因：{summary}"


class NotACompliment(RuleViolated):
    """Only compliments are attributed to an agent (TK-1) [表扬]."""

    code = "not-a-compliment"
    en = "Ticket {number} is no compliment; nobody can be praised by it."
    zh = "工单 {number} 不是表扬，不能归属到客服代表。"


class ComplimentAlreadyAttributed(RuleViolated):
    """The compliment counts for one agent."""

    code = "compliment-already-attributed"
    en = "The compliment of ticket {number} counts for an agent already."
    zh = "工单 {number} 的表扬已归属到客服代表。"


class SlaClockNotFound(NotFound):
    """The ticket has no such clock."""

    code = "sla-clock-not-found"
    en = "There is no SLA clock {key}."
    zh = "没有找到 SLA 时钟 {key}。"
