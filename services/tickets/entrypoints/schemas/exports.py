"""What exports are asked for with, and how they are shown."""

from __future__ import annotations

from marshmallow import fields

from services.tickets.domain import export
from services.tickets.entrypoints.schemas import words
from shared.web import Schema


class ExportRequestSchema(Schema):
    """An export to make; `filters` are those of the list itself, without page and cursor."""

    list_name = words.word(export.LISTS, "Which list.", required=True)
    format = words.word(export.FORMATS, "As what.", required=True)
    filters = fields.Dict(
        keys=fields.String(), values=fields.String(), load_default=dict, metadata={"example": {}}
    )


class ExportSchema(Schema):
    """An export with how far it has come; where both positions are equal, so stood the list.

    `attempts` are those that failed; `explanation` says the `cause` in the reader's language.
    """

    export_id = fields.UUID(required=True)
    version = fields.Integer(required=True)
    list_name = fields.String(required=True)
    format = fields.String(required=True)
    filters = fields.Dict(required=True)
    state = fields.String(required=True)
    rows_done = fields.Integer(required=True)
    time_zone = fields.String(required=True)
    attempts = fields.Integer(required=True)
    cause = fields.String(required=True, allow_none=True)
    explanation = fields.String(required=True, allow_none=True)
    size = fields.Integer(required=True, allow_none=True)
    from_position = fields.Integer(required=True, allow_none=True)
    to_position = fields.Integer(required=True, allow_none=True)
    requested_at = fields.String(required=True)
