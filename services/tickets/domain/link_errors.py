"""What linking tickets refuses, named by the fact."""

from __future__ import annotations

from shared.errors import Invalid, NotFound, RuleViolated


class LinkedToItself(Invalid):
    """A link joins two tickets."""

    code = "linked-to-itself"
    en = "A ticket is linked to another one: {summary}"
    zh = "只能关联到其他工单：{summary}"


class AlreadyLinked(RuleViolated):
    """There is one link of a kind between two tickets."""

    code = "already-linked"
    en = "Ticket {number} is linked to {other} in this way already."
    zh = "工单 {number} 与 {other} 已存在该关联。"


class NotLinked(NotFound):
    """There is no such link."""

    code = "not-linked"
    en = "Ticket {number} is not linked to {other} in this way."
    zh = "工单 {number} 与 {other} 没有该关联。"


class TooManyLinks(RuleViolated):
    """The rules limit how many links a ticket has."""

    code = "too-many-links"
    en = "Ticket {number} has {count} links already, as many as the rules allow."
    zh = "工单 {number} 已有 {count} 个关联，达到规则上限。"


class ParentAlreadyNamed(RuleViolated):
    """A ticket is part of one other ticket at most."""

    code = "parent-already-named"
    en = "Ticket {number} belongs to {parent} already; take it out there first."
    zh = "工单 {number} 已从属于 {parent}，请先解除。"


class FamilyWouldCircle(RuleViolated):
    """No ticket is part of itself, however long the way."""

    code = "family-would-circle"
    en = "Ticket {parent} is itself part of {number}; it cannot be its parent."
    zh = "工单 {parent} 本身从属于 {number}，不能作为其父工单。"


class ChildrenStillOpen(RuleViolated):
    """A parent is closed last, or with a reason."""

    code = "children-still-open"
    en = "Tickets {numbers} are part of {number} and still open; close them, or give a reason."
    zh = "工单 {number} 的子工单 {numbers} 尚未办结，请先办结或填写原因。"
