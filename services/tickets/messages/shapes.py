"""The shapes of what the service publishes; nothing personal is in clear (SE-2)."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from marshmallow import Schema, fields

from shared.clock import iso


class Moment(fields.AwareDateTime):
    """A time in UTC with microseconds and `Z`."""

    def _serialize(
        self, value: datetime | None, attr: str | None, obj: Any, **options: Any
    ) -> str | None:
        return None if value is None else iso(value)


class SealedSchema(Schema):
    """A sealed value; only a service with the right to the person's key opens it."""

    subject = fields.String(required=True)
    key_id = fields.String(required=True)
    algorithm = fields.String(required=True)
    nonce = fields.String(required=True)
    text = fields.String(required=True)


def _optional(field: type[fields.Field[Any]]) -> Any:
    return field(required=True, allow_none=True)


def _sealed(*, is_optional: bool = False) -> fields.Nested:
    return fields.Nested(SealedSchema, required=True, allow_none=is_optional)


class AboutTicketSchema(Schema):
    """Which ticket it is about, as it stands after the event."""

    ticket_id = fields.UUID(required=True)
    number = fields.String(required=True)
    kind = fields.String(required=True)
    channel = fields.String(required=True)
    priority = fields.String(required=True)
    skill_group = fields.String(required=True)
    business_line = _optional(fields.String)
    topic = _optional(fields.String)
    customer_id = _optional(fields.UUID)
    request_id = _optional(fields.UUID)
    site_id = _optional(fields.UUID)
    assignee_id = _optional(fields.UUID)


class TicketOpenedSchema(AboutTicketSchema):
    """A ticket was opened."""

    contact_id = _optional(fields.UUID)
    opener_id = _optional(fields.UUID)
    asked_at = Moment(required=True)


class TicketAssignedSchema(AboutTicketSchema):
    """An agent has the ticket."""

    previous_assignee_id = _optional(fields.UUID)
    why = fields.String(required=True)


class TicketLaidAsideSchema(AboutTicketSchema):
    """The ticket waits for the customer or a third party."""

    state = fields.String(required=True)


class TicketReferredSchema(AboutTicketSchema):
    """An expert or department looks into the ticket."""

    expert_id = _optional(fields.UUID)


class TicketTransferredSchema(AboutTicketSchema):
    """The ticket waits in the queue of another skill group."""

    previous_skill_group = fields.String(required=True)


class TicketResolvedSchema(AboutTicketSchema):
    """The work on the ticket is done; no reason code: solved at the first contact (TK-8)."""

    reason_code = _optional(fields.String)
    solution = _sealed()


class TicketReopenedSchema(AboutTicketSchema):
    """The ticket was taken up again."""

    cause = fields.String(required=True)


class ComplaintHandedOverSchema(AboutTicketSchema):
    """The ticket is a complaint; the complaints service opens a case."""

    subject = _sealed()
    description = _sealed(is_optional=True)


class ComplimentRecordedSchema(AboutTicketSchema):
    """A compliment counts for an agent (TK-1)."""

    praised_employee_id = fields.UUID(required=True)


class ReplySentSchema(AboutTicketSchema):
    """The customer was answered; `reply_channel` is the one by which."""

    reply_id = fields.UUID(required=True)
    reply_channel = fields.String(required=True)
    author_id = _optional(fields.UUID)
    text = _sealed()


class FollowUpPromisedSchema(AboutTicketSchema):
    """The customer was promised an answer by a time."""

    due_at = Moment(required=True)


class CallbackBookedSchema(AboutTicketSchema):
    """The customer was promised a call within a window."""

    callback_id = fields.UUID(required=True)
    from_at = Moment(required=True)
    until_at = Moment(required=True)


class CallbackMissedSchema(AboutTicketSchema):
    """Nobody called within the window."""

    callback_id = fields.UUID(required=True)
    until_at = Moment(required=True)


class ClockSchema(AboutTicketSchema):
    """An SLA clock of the ticket."""

    clock_id = fields.UUID(required=True)
    clock = fields.String(required=True)


class ClockStartedSchema(ClockSchema):
    """A promise was made to the customer."""

    started_at = Moment(required=True)
    target_seconds = fields.Integer(required=True)


class ClockAtRiskSchema(ClockSchema):
    """The promise is at risk; `due_at` is when it will be broken as things stand."""

    at_risk_at = Moment(required=True)
    due_at = Moment(required=True, allow_none=True)


class ClockBreachedSchema(ClockSchema):
    """The promise was broken at `due_at`."""

    due_at = Moment(required=True)
    target_seconds = fields.Integer(required=True)


class ClockStoppedSchema(ClockSchema):
    """What was promised was done."""

    stopped_at = Moment(required=True)
    counted_seconds = fields.Integer(required=True)


class FcrAssessedSchema(AboutTicketSchema):
    """First contact resolution was judged when its window had passed (TK-8)."""

    resolved_at = Moment(required=True)
    window_days = fields.Integer(required=True)
    is_first_contact = fields.Boolean(required=True)
    reason_code = _optional(fields.String)
    repeated_by = _optional(fields.UUID)


class MeasuresSchema(Schema):
    """What a contact took."""

    is_abandoned = fields.Boolean(required=True)
    waiting_seconds = fields.Integer(required=True)
    talk_seconds = fields.Integer(required=True)
    after_call_work_seconds = fields.Integer(required=True)


class ContactLoggedSchema(Schema):
    """A contact is complete, answered or not."""

    contact_id = fields.UUID(required=True)
    channel = fields.String(required=True)
    direction = fields.String(required=True)
    customer_id = _optional(fields.UUID)
    employee_id = _optional(fields.UUID)
    skill_group = _optional(fields.String)
    site_id = _optional(fields.UUID)
    ticket_ids = fields.List(fields.UUID(), required=True)
    offered_at = Moment(required=True)
    answered_at = Moment(required=True, allow_none=True)
    ended_at = Moment(required=True)
    measures = fields.Nested(MeasuresSchema, required=True)


class SurveyRecordedSchema(Schema):
    """A customer judged the service (GV-2)."""

    answer_id = fields.UUID(required=True)
    ticket_id = _optional(fields.UUID)
    contact_id = _optional(fields.UUID)
    customer_id = _optional(fields.UUID)
    assignee_id = _optional(fields.UUID)
    satisfaction = fields.Integer(required=True)
    recommendation = _optional(fields.Integer)
    is_solved = _optional(fields.Boolean)
    answered_at = Moment(required=True)
