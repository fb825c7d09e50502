"""What a settled sitting tells of each question: the facts of item statistics [试题分析]."""

from __future__ import annotations

from decimal import Decimal
from uuid import UUID

import msgspec


class MarkedAnswer(msgspec.Struct, frozen=True, kw_only=True):
    """What one question of a paper earned; without a text, and nothing about the learner.

    Args:
        question_id: the question.
        question_version: the version that was asked.
        points: what the answer earned, of a case all parts together.
        full: what it was worth on the paper.
        choices: keys of the choices taken, by part (`` for the question itself); only where there
            are choices, with an empty tuple where none was taken.
    """

    question_id: UUID
    question_version: int
    points: Decimal
    full: Decimal
    choices: dict[str, tuple[str, ...]] = {}
