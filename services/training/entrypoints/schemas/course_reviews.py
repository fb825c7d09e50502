"""What the API takes and shows of course reviews and of the figures of trainers."""

from __future__ import annotations

from marshmallow import fields
from marshmallow.validate import Length, OneOf, Regexp

from services.training.domain import course_review
from services.training.entrypoints.schemas.evaluation import day, optional, text
from shared.web import PageQuery, Schema


class EvidenceAskedSchema(Schema):
    """What a decision rests on; its figures are looked up and frozen."""

    kind = fields.String(required=True, validate=OneOf(course_review.EVIDENCE_KINDS))
    source_id = fields.UUID(
        required=True,
        metadata={"description": "The study, the survey, or the exam after the course."},
    )
    before_exam_id = fields.UUID(metadata={"description": "Of a learning gain, the exam before."})
    since = day("Of a learning gain, the first day.")
    until = day("Of a learning gain, the last day.")


_QUARTER = Regexp(f"^{course_review.QUARTER.pattern}$")


class NewReviewSchema(Schema):
    """What is decided about a course."""

    quarter = fields.String(required=True, validate=_QUARTER)
    decision = fields.String(required=True, validate=OneOf(course_review.DECISIONS))
    reasons = text("Why, in general words.", longest=4000, required=True)
    evidence = fields.List(
        fields.Nested(EvidenceAskedSchema), load_default=list, validate=Length(max=20)
    )


class EvidenceSchema(Schema):
    """What a decision rests on, as it stood."""

    kind = fields.String(required=True)
    source_id = fields.UUID(required=True)
    figures = fields.Dict(keys=fields.String(), values=fields.String(), required=True)


class CourseReviewSchema(Schema):
    """What was decided about a course in a quarter."""

    course_review_id = fields.UUID(required=True)
    version = fields.Integer(required=True)
    course_id = fields.UUID(required=True)
    quarter = fields.String(required=True)
    decision = fields.String(required=True)
    reasons = fields.String(required=True)
    evidence = fields.List(fields.Nested(EvidenceSchema), required=True)


class QuarterQuery(PageQuery):
    """Which quarter."""

    quarter = fields.String(
        required=True, validate=_QUARTER, metadata={"description": "Such as 2020-Q1."}
    )


class CourseReviewRowSchema(Schema):
    """A review in a list."""

    course_review_id = fields.UUID(required=True)
    course_id = fields.UUID(required=True)
    quarter = fields.String(required=True)
    decision = fields.String(required=True)


class DueCourseSchema(Schema):
    """A course that is due for review."""

    course_id = fields.UUID(required=True)
    code = fields.String(required=True)


class TrainerEffectSchema(Schema):
    """A study of a course that the trainer taught."""

    study_id = fields.UUID(required=True)
    course_id = fields.UUID(required=True)
    metric = fields.String(required=True)
    verdict = fields.String(required=True)
    estimate = optional(fields.String)
    effect_size = optional(fields.String)


class TrainerFiguresSchema(Schema):
    """A trainer's figures within a span."""

    sessions = fields.Integer(required=True)
    hours = fields.String(required=True)
    satisfaction = optional(fields.String)
    scores = fields.Integer(required=True)
    sittings = fields.Integer(required=True)
    pass_rate = optional(fields.String)
    effects = fields.List(fields.Nested(TrainerEffectSchema), required=True)
