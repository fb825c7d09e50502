"""What the API takes and shows of sittings and of the marking of their answers."""

from __future__ import annotations

from typing import Any

from marshmallow import fields
from marshmallow.validate import Length, OneOf, Range

from services.training.entrypoints.schemas.stages import optional, scored, words
from shared.web import PageQuery, Schema

MOST_QUESTIONS = 200
LARGEST_SEQUENCE = 1_000_000_000


def _choices(description: str) -> Any:
    return fields.List(
        fields.String(validate=Length(1, 20)),
        load_default=list,
        validate=Length(max=20),
        metadata={"description": description},
    )


class TaskAnswerSchema(Schema):
    """The answer to a question, or to a part of a case."""

    choices = _choices("Keys of the choices taken; `true` or `false` for a statement.")
    blanks = fields.List(
        fields.String(validate=Length(max=200)),
        load_default=list,
        validate=Length(max=20),
        metadata={"description": "What is written into the blanks, in their order."},
    )
    text = fields.String(
        load_default="",
        validate=Length(max=20_000),
        metadata={"description": "What is written to an open question."},
    )


class PaperAnswerSchema(TaskAnswerSchema):
    """Your newest answer to a question; an empty one clears it."""

    parts = fields.Dict(
        keys=fields.String(validate=Length(1, 20)),
        values=fields.Nested(TaskAnswerSchema),
        load_default=dict,
        validate=Length(max=20),
        metadata={"description": "The answers to the parts of a case, by their names."},
    )


class NewAnswerSchema(PaperAnswerSchema):
    """An answer to save, with your own count of what you sent for this question."""

    sequence = fields.Integer(
        strict=True,
        required=True,
        validate=Range(1, LARGEST_SEQUENCE),
        metadata={
            "description": "1 for the first answer to the question, then one more each time: "
            "the highest stands, in whatever order they arrive."
        },
    )


class AskedChoiceSchema(Schema):
    """Something that can be chosen."""

    key = fields.String(required=True)
    zh = fields.String(required=True)
    en = fields.String(required=True)


class AskedTaskSchema(Schema):
    """A question, or a part of a case, without its key."""

    kind = fields.String(required=True)
    zh = fields.String(required=True)
    en = fields.String(required=True)
    points = fields.String(required=True)
    choices = fields.List(fields.Nested(AskedChoiceSchema), required=True)
    blanks = fields.Integer(required=True)


class AskedPartSchema(AskedTaskSchema):
    """A part of a case."""

    name = fields.String(required=True)


class SavedAnswerSchema(Schema):
    """The answer that is saved; what was written is null once your data is erased."""

    sequence = fields.Integer(required=True)
    saved_at = fields.String(required=True)
    answer = fields.Nested(PaperAnswerSchema, required=True)


class AskedQuestionSchema(AskedTaskSchema):
    """A question of the paper with the answer that is saved."""

    number = fields.Integer(required=True)
    parts = fields.List(fields.Nested(AskedPartSchema), required=True)
    saved = fields.Nested(SavedAnswerSchema, required=True, allow_none=True)


class TimedSittingSchema(Schema):
    """How a sitting stands by the server's clock."""

    sitting_id = fields.UUID(required=True)
    state = fields.String(required=True)
    started_at = fields.String(required=True)
    ends_at = fields.String(required=True)
    now = fields.String(required=True)
    seconds_left = fields.Integer(required=True)


class SittingProgressSchema(TimedSittingSchema):
    """Which answers are saved: the highest number taken, by question; and the time left."""

    saved = fields.Dict(keys=fields.String(), values=fields.Integer(), required=True)


class SittingResultSchema(Schema):
    """How it ended."""

    passed = fields.Boolean(required=True)
    points = fields.String(required=True)
    full = fields.String(required=True)


