"""What the API takes and shows of surveys."""

from __future__ import annotations

from marshmallow import fields
from marshmallow.validate import Length, OneOf, Range

from services.training.domain import survey
from services.training.entrypoints.schemas.evaluation import code, optional, text
from shared.web import Schema


class SurveyQuestionSchema(Schema):
    """A question that is answered by a score from 1 to 5."""

    code = code("Its name among the answers.", required=True)
    aspect = fields.String(required=True, validate=OneOf(survey.ASPECTS))
    zh = text("The question in Chinese.", longest=300, required=True)
    en = text("The question in English.", longest=300, required=True)


class NewSurveySchema(Schema):
    """What to ask, about what, and whom."""

    course_id = fields.UUID(required=True)
    session_id = fields.UUID(metadata={"description": "The session, if it is about one."})
    trainer_ids = fields.List(
        fields.UUID(),
        load_default=list,
        validate=Length(max=20),
        metadata={"description": "Who taught; they see the summary."},
    )
    questions = fields.List(
        fields.Nested(SurveyQuestionSchema),
        required=True,
        validate=Length(1, survey.MOST_QUESTIONS),
    )
    invited = fields.List(fields.UUID(), required=True, validate=Length(1, survey.MOST_INVITED))
    is_anonymous = fields.Boolean(
        required=True, metadata={"description": "Whether nobody can tell whose an answer is."}
    )
    closes_at = fields.AwareDateTime(
        format="iso", required=True, metadata={"description": "When it ends."}
    )


class SurveyAnswerGivenSchema(Schema):
    """Your answer."""

    scores = fields.Dict(
        keys=fields.String(validate=Length(1, 60)),
        values=fields.Integer(strict=True, validate=Range(1, survey.BEST)),
        required=True,
        validate=Length(max=survey.MOST_QUESTIONS),
        metadata={"description": "A score from 1 to 5 for each question by its code."},
    )
    comment = fields.String(
        load_default=None,
        allow_none=True,
        validate=Length(1, survey.LONGEST_COMMENT),
        metadata={"description": "In your own words; whoever evaluates reads it."},
    )


class SurveyRowSchema(Schema):
    """A survey in a list."""

    survey_id = fields.UUID(required=True)
    course_id = fields.UUID(required=True)
    is_anonymous = fields.Boolean(required=True)
    invited = fields.Integer(required=True)
    is_closed = fields.Boolean(required=True)
    closes_at = fields.String(required=True)


class SurveySchema(Schema):
    """A survey as who is asked sees it; what anonymity means is said word by word."""

    survey_id = fields.UUID(required=True)
    version = fields.Integer(required=True)
    course_id = fields.UUID(required=True)
    session_id = optional(fields.UUID)
    trainer_ids = fields.List(fields.UUID(), required=True)
    questions = fields.List(fields.Nested(SurveyQuestionSchema), required=True)
    invited = fields.Integer(required=True)
    is_anonymous = fields.Boolean(required=True)
    anonymity_zh = optional(fields.String)
    anonymity_en = optional(fields.String)
    closes_at = fields.String(required=True)
    is_closed = fields.Boolean(required=True)
    your_answer = optional(fields.String)


class QuestionResultSchema(Schema):
    """How often each score was given, from 1 to 5."""

    code = fields.String(required=True)
    counts = fields.List(fields.Integer(), required=True)
    average = fields.String(required=True)


class SurveyResultsSchema(Schema):
    """What the answers add up to; nothing of it while too few have answered."""

    survey_id = fields.UUID(required=True)
    invited = fields.Integer(required=True)
    answers = optional(fields.Integer)
    needed = fields.Integer(required=True)
    questions = fields.List(fields.Nested(QuestionResultSchema), required=True)
    averages = fields.Dict(keys=fields.String(), values=fields.String(), required=True)


class SurveyAnswerSchema(Schema):
    """One answer; nobody's if the survey is anonymous."""

    survey_answer_id = fields.UUID(required=True)
    scores = fields.Dict(keys=fields.String(), values=fields.Integer(), required=True)
    comment = optional(fields.String)
    employee_id = optional(fields.UUID)
