"""Comparing exams before and after a course (TR-8, level 2)."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from services.training.application.access import EVALUATE
from services.training.application.evaluation_questions import SettledExams
from services.training.application.workbench import Workbench
from services.training.domain.learning_gain import LearningGain, gain_of
from shared.context import current_context


class LearningGains:
    """Reckons what was learned.

    Args:
        bench: what all use cases stand on.
        exams: what sittings came to.
    """

    def __init__(self, bench: Workbench, *, exams: SettledExams) -> None:
        self._bench = bench
        self._exams = exams

    def see_learning_gain(
        self, before_exam_id: UUID, after_exam_id: UUID, *, since: date, until: date
    ) -> LearningGain:
        """The paired difference of those who sat both exams; of one exam, first and last sitting.

        Args:
            before_exam_id: the exam before; of several sittings the first counts.
            after_exam_id: the exam after; of several sittings the last counts.
            since: first day of the span.
            until: last day of the span.
        """
        current_context().require(EVALUATE)
        found = self._exams.scored_twice(before_exam_id, after_exam_id, since=since, until=until)
        smallest = self._bench.rules.evaluation.smallest_pairs
        return gain_of([(one.before, one.after) for one in found], smallest=smallest)
