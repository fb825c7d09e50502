"""What the API shows of competencies."""

from __future__ import annotations

from marshmallow import fields

from shared.web import Schema


class CompetencySchema(Schema):
    """Something that people of the centre are able to do."""

    code = fields.String(required=True)
    zh = fields.String(required=True)
    en = fields.String(required=True)


class CompetenciesSchema(Schema):
    """The competencies of the centre."""

    items = fields.List(fields.Nested(CompetencySchema), required=True)
