"""Correcting a wrong key [更正标准答案]: marking anew by another version of the question."""

from __future__ import annotations

from typing import Self
from uuid import UUID

from services.training.domain.question import Question
from services.training.domain.question_content import QuestionContent
from services.training.domain.sitting_errors import CorrectionCompleted, CorrectionUnfit
from shared.errors import FieldError
from shared.event_store.aggregate import Aggregate, event

OPEN, COMPLETED = "open", "completed"


class KeyCorrection(Aggregate):
    """One correction, until all sittings with the wrong version are marked anew."""

    TOPIC = "training.key_correction"

    class Created(Aggregate.Created):
        TOPIC = "training.key_correction.ordered"
        question_id: UUID
        wrong_version: int
        right_version: int
        reason: str

    def __init__(
        self, question_id: UUID, wrong_version: int, right_version: int, reason: str
    ) -> None:
        self.question_id = question_id
        self.wrong_version = wrong_version
        self.right_version = right_version
        self.reason = reason
        self.state = OPEN

    @classmethod
    def order(
        cls,
        question: Question,
        *,
        correction_id: UUID,
        wrong_version: int,
        right_version: int,
        reason: str,
    ) -> Self:
        """Has all answers to the wrong version marked by the right one.

        Raises:
            QuestionVersionUnknown: there is no such version.
            CorrectionUnfit: nobody has reviewed the right one, or answers to one version are none
                to the other; the field is named.
        """
        wrong, right = question.version_of(wrong_version), question.version_of(right_version)
        check_marks_the_same_answers(wrong.content, right.content)
        if right_version not in question.reviewed:
            _refuse("has not been reviewed.", "尚未审核。")
        return cls._create(
            cls.Created,
            id=correction_id,
            question_id=question.id,
            wrong_version=wrong_version,
            right_version=right_version,
            reason=reason,
        )

    def complete(self) -> None:
        """No sitting is left that was asked the wrong version.

        Raises:
            CorrectionCompleted: that was noted before.
        """
        if self.state == COMPLETED:
            raise CorrectionCompleted
        self._complete()

    @event("Completed", topic="training.key_correction.completed")
    def _complete(self) -> None:
        self.state = COMPLETED


def check_marks_the_same_answers(wrong: QuestionContent, right: QuestionContent) -> None:
    """Refuses a version whose key cannot judge answers to the other.

    Raises:
        CorrectionUnfit: they ask for other choices, blanks or parts, or say the same.
    """
    if wrong == right:
        _refuse("says the same.", "内容相同。")
    if _frame(wrong) != _frame(right):
        _refuse("asks for other choices, blanks or parts.", "选项、空格或小题不同。")


def _frame(content: QuestionContent) -> list[object]:
    return [
        (name, task.kind, set(task.choice_keys), len(task.accepted)) for name, task in content.tasks
    ]


def _refuse(en: str, zh: str) -> None:
    raise CorrectionUnfit(fields=(FieldError("right_version", en, zh),))
