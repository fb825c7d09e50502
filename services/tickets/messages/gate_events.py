"""The public events of the gate, with their shapes (TR-3)."""

from __future__ import annotations

from typing import Any

import msgspec
from marshmallow import Schema, fields

from services.tickets.domain.certificate_loss import CertificateLoss
from shared.bus.publication import PublicEvent
from shared.fields import Moment


def _a(field: type[fields.Field[Any]], description: str) -> fields.Field[Any]:
    return field(required=True, metadata={"description": description})


class UncertifiedWorkSchema(Schema):
    """A ticket was given to an agent who had lost the certificate that it asks for."""

    ticket_id = _a(fields.UUID, "The ticket.")
    number = _a(fields.String, "The number that people speak.")
    skill_group = _a(fields.String, "In whose queue it was.")
    employee_id = _a(fields.UUID, "Employee id of the agent.")
    certificate_id = _a(fields.UUID, "The certificate.")
    certification_code = _a(fields.String, "Of which certification.")
    how = _a(fields.String, "revoked or suspended.")
    lost_at = _a(Moment, "When the certificate stopped to count.")
    assigned_at = _a(Moment, "When the ticket was given.")


def _data(one: Any) -> dict[str, Any]:
    return {**msgspec.structs.asdict(one.lost), **msgspec.structs.asdict(one.work)}


def _subjects(one: Any) -> tuple[str, ...]:
    return (
        f"ticket:{one.work.ticket_id}",
        f"employee:{one.lost.employee_id}",
        f"certificate:{one.lost.certificate_id}",
    )


GATE = (
    PublicEvent(
        CertificateLoss.WorkFlagged,  # type: ignore[attr-defined]
        "uncertified_work_flagged",
        1,
        UncertifiedWorkSchema,
        data=_data,
        subjects=_subjects,
    ),
)
"""Work that was given before a loss was known here."""
