"""What the API takes and shows of corrected keys."""

from __future__ import annotations

from marshmallow import fields
from marshmallow.validate import Range

from services.training.entrypoints.schemas.stages import words
from shared.web import PageQuery, Schema

MOST_VERSIONS = 100_000


def _number(description: str) -> fields.Integer:
    return fields.Integer(
        strict=True,
        required=True,
        validate=Range(1, MOST_VERSIONS),
        metadata={"description": description},
    )


class NewKeyCorrectionSchema(Schema):
    """Which key was wrong, and which version has the right one."""

    question_id = fields.UUID(required=True)
    wrong_version = _number("The version that was asked.")
    right_version = _number("The version by whose key its answers are marked anew.")
    reason = words("What was wrong.", longest=1000, required=True)


class KeyCorrectionsQuery(PageQuery):
    """Which page to show."""


class KeyCorrectionSchema(Schema):
    """A correction."""

    key_correction_id = fields.UUID(required=True)
    version = fields.Integer(required=True)
    question_id = fields.UUID(required=True)
    wrong_version = fields.Integer(required=True)
    right_version = fields.Integer(required=True)
    reason = fields.String(required=True)
    state = fields.String(required=True)


class KeyCorrectionRowSchema(Schema):
    """A correction in a list, with how many sittings were marked anew and got other points."""

    key_correction_id = fields.UUID(required=True)
    question_id = fields.UUID(required=True)
    wrong_version = fields.Integer(required=True)
    right_version = fields.Integer(required=True)
    ordered_at = fields.String(required=True)
    state = fields.String(required=True)
    sittings = fields.Integer(required=True)
    changed = fields.Integer(required=True)
