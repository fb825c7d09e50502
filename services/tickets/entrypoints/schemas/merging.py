"""What the API takes and shows of merged tickets."""

from __future__ import annotations

from marshmallow import fields
from marshmallow.validate import Length

from services.tickets.entrypoints.schemas.replies import (
    CallbackSchema,
    ContactSchema,
    CorrespondenceSchema,
    FollowUpsSchema,
    OriginSchema,
    TicketRowSchema,
)
from services.tickets.entrypoints.schemas.reports import ClockSchema
from services.tickets.entrypoints.schemas.requests import ReasonSchema
from shared.web import Schema

MOST_AT_ONCE = 20
"""Tickets that one merge may end."""


class MergeSchema(ReasonSchema):
    """Which tickets end, because this one goes on for them."""

    ticket_ids = fields.List(
        fields.UUID(),
        required=True,
        validate=Length(1, MOST_AT_ONCE),
        metadata={"description": "The tickets that end."},
    )


class WorkedSchema(Schema):
    """What a ticket took."""

    in_progress_seconds = fields.Integer(
        required=True, metadata={"description": "Somebody was at work on it."}
    )
    talk_seconds = fields.Integer(required=True)
    after_call_work_seconds = fields.Integer(required=True)


class PartSchema(Schema):
    """One of the tickets that a whole one is made of, with all that belongs to it."""

    ticket = fields.Nested(TicketRowSchema, required=True)
    merged_into = fields.Nested(OriginSchema, required=True, allow_none=True)
    correspondence = fields.Nested(CorrespondenceSchema, required=True, allow_none=True)
    follow_ups = fields.Nested(FollowUpsSchema, required=True, allow_none=True)
    contacts = fields.List(fields.Nested(ContactSchema), required=True)
    callbacks = fields.List(fields.Nested(CallbackSchema), required=True)
    clocks = fields.List(fields.Nested(ClockSchema), required=True)
    worked = fields.Nested(WorkedSchema, required=True)


class WholeTicketSchema(Schema):
    """A ticket and what was merged into it; a contact of several parts stands at the first."""

    ticket_id = fields.UUID(required=True)
    version = fields.Integer(required=True)
    parts = fields.List(fields.Nested(PartSchema), required=True)
    worked = fields.Nested(WorkedSchema, required=True)
