"""Shapes of rule sets."""

from __future__ import annotations

from marshmallow import fields

from services.people.entrypoints.schemas.forms import moment, text
from shared.fields import Moment
from shared.web import Schema


class RuleVersionEntrySchema(Schema):
    """A version of a rule set to enter."""

    content = fields.Dict(required=True)
    effective_from = moment(required=True)
    reason = text(500, required=True)


class RuleVersionSchema(Schema):
    """A recorded version of a rule set."""

    number = fields.Integer(required=True, attribute="version")
    content = fields.Dict(required=True)
    content_hash = fields.String(required=True)
    effective_from = Moment(required=True, allow_none=True)
    source = fields.String(required=True)
    reason = fields.String(required=True)
    added_at = Moment(required=True)


class RuleBookSchema(Schema):
    """A rule set with all its versions."""

    rule_book_id = fields.UUID(required=True)
    version = fields.Integer(required=True)
    name = fields.String(required=True)
    versions = fields.List(fields.Nested(RuleVersionSchema), required=True)


class DecisionToReviewSchema(Schema):
    """A decision that stays as it is, though another version counts for its time now."""

    position = fields.Integer(required=True)
    entity_id = fields.UUID(required=True)
    topic = fields.String(required=True)
    occurred_at = Moment(required=True)
    decided_by = fields.Integer(required=True, attribute="version")