class SittingSchema(TimedSittingSchema):
    """A sitting; the paper is shown to the learner while the time runs."""

    employee_id = fields.UUID(required=True)
    exam_id = fields.UUID(required=True)
    exam_code = fields.String(required=True)
    exam_version = fields.Integer(required=True)
    quarter = fields.String(required=True)
    attempt = fields.Integer(required=True)
    handed_in_at = optional(fields.String)
    handed_in_by = optional(fields.String)
    questions = fields.List(fields.Nested(AskedQuestionSchema), required=True)
    result = fields.Nested(SittingResultSchema, required=True, allow_none=True)


class SittingStartSchema(Schema):
    """Which exam you sit."""

    exam_id = fields.UUID(required=True)


class SittingsQuery(PageQuery):
    """Which sittings to list: your own, or others' that you may see."""

    of = fields.String(load_default="me", validate=OneOf(("me", "all")))
    employee_id = fields.UUID(metadata={"description": "With `all`: only of this employee."})
    exam_id = fields.UUID(metadata={"description": "Only of this exam."})
    flagged = fields.String(
        load_default="no",
        validate=OneOf(("no", "yes")),
        metadata={"description": "With `yes` only those of which something was noted."},
    )


class SittingRowSchema(Schema):
    """A sitting in a list; the result is null until it is released to you."""

    sitting_id = fields.UUID(required=True)
    employee_id = fields.UUID(required=True)
    exam_id = fields.UUID(required=True)
    exam_code = fields.String(required=True)
    quarter = fields.String(required=True)
    attempt = fields.Integer(required=True)
    started_at = fields.String(required=True)
    state = fields.String(required=True)
    handed_in_at = optional(fields.String)
    handed_in_by = optional(fields.String)
    result = fields.Nested(SittingResultSchema, required=True, allow_none=True)
    flags = optional(fields.Integer)


class ReviewedKeySchema(Schema):
    """What is right; null where keys are not released."""

    choices = fields.List(fields.String(), required=True)
    accepted = fields.List(fields.List(fields.String()), required=True)


class ReviewedQuestionSchema(AskedQuestionSchema):
    """A question with what the answer has earned."""

    earned = fields.String(required=True)
    key = fields.Nested(ReviewedKeySchema, required=True, allow_none=True)


class SittingReviewSchema(Schema):
    """A settled sitting, question by question."""

    sitting_id = fields.UUID(required=True)
    result = fields.Nested(SittingResultSchema, required=True)
    questions = fields.List(fields.Nested(ReviewedQuestionSchema), required=True)


class SittingFlagSchema(Schema):
    """Something suspicious about an answer, or about who sits the exam."""

    number = fields.Integer(
        required=True,
        allow_none=True,
        metadata={"description": "The answer; null for what was noted at the start."},
    )
    noted = fields.List(fields.String(), required=True)
    saved_at = fields.String(required=True)


class SittingFlagsSchema(Schema):
    """What was noted of a sitting and its answers."""

    items = fields.List(fields.Nested(SittingFlagSchema), required=True)


class MarkingRowSchema(Schema):
    """An open answer that waits for you."""

    marking_id = fields.UUID(required=True)
    waiting_since = fields.String(required=True)
    exam_id = fields.UUID(required=True)
    question_id = fields.UUID(required=True)
    part = fields.String(required=True)
    full = fields.String(required=True)


class MarkingsQuery(PageQuery):
    """Which page of the queue to show."""


class NewPointsSchema(Schema):
    """What you give, and why."""

    points = scored("The points.", required=True)
    comment = words("Why.", longest=4000, load_default=None, allow_none=True)


class MarkingSchema(Schema):
    """An answer to mark: question, guide and text; neither learner nor other markers."""

    marking_id = fields.UUID(required=True)
    part = fields.String(required=True)
    full = fields.String(required=True)
    question = fields.Nested(AskedTaskSchema, required=True)
    task = fields.Nested(AskedTaskSchema, required=True)
    guide = fields.String(required=True)
    answer = optional(fields.String)
    claimed_until = optional(fields.String)
    points_given = optional(fields.String)
    comment_given = optional(fields.String)
