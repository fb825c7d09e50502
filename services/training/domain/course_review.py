"""The quarterly review of a course [课程季度评审]: keep it, revise it or retire it (TR-8)."""

from __future__ import annotations

import re
from datetime import date
from typing import Self
from uuid import UUID

import msgspec

from shared.event_store.aggregate import Aggregate
from shared.ids import id_of

KEEP = "keep"
REVISE = "revise"
RETIRE = "retire"
DECISIONS = (KEEP, REVISE, RETIRE)

STUDY = "study"
SURVEY = "survey"
LEARNING_GAIN = "learning_gain"
EVIDENCE_KINDS = (STUDY, SURVEY, LEARNING_GAIN)

QUARTER = re.compile(r"[12][0-9]{3}-Q[1-4]")
"""A quarter is written as in 2020-Q1."""


class Evidence(msgspec.Struct, frozen=True, kw_only=True):
    """What a decision rests on, as it stood.

    Args:
        kind: one of `EVIDENCE_KINDS`.
        source_id: the study, the survey, or the exam after the course.
        figures: its figures by name, as decimal strings or words, frozen.
    """

    kind: str
    source_id: UUID
    figures: dict[str, str]


class CourseReview(Aggregate):
    """What was decided about one course in one quarter."""

    TOPIC = "training.course_review"

    class Created(Aggregate.Created):
        TOPIC = "training.course_review.decided"
        course_id: UUID
        quarter: str
        decision: str
        reasons: str
        evidence: tuple[Evidence, ...]

    def __init__(
        self,
        course_id: UUID,
        quarter: str,
        decision: str,
        reasons: str,
        evidence: tuple[Evidence, ...],
    ) -> None:
        self.course_id = course_id
        self.quarter = quarter
        self.decision = decision
        self.reasons = reasons
        self.evidence = evidence

    @staticmethod
    def id_for(course_id: UUID, quarter: str) -> UUID:
        """The one id of a course's review in a quarter."""
        return id_of("course_review", course_id, quarter)

    @classmethod
    def decide(
        cls,
        course_id: UUID,
        *,
        quarter: str,
        decision: str,
        reasons: str,
        evidence: tuple[Evidence, ...],
    ) -> Self:
        """Decides, with reasons in general words and the figures as they stand."""
        return cls._create(
            cls.Created,
            id=cls.id_for(course_id, quarter),
            course_id=course_id,
            quarter=quarter,
            decision=decision,
            reasons=reasons,
            evidence=evidence,
        )


def quarter_of(day: date) -> str:
    """The quarter in which a day lies."""
    return f"{day.year:04}-Q{(day.month + 2) // 3}"


def first_day_after(quarter: str) -> date:
    """The first day of the next quarter."""
    year, number = int(quarter[:4]), int(quarter[-1])
    return date(year + number // 4, number % 4 * 3 + 1, 1)
