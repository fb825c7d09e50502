"""The words of the desk that are stored and shown: channels, kinds, priorities, states."""

from __future__ import annotations

from collections.abc import Sequence

from shared.errors import FieldError, Invalid

CHANNELS = ("phone", "chat", "email", "social", "app", "ivr", "web")
"""The doors by which customers come (TK-1)."""

KINDS = ("inquiry", "query", "suggestion", "compliment", "complaint")
"""What customers come for (TK-1): 咨询、查询、建议、表扬、投诉."""

PRIORITIES = ("low", "normal", "high", "urgent")
"""How soon a ticket matters; `high` and `urgent` are the key issues [关键问题] of TK-11."""

DIRECTIONS = ("inbound", "outbound")
"""Who began a contact: the customer or the centre."""

REASON_CODES = ("insufficient_knowledge", "insufficient_authority", "process_obstacle")
"""Why a ticket was not solved at the first contact (TK-8): 知识不足、权限不够、流程障碍."""

QUEUED = "queued"
ASSIGNED = "assigned"
IN_PROGRESS = "in_progress"
WAITING_FOR_CUSTOMER = "waiting_for_customer"
WAITING_FOR_THIRD_PARTY = "waiting_for_third_party"
REFERRED = "referred"
RESOLVED = "resolved"
CLOSED = "closed"
MERGED = "merged"

STATES = (
    QUEUED,
    ASSIGNED,
    IN_PROGRESS,
    WAITING_FOR_CUSTOMER,
    WAITING_FOR_THIRD_PARTY,
    REFERRED,
    RESOLVED,
    CLOSED,
    MERGED,
)
"""The states of a ticket; `referred` is with a department or an expert, who belong to us.

`merged` is an end: the ticket goes on in the one that it was merged into.
"""

STATES_ZH = {
    QUEUED: "待受理",
    ASSIGNED: "已派单",
    IN_PROGRESS: "处理中",
    WAITING_FOR_CUSTOMER: "待客户",
    WAITING_FOR_THIRD_PARTY: "待第三方",
    REFERRED: "转办中",
    RESOLVED: "已解决",
    CLOSED: "已关闭",
    MERGED: "已合并",
}
"""What the states are called in Chinese."""

WAITING_STATES = (WAITING_FOR_CUSTOMER, WAITING_FOR_THIRD_PARTY)
"""States in which somebody outside the centre has the next word."""

OPEN_STATES = STATES[:6]
"""States in which a ticket still wants work."""

ASKED_FOR = "asked_for"
NOT_CERTIFIED = "not_certified"
"""Why a ticket went back to the queue, where somebody of the centre wanted it so."""


def known_word(word: str, *, among: Sequence[str], field: str) -> str:
    """`word`, if the desk knows it.

    Raises:
        Invalid: it is none of `among`; the field is named with the words that there are.
    """
    if word in among:
        return word
    words = ", ".join(among)
    raise Invalid(fields=(FieldError(field, f"must be one of {words}.", f"必须是 {words} 之一。"),))
