"""What the API takes and shows of the succession pipeline."""

from __future__ import annotations

from marshmallow import fields

from services.training.domain.succession_pool import READINESS
from services.training.entrypoints.schemas import plain
from services.training.entrypoints.schemas.plain import optional, told
from shared.web import Schema


class NewPoolSchema(Schema):
    """Of which position to begin the pool."""

    position_id = fields.UUID(required=True, metadata=told("The position."))


class ReadinessSchema(Schema):
    """How soon somebody could take the position, and why."""

    readiness = plain.one_of(READINESS, "How soon.", required=True)
    reason = plain.words("Why; sealed before it is stored.", required=True)


class NominationSchema(ReadinessSchema):
    """Somebody who might take the position."""

    employee_id = fields.UUID(required=True, metadata=told("Who; never yourself."))


class PoolRowSchema(Schema):
    """A pool in a list."""

    succession_pool_id = fields.UUID(required=True)
    position_id = fields.UUID(required=True)
    opened_on = fields.Date(required=True)


class MemberSchema(Schema):
    """Somebody in a pool."""

    nomination_id = fields.UUID(required=True)
    employee_id = fields.UUID(required=True)
    readiness = fields.String(required=True)
    reason = optional(fields.String)


class PoolSchema(Schema):
    """A pool with those who are in it; you yourself are never shown."""

    succession_pool_id = fields.UUID(required=True)
    version = fields.Integer(required=True)
    position_id = fields.UUID(required=True)
    members = fields.List(fields.Nested(MemberSchema), required=True)
