"""What the API takes and shows of facts, studies, and exams before and after."""

from __future__ import annotations

from typing import Any

from marshmallow import fields
from marshmallow.validate import Length, OneOf, Range, Regexp

from services.training.domain import effect, study
from shared.web import PageQuery, Schema


def text(description: str, *, longest: int, **options: Any) -> fields.String:
    """A text with at least one letter."""
    return fields.String(
        validate=[Length(1, longest), Regexp(r"(?s).*\S")],
        metadata={"description": description},
        **options,
    )


def code(description: str, **options: Any) -> fields.String:
    """A code of the centre."""
    return fields.String(
        validate=Regexp("^[A-Za-z0-9_.-]{1,60}$"),
        metadata={"description": description},
        **options,
    )


def day(description: str, **options: Any) -> fields.Date:
    """A day."""
    return fields.Date(metadata={"description": description}, **options)


def optional(field: type[fields.Field[Any]]) -> Any:
    """What is shown as null where there is none."""
    return field(required=True, allow_none=True)


def _raw(description: str) -> fields.String:
    return fields.String(load_default="", allow_none=True, metadata={"description": description})


class FactRowSchema(Schema):
    """A fact as it comes; what is wrong in it is told row by row."""

    fact_id = _raw("What it is called where it comes from; taken over once.")
    employee_id = _raw("Whose it is.")
    metric = _raw("One of the metrics of the rule set `evaluation`.")
    from_on = _raw("First day of the period.")
    until_on = _raw("Last day of the period; the first by default.")
    value = _raw("A decimal number of up to six places.")


class NewFactsSchema(Schema):
    """Facts to import."""

    rows = fields.List(fields.Nested(FactRowSchema), required=True, validate=Length(max=20_000))


class NewFactsCsvSchema(Schema):
    """Facts to import from a CSV file."""

    csv = fields.String(
        required=True,
        validate=Length(1, 4_000_000),
        metadata={
            "description": "The file with a heading: fact_id, employee_id, metric, from_on,"
            " until_on (may be missing), value."
        },
    )


class ReasonSchema(Schema):
    """Why."""

    reason = text("The reason, in general words.", longest=1000, required=True)


class FactImportSchema(Schema):
    """What became of an import."""

    fact_import_id = fields.UUID(required=True)
    version = fields.Integer(required=True)
    rows = fields.Integer(required=True)
    known = fields.Integer(required=True)
    recorded = fields.Integer(required=True)
    is_withdrawn = fields.Boolean(required=True)
    withdrawal_reason = optional(fields.String)


class NewStudySchema(Schema):
    """What to compare, decided before the result is known."""

    course_id = fields.UUID(required=True)
    level = fields.Integer(strict=True, required=True, validate=OneOf(study.LEVELS))
    metric = code("One of the metrics of the rule set `evaluation`.", required=True)
    better = fields.String(required=True, validate=OneOf(effect.DIRECTIONS))
    hypothesis = text("What is expected, in general words.", longest=2000, required=True)
    completed_from = day("First day on which the treated completed the course.", required=True)
    completed_until = day("Last day on which they did.", required=True)
    before_days = fields.Integer(strict=True, required=True, validate=Range(1, 10_000))
    after_days = fields.Integer(strict=True, required=True, validate=Range(1, 10_000))
    others = fields.List(
        fields.UUID(),
        load_default=list,
        validate=Length(max=500),
        metadata={"description": "Whom to compare with; none for all not yet trained."},
    )


class StudiesQuery(PageQuery):
    """Which studies to list."""

    course_id = fields.UUID(metadata={"description": "Of this course only."})


class StudyRowSchema(Schema):
    """A study in a list."""

    study_id = fields.UUID(required=True)
    course_id = fields.UUID(required=True)
    level = fields.Integer(required=True)
    metric = fields.String(required=True)
    state = fields.String(required=True)
    verdict = optional(fields.String)
    registered_at = fields.String(required=True)


class RangeSchema(Schema):
    """An estimate with its 95 % confidence interval."""

    estimate = fields.String(required=True)
    lower = fields.String(required=True)
    upper = fields.String(required=True)


def _range() -> Any:
    return fields.Nested(RangeSchema, required=True, allow_none=True)


class GroupFiguresSchema(Schema):
    """A group of a study; averages of its employees."""

    employees = fields.Integer(required=True)
    before = optional(fields.String)
    after = optional(fields.String)
    change = optional(fields.String)


class EffectSchema(Schema):
    """What a study has found."""

    verdict = fields.String(required=True)
    lacks = fields.List(fields.String(), required=True)
    sentence_zh = fields.String(required=True)
    sentence_en = fields.String(required=True)
    treated = fields.Nested(GroupFiguresSchema, required=True)
    others = fields.Nested(GroupFiguresSchema, required=True)
    difference = _range()
    effect_size = optional(fields.String)
    earlier_trend = _range()


class StudySchema(Schema):
    """A study with its plan and, once measured, its result."""

    study_id = fields.UUID(required=True)
    version = fields.Integer(required=True)
    state = fields.String(required=True)
    is_foresighted = fields.Boolean(required=True)
    withdrawal_reason = optional(fields.String)
    course_id = fields.UUID(required=True)
    level = fields.Integer(required=True)
    metric = fields.String(required=True)
    better = fields.String(required=True)
    hypothesis = fields.String(required=True)
    completed_from = fields.Date(required=True)
    completed_until = fields.Date(required=True)
    before_days = fields.Integer(required=True)
    after_days = fields.Integer(required=True)
    others = fields.List(fields.UUID(), required=True)
    effect = fields.Nested(EffectSchema, required=True, allow_none=True)


class SpanQuery(Schema):
    """A span of days, both included."""

    since = day("First day.", required=True)
    until = day("Last day.", required=True)


class GainQuery(SpanQuery):
    """Which exams to compare; the same one twice compares first and last sitting."""

    before_exam_id = fields.UUID(required=True)
    after_exam_id = fields.UUID(required=True)


class LearningGainSchema(Schema):
    """What was learned, as shares of points from 0 to 1."""

    employees = fields.Integer(required=True)
    verdict = fields.String(required=True)
    before = optional(fields.String)
    after = optional(fields.String)
    gain = _range()
