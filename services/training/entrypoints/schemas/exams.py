"""What the API takes and shows of exams."""

from __future__ import annotations

from typing import Any

from marshmallow import fields
from marshmallow.validate import Length, Regexp

from services.training.domain import exam_definition as definition
from services.training.domain.question_content import KINDS
from services.training.entrypoints.schemas.questions import (
    POINTS,
    code,
    codes,
    english,
    optional,
    tags,
    whole,
    word,
    words,
)
from shared.fields import Moment
from shared.web import Schema

MOST_IDS = 500
"""Ids of one list of an audience."""


def _moment(description: str, **options: Any) -> fields.AwareDateTime:
    return fields.AwareDateTime(format="iso", metadata={"description": description}, **options)


def _ids(description: str) -> Any:
    return fields.List(
        fields.UUID(),
        load_default=list,
        validate=Length(max=MOST_IDS),
        metadata={"description": description},
    )


class SectionSchema(Schema):
    """A part of a paper, filled with questions that fit all of what it asks for."""

    zh = words("Its title in Chinese.", longest=200, required=True)
    en = english(longest=200)
    count = whole(1, 200, "How many questions.", required=True)
    points = fields.String(
        load_default=None,
        allow_none=True,
        validate=POINTS,
        metadata={"description": "What each is worth; null for what the question itself says."},
    )
    tags = tags("All of these.")
    competencies = codes("One of these; none for any.", most=50)
    kinds = fields.List(
        word(KINDS, "Kind."),
        load_default=list,
        validate=Length(max=len(KINDS)),
        metadata={"description": "One of these; none for any."},
    )
    difficulties = fields.List(
        whole(1, 5, "Difficulty."),
        load_default=list,
        validate=Length(max=5),
        metadata={"description": "One of these; none for any."},
    )


class BlueprintSchema(Schema):
    """How papers are drawn [组卷规则]."""

    sections = fields.List(fields.Nested(SectionSchema), required=True, validate=Length(1, 30))
    shuffles_questions = fields.Boolean(load_default=True)
    shuffles_choices = fields.Boolean(load_default=True)


class RetakesSchema(Schema):
    """How often an exam may be sat [补考规则]."""

    attempts = whole(1, 20, "How often in all.", load_default=1)
    after_days = whole(0, 366, "Days between two attempts.", load_default=0)


class AudienceSchema(Schema):
    """Who may sit an exam: who fits one of the lists; everybody where all are empty."""

    position_ids = _ids("Holders of these positions.")
    team_ids = _ids("Members of these teams.")
    site_ids = _ids("Who works at these sites.")
    employee_ids = _ids("These employees.")


class ExamContentSchema(Schema):
    """What is laid down of an exam."""

    zh = words("Its title in Chinese.", longest=200, required=True)
    en = english(longest=200)
    blueprint = fields.Nested(BlueprintSchema, required=True)
    duration_seconds = whole(60, 86_400, "Time for one sitting.", required=True)
    pass_percent = fields.String(
        required=True,
        validate=Regexp(r"^[0-9]{1,3}(\.[0-9]{1,2})?$"),
        metadata={"description": "Percent of the points needed to pass."},
    )
    retakes = fields.Nested(RetakesSchema, load_default=dict)
    opens_at = _moment("From when it may be started.", load_default=None, allow_none=True)
    closes_at = _moment("Until when.", load_default=None, allow_none=True)
    audience = fields.Nested(AudienceSchema, load_default=dict)
    results = word(
        definition.RELEASES, "When learners see results.", load_default=definition.AT_ONCE
    )
    keys = word(definition.RELEASES, "When learners see keys.", load_default=definition.NEVER)


class NewExamSchema(ExamContentSchema):
    """An exam to lay down."""

    code = code("Its code.", required=True)
    purpose = word(definition.PURPOSES, "What it is for.", load_default=definition.WRITTEN)


class QuarterSchema(Schema):
    """A quarter in which a business-skill exam is held (TR-11)."""

    quarter = fields.String(
        required=True,
        validate=Regexp("^[12][0-9]{3}-Q[1-4]$"),
        metadata={"description": "Such as 2020-Q1."},
    )
    opens_at = _moment("From when it may be started.", required=True)
    closes_at = _moment("Until when.", required=True)
    audience = fields.Nested(AudienceSchema, load_default=dict)


class RunSchema(Schema):
    """A time at which an exam is or was held."""

    quarter = fields.String(required=True)
    version = fields.Integer(required=True)
    opens_at = optional(Moment)
    closes_at = optional(Moment)
    audience = fields.Dict(required=True)


class ExamVersionSchema(Schema):
    """A version of an exam."""

    number = fields.Integer(required=True)
    content = fields.Dict(required=True)


class ExamSchema(Schema):
    """An exam with all its versions."""

    exam_id = fields.UUID(required=True)
    version = fields.Integer(required=True)
    code = fields.String(required=True)
    purpose = fields.String(required=True)
    is_withdrawn = fields.Boolean(required=True)
    versions = fields.List(fields.Nested(ExamVersionSchema), required=True)
    runs = fields.List(fields.Nested(RunSchema), required=True)


class ExamRowSchema(Schema):
    """An exam in a list."""

    exam_id = fields.UUID(required=True)
    code = fields.String(required=True)
    purpose = fields.String(required=True)
    zh = fields.String(required=True)
    en = fields.String(required=True)
    newest = fields.Integer(required=True)
    duration_seconds = fields.Integer(required=True)
    pass_percent = fields.String(required=True)
    is_withdrawn = fields.Boolean(required=True)


class OpenExamSchema(Schema):
    """An exam that one may sit now."""

    exam_id = fields.UUID(required=True)
    code = fields.String(required=True)
    zh = fields.String(required=True)
    en = fields.String(required=True)
    quarter = fields.String(required=True)
    duration_seconds = fields.Integer(required=True)
    pass_percent = fields.String(required=True)
    closes_at = optional(Moment)


class TrialQuery(Schema):
    """By which chance a trial paper is drawn."""

    seed = fields.String(
        load_default="1",
        validate=Regexp("^[A-Za-z0-9-]{1,64}$"),
        metadata={"description": "Another seed gives another paper."},
    )


class PaperQuestionSchema(Schema):
    """A question on a paper; its text and key are shown elsewhere."""

    question_id = fields.UUID(required=True)
    version = fields.Integer(required=True)
    kind = fields.String(required=True)
    section = fields.Integer(required=True)
    points = fields.String(required=True)
    choices = fields.Dict(required=True)


class PaperSchema(Schema):
    """A paper as a learner would get it."""

    full = fields.String(required=True)
    questions = fields.List(fields.Nested(PaperQuestionSchema), required=True)
