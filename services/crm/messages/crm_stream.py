"""The shapes of the CRM's own stream, the only place where sealed values are opened to leave."""

from __future__ import annotations

from typing import Any

import msgspec
from marshmallow import fields
from marshmallow.validate import OneOf

from services.crm.application.causes import sentence_on
from services.crm.domain.followed_ticket import CHANGES
from services.crm.messages.shapes import MessageSchema
from shared.fields import Moment
from shared.sealed import KeyStore

PURPOSE = "tell-crm"
"""Why sealed values are opened here."""


class FaultSchema(MessageSchema):
    """What is wrong with one field, or with the message as a whole."""

    cause = fields.String(required=True, metadata={"description": "Code of the fault."})
    field = fields.String(
        required=True,
        allow_none=True,
        metadata={"description": "Dotted name of the field, such as data.customer.number."},
    )
    en = fields.String(required=True, metadata={"description": "The fault in English."})
    zh = fields.String(required=True, metadata={"description": "The fault in Chinese."})


class MessageAcceptedSchema(MessageSchema):
    """Your message was carried out."""

    message_source = fields.String(
        required=True, metadata={"description": "`source` of your message."}
    )
    message_id = fields.String(required=True, metadata={"description": "`id` of your message."})
    message_type = fields.String(required=True, metadata={"description": "`type` of your message."})
    entities = fields.Dict(
        keys=fields.String(),
        values=fields.UUID(),
        required=True,
        metadata={"description": "Our ids of what it concerned or made, such as `customer_id`."},
    )


class MessageRejectedSchema(MessageSchema):
    """Your message was refused and changed nothing; mend it and send it under a new id."""

    message_source = fields.String(
        required=True,
        allow_none=True,
        metadata={"description": "`source` of your message; null if it could not be read."},
    )
    message_id = fields.String(
        required=True,
        allow_none=True,
        metadata={"description": "`id` of your message; null if it could not be read."},
    )
    message_type = fields.String(
        required=True,
        allow_none=True,
        metadata={"description": "`type` of your message; null if it could not be read."},
    )
    cause = fields.String(required=True, metadata={"description": "Code of the first fault."})
    field = fields.String(
        required=True, allow_none=True, metadata={"description": "Field of the first fault."}
    )
    faults = fields.List(
        fields.Nested(FaultSchema), required=True, metadata={"description": "All faults found."}
    )


class TicketChangedSchema(MessageSchema):
    """Something happened to a ticket."""

    change = fields.String(
        required=True, validate=OneOf(CHANGES), metadata={"description": "What happened."}
    )
    ticket_id = fields.UUID(required=True, metadata={"description": "The ticket."})
    ticket_number = fields.String(
        required=True, metadata={"description": "The number that people speak."}
    )
    request_id = fields.String(
        required=True,
        allow_none=True,
        metadata={"description": "Your request id, if you asked for the ticket."},
    )
    request_source = fields.String(
        required=True,
        allow_none=True,
        metadata={"description": "`source` under which you asked for it."},
    )
    customer_id = fields.UUID(
        required=True, allow_none=True, metadata={"description": "Our customer file."}
    )
    customer_number = fields.String(
        required=True,
        allow_none=True,
        metadata={"description": "Your customer number; null if unknown or erased."},
    )
    clock = fields.String(
        required=True,
        allow_none=True,
        metadata={"description": "Name of the SLA clock, for sla_at_risk and sla_breached."},
    )
    due_at = Moment(
        required=True, allow_none=True, metadata={"description": "When that clock runs out."}
    )
    text = fields.String(
        required=True,
        allow_none=True,
        metadata={"description": "Reply or solution in clear; null if there is none or erased."},
    )
    occurred_at = Moment(required=True, metadata={"description": "When it happened."})


