"""A question of each kind, for the form in which questions are entered."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from services.training.domain import question_content as content_of
from services.training.domain.question_content import (
    Choice,
    KnowledgeItem,
    Part,
    QuestionContent,
)

_FEES = tuple(
    Choice(key=key, zh=zh, en=en)
    for key, zh, en in (
        ("A", "核实客户身份", "Verify the customer's identity"),
        ("B", "直接办理", "Carry it out at once"),
        ("C", "记录工单", "Record a ticket"),
        ("D", "转给同事", "Hand it to a colleague"),
    )
)
_TWO = Decimal(2)
_COMMON: Mapping[str, Any] = {
    "points": _TWO,
    "competency": "service_procedure",
    "difficulty": 2,
    "tags": ("入职",),
}

EXAMPLES: tuple[tuple[str, QuestionContent], ...] = (
    (
        "1",
        QuestionContent(
            kind=content_of.SINGLE,
            zh="客户来电要求挂失，首先应做什么？",
            en="A customer reports a lost card. What comes first?",
            choices=_FEES,
            key=("A",),
            knowledge=(KnowledgeItem(code="KB-12", version=3),),
            **_COMMON,
        ),
    ),
    (
        "2",
        QuestionContent(
            kind=content_of.MULTIPLE,
            zh="受理挂失时必须完成哪些步骤？",
            en="Which steps belong to reporting a loss?",
            choices=_FEES,
            key=("A", "C"),
            credit=content_of.HALF_IF_MISSED,
            **_COMMON,
        ),
    ),
    (
        "3",
        QuestionContent(
            kind=content_of.TRUE_FALSE,
            zh="客户情绪激动时可以先挂断电话。",
            key=(content_of.FALSE,),
            **_COMMON,
        ),
    ),
    (
        "4",
        QuestionContent(
            kind=content_of.FILL_IN,
            zh="电话应在____秒内接起，结束语为____。",
            accepted=(("20", "二十"), ("感谢您的来电", "谢谢您的来电")),
            credit=content_of.EACH_BLANK,
            **_COMMON,
        ),
    ),
    (
        "5",
        QuestionContent(
            kind=content_of.SHORT_ANSWER,
            zh="简述首问负责制。",
            guide="谁受理 1 分；负责到底 1 分",
            **_COMMON,
        ),
    ),
    (
        "6",
        QuestionContent(
            kind=content_of.CASE,
            zh="客户投诉同一费用被扣两次，已是第三次来电。",
            parts=(
                Part(
                    name="a",
                    kind=content_of.TRUE_FALSE,
                    zh="应当升级处理。",
                    points=Decimal(1),
                    key=(content_of.TRUE,),
                ),
                Part(
                    name="b",
                    kind=content_of.ESSAY,
                    zh="写出您的回复。",
                    points=Decimal(1),
                    guide="致歉、核实、承诺时限",
                ),
            ),
            **_COMMON,
        ),
    ),
)
