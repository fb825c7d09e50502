"""The public events of `tickets`: what other services and the CRM gateway may build on."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from marshmallow import Schema

from services.tickets.domain.callback import Callback
from services.tickets.domain.compliment import Compliment
from services.tickets.domain.contact import Contact
from services.tickets.domain.correspondence import Correspondence
from services.tickets.domain.first_contact import FirstContactResolution
from services.tickets.domain.follow_ups import FollowUps
from services.tickets.domain.refused_request import RefusedRequest
from services.tickets.domain.sla_clock import SlaClock
from services.tickets.domain.survey import SurveyAnswer
from services.tickets.domain.ticket import Ticket
from services.tickets.messages import merging_events, shapes
from services.tickets.messages.about_tickets import about_ticket as _about
from services.tickets.messages.about_tickets import named as _named
from services.tickets.messages.about_tickets import new as _new
from services.tickets.messages.about_tickets import of_entity as _of_entity
from services.tickets.messages.care_events import CARE
from services.tickets.messages.field_events import FIELD_SERVICE
from services.tickets.messages.gate_events import GATE
from services.tickets.messages.outbound_events import OUTBOUND
from services.tickets.messages.queue_events import QUEUES
from shared.bus.publication import Publications, PublicEvent
from shared.event_store import Aggregate


def _entity(
    aggregate: type[Aggregate],
    event_name: str,
    name: str,
    schema: type[Schema],
    *,
    about: str,
    also: Callable[[Any], tuple[str, ...]],
) -> PublicEvent:
    """A public event about something else than a ticket, whose id is `<about>_id`."""
    return PublicEvent(
        getattr(aggregate, event_name),
        name,
        1,
        schema,
        data=lambda one: {**vars(one), f"{about}_id": one.originator_id},
        subjects=lambda one: (f"{about}:{one.originator_id}", *also(one)),
    )


def _ticket_opened() -> PublicEvent:
    def facts(one: Any) -> dict[str, Any]:
        return {**vars(one), "ticket_id": one.originator_id, "assignee_id": None}

    def subjects(one: Any) -> tuple[str, ...]:
        return (f"ticket:{one.originator_id}", *_named(one, "customer", "request", "contact"))

    schema = shapes.TicketOpenedSchema
    return PublicEvent(Ticket.Created, "ticket_opened", 1, schema, data=facts, subjects=subjects)


def _assigned(one: Any) -> dict[str, Any]:
    previous = one.about.assignee_id
    return {"assignee_id": one.assignee_id, "previous_assignee_id": previous, "why": one.why}


def _transferred(one: Any) -> dict[str, Any]:
    return {
        "skill_group": one.skill_group,
        "previous_skill_group": one.about.skill_group,
        "assignee_id": None,
    }


def _resolved(one: Any) -> dict[str, Any]:
    return {"reason_code": one.reason_code, "solution": one.resolution}


def _reply(one: Any) -> dict[str, Any]:
    entry = one.entry
    return {
        "reply_id": entry.entry_id,
        "reply_channel": entry.channel,
        "author_id": entry.author_id,
        "text": entry.text,
    }


def _clock_started(one: Any) -> dict[str, Any]:
    policy = one.applied.policy
    return {
        "clock_id": one.originator_id,
        "clock": one.clock,
        "started_at": one.started_at,
        "target_seconds": policy.target_seconds,
    }


TICKETS = (
    _ticket_opened(),
    _about(
        Ticket,
        "CustomerNamed",
        "ticket_customer_named",
        shapes.TicketCustomerNamedSchema,
        data=_new("customer_id"),
    ),
    _about(
        Ticket,
        "Reclassified",
        "ticket_reclassified",
        shapes.TicketReclassifiedSchema,
        data=_new("kind"),
    ),
    _about(
        Ticket,
        "Reprioritised",
        "ticket_reprioritised",
        shapes.TicketReprioritisedSchema,
        data=_new("priority"),
    ),
    _about(
        Ticket,
        "ChannelHandedOver",
        "ticket_channel_handed_over",
        shapes.TicketChannelHandedOverSchema,
        data=_new("channel"),
    ),
    _about(Ticket, "Assigned", "ticket_assigned", shapes.TicketAssignedSchema, data=_assigned),
    _about(Ticket, "Accepted", "ticket_accepted", shapes.TicketAcceptedSchema),
    _about(
        Ticket,
        "ReturnedToQueue",
        "ticket_returned_to_queue",
        shapes.TicketReturnedToQueueSchema,
        data=lambda one: {"assignee_id": None, "cause": one.cause},
    ),
    _about(
        Ticket,
        "Transferred",
        "ticket_transferred",
        shapes.TicketTransferredSchema,
        data=_transferred,
    ),
    _about(
        Ticket,
        "Referred",
        "ticket_referred",
        shapes.TicketReferredSchema,
        data=_new("expert_id"),
    ),
    _about(
        Ticket,
        "LaidAside",
        "ticket_laid_aside",
        shapes.TicketLaidAsideSchema,
        data=_new("state"),
    ),
    _about(Ticket, "Resumed", "ticket_resumed", shapes.TicketResumedSchema),
    _about(Ticket, "Resolved", "ticket_resolved", shapes.TicketResolvedSchema, data=_resolved),
    _about(Ticket, "Closed", "ticket_closed", shapes.TicketClosedSchema),
    _about(
        Ticket,
        "Reopened",
        "ticket_reopened",
        shapes.TicketReopenedSchema,
        data=_new("cause"),
    ),
    _about(
        Ticket,
        "ComplaintHandedOver",
        "complaint_handed_over",
        shapes.ComplaintHandedOverSchema,
        data=_new("subject", "description"),
    ),
)

PROMISES = (
    _about(
        FollowUps,
        "Promised",
        "follow_up_promised",
        shapes.FollowUpPromisedSchema,
        data=_new("due_at"),
    ),
    _about(FollowUps, "Recorded", "follow_up_recorded", shapes.FollowUpRecordedSchema),
    _about(
        Callback,
        "Created",
        "callback_booked",
        shapes.CallbackBookedSchema,
        data=_of_entity("callback", "from_at", "until_at"),
    ),
    _about(
        Callback,
        "Missed",
        "callback_missed",
        shapes.CallbackMissedSchema,
        data=_of_entity("callback", "until_at"),
    ),
    _about(
        SlaClock,
        "Created",
        "sla_clock_started",
        shapes.ClockStartedSchema,
        data=_clock_started,
    ),
    _about(
        SlaClock,
        "CameToRisk",
        "sla_clock_at_risk",
        shapes.ClockAtRiskSchema,
        data=_of_entity("clock", "clock", "at_risk_at", "due_at"),
    ),
    _about(
        SlaClock,
        "Breached",
        "sla_clock_breached",
        shapes.ClockBreachedSchema,
        data=_of_entity("clock", "clock", "due_at", "target_seconds"),
    ),
    _about(
        SlaClock,
        "Met",
        "sla_clock_met",
        shapes.ClockMetSchema,
        data=_of_entity("clock", "clock", "stopped_at", "counted_seconds"),
    ),
    _about(
        SlaClock,
        "Missed",
        "sla_clock_missed",
        shapes.ClockMissedSchema,
        data=_of_entity("clock", "clock", "stopped_at", "counted_seconds"),
    ),
)

REQUESTS = (
    PublicEvent(
        RefusedRequest.Created,
        "ticket_request_refused",
        1,
        shapes.TicketRequestRefusedSchema,
        data=vars,
        subjects=lambda one: _named(one, "request", "customer"),
    ),
)

SERVICE = (
    _about(Correspondence, "ReplySent", "reply_sent", shapes.ReplySentSchema, data=_reply),
    _about(
        Compliment,
        "Created",
        "compliment_recorded",
        shapes.ComplimentRecordedSchema,
        data=_new("praised_employee_id"),
        also=lambda one: (f"employee:{one.praised_employee_id}",),
    ),
    _about(
        FirstContactResolution,
        "Created",
        "fcr_assessed",
        shapes.FcrAssessedSchema,
        data=_new("resolved_at", "window_days", "is_first_contact", "reason_code", "repeated_by"),
    ),
    _entity(
        Contact,
        "Logged",
        "contact_logged",
        shapes.ContactLoggedSchema,
        about="contact",
        also=lambda one: _named(one, "customer", "employee"),
    ),
    _entity(
        SurveyAnswer,
        "Created",
        "customer_survey_recorded",
        shapes.SurveyRecordedSchema,
        about="answer",
        also=lambda one: _named(one, "ticket", "contact", "customer"),
    ),
)

PUBLICATIONS = Publications(
    "tickets",
    [
        *TICKETS,
        *merging_events.MERGING,
        *REQUESTS,
        *PROMISES,
        *OUTBOUND,
        *SERVICE,
        *QUEUES,
        *GATE,
        *CARE,
        *FIELD_SERVICE,
    ],
)
