"""What the API takes and shows of queues and desks."""

from __future__ import annotations

from marshmallow import fields
from marshmallow.validate import Range

from services.tickets.entrypoints.schemas.reports import DeskSchema, QueuedSchema
from shared.web import Schema


class PlaceQuery(Schema):
    """How many of the tickets ahead to show."""

    limit = fields.Integer(
        load_default=20,
        validate=Range(1, 100),
        metadata={"description": "How many of the tickets ahead are shown at most."},
    )


class DemandedSchema(Schema):
    """Which skill a ticket asks of whoever takes it."""

    skill = fields.String(required=True)
    level = fields.Integer(required=True)
    full_level = fields.Integer(required=True)
    waited_minutes = fields.Integer(required=True)
    next_level = fields.Integer(required=True, allow_none=True)
    next_after_minutes = fields.Integer(required=True, allow_none=True)
    sentence = fields.String(required=True)


class ExplainedSchema(QueuedSchema):
    """A waiting ticket with its place, its points and both in words."""

    sentences = fields.List(fields.String(), required=True)


class QueueStateSchema(Schema):
    """How a queue stands."""

    skill_group = fields.String(required=True)
    waiting = fields.Integer(required=True)
    longest_wait_seconds = fields.Integer(required=True)
    estimated_wait_seconds = fields.Integer(required=True)
    is_open = fields.Boolean(required=True)
    opens_at = fields.String(required=True)
    overloaded_since = fields.String(required=True, allow_none=True)


class QueuePromiseSchema(QueueStateSchema):
    """What a customer who asks now may be told."""

    sentence = fields.String(required=True)


class PlaceSchema(Schema):
    """Where a ticket stands in its queue, and why."""

    ticket = fields.Nested(ExplainedSchema, required=True)
    ahead = fields.List(fields.Nested(ExplainedSchema), required=True)
    hidden = fields.Integer(required=True)
    demanded = fields.Nested(DemandedSchema, required=True, allow_none=True)
    certifications = fields.List(fields.String(), required=True)
    queue = fields.Nested(QueuePromiseSchema, required=True)
    rules_version = fields.Integer(required=True)
    summary = fields.String(required=True)


class RoomSchema(Schema):
    """How many open tickets of a channel you have and may have."""

    channel = fields.String(required=True)
    open_tickets = fields.Integer(required=True)
    capacity = fields.Integer(required=True)


class AwayReasonSchema(Schema):
    """A reason for which work is taken by nobody, and how long the agent keeps theirs."""

    code = fields.String(required=True)
    zh = fields.String(required=True)
    en = fields.String(required=True)
    assigned_seconds = fields.Integer(required=True)
    in_progress_seconds = fields.Integer(required=True)


class MyDeskSchema(DeskSchema):
    """Your desk with the room that you have and the reasons that you may give."""

    room = fields.List(fields.Nested(RoomSchema), required=True)
    reasons = fields.List(fields.Nested(AwayReasonSchema), required=True)
