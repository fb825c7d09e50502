"""Marking of closed questions by rule [自动阅卷]: pure functions of version and answer."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

import msgspec

from services.training.domain import question_content as content_of
from services.training.domain.answer_forms import same_form
from services.training.domain.question_content import Answer, QuestionContent, QuestionVersion, Task
from services.training.domain.question_errors import NotMarkedByRule

_CENT = Decimal("0.01")


class Marked(msgspec.Struct, frozen=True, kw_only=True):
    """Something that is marked alone on a paper.

    Args:
        part: name of the part of a case; empty for a whole question.
        task: what was asked, with its key.
        points: what it is worth on this paper.
    """

    part: str
    task: Task
    points: Decimal

    @property
    def is_closed(self) -> bool:
        """Whether a rule marks it."""
        return self.task.is_closed


def marked_alone(content: QuestionContent, points: Decimal) -> tuple[Marked, ...]:
    """What is marked alone in a question that is worth `points` on a paper.

    The points of a case are shared by its parts as they were entered; the last takes the rest, so
    that the sum is exact.
    """
    tasks = content.tasks
    shares = [share_of(points, Fraction(one.points) / Fraction(content.points)) for _, one in tasks]
    shares[-1] = points - sum(shares[:-1], Decimal(0))
    return tuple(
        Marked(part=name, task=task, points=share)
        for (name, task), share in zip(tasks, shares, strict=True)
    )


def marks(version: QuestionVersion, answer: Answer | None, points: Decimal) -> Decimal:
    """What an answer to a question of a closed kind earns; of a case, its closed parts together.

    Args:
        version: the question as it was asked.
        answer: what was answered; None for nothing.
        points: what it is worth on the paper.

    Raises:
        NotMarkedByRule: people mark it.
    """
    content = version.content
    if content.kind != content_of.CASE:
        return task_marks(content, answer, points)
    given: Mapping[str, Answer] = {} if answer is None else answer.parts
    return sum(
        (
            task_marks(one.task, given.get(one.part), one.points)
            for one in marked_alone(content, points)
            if one.is_closed
        ),
        Decimal(0),
    )


def task_marks(task: Task, answer: Answer | None, points: Decimal) -> Decimal:
    """What an answer to one closed task earns, to the hundredth; nothing for no answer.

    Raises:
        NotMarkedByRule: people mark it.
    """
    if not task.is_closed:
        raise NotMarkedByRule(kind=task.kind)
    if answer is None:
        return share_of(points, Fraction(0))
    if task.kind == content_of.FILL_IN:
        return share_of(points, _right_blanks(task, answer))
    return share_of(points, _CREDIT[task.credit](set(task.key), set(answer.choices)))


def share_of(points: Decimal, fraction: Fraction) -> Decimal:
    """A fraction of the points, to the hundredth; a half is rounded up."""
    exact = Fraction(points) * fraction
    return (Decimal(exact.numerator) / Decimal(exact.denominator)).quantize(_CENT, ROUND_HALF_UP)


def _right_blanks(task: Task, answer: Answer) -> Fraction:
    filled = (*answer.blanks, *[""] * len(task.accepted))
    right = sum(
        same_form(given) in {same_form(form) for form in forms}
        for given, forms in zip(filled, task.accepted, strict=False)
    )
    if task.credit == content_of.EACH_BLANK:
        return Fraction(right, len(task.accepted))
    return Fraction(int(right == len(task.accepted)))


def _exact(right: set[str], given: set[str]) -> Fraction:
    return Fraction(int(given == right))


def _half_if_missed(right: set[str], given: set[str]) -> Fraction:
    if given == right:
        return Fraction(1)
    return Fraction(1, 2) if given and given < right else Fraction(0)


def _right_minus_wrong(right: set[str], given: set[str]) -> Fraction:
    earned = len(given & right) - len(given - right)
    return Fraction(max(earned, 0), len(right))


_CREDIT: Mapping[str, Callable[[set[str], set[str]], Fraction]] = {
    content_of.EXACT: _exact,
    content_of.HALF_IF_MISSED: _half_if_missed,
    content_of.RIGHT_MINUS_WRONG: _right_minus_wrong,
}
