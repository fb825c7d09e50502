"""Bringing in questions from a file: all of them or none, and the same file once."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from uuid import UUID

from services.training.application.access import IMPORT, MANAGE_EXAMS
from services.training.application.question_bank import author
from services.training.application.question_cells import Faults
from services.training.application.question_rows import ReadQuestion, read_questions, rows_of
from services.training.application.workbench import Workbench
from services.training.domain.errors import CompetencyUnknown
from services.training.domain.question import Question
from services.training.domain.question_checks import check_content
from services.training.domain.question_errors import QuestionFaulty
from services.training.domain.question_import import (
    Imported,
    QuestionImport,
    QuestionImportNotFound,
)
from shared.context import current_context
from shared.errors import FieldError
from shared.event_store.store import expect_version

_IN_CHOICES = "choice_a"


class QuestionImports:
    """Imports questions as drafts that somebody else is to review.

    Who may bring in files but not manage exams brings in new questions only: whether a question of
    a file says the same as one in the bank would tell its key.

    Args:
        bench: what all use cases stand on.
    """

    def __init__(self, bench: Workbench) -> None:
        self._bench = bench

    def check_may_import(self) -> None:
        """Refuses who may neither bring in files nor manage exams."""
        if not current_context().may(MANAGE_EXAMS):
            current_context().require(IMPORT)

    def import_questions(self, lines: Sequence[Sequence[str]], *, digest: str) -> QuestionImport:
        """Writes or revises every question of a file; a file that was imported changes nothing.

        Args:
            lines: the texts of its cells, the headings first.
            digest: SHA-256 of the file in hex.

        Raises:
            QuestionFileRefused: a cell is wrong; every one is named, and nothing was imported.
        """
        self.check_may_import()
        done = self._bench.store.find(QuestionImport, QuestionImport.id_for(digest))
        if done is not None:
            return done
        faults = Faults()
        with self._bench.rules.noted("competencies"):
            found = read_questions(rows_of(lines, faults), faults)
            for one in found:
                self._check(one, faults)
            faults.refuse()
            changed, unchanged = self._changed(found, faults)
            faults.refuse()
            made = QuestionImport.carry_out(
                digest,
                imported=[Imported(question_id=one.id, number=one.newest) for one in changed],
                unchanged=unchanged,
            )
        self._bench.store.save(made, *changed)
        return made

    def release_imported_questions(
        self, import_id: UUID, *, expected_version: int | None = None
    ) -> QuestionImport:
        """Finds all that a file wrote right, and puts it in use.

        What was reviewed, put in use, revised again or retired since is left as it is.

        Raises:
            NotAnEmployee: a machine does not review.
            QuestionNeedsAnotherReviewer: the actor has imported the file.
            QuestionImportReleased: that was done before.
        """
        current_context().require(MANAGE_EXAMS)
        made = self.see_question_import(import_id)
        expect_version(made, expected_version)
        made.release()
        reviewer = str(self._bench.access.employee_id())
        changed = []
        for one in made.imported:
            question = self._bench.store.get(Question, one.question_id)
            if question.newest != one.number or question.is_retired:
                continue
            if one.number not in question.reviewed:
                question.review(one.number, reviewer=reviewer)
            if question.in_use != one.number:
                question.put_in_use(one.number)
            changed.append(question)
        self._bench.store.save(made, *changed)
        return made

    def see_question_import(self, import_id: UUID) -> QuestionImport:
        """What came of a file.

        Raises:
            QuestionImportNotFound: there is no such import.
        """
        self.check_may_import()
        found = self._bench.store.find(QuestionImport, import_id)
        if found is None:
            raise QuestionImportNotFound(key=import_id)
        return found

    def _check(self, one: ReadQuestion, faults: Faults) -> None:
        known = self._bench.rules.competencies
        try:
            known.check_known([one.content.competency], field="competency")
        except CompetencyUnknown as refusal:
            _note(one, refusal.fields, faults)
        try:
            check_content(one.content)
        except QuestionFaulty as refusal:
            _note(one, refusal.fields, faults)

    def _changed(self, found: Sequence[ReadQuestion], faults: Faults) -> tuple[list[Question], int]:
        changed: list[Question] = []
        unchanged = 0
        for one in found:
            question = self._bench.store.find(Question, Question.id_for(one.code))
            if question is None:
                changed.append(Question.draft(one.code, one.content, author=author()))
            elif self._may_be_revised(question, one, faults):
                if question.version_of(question.newest).content == one.content:
                    unchanged += 1
                else:
                    question.revise(one.content, author=author())
                    changed.append(question)
        return changed, unchanged

    @staticmethod
    def _may_be_revised(question: Question, one: ReadQuestion, faults: Faults) -> bool:
        if not current_context().may(MANAGE_EXAMS):
            en = "is taken: give another code, or ask somebody who manages exams."
            faults.note(one.line, "code", en=en, zh="代码已被使用，请更换代码或联系考试管理员。")
        elif question.is_retired:
            en = "names a question that was retired: give another code."
            faults.note(one.line, "code", en=en, zh="该试题已停用，请更换代码。")
        elif question.kind != one.content.kind:
            en = f"must stay {question.kind}: give another code for another kind."
            zh = f"题型须保持为 {question.kind}；其他题型请更换代码。"
            faults.note(one.line, "kind", en=en, zh=zh)
        else:
            return True
        return False


def _note(one: ReadQuestion, refused: Iterable[FieldError], faults: Faults) -> None:
    """Notes faults of the content at the cells from which it was read."""
    for fault in refused:
        line, name = one.line, fault.field
        if name.startswith("parts."):
            _, place, name = name.split(".", 2)
            line = one.part_lines[int(place)]
        column = {"choices": _IN_CHOICES, "parts": "code"}.get(name, name)
        faults.note(line, column, en=fault.en, zh=fault.zh)
