"""What the API of customers' wishes takes and shows."""

from __future__ import annotations

from marshmallow import fields
from marshmallow.validate import Regexp

from services.tickets.entrypoints.schemas import words
from shared.web import Schema


class OccasionSchema(Schema):
    """A day of the year on which the centre thinks of a customer."""

    occasion = words.code("Such as birthday.", required=True)
    day = fields.String(required=True, validate=Regexp(r"^[0-9]{2}-[0-9]{2}$"))


class OccasionNameSchema(Schema):
    """Which occasion."""

    occasion = words.code("Such as birthday.", required=True)


class DoNotCallSchema(Schema):
    """An entry of the do-not-call list."""

    customer_id = fields.UUID(required=True)
    version = fields.Integer(required=True)
    is_in_force = fields.Boolean(required=True)


class OccasionShownSchema(Schema):
    """An occasion of a customer."""

    customer_id = fields.UUID(required=True)
    version = fields.Integer(required=True)
    occasion = fields.String(required=True)
    day = words.optional(fields.String)
