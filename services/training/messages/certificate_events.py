"""The public events of candidacies and certificates, with their shapes (TR-3)."""

from __future__ import annotations

from typing import Any

import msgspec
from marshmallow import Schema, fields

from services.training.domain.candidacy import Candidacy
from services.training.domain.certificate import Certificate
from shared.bus.publication import PublicEvent
from shared.fields import Moment


def _a(field: type[fields.Field[Any]], description: str, **options: Any) -> fields.Field[Any]:
    return field(required=True, metadata={"description": description}, **options)


class CertificateSchema(Schema):
    """A certificate [证书] with its newest term."""

    certificate_id = _a(fields.UUID, "The certificate.")
    number = _a(fields.String, "The number that people speak.")
    employee_id = _a(fields.UUID, "Employee id of the holder.")
    certification_code = _a(fields.String, "Of which certification.")
    certification_version = _a(fields.Integer, "By which version of it.")
    term = _a(fields.Integer, "1 for the first term; each renewal adds one.")
    skills = fields.List(
        fields.String(),
        required=True,
        metadata={"description": "Skills whose work it opens, as people names them."},
    )
    valid_from = _a(fields.Date, "First day, where the holder works.")
    valid_until = _a(fields.Date, "Last day; null for ever.", allow_none=True)
    begins_at = _a(Moment, "From when it counts.")
    ends_at = _a(Moment, "From when it counts no more; null for never.", allow_none=True)


class CertificateDecidedSchema(CertificateSchema):
    """Somebody has decided that a certificate does not count."""

    cause = _a(fields.String, "quality, violation, absence, error, request or other.")


class CertificateOutdatedSchema(CertificateSchema):
    """A new course version lets a certificate run out; `ends_at` is when."""

    course_id = _a(fields.UUID, "The course.")
    course_version = _a(fields.Integer, "Its new version.")


class CertificateRemindedSchema(CertificateSchema):
    """The holder is to be reminded that the certificate ends."""

    days_left = _a(fields.Integer, "Days after today on which it still counts.")
    reminder_days = _a(fields.Integer, "Which of the reminders of the rules it is.")


class CandidacySchema(Schema):
    """An employee is on the way to a certificate."""

    candidacy_id = _a(fields.UUID, "The candidacy.")
    employee_id = _a(fields.UUID, "Employee id of the candidate.")
    certification_code = _a(fields.String, "To which certification.")
    certification_version = _a(fields.Integer, "By which version of it.")
    purpose = _a(fields.String, "first or renewal.")
    certificate_id = _a(fields.UUID, "The certificate to be renewed, if any.", allow_none=True)


class CandidacyOpenedSchema(CandidacySchema):
    """An employee begins the way to a certificate."""

    origin = _a(fields.String, "person, or curriculum: by the service, at the end of one.")


def _certificate(one: Any) -> dict[str, Any]:
    term = msgspec.structs.asdict(one.term)
    own = {name: value for name, value in vars(one).items() if name not in ("about", "term")}
    about = msgspec.structs.asdict(one.about)
    return {**about, **term, "term": one.term.ordinal, **own, "certificate_id": one.originator_id}


def _of_certificate(event_name: str, name: str, schema: type[Schema]) -> PublicEvent:
    def subjects(one: Any) -> tuple[str, ...]:
        return (f"certificate:{one.originator_id}", f"employee:{one.about.employee_id}")

    event_class = getattr(Certificate, event_name)
    return PublicEvent(event_class, name, 1, schema, data=_certificate, subjects=subjects)


def _of_candidacy(
    event_name: str, name: str, schema: type[Schema] = CandidacySchema
) -> PublicEvent:
    def data(one: Any) -> dict[str, Any]:
        candidate = msgspec.structs.asdict(one.candidate)
        return {**vars(one), **candidate, "candidacy_id": one.originator_id}

    def subjects(one: Any) -> tuple[str, ...]:
        return (f"candidacy:{one.originator_id}", f"employee:{one.candidate.employee_id}")

    event_class = getattr(Candidacy, event_name)
    return PublicEvent(event_class, name, 1, schema, data=data, subjects=subjects)


CERTIFICATES = (
    _of_candidacy("Created", "candidacy_opened", CandidacyOpenedSchema),
    _of_candidacy("Completed", "candidacy_completed"),
    _of_candidacy("Failed", "candidacy_failed"),
    _of_certificate("Created", "certificate_issued", CertificateSchema),
    _of_certificate("Renewed", "certificate_renewed", CertificateSchema),
    _of_certificate("Suspended", "certificate_suspended", CertificateDecidedSchema),
    _of_certificate("Resumed", "certificate_resumed", CertificateSchema),
    _of_certificate("Revoked", "certificate_revoked", CertificateDecidedSchema),
    _of_certificate("Outdated", "certificate_outdated", CertificateOutdatedSchema),
    _of_certificate("Expired", "certificate_expired", CertificateSchema),
    _of_certificate("Reminded", "certificate_expiry_reminded", CertificateRemindedSchema),
)
"""The public events of this part."""
