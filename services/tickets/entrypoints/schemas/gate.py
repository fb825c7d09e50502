"""What the API shows of lost certificates and of the work given meanwhile."""

from __future__ import annotations

from marshmallow import fields

from shared.web import Schema


class CertificateLossSchema(Schema):
    """A certificate that was lost, and how long that had no effect here."""

    loss_id = fields.UUID(required=True)
    certificate_id = fields.UUID(required=True)
    number = fields.String(required=True)
    employee_id = fields.UUID(required=True)
    certification_code = fields.String(required=True)
    how = fields.String(required=True, metadata={"description": "revoked or suspended."})
    lost_at = fields.String(required=True)
    noted_at = fields.String(required=True)
    lag_milliseconds = fields.Integer(
        required=True, metadata={"description": "From `lost_at` to its effect here."}
    )
    flagged = fields.Integer(
        required=True, metadata={"description": "Tickets given within that time."}
    )


class UncertifiedWorkSchema(Schema):
    """A ticket that was given to who had lost the certificate for it."""

    ticket_id = fields.UUID(required=True)
    number = fields.String(required=True)
    skill_group = fields.String(required=True)
    employee_id = fields.UUID(required=True)
    certification_code = fields.String(required=True)
    how = fields.String(required=True, metadata={"description": "revoked or suspended."})
    lost_at = fields.String(required=True)
    assigned_at = fields.String(required=True)
