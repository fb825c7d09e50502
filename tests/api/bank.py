"""Questions and exams, made through the use cases."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING
from uuid import UUID

from services.training.domain.exam_definition import ExamContent
from tests.support.question_bank import Mark, content, exam_content, settle

if TYPE_CHECKING:
    from tests.api.centre import Centre

AUTHOR, REVIEWER = "trainer", "training_manager"
HEADINGS = "code,kind,zh,points,difficulty,competency,key\n"


class Bank:
    """Brings forth what the requests are about.

    Args:
        centre: where.
        number: makes its codes different from others'.
    """

    def __init__(self, centre: Centre, *, number: int = 0) -> None:
        self._centre = centre
        self._number = number
        self._cases = centre.training.use_cases

    def fill(self) -> None:
        """One of everything."""
        self.question("in_use")
        self.exam()
        self.question_import()

    def question(self, state: str = "draft") -> UUID:
        """A question that the trainer wrote, and that has come so far."""
        with self._centre.acting_as(AUTHOR):
            made = self._cases.question_bank.write_question(
                code=f"question-{self._number}-{state}", content=content()
            ).id
        with self._centre.acting_as(REVIEWER):
            if state != "draft":
                self._cases.question_bank.review_question(made, number=1)
            if state == "in_use":
                self._cases.question_bank.put_question_in_use(made, number=1)
        self._centre.settle()
        return made

    def answered(self) -> UUID:
        """A question in use with enough answers to say something of it."""
        made = self.question("in_use")
        for one in range(30):
            settle(self._centre.training, 1000 * self._number + one, Mark(0, made, Decimal(2)))
        return made

    def exam(self, purpose: str = "written") -> UUID:
        """An exam of one question, which is in the bank."""
        if purpose == "written":
            Bank(self._centre, number=self._number + 1_000_000).question("in_use")
        with self._centre.acting_as(REVIEWER):
            given: ExamContent = exam_content()
            made = self._cases.exams.define_exam(
                code=f"exam-{self._number}-{purpose}", purpose=purpose, content=given
            ).id
        self._centre.settle()
        return made

    def file(self) -> bytes:
        """A file with one question that is new."""
        line = f"imported-{self._number},判断题,对不对？,1,1,sales,对\n"
        return (HEADINGS + line).encode()

    def question_import(self) -> UUID:
        """The import of such a file."""
        lines = [one.split(",") for one in self.file().decode().splitlines()]
        with self._centre.acting_as(REVIEWER):
            return self._cases.question_imports.import_questions(
                lines, digest=f"{self._number:064x}"
            ).id
