"""What the service understands of certificates in the events of `training`."""

from __future__ import annotations

from functools import cache
from typing import Any

from marshmallow import fields

from services.tickets.application.reactions_to_training import CertificateLost
from services.tickets.domain.certificate_loss import LostCertificate
from services.tickets.messages.received import ReceivedSchema
from shared.bus.message import Message


class CertificateSchema(ReceivedSchema):
    """Which certificate it is, and whose."""

    certificate_id = fields.UUID(required=True)
    number = fields.String(required=True)
    employee_id = fields.UUID(required=True)
    certification_code = fields.String(required=True)


@cache
def _schema() -> CertificateSchema:
    return CertificateSchema()


def certificate(message: Message) -> dict[str, Any]:
    """The certificate that a message is about."""
    found: dict[str, Any] = _schema().load(message.data)
    return found


def certificate_lost(message: Message, *, how: str) -> CertificateLost:
    """A revoked or suspended certificate; it stopped to count when it was decided."""
    told = certificate(message)
    names = ("certificate_id", "number", "employee_id", "certification_code")
    lost = LostCertificate(**{name: told[name] for name in names}, how=how, lost_at=message.time)
    return CertificateLost(lost=lost, message_id=message.id)
