"""Correcting a wrong key, and marking anew whoever was asked that version (TR-3)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol
from uuid import UUID

from services.training.application.access import MANAGE_EXAMS
from services.training.application.attempts import Attempts
from services.training.application.known_papers import FRESH_FOR, KnownPapers
from services.training.application.retrying import retried
from services.training.application.sitting_answers import SittingAnswers
from services.training.application.workbench import Workbench
from services.training.domain.key_correction import COMPLETED, KeyCorrection
from services.training.domain.mark_sheet import closed_marks
from services.training.domain.question import Question
from services.training.domain.question_errors import QuestionNotFound
from services.training.domain.sitting import Sitting
from services.training.domain.sitting_errors import CorrectionNotFound
from shared.context import current_context
from shared.event_store import AsOf

AT_A_TIME = 200
"""Sittings that one run of the timer marks anew at most."""

LATEST_DRAW = FRESH_FOR + timedelta(seconds=50)
"""So long after the order a paper may still be drawn with the wrong version."""


@dataclass(frozen=True)
class OrderedCorrection:
    """A correction that is not completed.

    Args:
        correction_id: its id.
        ordered_at: when it was ordered.
    """

    correction_id: UUID
    ordered_at: datetime


class SittingsToCorrect(Protocol):
    """Which corrections are open, and whom they concern."""

    def open_corrections(self) -> Sequence[OrderedCorrection]:
        """Those not completed, the oldest first."""

    def handed_in(self, correction_id: UUID, *, limit: int) -> Sequence[UUID]:
        """Sittings with the wrong version that were handed in and not marked anew."""

    def is_still_sat(self, correction_id: UUID) -> bool:
        """Whether somebody sits a paper with the wrong version."""


class KeyCorrections:
    """Corrects keys.

    Args:
        bench: what all use cases stand on.
        papers: the questions as they were asked.
        answers: opens the answers.
        due: whom a correction concerns.
    """

    def __init__(
        self,
        bench: Workbench,
        *,
        papers: KnownPapers,
        answers: SittingAnswers,
        due: SittingsToCorrect,
    ) -> None:
        self._bench = bench
        self._papers = papers
        self._answers = answers
        self._due = due

    def order_key_correction(
        self, *, question_id: UUID, wrong_version: int, right_version: int, reason: str
    ) -> KeyCorrection:
        """Has all answers to one version of a question marked by the key of another.

        Raises:
            QuestionNotFound: there is no such question.
            QuestionVersionUnknown: or no such version.
            CorrectionUnfit: nobody has reviewed the right version, or it asks for something else.
        """
        current_context().require(MANAGE_EXAMS)
        question = self._bench.store.find(Question, question_id)
        if question is None:
            raise QuestionNotFound(key=question_id)
        correction = KeyCorrection.order(
            question,
            correction_id=self._bench.new_id(),
            wrong_version=wrong_version,
            right_version=right_version,
            reason=reason,
        )
        self._bench.store.save(correction)
        return correction

    def see_key_correction(
        self, key_correction_id: UUID, *, as_of: AsOf | None = None
    ) -> KeyCorrection:
        """A correction, for who manages exams.

        Raises:
            CorrectionNotFound: there is none.
        """
        current_context().require(MANAGE_EXAMS)
        found = self._bench.store.find(KeyCorrection, key_correction_id, as_of=as_of)
        if found is None:
            raise CorrectionNotFound(key=key_correction_id)
        return found

    def apply_key_corrections(self, now: datetime) -> int:
        """Marks anew whoever has handed in; a correction ends when nobody sits such a paper.

        Returns:
            How many sittings were marked anew.
        """
        return sum(self._apply(one, now) for one in self._due.open_corrections())

    def _apply(self, ordered: OrderedCorrection, now: datetime) -> int:
        correction = self._bench.store.get(KeyCorrection, ordered.correction_id)
        if correction.state == COMPLETED:
            return 0
        found = self._due.handed_in(correction.id, limit=AT_A_TIME)
        for one in found:
            self._mark_anew(one, correction)
        is_late = now > ordered.ordered_at + LATEST_DRAW
        if not found and is_late and not self._due.is_still_sat(correction.id):
            correction.complete()
            self._bench.store.save(correction)
        return len(found)

    def _mark_anew(self, sitting_id: UUID, correction: KeyCorrection) -> None:
        def attempt() -> None:
            sitting = self._bench.store.get(Sitting, sitting_id)
            before = sitting.result
            right = self._papers.version(correction.question_id, correction.right_version)
            marks = [
                mark
                for place, question in enumerate(sitting.paper.questions)
                if question.question_id == correction.question_id
                for mark in closed_marks(
                    place, question, right, self._answers.opened(sitting.answers.get(place))
                )
            ]
            sitting.correct(marks, correction_id=correction.id, reason=correction.reason)
            rows = []
            if sitting.result != before:
                attempts = Attempts(self._bench.store, sitting.exam_id, sitting.employee_id)
                rows = attempts.followed(sitting)
            self._bench.store.save(sitting, beside=rows)

        retried(attempt)
