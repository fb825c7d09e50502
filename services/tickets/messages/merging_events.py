"""The public events of what happens between tickets: merged, linked, changed in bulk."""

from __future__ import annotations

from typing import Any

from marshmallow import Schema, fields

from services.tickets.domain.bulk_change import BulkChange
from services.tickets.domain.links import TicketLinks
from services.tickets.domain.sla_clock import SlaClock
from services.tickets.domain.ticket import Ticket
from services.tickets.messages.about_tickets import about_ticket, of_entity
from services.tickets.messages.shapes import AboutTicketSchema, ClockSchema
from shared.bus.publication import PublicEvent
from shared.event_store import Aggregate
from shared.fields import Moment


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


class LinkSchema(Schema):
    """One side of a link between two tickets."""

    ticket_id = _described(fields.UUID, "The ticket.")
    number = _described(fields.String, "Its number.")
    kind = _described(fields.String, "What it is to the other one, such as duplicate_of.")
    other_ticket_id = _described(fields.UUID, "The other ticket.")
    other_number = _described(fields.String, "Its number.")


class TicketLinkedSchema(LinkSchema):
    """The ticket is linked to another one; the other side tells of it too."""


class TicketUnlinkedSchema(LinkSchema):
    """A link was taken away; the other side tells of it too."""


class BulkChangeFinishedSchema(Schema):
    """An order to change many tickets was carried out; each ticket has told of itself."""

    bulk_change_id = _described(fields.UUID, "The order.")
    action = _described(fields.String, "What was done, such as transfer.")
    orderer_id = _described(fields.UUID, "Employee id of who ordered it.")
    done = _described(fields.Integer, "Tickets that were changed.")
    refused = _described(fields.Integer, "Tickets that were left as they were.")


def _link(one: Any) -> dict[str, Any]:
    return {
        "ticket_id": one.ticket_id,
        "number": one.number,
        "kind": one.link.kind,
        "other_ticket_id": one.link.ticket_id,
        "other_number": one.link.number,
    }


def _both(one: Any) -> tuple[str, ...]:
    return (f"ticket:{one.ticket_id}", f"ticket:{one.link.ticket_id}")


def _event(aggregate: type[Aggregate], name: str) -> type[Any]:
    found: type[Any] = getattr(aggregate, name)
    return found


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
    PublicEvent(
        _event(TicketLinks, "Added"),
        "ticket_linked",
        1,
        TicketLinkedSchema,
        data=_link,
        subjects=_both,
    ),
    PublicEvent(
        _event(TicketLinks, "Removed"),
        "ticket_unlinked",
        1,
        TicketUnlinkedSchema,
        data=_link,
        subjects=_both,
    ),
    PublicEvent(
        _event(BulkChange, "Finished"),
        "bulk_change_finished",
        1,
        BulkChangeFinishedSchema,
        data=lambda one: {**vars(one), "bulk_change_id": one.originator_id},
        subjects=lambda one: (f"bulk_change:{one.originator_id}",),
    ),
)
