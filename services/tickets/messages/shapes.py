"""The shapes of what the service publishes; nothing personal is in clear (SE-2)."""

from __future__ import annotations

from marshmallow import Schema, fields

from shared.fields import Moment


class SealedSchema(Schema):
    """A sealed value; only a service with the right to the person's key opens it."""

    subject = fields.String(required=True)
    key_id = fields.String(required=True)
    algorithm = fields.String(required=True)
    nonce = fields.String(required=True)
    text = fields.String(required=True)


def _id(description: str, *, is_optional: bool = False) -> fields.UUID:
    return fields.UUID(required=True, allow_none=is_optional, metadata={"description": description})


def _text(description: str, *, is_optional: bool = False) -> fields.String:
    return fields.String(
        required=True, allow_none=is_optional, metadata={"description": description}
    )


def _moment(description: str, *, is_optional: bool = False) -> Moment:
    return Moment(required=True, allow_none=is_optional, metadata={"description": description})


def _whole(description: str, *, is_optional: bool = False) -> fields.Integer:
    return fields.Integer(
        required=True, allow_none=is_optional, metadata={"description": description}
    )


def _yes_or_no(description: str, *, is_optional: bool = False) -> fields.Boolean:
    return fields.Boolean(
        required=True, allow_none=is_optional, metadata={"description": description}
    )


def _sealed(description: str, *, is_optional: bool = False) -> fields.Nested:
    return fields.Nested(
        SealedSchema,
        required=True,
        allow_none=is_optional,
        metadata={"description": description},
    )


class AboutTicketSchema(Schema):
    """Which ticket it is about, as it stands after the event."""

    ticket_id = _id("The ticket.")
    number = _text("The number that people speak.")
    kind = _text("inquiry, query, suggestion, compliment or complaint.")
    channel = _text("Channel by which it is handled.")
    priority = _text("low, normal, high or urgent.")
    skill_group = _text("Skill group whose queue it belongs to.")
    business_line = _text("Business line that it concerns.", is_optional=True)
    topic = _text("Topic in the centre's own list.", is_optional=True)
    customer_id = _id("The customer, if known.", is_optional=True)
    request_id = _id("The gateway's request that it answers.", is_optional=True)
    site_id = _id("Its site.", is_optional=True)
    assignee_id = _id("Employee id of the agent who has it.", is_optional=True)


class TicketOpenedSchema(AboutTicketSchema):
    """A ticket was opened."""

    contact_id = _id("Contact in which it was asked.", is_optional=True)
    opener_id = _id("Employee id of who opened it; null for a service.", is_optional=True)
    asked_at = _moment("When the customer began to wait.")


class TicketCustomerNamedSchema(AboutTicketSchema):
    """It is known whose ticket it is."""


class TicketReclassifiedSchema(AboutTicketSchema):
    """The ticket is of another kind."""


class TicketReprioritisedSchema(AboutTicketSchema):
    """The ticket has another priority."""


class TicketChannelHandedOverSchema(AboutTicketSchema):
    """The ticket goes on by another channel."""


class TicketAssignedSchema(AboutTicketSchema):
    """An agent has the ticket."""

    previous_assignee_id = _id("Who had it before.", is_optional=True)
    why = _text("taken, assigned, best_agent, pushed or callback.")


class TicketAcceptedSchema(AboutTicketSchema):
    """Its agent works on the ticket."""


class TicketReturnedToQueueSchema(AboutTicketSchema):
    """The ticket waits in the queue again."""

    cause = _text(
        "asked_for, not_certified, or the code of the reason for which its agent is away."
    )


class TicketTransferredSchema(AboutTicketSchema):
    """The ticket waits in the queue of another skill group."""

    previous_skill_group = _text("Where it came from.")


class TicketReferredSchema(AboutTicketSchema):
    """An expert or department looks into the ticket."""

    expert_id = _id("Employee id of the expert; null for a department.", is_optional=True)


class TicketLaidAsideSchema(AboutTicketSchema):
    """The ticket waits for the customer or a third party."""

    state = _text("waiting_for_customer or waiting_for_third_party.")


class TicketResumedSchema(AboutTicketSchema):
    """Work on the ticket goes on."""


class TicketResolvedSchema(AboutTicketSchema):
    """The work on the ticket is done (TK-8)."""

    reason_code = _text("Why one contact was not enough; null if it was.", is_optional=True)
    solution = _sealed("What was done.")


class TicketClosedSchema(AboutTicketSchema):
    """The ticket is closed."""


class TicketReopenedSchema(AboutTicketSchema):
    """The ticket was taken up again."""

    cause = _text("asked_for or customer_replied.")


class ComplaintHandedOverSchema(AboutTicketSchema):
    """The ticket is a complaint; the complaints service opens a case."""

    subject = _sealed("What it is about, in a line.")
    description = _sealed("The customer's words.", is_optional=True)


class ComplimentRecordedSchema(AboutTicketSchema):
    """A compliment counts for an agent (TK-1)."""

    praised_employee_id = _id("Employee id of the agent.")


class ReplySentSchema(AboutTicketSchema):
    """The customer was answered."""

    reply_id = _id("The reply.")
    reply_channel = _text("Channel by which it goes.")
    author_id = _id("Employee id of who wrote it.", is_optional=True)
    text = _sealed("The reply.")


