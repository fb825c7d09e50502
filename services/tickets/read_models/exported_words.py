"""What stands for codes in exported lists, in Chinese and English."""

from __future__ import annotations

from collections.abc import Mapping

from services.tickets.domain import figures, terms

Both = tuple[str, str]
"""A word in Chinese and in English."""

_REASONS: Mapping[str, Both] = {
    "insufficient_knowledge": ("知识不足", "insufficient knowledge"),
    "insufficient_authority": ("权限不够", "insufficient authority"),
    "process_obstacle": ("流程障碍", "process obstacle"),
}

WORDS: Mapping[str, Mapping[str, Both]] = {
    "state": {code: (terms.STATES_ZH[code], code.replace("_", " ")) for code in terms.STATES},
    "kind": {
        "inquiry": ("咨询", "inquiry"),
        "query": ("查询", "query"),
        "suggestion": ("建议", "suggestion"),
        "compliment": ("表扬", "compliment"),
        "complaint": ("投诉", "complaint"),
    },
    "channel": {
        "phone": ("电话", "telephone"),
        "chat": ("在线", "chat"),
        "email": ("邮件", "e-mail"),
        "social": ("社交", "social media"),
        "app": ("应用", "app"),
        "ivr": ("自助语音", "IVR"),
        "web": ("网站", "web"),
    },
    "priority": {
        "low": ("低", "low"),
        "normal": ("普通", "normal"),
        "high": ("高", "high"),
        "urgent": ("紧急", "urgent"),
    },
    "measure": {
        figures.OPENED: ("开单", "opened"),
        figures.ASSIGNED: ("派单", "assigned"),
        figures.FIRST_RESPONSE: ("首次响应", "first response"),
        figures.RESOLVED: ("办结", "resolved"),
        figures.RESOLUTION: ("解决时长", "time to resolution"),
        figures.CLOSED: ("关闭", "closed"),
        figures.REOPENED: ("重开", "reopened"),
        figures.TRANSFERRED: ("转派", "transferred"),
        figures.REFERRED: ("转办", "referred"),
        figures.ESCALATED: ("升级", "escalated"),
        figures.JUDGED: ("一次解决判定", "judged for first contact resolution"),
    },
    "detail": {
        **_REASONS,
        figures.AT_FIRST_CONTACT: ("一次解决", "solved at first contact"),
        figures.REPEATED: ("重复来访", "asked again"),
        figures.TAKEN_OVER: ("原系统接管", "in the earlier system"),
        "assigned": ("指派", "by a supervisor"),
        "best_agent": ("择优派单", "to the best agent"),
        "taken": ("领取", "taken from the queue"),
        "pushed": ("推送", "pushed"),
        "callback": ("预约回呼", "for a callback"),
        "asked_for": ("人工重开", "by the centre"),
        "customer_replied": ("客户回复", "by the customer's reply"),
    },
}
"""By column, what each code of it is called."""

_UP_TO = ("不超过 {} 秒", "up to {} s")
_MORE_THAN = ("超过 {} 秒", "more than {} s")
_LEVEL = ("第 {} 级", "level {}")


def word_for(column: str, code: str, *, is_chinese: bool) -> str:
    """What a code of a column is called; the code itself where the centre has made it."""
    found = WORDS.get(column, {}).get(code)
    return code if found is None else _chosen(found, is_chinese=is_chinese)


def detail_of(measure: str, detail: str, *, is_chinese: bool) -> str:
    """What the detail of a fact is called: with some measures a number of seconds or a level."""
    if measure in figures.TIMED:
        is_last = detail == figures.LONGER
        words = _MORE_THAN if is_last else _UP_TO
        bound = figures.BOUNDS[-1] if is_last else detail
        return _chosen(words, is_chinese=is_chinese).format(bound)
    if measure == figures.ESCALATED:
        return _chosen(_LEVEL, is_chinese=is_chinese).format(detail)
    return word_for("detail", detail, is_chinese=is_chinese)


def _chosen(words: Both, *, is_chinese: bool) -> str:
    return words[0 if is_chinese else 1]
