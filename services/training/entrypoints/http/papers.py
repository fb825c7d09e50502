"""How questions of a paper are shown: never with a key, unless it is released."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import msgspec

from services.training.application.sitting_answers import SittingAnswers
from services.training.domain import question_content as content_of
from services.training.domain.auto_marking import marked_alone
from services.training.domain.paper import PaperQuestion
from services.training.domain.question_content import QuestionVersion, Task
from services.training.domain.sitting import Sitting
from services.training.domain.sitting_parts import SavedAnswer
from shared.clock import iso


def shown_task(task: Task, *, points: object, order: Sequence[str]) -> dict[str, Any]:
    """A question or part of a case as it is asked.

    Args:
        task: what is asked; its key stays here.
        points: what it is worth on the paper.
        order: keys of the choices in the order of the paper.
    """
    by_key = {one.key: one for one in task.choices}
    return {
        "kind": task.kind,
        "zh": task.zh,
        "en": task.en,
        "points": points,
        "choices": [{"key": key, "zh": by_key[key].zh, "en": by_key[key].en} for key in order],
        "blanks": len(task.accepted),
    }


def shown_question(
    number: int,
    question: PaperQuestion,
    version: QuestionVersion,
    saved: dict[str, Any] | None,
) -> dict[str, Any]:
    """A question of a paper with the answer that is saved."""
    content = version.content
    order = question.choices
    parts = marked_alone(content, question.points) if content.kind == content_of.CASE else ()
    return {
        "number": number,
        **shown_task(content, points=question.points, order=order.get("", ())),
        "parts": [
            {
                "name": one.part,
                **shown_task(one.task, points=one.points, order=order.get(one.part, ())),
            }
            for one in parts
        ],
        "saved": saved,
    }


def shown_paper(
    sitting: Sitting, versions: Sequence[QuestionVersion], answers: SittingAnswers
) -> list[dict[str, Any]]:
    """All questions of a paper in its order, with the answers that are saved."""
    return [
        shown_question(
            place + 1, question, version, shown_saved(sitting.answers.get(place), answers)
        )
        for place, (question, version) in enumerate(
            zip(sitting.paper.questions, versions, strict=True)
        )
    ]


def shown_saved(saved: SavedAnswer | None, answers: SittingAnswers) -> dict[str, Any] | None:
    """A saved answer as it was given."""
    if saved is None:
        return None
    return {
        "sequence": saved.sequence,
        "saved_at": iso(saved.saved_at),
        "answer": msgspec.to_builtins(answers.opened(saved)),
    }


def shown_key(version: QuestionVersion) -> dict[str, Any]:
    """What is right; of a case, nothing, since its parts are marked by people too."""
    return {"choices": version.content.key, "accepted": version.content.accepted}
