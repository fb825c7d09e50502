"""What the API takes and shows of surveys."""

from __future__ import annotations

from typing import Any

from marshmallow import fields
from marshmallow.validate import Length, Regexp

from services.tickets.domain.customer_survey import LONGEST_ANSWER, SORTS
from services.tickets.entrypoints.schemas import words
from shared.web import Schema

NAME = Regexp("^[a-z][a-z0-9_]{0,49}$")
MOST_QUESTIONS = 20
TOKEN = "^[A-Za-z0-9_-]{20,100}$"  # noqa: S105 (the form of a token, not one)


def _name(description: str) -> fields.String:
    return fields.String(required=True, validate=NAME, metadata={"description": description})


class ChoiceSchema(Schema):
    """One of several answers."""

    code = words.code("Its code.", required=True)
    zh = words.text("Its text in Chinese.", longest=200, required=True)
    en = words.text("Its text in English.", longest=200, required=True)


class QuestionSchema(Schema):
    """One question of a survey."""

    name = _name("Its name among the survey's questions.")
    sort = words.word(
        SORTS, "csat 1 to 5, nps 0 to 10, ces 1 to 7 (7 is very easy), choice, text.", required=True
    )
    zh = words.text("Its text in Chinese.", longest=500, required=True)
    en = words.text("Its text in English.", longest=500, required=True)
    is_required = fields.Boolean(load_default=False, truthy={True}, falsy={False})
    choices = fields.List(fields.Nested(ChoiceSchema), load_default=list, validate=Length(max=20))


class SurveyTextSchema(Schema):
    """A version of a survey: its title and questions in both languages."""

    title_zh = words.text("Title in Chinese.", longest=200, required=True)
    title_en = words.text("Title in English.", longest=200, required=True)
    questions = fields.List(
        fields.Nested(QuestionSchema), required=True, validate=Length(1, MOST_QUESTIONS)
    )


class NewSurveySchema(SurveyTextSchema):
    """A survey to make."""

    code = words.code("Its code, by which the rules' triggers name it.", required=True)


class SurveyVersionShownSchema(Schema):
    """A version of a survey."""

    number = fields.Integer(required=True)
    title_zh = fields.String(required=True)
    title_en = fields.String(required=True)
    questions = fields.List(fields.Nested(QuestionSchema), required=True)


class SurveySchema(Schema):
    """A survey with all its versions."""

    survey_id = fields.UUID(required=True)
    version = fields.Integer(required=True)
    code = fields.String(required=True)
    is_retired = fields.Boolean(required=True)
    versions = fields.List(fields.Nested(SurveyVersionShownSchema), required=True)


class SurveyRowSchema(Schema):
    """A survey in a list."""

    survey_id = fields.UUID(required=True)
    code = fields.String(required=True)
    title_zh = fields.String(required=True)
    title_en = fields.String(required=True)
    survey_version = fields.Integer(required=True)
    is_retired = fields.Boolean(required=True)


class AskedSchema(Schema):
    """What who holds a link is asked; nothing about the person or the matter."""

    title_zh = fields.String(required=True)
    title_en = fields.String(required=True)
    questions = fields.List(fields.Nested(QuestionSchema), required=True)
    expires_at = fields.String(required=True)


class _Answer(fields.Field[Any]):
    """A whole number, a code or a text; which one, the question says."""

    default_error_messages = {"invalid": "Not a whole number or text."}  # noqa: RUF012

    def _deserialize(self, value: Any, *_: Any, **__: Any) -> Any:
        if isinstance(value, bool) or not isinstance(value, (int, str)):
            raise self.make_error("invalid")
        if isinstance(value, str) and len(value) > LONGEST_ANSWER:
            raise self.make_error("invalid")
        return value


class GivenAnswersSchema(Schema):
    """Your answers by names of the questions."""

    answers = fields.Dict(
        keys=fields.String(validate=NAME),
        values=_Answer(metadata={"type": ["integer", "string"]}),
        required=True,
        validate=Length(1, MOST_QUESTIONS),
        metadata={"description": "A number for a scale, a code for a choice, a text."},
    )


class ThanksSchema(Schema):
    """That the answer is recorded."""

    is_recorded = fields.Boolean(required=True)
