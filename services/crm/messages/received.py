"""News of tickets in our words, read from the public events of `tickets`."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from marshmallow import fields

from services.crm.application.mail_queueing import ReplySent
from services.crm.application.reactions import RequestRefused, TicketChange, TicketMerged
from services.crm.domain.ticket_request import Refusal, RefusedField
from services.crm.messages.shapes import MessageSchema, SealedSchema, sealed_of
from shared.bus.message import Message
from shared.sealed import Sealed


class _TicketSchema(MessageSchema):
    ticket_id = fields.UUID(required=True)
    number = fields.String(required=True)
    request_id = fields.UUID(load_default=None, allow_none=True)
    customer_id = fields.UUID(load_default=None, allow_none=True)
    clock = fields.String(load_default=None, allow_none=True)
    due_at = fields.AwareDateTime(load_default=None, allow_none=True)


class TicketChangedSchema(_TicketSchema):
    """What every ticket event says that the CRM is told of."""


class TicketResolvedSchema(_TicketSchema):
    """A resolved ticket and its solution."""

    solution = fields.Nested(SealedSchema, load_default=None, allow_none=True)


class ReplySentSchema(_TicketSchema):
    """A public reply to the customer."""

    text = fields.Nested(SealedSchema, load_default=None, allow_none=True)


class TicketMergedSchema(_TicketSchema):
    """A ticket that ended, and the one that goes on for it."""

    into_ticket_id = fields.UUID(required=True)
    into_number = fields.String(required=True)


class ReplyToSendSchema(ReplySentSchema):
    """A public reply, with all that its way needs."""

    reply_id = fields.UUID(load_default=None, allow_none=True)
    channel = fields.String(load_default=None, allow_none=True, data_key="reply_channel")


class _FaultSchema(MessageSchema):
    field = fields.String(required=True)
    en = fields.String(required=True)
    zh = fields.String(required=True)


class RequestRefusedSchema(MessageSchema):
    """A request that led to no ticket."""

    request_id = fields.UUID(required=True)
    code = fields.String(required=True)
    en = fields.String(required=True)
    zh = fields.String(required=True)
    faults = fields.List(fields.Nested(_FaultSchema), load_default=())


@dataclass(frozen=True)
class _Reading:
    change: str
    schema: _TicketSchema = TicketChangedSchema()  # noqa: RUF009 (it holds nothing of a reading)
    text_field: str = ""


_READINGS = {
    "loopdesk.tickets.ticket_opened.v1": _Reading("opened"),
    "loopdesk.tickets.ticket_assigned.v1": _Reading("assigned"),
    "loopdesk.tickets.reply_sent.v1": _Reading("reply_sent", ReplySentSchema(), "text"),
    "loopdesk.tickets.ticket_resolved.v1": _Reading("resolved", TicketResolvedSchema(), "solution"),
    "loopdesk.tickets.ticket_closed.v1": _Reading("closed"),
    "loopdesk.tickets.ticket_reopened.v1": _Reading("reopened"),
    "loopdesk.tickets.sla_clock_at_risk.v1": _Reading("sla_at_risk"),
    "loopdesk.tickets.sla_clock_breached.v1": _Reading("sla_breached"),
}

CHANGE_TYPES = tuple(_READINGS)
"""The types that tell of a change of a ticket."""

_TICKET_MERGED = TicketMergedSchema()
_REQUEST_REFUSED = RequestRefusedSchema()
_REPLY_TO_SEND = ReplyToSendSchema()

REPLY_SENT = "loopdesk.tickets.reply_sent.v1"

MERGED = "loopdesk.tickets.ticket_merged.v1"
REFUSED = "loopdesk.tickets.ticket_request_refused.v1"


def ticket_change(message: Message) -> TicketChange:
    """What a public event of `tickets` says.

    Raises:
        ValidationError: it does not say what it must.
    """
    reading = _READINGS[message.type]
    data = reading.schema.load(message.data)
    return _change(message, data, reading.change, text=sealed_of(data.get(reading.text_field)))


def ticket_merged(message: Message) -> TicketMerged:
    """Which ticket ended, and which one goes on for it.

    Raises:
        ValidationError: it does not say what it must.
    """
    data = _TICKET_MERGED.load(message.data)
    merged = _change(message, data, "merged")
    return TicketMerged(merged, data["into_ticket_id"], data["into_number"])


def _change(
    message: Message, data: dict[str, Any], change: str, *, text: Sealed | None = None
) -> TicketChange:
    return TicketChange(
        change=change,
        ticket_id=data["ticket_id"],
        ticket_number=data["number"],
        request_id=data["request_id"],
        customer_id=data["customer_id"],
        clock=data["clock"],
        due_at=data["due_at"],
        text=text,
        occurred_at=message.time,
    )


def request_refused(message: Message) -> RequestRefused:
    """What `tickets` says of a request that it refused.

    Raises:
        ValidationError: it does not say what it must.
    """
    data = _REQUEST_REFUSED.load(message.data)
    faults = tuple(RefusedField(**one) for one in data["faults"])
    return RequestRefused(
        request_id=data["request_id"],
        refusal=Refusal(code=data["code"], en=data["en"], zh=data["zh"], faults=faults),
    )


def reply_sent(message: Message) -> ReplySent | None:
    """The reply that `tickets` says was sent; None if it does not say by which channel.

    Raises:
        ValidationError: it does not say what it must.
    """
    data = _REPLY_TO_SEND.load(message.data)
    text = sealed_of(data["text"])
    if data["reply_id"] is None or data["channel"] is None or text is None:
        return None
    return ReplySent(
        reply_id=data["reply_id"],
        ticket_id=data["ticket_id"],
        ticket_number=data["number"],
        request_id=data["request_id"],
        customer_id=data["customer_id"],
        channel=data["channel"],
        text=text,
        occurred_at=message.time,
    )
