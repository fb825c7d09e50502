"""What `training` publishes of development plans; no words, and nothing of the pipeline."""

from __future__ import annotations

from typing import Any

from marshmallow import Schema, fields

from services.training.domain.development_plan import DevelopmentPlan
from shared.bus.publication import PublicEvent


def _a(field: type[fields.Field[Any]], description: str, *, is_optional: bool = False) -> Any:
    metadata = {"description": description}
    return field(required=True, allow_none=is_optional, metadata=metadata)


class DevelopmentPlanSchema(Schema):
    """The development plan of an employee."""

    development_plan_id = _a(fields.UUID, "The plan.")
    employee_id = _a(fields.UUID, "Whose it is.")


class DevelopmentPlanAgreedSchema(DevelopmentPlanSchema):
    """Both sides have agreed to a plan as it stands."""

    supervisor_id = _a(fields.UUID, "Employee id of who agreed for the centre.")


class DevelopmentGoalReachedSchema(DevelopmentPlanSchema):
    """A goal was reached."""

    goal_id = _a(fields.UUID, "The goal.")
    competency = _a(fields.String, "What it develops.", is_optional=True)


def _told(one: Any) -> dict[str, Any]:
    return {**vars(one), "development_plan_id": one.originator_id}


def _subjects(one: Any) -> tuple[str, ...]:
    return (f"development_plan:{one.originator_id}", f"employee:{one.employee_id}")


# The library puts the event classes of decorated methods onto the aggregate when it is made.
_PLAN: Any = DevelopmentPlan

DEVELOPMENT = (
    PublicEvent(
        _PLAN.CameIntoForce,
        "development_plan_agreed",
        1,
        DevelopmentPlanAgreedSchema,
        data=_told,
        subjects=_subjects,
    ),
    PublicEvent(
        _PLAN.GoalReached,
        "development_goal_reached",
        1,
        DevelopmentGoalReachedSchema,
        data=_told,
        subjects=_subjects,
    ),
)
"""The public events of development plans."""
