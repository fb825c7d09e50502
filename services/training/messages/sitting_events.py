"""What `training` publishes of exams that were sat; never an answer."""

from __future__ import annotations

from typing import Any

from marshmallow import Schema, fields

from services.training.domain.sitting import Sitting
from shared.bus.publication import PublicEvent
from shared.fields import Moment


def _a(field: type[fields.Field[Any]], description: str) -> Any:
    return field(required=True, metadata={"description": description})


class ExamResultSettledSchema(Schema):
    """All answers of a sitting are marked, or were marked anew by a corrected key."""

    sitting_id = _a(fields.UUID, "The sitting.")
    exam_id = _a(fields.UUID, "The exam.")
    exam_code = _a(fields.String, "Code of the exam.")
    quarter = _a(fields.String, "Such as 2020-Q1; empty unless it is a business-skill exam.")
    attempt = _a(fields.Integer, "The how-many-eth sitting of this exam by this employee.")
    employee_id = _a(fields.UUID, "Employee id of the learner.")
    passed = _a(fields.Boolean, "Whether it was passed.")
    points = _a(fields.String, "Points, as a decimal string.")
    full = _a(fields.String, "The most points that there were.")
    is_correction = _a(fields.Boolean, "Whether it replaces an earlier result of this sitting.")
    settled_at = _a(Moment, "When the result stood.")


def _settled(event: Any) -> dict[str, Any]:
    return {
        "sitting_id": event.originator_id,
        "exam_id": event.exam_id,
        "exam_code": event.exam_code,
        "quarter": event.quarter,
        "attempt": event.attempt,
        "employee_id": event.employee_id,
        "passed": event.passed,
        "points": event.points,
        "full": event.full,
        "is_correction": event.is_correction,
        "settled_at": event.meta.occurred_at,
    }


SITTING_EVENTS = (
    PublicEvent(
        Sitting.ResultSettled,  # type: ignore[attr-defined]
        "exam_result_settled",
        1,
        ExamResultSettledSchema,
        data=_settled,
        subjects=lambda one: (f"sitting:{one.originator_id}", f"employee:{one.employee_id}"),
    ),
)
