"""What the API takes and shows of bulk changes."""

from __future__ import annotations

from marshmallow import fields
from marshmallow.validate import Length

from services.tickets.domain import terms
from services.tickets.domain.bulk_change import ARGUMENTS
from services.tickets.domain.links import KINDS
from services.tickets.entrypoints.schemas import words
from shared.web import Schema

LONGEST_LIST = 1000
"""Tickets that a request may name; the rules allow fewer."""


class BulkOrderSchema(Schema):
    """What is to be done with which tickets; each action takes what it needs alone."""

    action = words.word(tuple(ARGUMENTS), "What is to be done.", required=True)
    ticket_ids = fields.List(fields.UUID(), required=True, validate=Length(1, LONGEST_LIST))
    text = words.text("The reason, or the words to the customers.")
    employee_id = fields.UUID(metadata={"description": "To whom, where assigned."})
    skill_group = words.code("Whereto, where transferred.")
    priority = words.priority()
    kind = words.kind()
    reason_code = words.word(terms.REASON_CODES, "Why one contact was not enough (TK-8).")
    link = words.word(KINDS, "What the tickets are to the other one, where linked.")
    other_id = fields.UUID(metadata={"description": "The other ticket, where linked."})


class OutcomeSchema(Schema):
    """What became of one ticket."""

    ticket_id = fields.UUID(required=True)
    result = fields.String(required=True, metadata={"description": "done or refused."})
    code = fields.String(required=True, allow_none=True)
    sentence = fields.String(required=True, allow_none=True)


class BulkChangeSchema(Schema):
    """An order and its report."""

    bulk_change_id = fields.UUID(required=True)
    version = fields.Integer(required=True)
    action = fields.String(required=True)
    arguments = fields.Dict(keys=fields.String(), values=fields.String(), required=True)
    is_finished = fields.Boolean(required=True)
    done = fields.Integer(required=True)
    refused = fields.Integer(required=True)
    remaining = fields.List(fields.UUID(), required=True)
    outcomes = fields.List(fields.Nested(OutcomeSchema), required=True)


class StandingSchema(Schema):
    """How a ticket stands or would stand."""

    number = fields.String(required=True)
    state = fields.String(required=True)
    kind = fields.String(required=True)
    priority = fields.String(required=True)
    skill_group = fields.String(required=True)
    assignee_id = fields.UUID(required=True, allow_none=True)


class ForeseenSchema(Schema):
    """What would become of one ticket."""

    ticket_id = fields.UUID(required=True)
    result = fields.String(required=True, metadata={"description": "done or refused."})
    code = fields.String(required=True, allow_none=True)
    sentence = fields.String(required=True, allow_none=True)
    before = fields.Nested(StandingSchema, required=True, allow_none=True)
    after = fields.Nested(StandingSchema, required=True, allow_none=True)
