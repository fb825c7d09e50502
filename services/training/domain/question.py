"""The question bank [题库]: each question with its versions, reviewed by somebody else.

What a question says lies in private attributes: history, as-of and comparison show public ones
only, and nobody who may not manage exams ever sees a text or a key there (TR-3).
"""

from __future__ import annotations

from typing import Self
from uuid import UUID

from services.training.domain.question_checks import check_content
from services.training.domain.question_content import QuestionContent, QuestionVersion
from services.training.domain.question_errors import (
    QuestionAlreadyInUse,
    QuestionAlreadyReviewed,
    QuestionNeedsAnotherReviewer,
    QuestionNotInUse,
    QuestionNotReviewed,
    QuestionRetired,
    QuestionUnchanged,
    QuestionVersionUnknown,
)
from shared.event_store.aggregate import Aggregate, event
from shared.ids import id_of

DRAFT, REVIEWED, IN_USE, RETIRED = "draft", "reviewed", "in_use", "retired"
STATES = (DRAFT, REVIEWED, IN_USE, RETIRED)


class Question(Aggregate):
    """One question with all its versions; it is the centre's own text and about nobody."""

    TOPIC = "training.question"

    class Created(Aggregate.Created):
        TOPIC = "training.question.drafted"
        code: str
        version: QuestionVersion

    def __init__(self, code: str, version: QuestionVersion) -> None:
        self.code = code
        self.kind = version.content.kind
        self.newest = version.number
        self.reviewed: tuple[int, ...] = ()
        self.in_use: int | None = None
        self.is_retired = False
        self._versions: tuple[QuestionVersion, ...] = (version,)
        self._adopted_difficulty: int | None = None

    @staticmethod
    def id_for(code: str) -> UUID:
        """The one id of the question with this code."""
        return id_of("question", code)

    @classmethod
    def draft(cls, code: str, content: QuestionContent, *, author: str) -> Self:
        """A question that nobody has reviewed yet.

        Raises:
            QuestionFaulty: it cannot be asked or marked like this; the fields are named.
        """
        check_content(content)
        version = QuestionVersion(number=1, author=author, content=content)
        return cls._create(cls.Created, id=cls.id_for(code), code=code, version=version)

    def revise(self, content: QuestionContent, *, author: str) -> None:
        """Writes another version; the one in use is asked until this one is put in use.

        Raises:
            QuestionFaulty: it cannot be asked or marked like this, or is of another kind.
            QuestionUnchanged: the newest version says the same.
            QuestionRetired: it is asked no more.
        """
        self.check_not_retired()
        check_content(content, kind=self.kind)
        if content == self.version_of(self.newest).content:
            raise QuestionUnchanged
        self._revise(
            version=QuestionVersion(number=self.newest + 1, author=author, content=content)
        )

    @event("Revised", topic="training.question.revised")
    def _revise(self, version: QuestionVersion) -> None:
        self._versions = (*self._versions, version)
        self.newest = version.number

    def review(self, number: int, *, reviewer: str) -> None:
        """Somebody else than the author finds a version right.

        Raises:
            QuestionNeedsAnotherReviewer: the reviewer wrote it.
            QuestionAlreadyReviewed: that was done before.
        """
        self.check_not_retired()
        if self.version_of(number).author == reviewer:
            raise QuestionNeedsAnotherReviewer(number=number)
        if number in self.reviewed:
            raise QuestionAlreadyReviewed(number=number)
        self._review(number=number, reviewer=reviewer)

    @event("Reviewed", topic="training.question.reviewed")
    def _review(self, number: int, reviewer: str) -> None:
        self.reviewed = (*self.reviewed, number)

    def put_in_use(self, number: int) -> None:
        """Papers are drawn with this version from now on.

        Raises:
            QuestionNotReviewed: nobody has reviewed it.
            QuestionAlreadyInUse: papers are drawn with it already.
        """
        self.check_not_retired()
        known = self.version_of(number).number
        if known not in self.reviewed:
            raise QuestionNotReviewed(number=number)
        if known == self.in_use:
            raise QuestionAlreadyInUse(number=number)
        self._put_in_use(number=known)

    @event("PutInUse", topic="training.question.put_in_use")
    def _put_in_use(self, number: int) -> None:
        self.in_use = number
        self._adopted_difficulty = None

    def adopt_difficulty(self, difficulty: int, *, answers: int) -> None:
        """Papers are drawn by the difficulty that answers have shown.

        Args:
            difficulty: 1 to 5, computed.
            answers: from how many answers.
        """
        self.check_not_retired()
        self._adopt_difficulty(difficulty=difficulty, answers=answers)

    @event("DifficultyAdopted", topic="training.question.difficulty_adopted")
    def _adopt_difficulty(self, difficulty: int, answers: int) -> None:
        self._adopted_difficulty = difficulty

    def retire(self) -> None:
        """No paper is drawn with it any more; sittings keep the version they have."""
        self.check_not_retired()
        self._retire()

    @event("Retired", topic="training.question.retired")
    def _retire(self) -> None:
        self.is_retired = True

    def check_not_retired(self) -> None:
        """Refuses what was retired."""
        if self.is_retired:
            raise QuestionRetired(question_code=self.code)

    def version_of(self, number: int) -> QuestionVersion:
        """One of its versions, with its key.

        Raises:
            QuestionVersionUnknown: it has none of that number.
        """
        if not 1 <= number <= len(self._versions):
            raise QuestionVersionUnknown(number=number)
        return self._versions[number - 1]

    def number_in_use(self) -> int:
        """The version with which papers are drawn.

        Raises:
            QuestionNotInUse: there is none.
        """
        self.check_not_retired()
        if self.in_use is None:
            raise QuestionNotInUse(question_code=self.code)
        return self.in_use

    @property
    def state(self) -> str:
        """How far it has come: one of `STATES`."""
        if self.is_retired:
            return RETIRED
        if self.in_use is not None:
            return IN_USE
        return REVIEWED if self.reviewed else DRAFT

    @property
    def difficulty(self) -> int:
        """1 to 5: what answers have shown, if that was adopted, else as entered."""
        entered = self.version_of(self.in_use or self.newest).content.difficulty
        return self._adopted_difficulty or entered
