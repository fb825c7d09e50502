"""Writing, reviewing and putting in use the questions of the bank (TR-3, TR-7)."""

from __future__ import annotations

from uuid import UUID

from services.training.application.access import MANAGE_EXAMS
from services.training.application.item_analysis import ItemAnalysis
from services.training.application.workbench import Workbench
from services.training.domain.question import Question
from services.training.domain.question_content import QuestionContent
from services.training.domain.question_errors import QuestionAlreadyWritten, QuestionNotFound
from shared.context import current_context
from shared.event_store import AsOf
from shared.event_store.store import expect_version


class QuestionBank:
    """Keeps the questions; whoever may not manage exams sees none of them.

    Args:
        bench: what all use cases stand on.
        analysis: what the answers to questions say of them.
    """

    def __init__(self, bench: Workbench, *, analysis: ItemAnalysis) -> None:
        self._bench = bench
        self._analysis = analysis

    def write_question(self, *, code: str, content: QuestionContent) -> Question:
        """Writes a question that somebody else is to review.

        Raises:
            QuestionAlreadyWritten: the code is taken.
            QuestionFaulty: it cannot be asked or marked like this.
            CompetencyUnknown: it asks for what is no competency.
        """
        current_context().require(MANAGE_EXAMS)
        if self._bench.store.find(Question, Question.id_for(code)) is not None:
            raise QuestionAlreadyWritten(question_code=code)
        with self._bench.rules.noted("competencies"):
            self._check_competency(content)
            question = Question.draft(code, content, author=author())
        self._bench.store.save(question)
        return question

    def revise_question(
        self, question_id: UUID, content: QuestionContent, *, expected_version: int | None = None
    ) -> Question:
        """Writes another version of a question; the one in use stays so until this one is.

        Raises:
            QuestionFaulty: it cannot be asked or marked like this, or is of another kind.
            QuestionUnchanged: the newest version says the same.
        """
        question = self._managed(question_id, expected_version)
        with self._bench.rules.noted("competencies"):
            self._check_competency(content)
            question.revise(content, author=author())
        self._bench.store.save(question)
        return question

    def review_question(
        self, question_id: UUID, *, number: int, expected_version: int | None = None
    ) -> Question:
        """Finds a version right that somebody else has written.

        Raises:
            NotAnEmployee: a machine does not review.
            QuestionNeedsAnotherReviewer: the actor wrote it.
        """
        question = self._managed(question_id, expected_version)
        question.review(number, reviewer=str(self._bench.access.employee_id()))
        self._bench.store.save(question)
        return question

    def put_question_in_use(
        self, question_id: UUID, *, number: int, expected_version: int | None = None
    ) -> Question:
        """Lets papers be drawn with a reviewed version.

        Raises:
            QuestionNotReviewed: nobody has reviewed it.
        """
        question = self._managed(question_id, expected_version)
        question.put_in_use(number)
        self._bench.store.save(question)
        return question

    def adopt_difficulty(
        self, question_id: UUID, *, expected_version: int | None = None
    ) -> Question:
        """Lets papers be drawn by the difficulty that the answers have shown.

        Raises:
            QuestionNotInUse: nobody was asked it.
            TooFewAnswers: there are not enough to say.
        """
        question = self._managed(question_id, expected_version)
        number = question.number_in_use()
        with self._bench.rules.noted("item_statistics"):
            difficulty, answers = self._analysis.shown_difficulty(question_id, version=number)
            question.adopt_difficulty(difficulty, answers=answers)
        self._bench.store.save(question)
        return question

    def retire_question(
        self, question_id: UUID, *, expected_version: int | None = None
    ) -> Question:
        """Draws no paper with a question any more."""
        question = self._managed(question_id, expected_version)
        question.retire()
        self._bench.store.save(question)
        return question

    def see_question(self, question_id: UUID, *, as_of: AsOf | None = None) -> Question:
        """A question with its keys, for those who manage exams alone.

        Raises:
            QuestionNotFound: there is none, or was none at that moment.
        """
        current_context().require(MANAGE_EXAMS)
        question = self._bench.store.find(Question, question_id, as_of=as_of)
        if question is None:
            raise QuestionNotFound(key=question_id)
        return question

    def _check_competency(self, content: QuestionContent) -> None:
        known = self._bench.rules.competencies
        known.check_known([content.competency], field="competency")

    def _managed(self, question_id: UUID, expected_version: int | None) -> Question:
        question = self.see_question(question_id)
        expect_version(question, expected_version)
        return question


def author() -> str:
    """Who writes: an employee's id, or the name of a machine client."""
    return str(current_context().actor)