class FollowUpPromisedSchema(AboutTicketSchema):
    """The customer was promised an answer by a time."""

    due_at = _moment("By when.")


class FollowUpRecordedSchema(AboutTicketSchema):
    """The promised answer was given."""


class CallbackBookedSchema(AboutTicketSchema):
    """The customer was promised a call within a window."""

    callback_id = _id("The callback.")
    from_at = _moment("Beginning of the window.")
    until_at = _moment("End of the window.")


class CallbackMissedSchema(AboutTicketSchema):
    """Nobody called within the window."""

    callback_id = _id("The callback.")
    until_at = _moment("End of the window.")


class ClockSchema(AboutTicketSchema):
    """An SLA clock of the ticket (TK-11)."""

    clock_id = _id("The clock.")
    clock = _text("first_response, reply, follow_up or resolution.")


class ClockStartedSchema(ClockSchema):
    """A promise was made to the customer."""

    started_at = _moment("When the customer began to wait.")
    target_seconds = _whole("Seconds promised.")


class ClockAtRiskSchema(ClockSchema):
    """The promise is at risk."""

    at_risk_at = _moment("Since when.")
    due_at = _moment("When it will be broken as things stand.", is_optional=True)


class ClockBreachedSchema(ClockSchema):
    """The promise was broken."""

    due_at = _moment("When it was broken.")
    target_seconds = _whole("Seconds promised.")


class ClockMetSchema(ClockSchema):
    """The promise was kept in time."""

    stopped_at = _moment("When.")
    counted_seconds = _whole("Seconds that counted.")


class ClockMissedSchema(ClockSchema):
    """What was promised was done too late."""

    stopped_at = _moment("When.")
    counted_seconds = _whole("Seconds that counted.")


class FcrAssessedSchema(AboutTicketSchema):
    """First contact resolution was judged when its window had passed (TK-8)."""

    resolved_at = _moment("When the ticket was resolved.")
    window_days = _whole("Days in which no further contact may follow.")
    is_first_contact = _yes_or_no("The judgement.")
    reason_code = _text("Why one contact was not enough, if so.", is_optional=True)
    repeated_by = _id("Ticket, contact or reply within the window.", is_optional=True)


class MeasuresSchema(Schema):
    """What a contact took."""

    is_abandoned = _yes_or_no("Whether the customer left unanswered.")
    waiting_seconds = _whole("From offered to answered or abandoned.")
    talk_seconds = _whole("From answered to ended.")
    after_call_work_seconds = _whole("Work after the end.")


class ContactLoggedSchema(Schema):
    """A contact is complete, answered or not."""

    contact_id = _id("The contact.")
    channel = _text("Channel.")
    direction = _text("inbound or outbound.")
    customer_id = _id("The customer, if known.", is_optional=True)
    employee_id = _id("Employee id of who answered.", is_optional=True)
    skill_group = _text("Skill group that it was routed to.", is_optional=True)
    site_id = _id("Site that it reached.", is_optional=True)
    ticket_ids = fields.List(
        fields.UUID(), required=True, metadata={"description": "Tickets that it concerned."}
    )
    offered_at = _moment("When it began to wait for a person.")
    answered_at = _moment("When a person answered.", is_optional=True)
    ended_at = _moment("When it ended.")
    measures = fields.Nested(
        MeasuresSchema, required=True, metadata={"description": "What it took."}
    )


class SurveyRecordedSchema(Schema):
    """A customer judged the service (GV-2)."""

    answer_id = _id("The answer.")
    ticket_id = _id("The ticket that is judged.", is_optional=True)
    contact_id = _id("The contact that is judged.", is_optional=True)
    customer_id = _id("Who judges, if known.", is_optional=True)
    assignee_id = _id("Employee id of whom it concerns.", is_optional=True)
    kind = _text("Kind of the ticket.", is_optional=True)
    channel = _text("Channel by which it was handled.", is_optional=True)
    skill_group = _text("Skill group whose work it was.", is_optional=True)
    survey_id = _id("The survey; null where the CRM has asked.", is_optional=True)
    survey_version = _whole("Version of its questions.", is_optional=True)
    invitation_id = _id("The invitation that was answered.", is_optional=True)
    satisfaction = _whole("1 (very dissatisfied) to 5 (very satisfied).", is_optional=True)
    recommendation = _whole("0 to 10 (NPS).", is_optional=True)
    effort = _whole("1 (very hard) to 7 (very easy) (CES).", is_optional=True)
    is_low = _yes_or_no("Whether the rules call it low, so that somebody follows up.")
    is_solved = _yes_or_no("Whether the matter is solved, as the customer says.", is_optional=True)
    answered_at = _moment("When.")


class FaultSchema(Schema):
    """What is wrong with one field and how to mend it."""

    field = _text("Name of the field.")
    en = _text("The fault in English.")
    zh = _text("The fault in Chinese.")


class TicketRequestRefusedSchema(Schema):
    """A request of the gateway led to no ticket."""

    request_id = _id("The gateway's request.")
    customer_id = _id("For whom it was made, if known.", is_optional=True)
    code = _text("Code of the refusal.")
    en = _text("Why, in English.")
    zh = _text("Why, in Chinese.")
    faults = fields.List(
        fields.Nested(FaultSchema),
        required=True,
        metadata={"description": "What is wrong field by field, where fields are wrong."},
    )
