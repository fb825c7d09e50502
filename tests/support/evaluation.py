"""Builders for tests of evaluation: a study, its facts, and who completed the course."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

from services.training.domain.session_attendance import Teacher
from services.training.domain.study import StudyPlan
from shared.ids import id_of

COURSE = id_of("course", "soothing")
EXAM = id_of("exam", "soothing-before")
EXAM_AFTER = id_of("exam", "soothing-after")
TREATED = tuple(UUID(int=0x7000_0000 + number) for number in range(10))
OTHERS = tuple(UUID(int=0x8000_0000 + number) for number in range(10))
COMPLETED_ON = date(2020, 3, 10)
_NOISE = (-2, -1, 0, 1, 2, -2, -1, 0, 1, 2)


def plan(**facts: Any) -> StudyPlan:
    """A study of the quality score: two weeks before, two weeks after."""
    given: dict[str, Any] = {
        "course_id": COURSE,
        "level": 3,
        "metric": "quality_score",
        "better": "higher",
        "hypothesis": "学员的质检得分提高。",
        "completed_from": date(2020, 3, 9),
        "completed_until": date(2020, 3, 13),
        "before_days": 14,
        "after_days": 14,
        "others": (),
    }
    return StudyPlan(**{**given, **facts})


def scores(
    *, gain: int = 5, treated: Sequence[UUID] = TREATED, others: Sequence[UUID] = OTHERS
) -> list[dict[str, Any]]:
    """Six quality scores of everybody before and six after; the treated gain on average."""
    rows = []
    groups = [(one, gain) for one in treated] + [(one, 0) for one in others]
    for ordinal, (employee_id, change) in enumerate(groups):
        base, noise = 80 + ordinal % 10, _NOISE[ordinal % 10]
        for step in range(6):
            wobble = noise if step >= 3 else -noise
            rows.append(_row(employee_id, date(2020, 2, 24) + timedelta(2 * step), base + wobble))
            after = date(2020, 3, 14) + timedelta(2 * step)
            rows.append(_row(employee_id, after, base + change + noise))
    return rows


def _row(employee_id: UUID, on: date, value: int) -> dict[str, Any]:
    return {
        "fact_id": f"qa-{employee_id}-{on}",
        "employee_id": str(employee_id),
        "metric": "quality_score",
        "from_on": on.isoformat(),
        "until_on": on.isoformat(),
        "value": f"{value}.50",
    }


@dataclass(frozen=True)
class ToldMeta:
    """When such an event happened."""

    occurred_at: datetime = datetime(2020, 3, 10, 1, 0, tzinfo=UTC)


@dataclass(frozen=True)
class Told:
    """An event of another part of the service, as a projector sees it."""

    originator_id: UUID
    course_id: UUID = COURSE
    employee_id: UUID = TREATED[0]
    completed_on: date = COMPLETED_ON
    code: str = "soothing"
    exam_id: UUID = EXAM
    passed: bool = True
    points: Decimal = Decimal(80)
    full: Decimal = Decimal(100)
    teachers: tuple[Teacher, ...] = ()
    day: date = COMPLETED_ON
    taught_minutes: int = 90
    status: str = "present"
    meta: ToldMeta = ToldMeta()
