"""What `training` publishes of annual plans."""

from __future__ import annotations

from typing import Any

import msgspec
from marshmallow import Schema, fields

from services.training.domain.annual_plan import AnnualPlan
from shared.bus.publication import PublicEvent
from shared.fields import Moment


def _a(field: type[fields.Field[Any]], description: str) -> Any:
    return field(required=True, metadata={"description": description})


class AnnualPlanSchema(Schema):
    """A revision of an annual training plan."""

    annual_plan_id = _a(fields.UUID, "The plan.")
    code = _a(fields.String, "Its code.")
    title = _a(fields.String, "What it is called.")
    year = _a(fields.Integer, "The year.")
    currency = _a(fields.String, "ISO 4217 code of its amounts.")
    revision = _a(fields.Integer, "The revision.")


class AnnualPlanSubmittedSchema(AnnualPlanSchema):
    """A revision waits for an approval."""

    budget_minor = _a(fields.Integer, "What all of it may cost, in minor units.")


class AnnualPlanSentBackSchema(AnnualPlanSchema):
    """A revision is to be written otherwise; the reason is not told to others."""


class AnnualPlanApprovedSchema(AnnualPlanSubmittedSchema):
    """A revision is in force."""

    approver_id = _a(fields.UUID, "Employee id of who approved it.")
    approved_at = _a(Moment, "When.")


def _told(one: Any) -> dict[str, Any]:
    terms = msgspec.structs.asdict(one.terms)
    return {**terms, **vars(one), "annual_plan_id": one.originator_id}


def _approved(one: Any) -> dict[str, Any]:
    return {**_told(one), **msgspec.structs.asdict(one.approval)}


def _subjects(one: Any) -> tuple[str, ...]:
    return (f"annual_plan:{one.originator_id}",)


# The library puts the event classes of decorated methods onto the aggregate when it is made.
_PLAN: Any = AnnualPlan

PLANS = (
    PublicEvent(
        _PLAN.Submitted,
        "annual_plan_submitted",
        1,
        AnnualPlanSubmittedSchema,
        data=_told,
        subjects=_subjects,
    ),
    PublicEvent(
        _PLAN.SentBack,
        "annual_plan_sent_back",
        1,
        AnnualPlanSentBackSchema,
        data=_told,
        subjects=_subjects,
    ),
    PublicEvent(
        _PLAN.Approved,
        "annual_plan_approved",
        1,
        AnnualPlanApprovedSchema,
        data=_approved,
        subjects=_subjects,
    ),
)
"""The public events of annual plans."""
