"""News of tickets in our words, read from the public events of `tickets`."""

from __future__ import annotations

from dataclasses import dataclass

from marshmallow import fields

from services.crm.application.reactions import TicketChange
from services.crm.messages.shapes import MessageSchema, SealedSchema, sealed_of
from shared.bus.message import Message


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

TYPES = tuple(_READINGS)
"""The types that are read."""


def ticket_change(message: Message) -> TicketChange:
    """What a public event of `tickets` says.

    Raises:
        ValidationError: it does not say what it must.
    """
    reading = _READINGS[message.type]
    data = reading.schema.load(message.data)
    return TicketChange(
        change=reading.change,
        ticket_id=data["ticket_id"],
        ticket_number=data["number"],
        request_id=data["request_id"],
        customer_id=data["customer_id"],
        clock=data["clock"],
        due_at=data["due_at"],
        text=sealed_of(data.get(reading.text_field)),
        occurred_at=message.time,
    )
