"""What the answers to a question say of it, where there are enough (TR-8)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Protocol
from uuid import UUID

from services.training.application.access import MANAGE_EXAMS
from services.training.application.workbench import Workbench
from services.training.domain.item_statistics import (
    AtTotal,
    Sums,
    corrected_correlation,
    facility,
    upper_lower_index,
)
from services.training.domain.question import Question
from services.training.domain.question_errors import QuestionNotFound, TooFewAnswers
from shared.context import current_context


@dataclass(frozen=True)
class Chosen:
    """How often a choice was taken.

    Args:
        choice: its key.
        answers: how often.
        mean_total: what those who took it earned of the whole paper on average.
    """

    choice: str
    answers: int
    mean_total: Decimal


@dataclass(frozen=True)
class WeakItem:
    """A version of a question in the order of how well it tells learners apart.

    Args:
        rank: its place in that order, the least first.
        question_id: the question.
        version: its version.
        sums: the sums over all answers.
    """

    rank: int
    question_id: UUID
    version: int
    sums: Sums

    @property
    def facility(self) -> Decimal | None:
        """The share of the points earned on average."""
        return facility(self.sums)

    @property
    def correlation(self) -> Decimal | None:
        """With the rest of the paper; None where all earned the same."""
        return corrected_correlation(self.sums)


class ItemAnswers(Protocol):
    """What the answers to each version of a question earned."""

    def sums_of(self, question_id: UUID, *, version: int) -> Sums:
        """The sums over all answers."""

    def weakest(
        self, *, least_answers: int, after: tuple[int, UUID, int] | None, limit: int
    ) -> Sequence[WeakItem]:
        """Versions with enough answers, those first that tell learners apart least."""

    def scores_of(self, question_id: UUID, *, version: int) -> Sequence[AtTotal]:
        """The answers by what was earned of the whole paper."""

    def choices_of(self, question_id: UUID, *, version: int) -> Sequence[Chosen]:
        """How often each choice was taken."""


@dataclass(frozen=True)
class ItemStatistics:
    """What the answers to a version of a question say of it.

    Args:
        question_id: the question.
        question_version: its version.
        answers: how many there are.
        needed: how many it takes.
        is_enough: whether there are; if not, the figures are None.
        facility: the difficulty index p, the share of the points earned on average.
        difficulty: 1 (easy) to 5 (hard), by p and the rules.
        correlation: with the rest of the paper; None where all earned the same.
        upper_lower: D of the upper and lower 27 percent.
        choices: how often each choice was taken.
    """

    question_id: UUID
    question_version: int
    answers: int
    needed: int
    is_enough: bool
    facility: Decimal | None
    difficulty: int | None
    correlation: Decimal | None
    upper_lower: Decimal | None
    choices: Sequence[Chosen]


class ItemAnalysis:
    """Analyses questions for those who manage exams.

    Args:
        bench: what all use cases stand on.
        answers: what the answers earned.
    """

    def __init__(self, bench: Workbench, *, answers: ItemAnswers) -> None:
        self._bench = bench
        self._answers = answers

    def see_item_statistics(self, question_id: UUID, *, version: int | None) -> ItemStatistics:
        """The statistics of a version, by default of the one in use, else of the newest.

        Raises:
            QuestionNotFound: there is no such question.
            QuestionVersionUnknown: it has no such version.
        """
        current_context().require(MANAGE_EXAMS)
        question = self._bench.store.find(Question, question_id)
        if question is None:
            raise QuestionNotFound(key=question_id)
        number = question.version_of(version or question.in_use or question.newest).number
        sums = self._answers.sums_of(question_id, version=number)
        rules = self._bench.rules.item_statistics
        p = facility(sums)
        if p is None or sums.answers < rules.least_answers:
            return ItemStatistics(
                question_id=question_id,
                question_version=number,
                answers=sums.answers,
                needed=rules.least_answers,
                is_enough=False,
                facility=None,
                difficulty=None,
                correlation=None,
                upper_lower=None,
                choices=(),
            )
        return ItemStatistics(
            question_id=question_id,
            question_version=number,
            answers=sums.answers,
            needed=rules.least_answers,
            is_enough=True,
            facility=p,
            difficulty=rules.difficulty(p),
            correlation=corrected_correlation(sums),
            upper_lower=upper_lower_index(self._answers.scores_of(question_id, version=number)),
            choices=self._answers.choices_of(question_id, version=number),
        )

    def list_weak_items(
        self, *, after: tuple[int, UUID, int] | None, limit: int
    ) -> Sequence[WeakItem]:
        """The versions with enough answers, the weakest first: those to be looked at."""
        current_context().require(MANAGE_EXAMS)
        least = self._bench.rules.item_statistics.least_answers
        return self._answers.weakest(least_answers=least, after=after, limit=limit)

    def shown_difficulty(self, question_id: UUID, *, version: int) -> tuple[int, int]:
        """Difficulty (1 to 5) and from how many answers.

        Raises:
            TooFewAnswers: there are not enough to say.
        """
        found = self.see_item_statistics(question_id, version=version)
        if found.difficulty is None:
            raise TooFewAnswers(answers=found.answers, needed=found.needed)
        return found.difficulty, found.answers
