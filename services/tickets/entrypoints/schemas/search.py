"""What is searched for, and what is found."""

from __future__ import annotations

from marshmallow import fields
from marshmallow.validate import Length

from services.tickets.domain import terms
from services.tickets.domain.search_terms import FIELDS
from services.tickets.entrypoints.schemas import replies, words
from shared.web import PageQuery, Schema


class SearchQuery(PageQuery):
    """Words that tickets must hold, all of them; or a ticket's number."""

    text = fields.String(
        required=True,
        validate=Length(2, 200),
        metadata={"description": "Words; of Chinese two characters at least."},
    )
    field = words.word(FIELDS, "In this field only.")
    state = words.word(terms.STATES, "Of this state only.")
    kind = words.kind()
    channel = words.channel()
    skill_group = words.code("Of this skill group only.")
    customer_id = fields.UUID()
    since = words.moment("Asked then or later.")
    until = words.moment("Asked before.")


class FoundTermSchema(Schema):
    """Where a term was found; of Chinese a term is a pair of characters."""

    term = fields.String(required=True)
    fields_found = fields.List(fields.String(), required=True)


class HitSchema(Schema):
    """A ticket with why it stands where it stands."""

    ticket = fields.Nested(replies.TicketRowSchema, required=True)
    points = fields.Integer(required=True)
    terms = fields.List(fields.Nested(FoundTermSchema), required=True)


class HitsSchema(Schema):
    """A page of what was found."""

    items = fields.List(fields.Nested(HitSchema), required=True)
    next = fields.String(required=True, allow_none=True)
    is_complete = fields.Boolean(
        required=True,
        metadata={"description": "Whether older tickets were looked through too; if not, narrow."},
    )
