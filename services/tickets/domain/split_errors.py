"""What splitting refuses, named by the fact."""

from __future__ import annotations

from shared.errors import Invalid, RuleViolated


class NothingToSplit(Invalid):
    """What is to go into the new ticket was not written in this one, or went elsewhere before."""

    code = "nothing-to-split"
    en = "Name texts that were written in this ticket and are still there: {summary}"
    zh = "请选择本工单中尚未拆出的往来内容：{summary}"


class CustomerOfSplitUnknown(RuleViolated):
    """The new ticket is the same customer's, who must be known."""

    code = "customer-of-split-unknown"
    en = "Say whose ticket {number} is before you split it."
    zh = "拆分工单 {number} 前请先关联客户。"
