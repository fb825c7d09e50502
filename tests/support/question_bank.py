"""Builders of questions and exams for tests of `training`."""

from __future__ import annotations

from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from types import SimpleNamespace
from typing import Any
from uuid import UUID

from services.training.domain import question_content as content_of
from services.training.domain.exam_definition import Blueprint, ExamContent, Section
from services.training.domain.paper import Candidate
from services.training.domain.question import Question
from services.training.domain.question_content import Choice, Part, QuestionContent
from services.training.service import TrainingService
from shared.context import Context, acting
from shared.event_store import Aggregate
from shared.read_models import Rows
from tests.support.training import MONDAY, QIAN, ZHOU

TWO = Decimal(2)
FOUR_CHOICES = tuple(
    Choice(key=key, zh=zh) for key, zh in (("A", "甲"), ("B", "乙"), ("C", "丙"), ("D", "丁"))
)

OF_KIND: dict[str, dict[str, Any]] = {
    content_of.SINGLE: {"choices": FOUR_CHOICES, "key": ("B",)},
    content_of.MULTIPLE: {"choices": FOUR_CHOICES, "key": ("A", "C")},
    content_of.TRUE_FALSE: {"key": ("true",)},
    content_of.FILL_IN: {"accepted": (("95588", "９５５８８"), ("Call Centre", "客服中心"))},
    content_of.SHORT_ANSWER: {"guide": "每个要点一分"},
    content_of.ESSAY: {"guide": "结构、论据、表达"},
    content_of.CASE: {
        "parts": (
            Part(
                name="a",
                kind="single",
                zh="先做什么？",
                points=Decimal(1),
                choices=FOUR_CHOICES,
                key=("A",),
            ),
            Part(name="b", kind="short_answer", zh="为什么？", points=Decimal(1), guide="要点"),
        )
    },
}
"""What makes a question of each kind complete."""


def content(kind: str = content_of.SINGLE, **changed: Any) -> QuestionContent:
    """A question of a kind, worth two points."""
    common = {
        "kind": kind,
        "zh": "客户挂失银行卡，首先应当做什么？",
        "points": TWO,
        "competency": "product_knowledge",
        "difficulty": 3,
        "tags": ("cards",),
    }
    return QuestionContent(**{**common, **OF_KIND[kind], **changed})


def exam_content(*sections: Section, **changed: Any) -> ExamContent:
    """An exam of an hour that needs 60 percent; of one question about cards by default."""
    common = {
        "zh": "上岗笔试",
        "en": "Written exam before duty",
        "blueprint": Blueprint(sections=sections or (Section(zh="单选题", count=1),)),
        "duration_seconds": 3600,
        "pass_percent": Decimal(60),
    }
    return ExamContent(**{**common, **changed})


def in_use(code: str = "q-1", given: QuestionContent | None = None) -> Question:
    """A question that Zhou wrote, Qian reviewed and put in use."""
    with at(actor=str(ZHOU)):
        made = Question.draft(code, given or content(), author=str(ZHOU))
    with at(actor=str(QIAN)):
        made.review(1, reviewer=str(QIAN))
        made.put_in_use(1)
    return made


def candidates(count: int, **changed: Any) -> list[Candidate]:
    """Questions that may be drawn."""
    return [
        Candidate(
            **{
                "question_id": Question.id_for(f"q-{one}-{changed}"),
                "version": 1,
                "code": f"q-{one:03}",
                "kind": content_of.SINGLE,
                "competency": "product_knowledge",
                "difficulty": 3,
                "points": TWO,
                "choices": {"": ("A", "B", "C", "D")},
                **changed,
            }
        )
        for one in range(count)
    ]


def at(moment: datetime = MONDAY, *, actor: str = str(QIAN)) -> AbstractContextManager[Any]:
    """Everything within is done at `moment`."""
    return acting(Context(occurred_at=moment, actor=actor))


def new_events(aggregate: Aggregate) -> list[str]:
    """The names of the events that were made since the aggregate was built or saved."""
    return [type(one).__name__ for one in aggregate.pending_events]


@dataclass(frozen=True)
class Mark:
    """What a sitting tells of a question."""

    place: int
    question_id: UUID
    points: Decimal
    choices: tuple[str, ...] = ()
    version: int = 1
    full: Decimal = Decimal(2)


def settle(school: TrainingService, sitting: int, *marks: Mark) -> None:
    """Marks are noted one event each, then the result is settled."""
    model = school.models.item_answers
    sitting_id = UUID(int=sitting)
    with school.read_database.writing() as connection:
        rows = Rows(connection, called={})
        for one in marks:
            told = SimpleNamespace(originator_id=sitting_id, marks=(one,))
            model.project("training.sitting.answers_marked", rows, told)
        settled = SimpleNamespace(originator_id=sitting_id)
        model.project("training.sitting.result_settled", rows, settled)
        rows.flush()
