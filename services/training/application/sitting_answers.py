"""Answers in and out of the log: choices in clear, all that is written under the learner's key."""

from __future__ import annotations

import msgspec

from services.training.application.workbench import Workbench
from services.training.domain.question_content import Answer
from services.training.domain.sitting import Sitting
from services.training.domain.sitting_parts import SavedAnswer
from shared.event_store import canonical_bytes
from shared.sealed import Sealed

PURPOSE = "mark-or-show-answer"
"""Why sealed answers are opened here; each opening is logged with who asked (SE-2)."""


class Written(msgspec.Struct, frozen=True, omit_defaults=True):
    """What was written to one task.

    Args:
        blanks: what was written into the blanks.
        text: what was written to an open question.
    """

    blanks: tuple[str, ...] = ()
    text: str = ""


_WRITTEN = dict[str, Written]


class SittingAnswers:
    """Seals and opens the answers of sittings.

    Args:
        bench: what all use cases stand on.
    """

    def __init__(self, bench: Workbench) -> None:
        self._bench = bench

    def sealed(
        self, sitting: Sitting, place: int, answer: Answer, *, sequence: int, session: str
    ) -> SavedAnswer:
        """An answer as it is stored.

        Args:
            sitting: whose it is.
            place: place of the question on the paper, 0 for the first.
            answer: what was answered.
            sequence: the client's count for this question.
            session: the session that sent it; only a keyed hash of it is kept.
        """
        keys = self._bench.keys
        by_part = answer.parts or {"": answer}
        choices = {part: tuple(sorted(one.choices)) for part, one in by_part.items()}
        written = {
            part: Written(one.blanks, one.text)
            for part, one in by_part.items()
            if any(one.blanks) or one.text.strip()
        }
        words = msgspec.json.encode(written).decode() if written else ""
        hashed = canonical_bytes([sitting.id, place, choices, words]).decode()
        return SavedAnswer(
            place=place,
            sequence=sequence,
            content_hash=keys.lookup_hash("sitting_answer", hashed)[:32],
            saved_at=self._bench.now,
            choices={part: taken for part, taken in choices.items() if taken},
            words=self._bench.seal_about(sitting.employee_id, words) if words else None,
            session=keys.lookup_hash("sitting_session", session)[:16],
        )

    def opened(self, saved: SavedAnswer | None) -> Answer | None:
        """A stored answer as it was given; what was written is gone once the person is erased."""
        if saved is None:
            return None
        written = self._words(saved.words)
        parts = dict.fromkeys([*saved.choices, *written])
        by_part = {part: self._part(saved, part, written) for part in parts}
        if "" in by_part or not by_part:
            return by_part.get("", Answer())
        return Answer(parts=by_part)

    @staticmethod
    def _part(saved: SavedAnswer, part: str, written: _WRITTEN) -> Answer:
        words = written.get(part, Written())
        return Answer(choices=saved.choices.get(part, ()), blanks=words.blanks, text=words.text)

    def _words(self, words: Sealed | None) -> _WRITTEN:
        text = self._bench.keys.open_or_none(words, purpose=PURPOSE)
        return {} if text is None else msgspec.json.decode(text, type=_WRITTEN)
