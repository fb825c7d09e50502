"""The rows of a training record as the questions of `training_record` have found them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from services.training.application.training_records import (
    RecordedCertificate,
    RecordedCourse,
    RecordedExam,
    RecordedMentorship,
    RecordedSession,
    RecordedStage,
)
from services.training.read_models.sitting_list import ListedSitting

Titles = Mapping[str, tuple[str, str]]
"""Names in Chinese and English, by code or id; what has none is shown by its code."""


def recorded_course(row: Any) -> RecordedCourse:
    """A course, by an enrolment and the version that was learned."""
    return RecordedCourse(
        course_id=UUID(row["course_id"]),
        course_code=row["code"],
        title_zh=row["title_zh"],
        title_en=row["title_en"],
        course_version=row["course_version"],
        state=row["state"],
        due_on=_date(row["due_on"]),
        completed_on=_date(row["completed_on"]),
        credits=Decimal(row["credits"]),
        minutes=row["minutes"],
    )


def recorded_session(row: Any) -> RecordedSession:
    """A session, by a noted attendance."""
    return RecordedSession(
        session_id=UUID(row["session_id"]),
        course_id=UUID(row["course_id"]),
        title=row["title"],
        day=date.fromisoformat(row["day"]),
        status=row["status"],
        minutes=row["minutes"] or 0,
        state=row["state"],
    )


def recorded_exam(one: ListedSitting, titles: Titles, *, is_shown: bool) -> RecordedExam:
    """A sitting, with its result if it is shown."""
    result = one.result if is_shown else None
    title_zh, title_en = titles.get(str(one.exam_id), (one.exam_code, one.exam_code))
    return RecordedExam(
        sitting_id=one.sitting_id,
        exam_code=one.exam_code,
        title_zh=title_zh,
        title_en=title_en,
        quarter=one.quarter,
        attempt=one.attempt,
        started_at=one.started_at,
        state=one.state,
        passed=None if result is None else result.passed,
        points=None if result is None else result.points,
        full=None if result is None else result.full,
    )


def recorded_stage(row: Any, titles: Titles) -> RecordedStage:
    """A stage that people judge."""
    code = row["certification_code"]
    title_zh, title_en = titles.get(code, (code, code))
    return RecordedStage(
        assessment_id=UUID(row["assessment_id"]),
        certification_code=code,
        title_zh=title_zh,
        title_en=title_en,
        stage_kind=row["stage_kind"],
        state=row["state"],
        arranged_at=row["arranged_at"],
        passed=row["passed"],
    )


def recorded_certificate(row: Any, titles: Titles) -> RecordedCertificate:
    """A certificate in its state."""
    code, until = row["certification_code"], row["valid_until"]
    title_zh, title_en = titles.get(code, (code, code))
    return RecordedCertificate(
        certificate_id=UUID(row["certificate_id"]),
        number=row["number"],
        certification_code=code,
        title_zh=title_zh,
        title_en=title_en,
        state=row["state"],
        valid_from=date.fromisoformat(row["valid_from"]),
        valid_until=None if until is None else date.fromisoformat(until),
    )


def recorded_mentorship(row: Any, titles: Titles) -> RecordedMentorship:
    """A mentorship, with the staff number of the mentor."""
    title_zh, title_en = titles.get(row["template"], (row["template"], row["template"]))
    return RecordedMentorship(
        mentorship_id=UUID(row["mentorship_id"]),
        title_zh=title_zh,
        title_en=title_en,
        mentor_id=UUID(row["mentor_id"]),
        mentor_number=row["staff_number"],
        begins_on=date.fromisoformat(row["begins_on"]),
        due_on=date.fromisoformat(row["due_on"]),
        state=row["state"],
        tasks=row["tasks"],
        acknowledged=row["acknowledged"],
        is_ready=row["is_ready"],
    )


def _date(text: str | None) -> date | None:
    return None if text is None else date.fromisoformat(text)
