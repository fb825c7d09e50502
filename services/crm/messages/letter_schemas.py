"""The shapes of what letters and outgoing mails let other services know."""

from __future__ import annotations

from typing import Any

import msgspec
from marshmallow import fields
from marshmallow.validate import OneOf

from services.crm.domain.letter import OUTCOMES, TAKEN_UP, Letter
from services.crm.domain.outgoing_mail import OutgoingMail
from services.crm.messages.shapes import MessageSchema, sealed_field
from shared.bus.publication import PublicEvent


def _id(description: str, *, is_optional: bool = False) -> fields.UUID:
    return fields.UUID(required=True, allow_none=is_optional, metadata={"description": description})


class ReceivedFileSchema(MessageSchema):
    """A file, kept encrypted in the installation's folder of attachments."""

    file_id = _id("The file.")
    file_name = sealed_field("Its name.", is_optional=False)
    media_type = fields.String(
        required=True, metadata={"description": "What its content is, such as application/pdf."}
    )
    size = fields.Integer(required=True, metadata={"description": "Bytes in clear."})
    ciphertext_hash = fields.String(
        required=True,
        metadata={"description": "SHA-256 of the encrypted file, its name in the folder."},
    )


class LetterReceivedSchema(MessageSchema):
    """A customer wrote directly; told again when a letter that was set aside is taken up."""

    letter_id = _id("The letter.")
    outcome = fields.String(
        required=True,
        validate=OneOf(OUTCOMES),
        metadata={"description": "What became of it."},
    )
    request_id = _id("The request that it led to, or whose ticket it answers.", is_optional=True)
    reply_id = _id("The reply that it is.", is_optional=True)
    ticket_number = fields.String(
        required=True,
        allow_none=True,
        metadata={"description": "The ticket, where it is named by number."},
    )
    customer_id = _id("Whose letter it is, if known.", is_optional=True)
    files = fields.List(
        fields.Nested(ReceivedFileSchema), required=True, metadata={"description": "The files."}
    )


class ReplyNotDeliveredSchema(MessageSchema):
    """A reply went out by mail and did not arrive, or nobody knows whether it did."""

    mail_id = _id("The mail.")
    reply_id = _id("The reply.")
    ticket_id = _id("The ticket.")
    customer_id = _id("Whose ticket it is, if known.", is_optional=True)
    cause = fields.String(
        required=True,
        metadata={"description": "Code of why, such as bounced, smtp-550 or uncertain-end."},
    )
    status = fields.String(
        required=True,
        allow_none=True,
        metadata={"description": "Enhanced status code of a bounce (RFC 3463), such as 5.1.1."},
    )


def letter_events() -> list[PublicEvent]:
    """The public events of letters and outgoing mails."""
    received = [
        PublicEvent(
            event,
            "letter_received",
            1,
            LetterReceivedSchema,
            data=_letter_received,
            subjects=_of_letter,
        )
        for event in (Letter.Created, getattr(Letter, "TakenUp"))  # noqa: B009 (made by @event)
    ]
    lost = [
        PublicEvent(
            getattr(OutgoingMail, name),
            "reply_not_delivered",
            1,
            ReplyNotDeliveredSchema,
            data=_not_delivered,
            subjects=lambda e: (f"ticket:{e.about.ticket_id}", f"reply:{e.about.reply_id}"),
        )
        for name in ("Failed", "Bounced", "LeftUncertain")
    ]
    return [*received, *lost]


def _letter_received(event: Any) -> dict[str, Any]:
    return {
        "letter_id": event.originator_id,
        "outcome": getattr(event, "outcome", TAKEN_UP),
        "request_id": event.request_id,
        "reply_id": getattr(event, "reply_id", None),
        "ticket_number": getattr(event, "ticket_number", None),
        "customer_id": event.customer_id,
        "files": [msgspec.structs.asdict(one) for one in event.files],
    }


def _of_letter(event: Any) -> tuple[str, ...]:
    request = () if event.request_id is None else (f"request:{event.request_id}",)
    return (f"letter:{event.originator_id}", *request)


def _not_delivered(event: Any) -> dict[str, Any]:
    return {
        "mail_id": event.originator_id,
        **msgspec.structs.asdict(event.about),
        "cause": event.cause,
        "status": getattr(event, "status", None),
    }
