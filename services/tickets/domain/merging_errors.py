"""What merging refuses, named by the fact."""

from __future__ import annotations

from shared.errors import Invalid, RuleViolated


class TicketMergedAway(RuleViolated):
    """The ticket goes on in another one; what is to be done is done there."""

    code = "ticket-merged-away"
    en = "Ticket {number} was merged into {into}; go on there."
    zh = "工单 {number} 已合并到 {into}，请在 {into} 中继续处理。"


class TicketsToMergeMissing(Invalid):
    """A merge names other tickets, each once."""

    code = "tickets-to-merge-missing"
    en = "Name the other tickets to be merged, each once: {summary}"
    zh = "请填写要合并的其他工单，每张一次：{summary}"


class CustomersDiffer(RuleViolated):
    """Only tickets of one and the same known customer can be merged."""

    code = "customers-differ"
    en = "Tickets {number} and {other} are not known to be one customer's; they stay apart."
    zh = "工单 {number} 与 {other} 不属于同一已知客户，不能合并。"


class ComplaintInAnotherKind(RuleViolated):
    """A complaint has a case of its own; it would get lost in a ticket of another kind."""

    code = "complaint-in-another-kind"
    en = "Ticket {number} is a complaint and {into} is none; merge them the other way round."
    zh = "工单 {number} 是投诉而 {into} 不是，请反向合并。"


class ReferralRunning(RuleViolated):
    """A department or expert is asked about the ticket and would answer into nothing."""

    code = "referral-running"
    en = "Ticket {number} is with a department or expert; record their result before you merge it."
    zh = "工单 {number} 正在转办，请先记录结果再合并。"


class SeveralPromisesOpen(RuleViolated):
    """One promise at a time: a merge would leave two."""

    code = "several-promises-open"
    en = "Tickets {numbers} each hold an open follow-up; record all but one before you merge."
    zh = "工单 {numbers} 均有未兑现的跟进承诺，请先完成其余跟进再合并。"
