"""Queues in words: places, points, demands and promises in the reader's language."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone
from zoneinfo import ZoneInfo

from services.tickets.application.overload import MeasuredQueue
from services.tickets.application.queues import Place
from services.tickets.domain.assignment import Ranked, Reason
from services.tickets.domain.skill_demands import Demanded

_REASONS = {
    "customer_level": {
        "en": "customer level {value}: {points}",
        "zh": "客户等级 {value}：{points} 分",
    },
    "business_line": {"en": "business line {value}: {points}", "zh": "业务线 {value}：{points} 分"},
    "kind": {"en": "kind {value}: {points}", "zh": "类别 {value}：{points} 分"},
    "priority": {"en": "priority {value}: {points}", "zh": "优先级 {value}：{points} 分"},
    "waiting": {
        "en": "{value} minutes of waiting: {points}",
        "zh": "已等待 {value} 分钟：{points} 分",
    },
}
_AHEAD = {
    "en": "{number} comes before it with {points} points ({margin} more).",
    "zh": "{number} 排在前面，得分 {points}（多 {margin} 分）。",
}
_LEVEL = {
    "en": "{number} comes before it with as many points, because it has waited longer.",
    "zh": "{number} 得分相同，因等待更久排在前面。",
}
_PLACE = {
    "en": "It is number {place} in the queue of {group} with {points} points.",
    "zh": "在技能组 {group} 的队列中排第 {place} 位，得分 {points}。",
}
_HIDDEN = {"en": " {hidden} before it are not shown.", "zh": "前面另有 {hidden} 张未显示。"}
_DEMAND = {
    "en": "Only agents with the skill {skill} at level {level} or above may take it",
    "zh": "仅限技能 {skill} 达到 {level} 级及以上的客服代表受理",
}
_EASED = {
    "en": "; level {full} was asked for before it had waited {minutes} minutes",
    "zh": "（原要求 {full} 级，已等待 {minutes} 分钟后放宽）",
}
_EASES = {
    "en": "; after {after} minutes of waiting level {lower} is enough",
    "zh": "，等待满 {after} 分钟后放宽到 {lower} 级",
}
_CERTIFIED = {
    "en": " Only agents with a valid certificate of {codes} may take it.",
    "zh": "仅限持有有效证书（{codes}）的客服代表受理。",
}
_OPEN = {
    "en": "We are open; you are likely to wait {minutes} minutes.",
    "zh": "现正受理，预计等待约 {minutes} 分钟。",
}
_CLOSED = {
    "en": "We are closed now and go on at {opens}; your request keeps its place.",
    "zh": "当前为非工作时间，将于 {opens} 起受理，您的请求会保留排队位置。",
}


def tongue(language: str) -> str:
    """`zh` or `en`, whichever the reader understands better.

    Args:
        language: BCP 47 tag of the reader's language.
    """
    return "zh" if language.lower().startswith("zh") else "en"


def reasons_in_words(one: Ranked, *, language: str) -> list[str]:
    """What a ticket has points for; what counts nothing is left out, but for the waiting."""
    return [
        _of(reason, language) for reason in one.reasons if reason.points or reason.what == "waiting"
    ]


def before_in_words(one: Ranked, *, own: Ranked, language: str) -> str:
    """Why a ticket stands before another one."""
    margin = one.points - own.points
    sentence = (_AHEAD if margin > 0 else _LEVEL)[tongue(language)]
    return sentence.format(number=one.ticket.number, points=one.points, margin=margin)


def place_in_words(place: Place, *, language: str) -> str:
    """Where a ticket stands, and who may take it."""
    chosen = tongue(language)
    said = _PLACE[chosen].format(
        place=place.place, group=place.own.ticket.skill_group, points=place.own.points
    )
    if place.hidden:
        said += _HIDDEN[chosen].format(hidden=place.hidden)
    if place.certifications:
        codes = ("、" if chosen == "zh" else ", ").join(place.certifications)
        said += _CERTIFIED[chosen].format(codes=codes)
    return said


def demand_in_words(demanded: Demanded, *, language: str) -> str:
    """Which skill a ticket asks for, and how that eases with waiting."""
    chosen = tongue(language)
    said = _DEMAND[chosen].format(skill=demanded.skill, level=demanded.level)
    if demanded.level < demanded.full_level:
        said += _EASED[chosen].format(full=demanded.full_level, minutes=demanded.waited_minutes)
    if demanded.next_level is not None:
        said += _EASES[chosen].format(after=demanded.next_after_minutes, lower=demanded.next_level)
    return said + ("。" if chosen == "zh" else ".")


def promise_in_words(queue: MeasuredQueue, *, zone: ZoneInfo | None, language: str) -> str:
    """What a customer who asks now may be told; the time of opening in the queue's own zone."""
    chosen = tongue(language)
    if queue.is_open:
        minutes = -(-queue.measures.estimated_wait_seconds // 60)
        return _OPEN[chosen].format(minutes=minutes)
    return _CLOSED[chosen].format(opens=_local(queue.opens_at, zone))


def _of(reason: Reason, language: str) -> str:
    sentence = _REASONS[reason.what][tongue(language)]
    return sentence.format(value=reason.value, points=f"{reason.points:+d}")


def _local(at: datetime, zone: ZoneInfo | None) -> str:
    return f"{at.astimezone(zone or timezone(timedelta())):%Y-%m-%d %H:%M}"
