"""The public events of queues and due callbacks, with their shapes."""

from __future__ import annotations

from typing import Any

import msgspec
from marshmallow import Schema, fields

from services.tickets.domain.callback import Callback
from services.tickets.domain.overload import QueueWatch
from services.tickets.messages.shapes import AboutTicketSchema
from shared.bus.publication import PublicEvent
from shared.fields import Moment


class CallbackSchema(AboutTicketSchema):
    """A booked callback [预约回呼] (TK-6)."""

    callback_id = fields.UUID(required=True, metadata={"description": "The callback."})
    employee_id = fields.UUID(
        required=True,
        allow_none=True,
        metadata={"description": "Employee id of who is to call; null if nobody was free."},
    )


class CallbackGivenSchema(CallbackSchema):
    """The window has begun and an agent is to call."""

    why = fields.String(required=True, metadata={"description": "own_ticket or free_agent."})


class CallbackLateSchema(CallbackSchema):
    """A part of the window has passed and nobody has called."""

    late_at = Moment(required=True, metadata={"description": "Since when it is late."})
    until_at = Moment(required=True, metadata={"description": "End of the window."})


class QueueMeasuresSchema(Schema):
    """How a queue stands."""

    waiting = fields.Integer(required=True, metadata={"description": "Tickets that wait."})
    longest_wait_seconds = fields.Integer(
        required=True, metadata={"description": "How long the first of them has waited."}
    )
    estimated_wait_seconds = fields.Integer(
        required=True, metadata={"description": "How long the next is likely to wait."}
    )


class OverloadSchema(Schema):
    """The queue of a skill group (TX-2)."""

    skill_group = fields.String(required=True, metadata={"description": "Whose queue."})
    measures = fields.Nested(
        QueueMeasuresSchema, required=True, metadata={"description": "How it stands."}
    )


class OverloadBeganSchema(OverloadSchema):
    """A queue has more than it can bear."""

    passed = fields.List(
        fields.String(), required=True, metadata={"description": "Measures above their threshold."}
    )


class OverloadEndedSchema(OverloadSchema):
    """A queue bears what it has again."""

    cause = fields.String(
        required=True, metadata={"description": "relieved, or closed with the opening hours."}
    )


def _callback(one: Any) -> dict[str, Any]:
    return {
        **msgspec.structs.asdict(one.about),
        **{name: value for name, value in vars(one).items() if name != "about"},
        "callback_id": one.originator_id,
    }


def _subjects_of_callback(one: Any) -> tuple[str, ...]:
    customer_id, employee_id = one.about.customer_id, one.employee_id
    return (
        f"ticket:{one.about.ticket_id}",
        *(() if customer_id is None else (f"customer:{customer_id}",)),
        *(() if employee_id is None else (f"employee:{employee_id}",)),
    )


def _of_callback(event: str, name: str, schema: type[Schema]) -> PublicEvent:
    event_class = getattr(Callback, event)
    return PublicEvent(event_class, name, 1, schema, data=_callback, subjects=_subjects_of_callback)


def _of_queue(event: str, name: str, schema: type[Schema]) -> PublicEvent:
    def subjects(one: Any) -> tuple[str, ...]:
        return (f"queue:{one.originator_id}",)

    event_class = getattr(QueueWatch, event)
    return PublicEvent(event_class, name, 1, schema, data=vars, subjects=subjects)


QUEUES = (
    _of_callback("Given", "callback_given", CallbackGivenSchema),
    _of_callback("CameLate", "callback_late", CallbackLateSchema),
    _of_queue("OverloadBegan", "overload_began", OverloadBeganSchema),
    _of_queue("OverloadEnded", "overload_ended", OverloadEndedSchema),
)
"""Queues under load, and callbacks at their time."""
