"""What the API takes and shows of partners."""

from __future__ import annotations

from marshmallow import fields
from marshmallow.validate import Length

from services.tickets.domain import field_terms as terms
from services.tickets.entrypoints.schemas import words
from shared.web import Schema


class AgreementSchema(Schema):
    """What is agreed with a partner."""

    kinds = fields.List(
        words.word(terms.KINDS, "A kind of orders."), required=True, validate=Length(1, 4)
    )
    areas = fields.List(
        words.code("Code of an area."),
        load_default=list,
        validate=Length(max=200),
        metadata={"description": "Areas that it serves; none for all."},
    )
    effective_from = words.moment("From when.", required=True)
    effective_until = words.moment("Until when.", load_default=None, allow_none=True)


class NewPartnerSchema(AgreementSchema):
    """A partner to register."""

    code = words.code("The centre's code of it.", required=True)
    name = words.text("The company's name.", longest=200, required=True)


class MemberSchema(Schema):
    """Whose account."""

    employee_id = fields.UUID(required=True)


class SuspensionSchema(Schema):
    """Why it gets no orders for now."""

    reason_code = words.code("A code of the centre.", required=True)


class PartnerRowSchema(Schema):
    """A partner in a list."""

    partner_id = fields.UUID(required=True)
    code = fields.String(required=True)
    name = fields.String(required=True)
    is_suspended = fields.Boolean(required=True)


class PartnerSchema(PartnerRowSchema):
    """A partner."""

    version = fields.Integer(required=True)
    kinds = fields.List(fields.String(), required=True)
    areas = fields.List(fields.String(), required=True)
    effective_from = fields.String(required=True)
    effective_until = fields.String(required=True, allow_none=True)
    members = fields.List(fields.UUID(), required=True)
