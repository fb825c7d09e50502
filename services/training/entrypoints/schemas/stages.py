"""What the API takes and shows of rubrics and assessments."""

from __future__ import annotations

from typing import Any

from marshmallow import fields
from marshmallow.validate import Length, OneOf, Range, Regexp

from services.training.domain.rubric import STAGE_KINDS
from shared.web import PageQuery, Schema

CODE = Regexp("^[A-Za-z0-9_.-]{1,60}$")
POINTS = Regexp(r"^[0-9]{1,4}(\.[0-9]{1,2})?$")


def coded(description: str, **options: Any) -> fields.String:
    """A code of the centre."""
    return fields.String(validate=CODE, metadata={"description": description}, **options)


def words(description: str, *, longest: int = 20_000, **options: Any) -> fields.String:
    """A text with at least one letter."""
    return fields.String(
        validate=[Length(1, longest), Regexp(r"(?s).*\S")],
        metadata={"description": description},
        **options,
    )


def scored(description: str, **options: Any) -> fields.String:
    """Points as a decimal string of up to two places."""
    return fields.String(validate=POINTS, metadata={"description": description}, **options)


def optional(field: type[fields.Field[Any]]) -> Any:
    """What is shown as null where there is none."""
    return field(required=True, allow_none=True)


def _in_english(description: str) -> fields.String:
    return fields.String(
        load_default="", validate=Length(max=1000), metadata={"description": description}
    )


class RubricLevelSchema(Schema):
    """How well a criterion may be met."""

    code = coded("Its code.", required=True)
    points = scored("What it is worth.", required=True)
    zh = words("What is seen at this level, in Chinese.", longest=1000, required=True)
    en = _in_english("The same in English.")


class RubricCriterionSchema(Schema):
    """Something that is judged by itself."""

    code = coded("Its code.", required=True)
    zh = words("What is judged, in Chinese.", longest=1000, required=True)
    en = _in_english("The same in English.")
    levels = fields.List(fields.Nested(RubricLevelSchema), required=True, validate=Length(2, 10))
    must_reach = coded(
        "The level without which nobody passes, if there is one.",
        load_default=None,
        allow_none=True,
    )


class RubricContentSchema(Schema):
    """A version of a rubric."""

    title = words("What it is for.", longest=200, required=True)
    pass_percent = fields.Integer(
        strict=True,
        required=True,
        validate=Range(1, 100),
        metadata={"description": "Percent of the full points from which one passes."},
    )
    criteria = fields.List(
        fields.Nested(RubricCriterionSchema), required=True, validate=Length(1, 30)
    )


class NewRubricSchema(RubricContentSchema):
    """A rubric to write."""

    code = coded("Its code.", required=True)
    stage_kind = fields.String(required=True, validate=OneOf(STAGE_KINDS))


class RubricsQuery(PageQuery):
    """Which rubrics to list."""

    stage_kind = fields.String(validate=OneOf(STAGE_KINDS))


class ShownRubricVersionSchema(RubricContentSchema):
    """A version of a rubric with its number."""

    number = fields.Integer(required=True)


class RubricSchema(Schema):
    """A rubric with all its versions."""

    rubric_id = fields.UUID(required=True)
    version = fields.Integer(required=True)
    code = fields.String(required=True)
    stage_kind = fields.String(required=True)
    is_retired = fields.Boolean(required=True)
    versions = fields.List(fields.Nested(ShownRubricVersionSchema), required=True)


class RubricRowSchema(Schema):
    """A rubric in a list."""

    rubric_id = fields.UUID(required=True)
    code = fields.String(required=True)
    stage_kind = fields.String(required=True)
    title = fields.String(required=True)
    versions = fields.Integer(required=True)
    is_retired = fields.Boolean(required=True)


class NewAssessmentSchema(Schema):
    """Who is to be assessed, by which rubric and by whom."""

    employee_id = fields.UUID(required=True)
    certification_code = coded("The certification that it counts for.", required=True)
    rubric_id = fields.UUID(required=True)
    assessor_ids = fields.List(fields.UUID(), required=True, validate=Length(1, 10))
    planned_on = fields.Date(load_default=None, allow_none=True)


class NewJudgementSchema(Schema):
    """What you have seen."""

    levels = fields.Dict(
        keys=fields.String(validate=Length(1, 60)),
        values=fields.String(validate=Length(1, 60)),
        required=True,
        validate=Length(1, 30),
        metadata={"description": "The level of each criterion, by their codes."},
    )
    note = words(
        "The evidence, in your own words.", longest=4000, load_default=None, allow_none=True
    )
    observed_on = fields.Date(
        required=True, metadata={"description": "The day on which you saw the candidate."}
    )


class AssessmentWithdrawalSchema(Schema):
    """Why it does not take place."""

    reason = words("The reason.", longest=1000, required=True)


class AssessmentsQuery(PageQuery):
    """Which assessments to list: what waits for you, your own, or those of an employee."""

    of = fields.String(load_default="me", validate=OneOf(("me", "to_judge", "all")))
    employee_id = fields.UUID(metadata={"description": "With `all`: only of this employee."})


class JudgementSchema(Schema):
    """One assessor's judgement; the note is null once the person's data is erased."""

    assessor_id = fields.UUID(required=True)
    observed_on = fields.String(required=True)
    levels = fields.Dict(keys=fields.String(), values=fields.String(), required=True)
    points = fields.String(required=True)
    note = optional(fields.String)


class AssessmentRowSchema(Schema):
    """An assessment in a list."""

    assessment_id = fields.UUID(required=True)
    employee_id = fields.UUID(required=True)
    certification_code = fields.String(required=True)
    stage_kind = fields.String(required=True)
    state = fields.String(required=True)
    arranged_at = fields.String(required=True)
    planned_on = optional(fields.String)
    passed = optional(fields.Boolean)


class AssessmentSchema(Schema):
    """An assessment; points are null until all assessors have judged."""

    assessment_id = fields.UUID(required=True)
    version = fields.Integer(required=True)
    employee_id = fields.UUID(required=True)
    certification_code = fields.String(required=True)
    stage_kind = fields.String(required=True)
    state = fields.String(required=True)
    rubric_id = fields.UUID(required=True)
    rubric = fields.Nested(ShownRubricVersionSchema, required=True)
    assessor_ids = fields.List(fields.UUID(), required=True)
    planned_on = optional(fields.String)
    judgements = fields.List(fields.Nested(JudgementSchema), required=True)
    passed = optional(fields.Boolean)
    points = optional(fields.String)
    full = fields.String(required=True)
