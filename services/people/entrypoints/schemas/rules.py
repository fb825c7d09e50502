"""Shapes of rule sets."""

from __future__ import annotations

from marshmallow import fields

from shared.fields import Moment
from shared.web import Schema


class DecisionToReviewSchema(Schema):
    """A decision that stays as it is, though another version counts for its time now."""

    position = fields.Integer(required=True)
    entity_id = fields.UUID(required=True)
    topic = fields.String(required=True)
    occurred_at = Moment(required=True)
    decided_by = fields.Integer(required=True, attribute="version")
