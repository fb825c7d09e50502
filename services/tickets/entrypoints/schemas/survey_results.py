"""What the API takes and shows of survey results and answers."""

from __future__ import annotations

from typing import Any

import marshmallow
from marshmallow import fields
from marshmallow.validate import Range

from services.tickets.entrypoints.schemas import words
from services.tickets.read_models.survey_results import GROUPINGS
from shared.web import Digits, PageQuery, Schema


def _optional(field: type[fields.Field[Any]]) -> Any:
    return field(required=True, allow_none=True)


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

    year = Digits(required=True, validate=Range(2000, 2999))
    month = Digits(required=True, validate=Range(1, 12))


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
