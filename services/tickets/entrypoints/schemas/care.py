"""What the API takes and shows of escalations, open questions and canned replies."""

from __future__ import annotations

from typing import Any

from marshmallow import fields
from marshmallow.validate import Length

from services.tickets.domain import escalation, open_question
from services.tickets.entrypoints.schemas import words
from shared.web import PageQuery, Schema


def _optional(field: type[fields.Field[Any]]) -> Any:
    return field(required=True, allow_none=True)


class EscalatedSchema(Schema):
    """What you ask."""

    question = words.text("The question.", required=True)


class GivenAnswerSchema(Schema):
    """An answer."""

    answer = words.text("The answer.", required=True)


class EscalationsQuery(PageQuery):
    """Which escalations to list."""

    state = words.word(escalation.STATES, "In this state.", load_default=escalation.OPEN)
    of = words.word(("me", "others"), "What you asked, or what waits for you.", load_default="me")


class LevelSchema(Schema):
    """Who is asked."""

    number = fields.Integer(required=True)
    zh = fields.String(required=True)
    en = fields.String(required=True)
    answered_by = fields.String(required=True)
    skill_group = _optional(fields.String)


class EscalationSchema(Schema):
    """A question of an agent; what is personal is null once the person's data is erased."""

    escalation_id = fields.UUID(required=True)
    version = fields.Integer(required=True)
    ticket_id = fields.UUID(required=True)
    number = fields.String(required=True)
    raiser_id = fields.UUID(required=True)
    state = fields.String(required=True)
    level = fields.Nested(LevelSchema, required=True)
    due_at = fields.String(required=True)
    is_overdue = fields.Boolean(required=True)
    question = _optional(fields.String)
    answer = _optional(fields.String)
    answerer_id = _optional(fields.UUID)


class EscalationRowSchema(Schema):
    """An escalation in a list."""

    escalation_id = fields.UUID(required=True)
    ticket_id = fields.UUID(required=True)
    number = fields.String(required=True)
    raiser_id = fields.UUID(required=True)
    state = fields.String(required=True)
    level = fields.Integer(required=True)
    answered_by = fields.String(required=True)
    skill_group = _optional(fields.String)
    raised_at = fields.String(required=True)
    due_at = fields.String(required=True)
    is_overdue = fields.Boolean(required=True)


class EscalationCountSchema(Schema):
    """Tickets of one kind that were opened, and how many of them were escalated."""

    kind = fields.String(required=True)
    tickets = fields.Integer(required=True)
    escalated = fields.Integer(required=True)
    above_first_level = fields.Integer(required=True)


class NewQuestionSchema(EscalatedSchema):
    """A question that you had no answer to."""

    ticket_id = fields.UUID(metadata={"description": "The ticket in which it came up."})
    skill_group = words.code("Skill group that it concerns; the ticket's by default.")
    business_line = words.code("Business line that it concerns; the ticket's by default.")
    topic = words.code("Topic in the centre's own list; the ticket's by default.")


class QuestionsQuery(PageQuery):
    """Which questions to list; by default those without an answer."""

    state = words.word(open_question.STATES, "In this state only.")
    since = words.moment("Asked from then on.")
    until = words.moment("Asked before then.")


class SameQuestionSchema(Schema):
    """Which question it is the same as."""

    into_id = fields.UUID(required=True)


class KnowledgeSchema(Schema):
    """Question and answer in general words, without anything about a person."""

    question = words.text("The question.", required=True)
    answer = words.text("The answer.", required=True)


class QuestionRowSchema(Schema):
    """A question in a list."""

    open_question_id = fields.UUID(required=True)
    asker_id = fields.UUID(required=True)
    state = fields.String(required=True)
    asked_at = fields.String(required=True)
    times = fields.Integer(required=True)
    skill_group = _optional(fields.String)
    business_line = _optional(fields.String)
    topic = _optional(fields.String)
    ticket_id = _optional(fields.UUID)
    escalation_id = _optional(fields.UUID)


class OpenQuestionSchema(QuestionRowSchema):
    """A question; the answer is that of the question into which it was merged."""

    version = fields.Integer(required=True)
    question = _optional(fields.String)
    answer = _optional(fields.String)
    answerer_id = _optional(fields.UUID)
    merged_into = _optional(fields.UUID)


class CannedTextSchema(Schema):
    """A version of a canned reply."""

    title = words.text("What it is for.", longest=200, required=True)
    zh = words.text(
        "The text in Chinese, with placeholders in braces.", longest=4000, required=True
    )
    en = fields.String(
        load_default="",
        validate=Length(max=4000),
        metadata={"description": "The text in English, if there is one."},
    )
    skill_groups = fields.List(
        words.code("A skill group."),
        load_default=list,
        validate=Length(max=50),
        metadata={"description": "Whose agents are offered it; none for all."},
    )


class NewCannedReplySchema(CannedTextSchema):
    """A canned reply to write."""

    code = words.code("Its code.", required=True)


class CannedVersionSchema(Schema):
    """A version of a canned reply."""

    number = fields.Integer(required=True)
    title = fields.String(required=True)
    zh = fields.String(required=True)
    en = fields.String(required=True)
    skill_groups = fields.List(fields.String(), required=True)


class CannedReplySchema(Schema):
    """A canned reply with all its versions."""

    canned_reply_id = fields.UUID(required=True)
    version = fields.Integer(required=True)
    code = fields.String(required=True)
    is_retired = fields.Boolean(required=True)
    versions = fields.List(fields.Nested(CannedVersionSchema), required=True)


class CannedReplyRowSchema(Schema):
    """A canned reply in a list."""

    canned_reply_id = fields.UUID(required=True)
    code = fields.String(required=True)
    title = fields.String(required=True)
    is_retired = fields.Boolean(required=True)
    used = fields.Integer(required=True)


class RenderingSchema(Schema):
    """For which ticket a canned reply is rendered, with the names that are not kept here."""

    ticket_id = fields.UUID(required=True)
    language = words.word(("zh", "en"), "In which language.", load_default="zh")
    customer_name = words.text("As the customer file has it.", longest=100)
    agent_name = words.text("As the employee file has it.", longest=100)


class RenderedSchema(Schema):
    """The text; what is not known stands in square brackets."""

    text = fields.String(required=True)
    missing = fields.List(fields.String(), required=True)
