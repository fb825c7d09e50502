"""What the API takes and shows of surveys."""

from __future__ import annotations

from typing import Any

import marshmallow
from marshmallow import fields
from marshmallow.validate import Length, Range, Regexp

from services.tickets.domain.customer_survey import LONGEST_ANSWER, SORTS
from services.tickets.entrypoints.schemas import words
from services.tickets.read_models.survey_results import GROUPINGS
from shared.web import PageQuery, Schema

NAME = Regexp("^[a-z][a-z0-9_]{0,49}$")
MOST_QUESTIONS = 20
TOKEN = "^[A-Za-z0-9_-]{20,100}$"  # noqa: S105 (the form of a token, not one)


def _optional(field: type[fields.Field[Any]]) -> Any:
    return field(required=True, allow_none=True)


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


class _Narrowed(Schema):
    """Which answers to look at; you see those of whom you may."""

    since = words.moment("From when on they were answered.", required=True)
    until = words.moment("Until when, not included.", required=True)
    survey_id = fields.UUID()
    team_id = fields.UUID(metadata={"description": "Of agents who are in this team today."})
    assignee_id = fields.UUID()
    kind = words.kind()
    channel = words.channel()
    skill_group = words.code("Of this skill group only.")
    site_id = fields.UUID()

    @marshmallow.validates_schema
    def _check_order(self, data: dict[str, Any], **_: Any) -> None:
        if "since" in data and "until" in data and data["until"] <= data["since"]:
            raise marshmallow.ValidationError("Must be after since.", "until")


class ResultsQuery(_Narrowed):
    """Of which answers to show the results."""

    by = words.word(tuple(GROUPINGS), "By what they are grouped.", load_default="survey")


class AnswersQuery(PageQuery, _Narrowed):
    """Which answers to list."""

    is_low = fields.Boolean(
        truthy={"true"}, falsy={"false"}, metadata={"description": "Only what is low, or is not."}
    )


class MonthQuery(Schema):
    """Which month."""

    year = fields.Integer(required=True, validate=Range(2000, 2999))
    month = fields.Integer(required=True, validate=Range(1, 12))


class ScoresSchema(Schema):
    """Scores with how many answers stand behind each; null where they are too few."""

    answers = fields.Integer(required=True)
    low = fields.Integer(required=True)
    csat_n = fields.Integer(required=True)
    csat = _optional(fields.String)
    satisfied_percent = _optional(fields.String)
    nps_n = fields.Integer(required=True)
    nps = _optional(fields.String)
    ces_n = fields.Integer(required=True)
    ces = _optional(fields.String)


class GroupSchema(ScoresSchema):
    """The scores of one group."""

    grouped_by = _optional(fields.String)


class ResultsSchema(Schema):
    """The results group by group, and of all together."""

    smallest_n = fields.Integer(required=True)
    total = fields.Nested(ScoresSchema, required=True)
    items = fields.List(fields.Nested(GroupSchema), required=True)


class OwnResultsSchema(Schema):
    """Your own summary of a month."""

    smallest_n = fields.Integer(required=True)
    total = fields.Nested(ScoresSchema, required=True)


class AnswerRowSchema(Schema):
    """An answer in a list."""

    answer_id = fields.UUID(required=True)
    answered_at = fields.String(required=True)
    survey_id = _optional(fields.UUID)
    ticket_id = _optional(fields.UUID)
    contact_id = _optional(fields.UUID)
    assignee_id = _optional(fields.UUID)
    kind = _optional(fields.String)
    channel = _optional(fields.String)
    skill_group = _optional(fields.String)
    site_id = _optional(fields.UUID)
    satisfaction = _optional(fields.Integer)
    recommendation = _optional(fields.Integer)
    effort = _optional(fields.Integer)
    is_low = fields.Boolean(required=True)


class AnswerSchema(Schema):
    """An answer with what the customer wrote; null once the person's data is erased."""

    answer_id = fields.UUID(required=True)
    answered_at = fields.String(required=True)
    survey_id = _optional(fields.UUID)
    survey_version = _optional(fields.Integer)
    ticket_id = _optional(fields.UUID)
    contact_id = _optional(fields.UUID)
    customer_id = _optional(fields.UUID)
    assignee_id = _optional(fields.UUID)
    satisfaction = _optional(fields.Integer)
    recommendation = _optional(fields.Integer)
    effort = _optional(fields.Integer)
    is_solved = _optional(fields.Boolean)
    is_low = fields.Boolean(required=True)
    choices = fields.Dict(keys=fields.String(), values=fields.String(), required=True)
    texts = fields.Dict(keys=fields.String(), values=fields.String(allow_none=True), required=True)
    comment = _optional(fields.String)


class InvitationCountSchema(Schema):
    """Draws of one survey by what came of them."""

    survey_id = fields.UUID(required=True)
    outcome = fields.String(required=True)
    state = fields.String(required=True)
    invitations = fields.Integer(required=True)