class TicketMergedSchema(MessageSchema):
    """A ticket ended, because another one goes on for it; tell the customer its number."""

    ticket_id = fields.UUID(required=True, metadata={"description": "The ticket that ended."})
    ticket_number = fields.String(
        required=True, metadata={"description": "The number that people speak."}
    )
    into_ticket_id = fields.UUID(
        required=True, metadata={"description": "The ticket that goes on."}
    )
    into_ticket_number = fields.String(
        required=True,
        metadata={"description": "Its number; replies to the old one reach it too."},
    )
    request_id = fields.String(
        required=True,
        allow_none=True,
        metadata={"description": "Your request id, if you asked for the ticket that ended."},
    )
    request_source = fields.String(
        required=True,
        allow_none=True,
        metadata={"description": "`source` under which you asked for it."},
    )
    customer_id = fields.UUID(
        required=True, allow_none=True, metadata={"description": "Our customer file."}
    )
    customer_number = fields.String(
        required=True,
        allow_none=True,
        metadata={"description": "Your customer number; null if unknown or erased."},
    )
    occurred_at = Moment(required=True, metadata={"description": "When it happened."})


class RefusedFieldSchema(MessageSchema):
    """What is wrong with one field of your request."""

    field = fields.String(required=True, metadata={"description": "Name of the field."})
    en = fields.String(required=True, metadata={"description": "The fault in English."})
    zh = fields.String(required=True, metadata={"description": "The fault in Chinese."})


class TicketRequestRefusedSchema(MessageSchema):
    """Your request led to no ticket; mend it and ask again under a new request id."""

    request_id = fields.String(required=True, metadata={"description": "Your request id."})
    request_source = fields.String(
        required=True, metadata={"description": "`source` under which you asked."}
    )
    customer_id = fields.UUID(
        required=True, allow_none=True, metadata={"description": "Our customer file."}
    )
    customer_number = fields.String(
        required=True,
        allow_none=True,
        metadata={"description": "Your customer number; null if unknown or erased."},
    )
    code = fields.String(required=True, metadata={"description": "Code of the refusal."})
    en = fields.String(required=True, metadata={"description": "Why, in English."})
    zh = fields.String(required=True, metadata={"description": "Why, in Chinese."})
    faults = fields.List(
        fields.Nested(RefusedFieldSchema),
        required=True,
        metadata={"description": "What is wrong field by field, where fields are wrong."},
    )


def accepted_data(event: Any) -> dict[str, Any]:
    """The data of `message_accepted`."""
    return {
        "message_source": event.source,
        "message_id": event.message_id,
        "message_type": event.message_type,
        "entities": event.entities,
    }


def rejected_data(event: Any) -> dict[str, Any]:
    """The data of `message_rejected`."""
    first = event.faults[0]
    return {
        "message_source": event.source,
        "message_id": event.message_id,
        "message_type": event.message_type,
        "cause": first.cause,
        "field": first.field,
        "faults": [
            {
                "cause": one.cause,
                "field": one.field,
                "en": sentence_on(one.cause).en,
                "zh": sentence_on(one.cause).zh,
            }
            for one in event.faults
        ],
    }


def ticket_changed_data(event: Any, *, keys: KeyStore) -> dict[str, Any]:
    """The data of `ticket_changed`, with what is personal opened for the CRM."""
    return {
        "change": event.change,
        "ticket_id": event.ticket_id,
        "ticket_number": event.ticket_number,
        "request_id": event.request_external_id,
        "request_source": event.request_source,
        "customer_id": event.customer_id,
        "customer_number": keys.open_or_none(event.customer_number, purpose=PURPOSE),
        "clock": event.clock,
        "due_at": event.due_at,
        "text": keys.open_or_none(event.text, purpose=PURPOSE),
        "occurred_at": event.occurred_at,
    }


def ticket_merged_data(event: Any, *, keys: KeyStore) -> dict[str, Any]:
    """The data of `ticket_merged`."""
    return {
        "ticket_id": event.ticket_id,
        "ticket_number": event.ticket_number,
        "into_ticket_id": event.into_ticket_id,
        "into_ticket_number": event.into_ticket_number,
        "request_id": event.request_external_id,
        "request_source": event.request_source,
        "customer_id": event.customer_id,
        "customer_number": keys.open_or_none(event.customer_number, purpose=PURPOSE),
        "occurred_at": event.occurred_at,
    }


def request_refused_data(event: Any, *, keys: KeyStore) -> dict[str, Any]:
    """The data of `ticket_request_refused`."""
    return {
        "request_id": event.external_id,
        "request_source": event.source,
        "customer_id": event.customer_id,
        "customer_number": keys.open_or_none(event.customer_number, purpose=PURPOSE),
        **msgspec.structs.asdict(event.refusal),
    }
