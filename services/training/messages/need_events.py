"""What `training` publishes of training needs; no words about a person."""

from __future__ import annotations

from typing import Any

import msgspec
from marshmallow import Schema, fields

from services.training.domain.need import Need
from shared.bus.publication import PublicEvent


def _a(field: type[fields.Field[Any]], description: str, *, is_optional: bool = False) -> Any:
    metadata = {"description": description}
    return field(required=True, allow_none=is_optional, metadata=metadata)


class TargetSchema(Schema):
    """A part of an audience."""

    kind = _a(fields.String, "employee, team, position or site.")
    target_id = _a(fields.UUID, "Which one.")


class EvidenceSchema(Schema):
    """Something that shows the need, kept elsewhere."""

    source = _a(fields.String, "The system where it is kept.")
    reference = _a(fields.String, "What it is called there.")
    happened_on = _a(fields.Date, "The day of it.")
    severity = _a(fields.Integer, "1 to 5.")


class NeedSchema(Schema):
    """A training need."""

    need_id = _a(fields.UUID, "The need.")
    origin = _a(fields.String, "Who or what said so first.")
    audience = fields.List(fields.Nested(TargetSchema), required=True)
    competency = _a(fields.String, "What they are to be able to do.")
    urgency = _a(fields.String, "low, normal, high or urgent.")
    evidences = fields.List(fields.Nested(EvidenceSchema), required=True)
    raiser_id = _a(fields.UUID, "Employee id of who raised it.", is_optional=True)


class NeedRaisedSchema(NeedSchema):
    """There is a need."""

    points = _a(fields.Integer, "What it counts, apart from its age.")


class NeedAnsweredSchema(NeedSchema):
    """Something is done about a need."""

    answer = _a(fields.String, "course or coaching.")
    course_id = _a(fields.UUID, "The course.", is_optional=True)
    coach_id = _a(fields.UUID, "Employee id of the coach.", is_optional=True)
    due_on = _a(fields.Date, "Until when.")


class NeedRefusedSchema(NeedSchema):
    """Nothing is done about a need; the reason is not told to others."""


class NeedMergedSchema(Schema):
    """A need goes on in another one."""

    need_id = _a(fields.UUID, "The need.")
    into_id = _a(fields.UUID, "The need in which it goes on.")


def _need(one: Any) -> dict[str, Any]:
    return {**msgspec.structs.asdict(one.need), "need_id": one.originator_id}


def _raised(one: Any) -> dict[str, Any]:
    return {**_need(one), "points": one.weight.points}


def _answered(one: Any) -> dict[str, Any]:
    answer = msgspec.structs.asdict(one.answer)
    return {**_need(one), **answer, "answer": answer["kind"]}


def _merged(one: Any) -> dict[str, Any]:
    return {"need_id": one.originator_id, "into_id": one.into_id}


def _subjects(one: Any) -> tuple[str, ...]:
    employees = [target for target in one.need.audience if target.kind == "employee"]
    return (f"need:{one.originator_id}", *(f"employee:{each.target_id}" for each in employees[:20]))


def _both(one: Any) -> tuple[str, ...]:
    return (f"need:{one.originator_id}", f"need:{one.into_id}")


# The library puts the event classes of decorated methods onto the aggregate when it is made.
_NEED: Any = Need

NEEDS = (
    PublicEvent(
        _NEED.Created, "need_raised", 1, NeedRaisedSchema, data=_raised, subjects=_subjects
    ),
    PublicEvent(
        _NEED.Answered, "need_answered", 1, NeedAnsweredSchema, data=_answered, subjects=_subjects
    ),
    PublicEvent(
        _NEED.Refused, "need_refused", 1, NeedRefusedSchema, data=_need, subjects=_subjects
    ),
    PublicEvent(_NEED.Merged, "need_merged", 1, NeedMergedSchema, data=_merged, subjects=_both),
)
"""The public events of training needs."""
