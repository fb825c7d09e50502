"""Whether an exam can be held as it was entered; every fault names its field."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from decimal import Decimal

from services.training.domain.exam_definition import (
    BUSINESS_SKILL,
    NEVER,
    PURPOSES,
    RELEASES,
    ExamContent,
    Section,
)
from services.training.domain.exam_errors import ExamFaulty, QuarterWindowFaulty
from services.training.domain.question_content import KINDS
from shared.errors import FieldError

LONGEST = 86_400
"""Seconds of a sitting at most."""
MOST_QUESTIONS = 200
"""Questions of a paper at most."""
MOST_ATTEMPTS = 20
MOST_DAYS = 366
MOST_SECTIONS = 30
_DIFFICULTIES = frozenset(range(1, 6))
_QUARTER = re.compile(r"([12][0-9]{3})-Q([1-4])")
_ZONES_APART = timedelta(hours=14)


def check_exam(content: ExamContent, *, purpose: str) -> None:
    """Refuses what cannot be held.

    Raises:
        ExamFaulty: with every fault, its field and the remedy.
    """
    faults = (*_faults(content, purpose), *_faults_of_sections(content))
    if faults:
        raise ExamFaulty(fields=faults)


def check_quarter(quarter: str, *, opens_at: datetime, closes_at: datetime) -> None:
    """Refuses times that are none of the quarter, whatever the site's time zone.

    Raises:
        QuarterWindowFaulty: the fields are named.
    """
    faults = []
    span = span_of(quarter)
    if span is None:
        en = "must be a year and a quarter, such as 2020-Q1."
        faults.append(FieldError("quarter", en, "应为年份和季度，例如 2020-Q1。"))
    if closes_at <= opens_at:
        faults.append(FieldError("closes_at", "must be after opens_at.", "应晚于开放时间。"))
    if span is not None and not (
        span[0] - _ZONES_APART <= opens_at and closes_at <= span[1] + _ZONES_APART
    ):
        faults.append(FieldError("opens_at", "must lie in the quarter.", "应在该季度之内。"))
    if faults:
        raise QuarterWindowFaulty(fields=tuple(faults))


def span_of(quarter: str) -> tuple[datetime, datetime] | None:
    """From when to when a quarter lasts, in UTC; None if it is none."""
    found = _QUARTER.fullmatch(quarter)
    if found is None or not 1 <= int(found[1]) <= 9998:
        return None
    year, number = int(found[1]), int(found[2])
    begin = datetime(year, 3 * number - 2, 1, tzinfo=UTC)
    next_year, next_month = (year, 3 * number + 1) if number < len("1234") else (year + 1, 1)
    return begin, datetime(next_year, next_month, 1, tzinfo=UTC)


def _faults(content: ExamContent, purpose: str) -> Iterator[FieldError]:
    if purpose not in PURPOSES:
        among = ", ".join(PURPOSES)
        yield FieldError("purpose", f"must be one of {among}.", f"可用：{among}。")
    if not content.zh.strip():
        yield FieldError("zh", "is required.", "为必填项。")
    if not 60 <= content.duration_seconds <= LONGEST:
        yield FieldError("duration_seconds", "must be 60 to 86400.", "应为 60 至 86400 秒。")
    if not Decimal(0) < content.pass_percent <= Decimal(100):
        yield FieldError(
            "pass_percent", "must be more than 0, at most 100.", "应大于 0、至多 100。"
        )
    retakes = content.retakes
    if not (1 <= retakes.attempts <= MOST_ATTEMPTS and 0 <= retakes.after_days <= MOST_DAYS):
        en = "must be 1 to 20 attempts, 0 to 366 days apart."
        yield FieldError("retakes", en, "应为 1 至 20 次，间隔 0 至 366 天。")
    for name in ("results", "keys"):
        if getattr(content, name) not in RELEASES:
            among = ", ".join(RELEASES)
            yield FieldError(name, f"must be one of {among}.", f"可用：{among}。")
    yield from _faults_of_times(content, purpose)


def _faults_of_times(content: ExamContent, purpose: str) -> Iterator[FieldError]:
    opens_at, closes_at = content.opens_at, content.closes_at
    if opens_at is not None and closes_at is not None and closes_at <= opens_at:
        yield FieldError("closes_at", "must be after opens_at.", "应晚于开放时间。")
    if purpose == BUSINESS_SKILL:
        if opens_at is not None or closes_at is not None:
            en = "belongs to each quarter of a business-skill exam."
            yield FieldError("opens_at", en, "业务技能考试的时间按季度安排。")
        if content.retakes.attempts != 1:
            en = "must be one attempt: a quarter has one."
            yield FieldError("retakes", en, "业务技能考试每季度只能一次。")
    if content.keys != NEVER and content.results == NEVER:
        yield FieldError(
            "keys", "cannot be released without results.", "不公布成绩时不能公布答案。"
        )


def _faults_of_sections(content: ExamContent) -> Iterator[FieldError]:
    sections = content.blueprint.sections
    if not 1 <= len(sections) <= MOST_SECTIONS:
        yield FieldError("blueprint.sections", "must be 1 to 30.", "应为 1 至 30 个部分。")
    for place, section in enumerate(sections):
        yield from _faults_of_section(section, f"blueprint.sections.{place}.")
    if sum(one.count for one in sections) > MOST_QUESTIONS:
        en = f"have more than {MOST_QUESTIONS} questions together."
        yield FieldError("blueprint.sections", en, f"试题总数不得超过 {MOST_QUESTIONS}。")


def _faults_of_section(section: Section, prefix: str) -> Iterator[FieldError]:
    if not section.zh.strip():
        yield FieldError(f"{prefix}zh", "is required.", "为必填项。")
    if not 1 <= section.count <= MOST_QUESTIONS:
        yield FieldError(f"{prefix}count", "must be 1 to 200.", "应为 1 至 200。")
    points = section.points
    if points is not None and (not 0 < points <= 100 or points != points.quantize(Decimal("0.01"))):
        en = "must be more than 0, at most 100, with two decimals at most."
        yield FieldError(f"{prefix}points", en, "应大于 0、不超过 100，最多两位小数。")
    if not set(section.kinds) <= set(KINDS):
        yield FieldError(f"{prefix}kinds", "has an unknown kind.", "含未知题型。")
    if not set(section.difficulties) <= _DIFFICULTIES:
        yield FieldError(f"{prefix}difficulties", "must be 1 to 5.", "应为 1 至 5。")
