"""The public events of merged tickets and of the clocks that go on or end with them."""

from __future__ import annotations

from typing import Any

from marshmallow import fields

from services.tickets.domain.sla_clock import SlaClock
from services.tickets.domain.ticket import Ticket
from services.tickets.messages.about_tickets import about_ticket, of_entity
from services.tickets.messages.shapes import AboutTicketSchema, ClockSchema, Moment


def _described(field: Any, description: str) -> Any:
    return field(required=True, metadata={"description": description})


class TicketMergedSchema(AboutTicketSchema):
    """The ticket ended, because another one goes on for it."""

    into_ticket_id = _described(fields.UUID, "The ticket that goes on.")
    into_number = _described(fields.String, "Its number.")


class ClockSupersededSchema(ClockSchema):
    """The clock ended without a verdict, because another one goes on for it."""

    cause = _described(fields.String, "merged or split.")
    stopped_at = _described(Moment, "When.")
    counted_seconds = _described(fields.Integer, "Seconds that counted until then.")
    continued_by = _described(fields.UUID, "The clock that goes on.")


class ClockTookOverSchema(ClockSchema):
    """The clock goes on where one of a merged ticket stood, which was started earlier."""

    from_clock_id = _described(fields.UUID, "The clock that it goes on for.")
    from_ticket_id = _described(fields.UUID, "Its ticket.")
    started_at = _described(Moment, "When the customer began to wait.")
    state = _described(fields.String, "running, at_risk or breached, as far as either had come.")


def _into(one: Any) -> dict[str, Any]:
    return {"into_ticket_id": one.into.ticket_id, "into_number": one.into.number}


MERGING = (
    about_ticket(
        Ticket,
        "Merged",
        "ticket_merged",
        TicketMergedSchema,
        data=_into,
        also=lambda one: (f"ticket:{one.into.ticket_id}",),
    ),
    about_ticket(
        SlaClock,
        "Superseded",
        "sla_clock_superseded",
        ClockSupersededSchema,
        data=of_entity("clock", "clock", "cause", "stopped_at", "counted_seconds", "continued_by"),
    ),
    about_ticket(
        SlaClock,
        "TookOver",
        "sla_clock_took_over",
        ClockTookOverSchema,
        data=of_entity("clock", "clock", "from_clock_id", "from_ticket_id", "started_at", "state"),
        also=lambda one: (f"ticket:{one.from_ticket_id}",),
    ),
)
