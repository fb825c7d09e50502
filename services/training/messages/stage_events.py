"""What `training` publishes of stages that people judge."""

from __future__ import annotations

from typing import Any

from marshmallow import Schema, fields

from services.training.domain.assessment import Assessment
from shared.bus.publication import PublicEvent
from shared.fields import Moment


def _a(field: type[fields.Field[Any]], description: str) -> Any:
    return field(required=True, metadata={"description": description})


class StageAssessedSchema(Schema):
    """All assessors have judged a candidate at a stage."""

    assessment_id = _a(fields.UUID, "The assessment.")
    employee_id = _a(fields.UUID, "Employee id of the candidate.")
    certification_code = _a(fields.String, "Code of the certification that it counts for.")
    stage_kind = _a(fields.String, "oral, simulated or practical.")
    passed = _a(fields.Boolean, "Whether the candidate passed.")
    points = _a(fields.String, "Points, as a decimal string.")
    full = _a(fields.String, "The most points that there were.")
    settled_at = _a(Moment, "When the last assessor judged.")


def _assessed(event: Any) -> dict[str, Any]:
    return {
        "assessment_id": event.originator_id,
        "employee_id": event.employee_id,
        "certification_code": event.certification_code,
        "stage_kind": event.stage_kind,
        "passed": event.passed,
        "points": event.points,
        "full": event.full,
        "settled_at": event.meta.occurred_at,
    }


STAGE_EVENTS = (
    PublicEvent(
        Assessment.Settled,  # type: ignore[attr-defined]
        "stage_assessed",
        1,
        StageAssessedSchema,
        data=_assessed,
        subjects=lambda one: (f"assessment:{one.originator_id}", f"employee:{one.employee_id}"),
    ),
)
