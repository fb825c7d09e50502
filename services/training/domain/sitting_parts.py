"""What a sitting is made of: terms, saved answers, what is marked, and the result."""

from __future__ import annotations

from datetime import datetime, timedelta
from decimal import Decimal
from uuid import UUID

import msgspec

from services.training.domain.exam_definition import AFTER_CLOSING, AT_ONCE
from shared.sealed.envelope import Sealed

LATE, TOO_FAST, OTHER_SESSION = "late", "too_fast", "other_session"
"""What is noted of an answer: within the grace, sooner than one reads, two sessions at once."""

MAY_SEE_KEYS = "may_see_keys"
"""What is noted of a sitting at its start: the learner may manage exams or mark answers."""


class Terms(msgspec.Struct, frozen=True, kw_only=True):
    """By what a sitting goes, as it was when it started.

    Args:
        ends_at: until when answers are taken without remark.
        grace_seconds: how long after that answers under way are still taken.
        too_fast_seconds: an answer sooner than this after the one before is noted.
        pass_percent: percent of the points needed to pass.
        results: when the learner sees the result, one of `RELEASES`.
        keys: when the learner sees the keys, one of `RELEASES`.
        closes_at: when the exam closes; None for never.
    """

    ends_at: datetime
    grace_seconds: int
    too_fast_seconds: int
    pass_percent: Decimal
    results: str
    keys: str
    closes_at: datetime | None = None

    @property
    def last_at(self) -> datetime:
        """After this no answer is taken."""
        return self.ends_at + timedelta(seconds=self.grace_seconds)

    def is_passed(self, points: Decimal, full: Decimal) -> bool:
        """Whether so many points of all that there were are enough."""
        return points * 100 >= self.pass_percent * full

    def shows(self, release: str, *, at: datetime) -> bool:
        """Whether learners see at this time what is released so, once it is settled."""
        if release == AT_ONCE:
            return True
        is_closed = self.closes_at is not None and at >= self.closes_at
        return release == AFTER_CLOSING and is_closed

    def will_show(self, release: str) -> bool:
        """Whether learners ever see what is released so, once it is settled."""
        return release == AT_ONCE or (release == AFTER_CLOSING and self.closes_at is not None)


class SavedAnswer(msgspec.Struct, frozen=True, kw_only=True):
    """The newest answer to one question.

    Args:
        place: place of the question on the paper, 0 for the first.
        sequence: the client's own count for this question; the highest one stands.
        content_hash: keyed hash, by which a repeat is known.
        choices: keys of the choices taken, by part (`` for the question itself).
        words: all that was written, as JSON under the learner's key.
        session: keyed hash of the session that sent it.
        noted: what is suspicious about it.
        saved_at: when the server took it.
    """

    place: int
    sequence: int
    content_hash: str
    saved_at: datetime
    choices: dict[str, tuple[str, ...]] = {}
    words: Sealed | None = None
    session: str = ""
    noted: tuple[str, ...] = ()

    @property
    def is_given(self) -> bool:
        """Whether anything was answered; a cleared answer counts as none."""
        return self.words is not None or any(self.choices.values())


class TaskOnPaper(msgspec.Struct, frozen=True, kw_only=True):
    """Something that is marked alone.

    Args:
        place: place of its question on the paper.
        part: name of the part of a case; empty for a whole question.
        full: what it is worth.
        is_open: whether people mark it.
    """

    place: int
    part: str
    full: Decimal
    is_open: bool


class TaskMark(msgspec.Struct, frozen=True, kw_only=True):
    """What an answer to one task has earned.

    Args:
        place: place of its question on the paper.
        part: name of the part of a case; empty for a whole question.
        points: what it earned.
    """

    place: int
    part: str
    points: Decimal


class QuestionMark(msgspec.Struct, frozen=True, kw_only=True):
    """What an answer to a whole question has earned; statistics of questions are made of these.

    Args:
        place: place of the question on the paper.
        question_id: the question.
        version: the version that was asked.
        points: what was earned, of a case by all parts together.
        full: what could be earned.
        is_answered: whether anything was answered.
        choices: keys of the choices taken, of a question with choices.
    """

    place: int
    question_id: UUID
    version: int
    points: Decimal
    full: Decimal
    is_answered: bool
    choices: tuple[str, ...] = ()


class Result(msgspec.Struct, frozen=True, kw_only=True):
    """How a sitting ended.

    Args:
        passed: whether it was passed.
        points: all points that were earned.
        full: all that could be.
    """

    passed: bool
    points: Decimal
    full: Decimal
