"""What of a paper is marked, and what each question has earned."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal

from services.training.domain.auto_marking import Marked, marked_alone, task_marks
from services.training.domain.paper import Paper, PaperQuestion
from services.training.domain.question_content import Answer, QuestionVersion
from services.training.domain.sitting_parts import (
    QuestionMark,
    SavedAnswer,
    TaskMark,
    TaskOnPaper,
)


@dataclass(frozen=True)
class MarkSheet:
    """The tasks of a paper that was handed in, and the points that are known so far.

    Args:
        tasks: what is marked alone.
        points: by place and part, what was earned.
    """

    tasks: tuple[TaskOnPaper, ...] = ()
    points: Mapping[tuple[int, str], Decimal] = field(default_factory=dict)

    @property
    def is_complete(self) -> bool:
        """Whether all tasks are marked."""
        return len(self.points) == len(self.tasks)

    def is_marked(self, place: int) -> bool:
        """Whether all tasks of a question are marked."""
        return all((place, one.part) in self.points for one in self.tasks if one.place == place)

    def unmarked(self, marks: Iterable[TaskMark]) -> tuple[TaskMark, ...]:
        """Those of tasks without points."""
        return tuple(one for one in marks if (one.place, one.part) not in self.points)

    def changed(self, marks: Iterable[TaskMark]) -> tuple[TaskMark, ...]:
        """Those that differ from the points that are known; tasks without points are left out."""
        return tuple(
            one for one in marks if self.points.get((one.place, one.part)) not in (None, one.points)
        )

    def with_points(self, marks: Iterable[TaskMark]) -> MarkSheet:
        """The sheet with these points."""
        new = {(one.place, one.part): one.points for one in marks}
        return replace(self, points={**self.points, **new})

    def question_mark(
        self, place: int, question: PaperQuestion, answer: SavedAnswer | None
    ) -> QuestionMark:
        """What a whole question has earned."""
        earned = [points for (at, _), points in self.points.items() if at == place]
        return QuestionMark(
            place=place,
            question_id=question.question_id,
            version=question.version,
            points=sum(earned, Decimal(0)),
            full=question.points,
            is_answered=answer is not None and answer.is_given,
            choices=() if answer is None else answer.choices.get("", ()),
        )


def tasks_of(paper: Paper, versions: Sequence[QuestionVersion]) -> tuple[TaskOnPaper, ...]:
    """What is marked alone on a paper.

    Args:
        paper: the paper.
        versions: its questions as they were asked, in its order.
    """
    return tuple(
        TaskOnPaper(place=place, part=one.part, full=one.points, is_open=not one.is_closed)
        for place, (question, version) in enumerate(zip(paper.questions, versions, strict=True))
        for one in marked_alone(version.content, question.points)
    )


def closed_marks(
    place: int, question: PaperQuestion, version: QuestionVersion, answer: Answer | None
) -> list[TaskMark]:
    """What an answer earns for all that a rule marks in its question.

    Args:
        place: place of the question on the paper.
        question: the question on the paper.
        version: by whose key it is marked.
        answer: what was answered; None for nothing.
    """
    return [
        TaskMark(place=place, part=one.part, points=_earned(one, answer))
        for one in marked_alone(version.content, question.points)
        if one.is_closed
    ]


def answer_to(part: str, answer: Answer | None) -> Answer | None:
    """The answer to a part of a case, or the answer itself for a whole question."""
    if answer is None or not part:
        return answer
    return answer.parts.get(part)


def _earned(task: Marked, answer: Answer | None) -> Decimal:
    return task_marks(task.task, answer_to(task.part, answer), task.points)
