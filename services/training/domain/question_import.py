"""An import of questions [导入试题], carried out as a whole or not at all."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Self
from uuid import UUID

import msgspec

from shared.errors import Invalid, NotFound, RuleViolated
from shared.event_store.aggregate import Aggregate, event
from shared.ids import id_of


class QuestionFileRefused(Invalid):
    """At least one cell is wrong, so nothing was imported; every one is named."""

    code = "question-file-refused"
    en = "Nothing was imported; correct these cells and send the whole file again: {summary}"
    zh = "未导入任何试题，请更正以下单元格后重新提交整个文件：{summary}"


class QuestionImportNotFound(NotFound):
    """There is no such import, or not for this reader."""

    code = "question-import-not-found"
    en = "There is no import of questions {key}."
    zh = "没有找到试题导入记录 {key}。"


class TooManyQuestions(RuleViolated):
    """One file does not hold so many questions."""

    code = "too-many-questions"
    en = "More than {most} questions fit the filters; ask for fewer."
    zh = "符合条件的试题超过 {most} 道，请缩小筛选范围。"


class QuestionImportReleased(RuleViolated):
    """One release is enough."""

    code = "question-import-released"
    en = "The questions of this file were put in use already."
    zh = "该文件的试题已启用。"


class Imported(msgspec.Struct, frozen=True, kw_only=True):
    """A version that came from a file."""

    question_id: UUID
    number: int


class QuestionImport(Aggregate):
    """The record of a file that was imported; the same file is imported once."""

    TOPIC = "training.question_import"

    class Created(Aggregate.Created):
        """A file was imported."""

        TOPIC = "training.question_import.carried_out"
        digest: str
        imported: tuple[Imported, ...]
        unchanged: int

    def __init__(self, digest: str, imported: tuple[Imported, ...], unchanged: int) -> None:
        self.digest = digest
        self.imported = imported
        self.unchanged = unchanged
        self.is_released = False

    @staticmethod
    def id_for(digest: str) -> UUID:
        """The one id of the import of the file with this digest."""
        return id_of("question_import", digest)

    @classmethod
    def carry_out(cls, digest: str, *, imported: Iterable[Imported], unchanged: int) -> Self:
        """A file was imported.

        Args:
            digest: SHA-256 of the file in hex.
            imported: the versions that were written.
            unchanged: how many questions say what they said before.
        """
        return cls._create(
            cls.Created,
            id=cls.id_for(digest),
            digest=digest,
            imported=tuple(imported),
            unchanged=unchanged,
        )

    def release(self) -> None:
        """Somebody has found all of its questions right and puts them in use.

        Raises:
            QuestionImportReleased: that was done before.
        """
        if self.is_released:
            raise QuestionImportReleased
        self._release()

    @event("Released", topic="training.question_import.released")
    def _release(self) -> None:
        self.is_released = True

    @property
    def written(self) -> int:
        """How many of its questions were new."""
        return sum(one.number == 1 for one in self.imported)

    @property
    def revised(self) -> int:
        """How many of its questions got another version."""
        return len(self.imported) - self.written
