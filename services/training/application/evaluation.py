"""The use cases of evaluation over one store, each made when it is first asked for."""

from __future__ import annotations

from functools import cached_property

from services.training.application.course_reviews import CourseReviews
from services.training.application.evaluation_questions import EvaluationAnswers
from services.training.application.facts import FactImports
from services.training.application.learning_gains import LearningGains
from services.training.application.sealed_answers import SealedAnswers
from services.training.application.studies import Studies
from services.training.application.surveys import Surveys
from services.training.application.trainer_figures import Trainers
from services.training.application.workbench import Workbench


class Evaluation:
    """What training was worth, on four levels (TR-8).

    Args:
        bench: what all use cases stand on.
        answers: who answers their questions.
    """

    def __init__(self, bench: Workbench, answers: EvaluationAnswers) -> None:
        self._bench = bench
        self._answers = answers

    @cached_property
    def facts(self) -> FactImports:
        """Importing facts."""
        return FactImports(self._bench, everybody=self._answers.everybody)

    @cached_property
    def studies(self) -> Studies:
        """Measuring effects."""
        return Studies(
            self._bench, facts=self._answers.facts, completions=self._answers.completions
        )

    @cached_property
    def surveys(self) -> Surveys:
        """Asking participants."""
        answers = self._answers
        return Surveys(
            self._bench,
            sealed=SealedAnswers(self._bench, rows=answers.participants),
            everybody=answers.everybody,
            opened=answers.surveys,
        )

    @cached_property
    def gains(self) -> LearningGains:
        """Comparing exams before and after."""
        return LearningGains(self._bench, exams=self._answers.exams)

    @cached_property
    def reviews(self) -> CourseReviews:
        """Reviewing courses."""
        return CourseReviews(self._bench, courses=self._answers.courses, gains=self.gains)

    @cached_property
    def trainers(self) -> Trainers:
        """The figures of trainers."""
        return Trainers(self._bench, work=self._answers.trainers)
