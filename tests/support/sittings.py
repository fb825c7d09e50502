"""Builders for tests of sittings: a bank, an exam of all kinds, right and wrong answers."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import AbstractContextManager
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

from services.training.domain.exam import Exam
from services.training.domain.exam_definition import WRITTEN, Blueprint, ExamContent, Section
from services.training.domain.paper import Paper, PaperQuestion
from services.training.domain.question import Question
from services.training.domain.question_content import Answer
from services.training.domain.sitting import Sitting
from services.training.domain.sitting_parts import SavedAnswer, Terms
from services.training.service import TrainingService
from shared.context import Context, acting
from tests.support.question_bank import content
from tests.support.training import LI, MONDAY, QIAN, ZHOU

EXAM = Exam.id_for("written-cards")
CLOSED = ("single", "multiple", "true_false", "fill_in")
ALL_KINDS = (*CLOSED, "essay", "case")
RIGHT = {
    "single": Answer(choices=("B",)),
    "multiple": Answer(choices=("A", "C")),
    "true_false": Answer(choices=("true",)),
    "fill_in": Answer(blanks=("95588", "客服中心")),
    "essay": Answer(text="先核身，再挂失。"),
    "case": Answer(parts={"a": Answer(choices=("A",)), "b": Answer(text="以防冒用。")}),
}
WRONG = Answer(choices=("A",))
MINUTES = 30
TERMS = Terms(
    ends_at=MONDAY + timedelta(minutes=MINUTES),
    grace_seconds=10,
    too_fast_seconds=2,
    pass_percent=Decimal(60),
    results="at_once",
    keys="never",
)


def at(moment: datetime = MONDAY, *, actor: UUID = LI) -> AbstractContextManager[Any]:
    """Everything within is done at `moment`."""
    return acting(Context(occurred_at=moment, actor=str(actor)))


def paper(*kinds: str) -> Paper:
    """A paper with a question of each kind, worth two points each."""
    return Paper(
        seed="0" * 64,
        questions=tuple(
            PaperQuestion(
                question_id=Question.id_for(f"q-{kind}"),
                version=1,
                kind=kind,
                section=0,
                points=Decimal(2),
                choices={"": ("B", "A", "D", "C")} if kind in {"single", "multiple"} else {},
            )
            for kind in kinds
        ),
    )


def sitting(*kinds: str, terms: Terms = TERMS) -> Sitting:
    """Li sits an exam of closed questions, or of these kinds."""
    with at():
        made = Sitting.start(
            exam_id=EXAM,
            exam_code="written-cards",
            exam_version=1,
            quarter="",
            employee_id=LI,
            attempt=1,
            paper=paper(*(kinds or CLOSED)),
            terms=terms,
        )
    made.collect_events()
    return made


def saved(
    place: int = 0,
    sequence: int = 1,
    *,
    choices: Sequence[str] = ("B",),
    after: float = 60,
    session: str = "one",
) -> SavedAnswer:
    """An answer that came so many seconds after the start."""
    return SavedAnswer(
        place=place,
        sequence=sequence,
        content_hash="".join(choices),
        choices={"": tuple(choices)},
        session=session,
        saved_at=MONDAY + timedelta(seconds=after),
    )


def exam_of(*kinds: str, **changed: Any) -> ExamContent:
    """An exam with a section of one question for each kind, in their order."""
    facts = {
        "zh": "上岗笔试",
        "blueprint": Blueprint(
            sections=tuple(Section(zh=kind, count=1, kinds=(kind,)) for kind in kinds)
        ),
        "duration_seconds": MINUTES * 60,
        "pass_percent": Decimal(60),
    }
    return ExamContent(**{**facts, **changed})


def question_in_use(kind: str) -> Question:
    """A question of a kind that Zhou wrote, Qian reviewed and put in use."""
    with at(actor=ZHOU):
        made = Question.draft(f"q-{kind}", content(kind), author=str(ZHOU))
    with at(actor=QIAN):
        made.review(1, reviewer=str(QIAN))
        made.put_in_use(1)
    return made


def fill_bank(school: TrainingService, *kinds: str, **changed: Any) -> UUID:
    """Questions of these kinds in use, and an exam of one each; closed ones by default."""
    chosen = kinds or CLOSED
    for kind in chosen:
        school.store.save(question_in_use(kind))
    with at(actor=QIAN):
        exam = Exam.define("written-cards", exam_of(*chosen, **changed), purpose=WRITTEN)
        school.store.save(exam)
    return exam.id


def answer_all(school: TrainingService, started: Sitting, **instead: Answer) -> None:
    """Answers every question rightly, or as said by kind, in whatever context runs."""
    for place, question in enumerate(started.paper.questions):
        school.use_cases.sittings.save_answer(
            started.id,
            place=place,
            answer=instead.get(question.kind, RIGHT[question.kind]),
            sequence=1,
            session="one",
        )
