"""The shapes of what `crm` publishes for every service; nothing personal is in clear."""

from __future__ import annotations

from marshmallow import fields
from marshmallow.validate import OneOf

from services.crm.domain.contact import CHANNELS, DIRECTIONS
from services.crm.domain.ticket_request import KINDS, PRIORITIES
from services.crm.messages.shapes import MessageSchema, SealedSchema, sealed_field
from shared.fields import Moment


def _id(description: str, *, is_optional: bool = False) -> fields.UUID:
    return fields.UUID(required=True, allow_none=is_optional, metadata={"description": description})


def _text(description: str, *, is_optional: bool = True) -> fields.String:
    return fields.String(
        required=True, allow_none=is_optional, metadata={"description": description}
    )


def _moment(description: str, *, is_optional: bool = True) -> Moment:
    return Moment(required=True, allow_none=is_optional, metadata={"description": description})


def _code(names: tuple[str, ...], description: str, *, is_optional: bool = False) -> fields.String:
    return fields.String(
        required=True,
        allow_none=is_optional,
        validate=OneOf(names),
        metadata={"description": description},
    )


class CustomerUpsertedSchema(MessageSchema):
    """A customer file was opened, or its level changed."""

    customer_id = _id("The customer file.")
    level = _text("Customer level, for the order of queues (TX-2).", is_optional=False)


class CustomerConsentRecordedSchema(MessageSchema):
    """A customer has agreed to a purpose or refused it; the last word counts (SE-2)."""

    customer_id = _id("The customer file.")
    purpose = _text("Code of the purpose, in the centre's own list.", is_optional=False)
    is_granted = fields.Boolean(
        required=True, metadata={"description": "Whether the customer agrees."}
    )


class CustomersMergedSchema(MessageSchema):
    """A file was a duplicate: the surviving one has taken over."""

    customer_id = _id("The duplicate.")
    survivor_id = _id("The file that goes on.")


class CustomerErasedSchema(MessageSchema):
    """A person's data was erased: delete what you keep about the customer."""

    customer_id = _id("The customer file.")


class ContactRecordedSchema(MessageSchema):
    """A contact took place on one of the channels."""

    contact_id = _id("The contact.")
    source = _text("System that reported it.", is_optional=False)
    external_id = _text("The contact's id there.", is_optional=False)
    channel = _code(CHANNELS, "Channel.")
    direction = _code(DIRECTIONS, "Who began it.")
    customer_id = _id("Whom it was with, if known.", is_optional=True)
    agent_id = _text("Agent ID of whoever answered.")
    skill_group = _text("Code of the queue.")
    business_type = _text("Code of the business line.")
    started_at = _moment("When it came in or went out.", is_optional=False)
    queued_at = _moment("When it began to wait for a person.")
    answered_at = _moment("When a person answered; null if nobody did.")
    ended_at = _moment("When it ended.")
    wrapped_up_at = _moment("When the after-contact work was done.")
    hold_seconds = fields.Integer(required=True, metadata={"description": "Seconds on hold."})
    is_abandoned = fields.Boolean(
        required=True, metadata={"description": "Whether the customer left while waiting."}
    )
    caller = sealed_field("Address of an unknown caller.")
    note = sealed_field("What was said, in brief.")


class TicketRequestedSchema(MessageSchema):
    """A customer's matter that needs a ticket."""

    request_id = _id("The request.")
    source = _text("System that asked.", is_optional=False)
    external_id = _text("The request's id there.", is_optional=False)
    contact_id = _id("Contact that it came up in; its record may follow.", is_optional=True)
    customer_id = _id("For whom, if known.", is_optional=True)
    customer_level = _text("The customer's level at that time.")
    channel = _code(CHANNELS, "Channel.")
    kind = _code(KINDS, "Kind of ticket.")
    priority = _code(PRIORITIES, "How pressing it is; null leaves it to you.", is_optional=True)
    business_type = _text("Code of the business line.")
    skill_group = _text("Code of the skill group asked for.")
    language = _text("BCP 47 tag of the customer's language.")
    subject = sealed_field("The matter in one line.", is_optional=False)
    description = sealed_field("The matter in full.")
    key_information = fields.Dict(
        keys=fields.String(),
        values=fields.Nested(SealedSchema),
        required=True,
        metadata={"description": "Key information points by name (TK-10)."},
    )
    reply_to = sealed_field("Address to which an unknown caller wants the answer.")
    praised_agent_id = _text("Agent ID of whom a compliment is about.")
    requested_at = _moment("When the customer asked.", is_optional=False)


class ReplyReceivedSchema(MessageSchema):
    """A customer replied to a ticket, named by its request or its number."""

    reply_id = _id("The reply.")
    source = _text("System that delivered it.", is_optional=False)
    external_id = _text("The reply's id there.", is_optional=False)
    request_id = _id("The ticket's request.", is_optional=True)
    ticket_number = _text("The ticket's number.")
    contact_id = _id("Contact that it came in.", is_optional=True)
    customer_id = _id("Who replied, if known.", is_optional=True)
    channel = _code(CHANNELS, "Channel.")
    text = sealed_field("The customer's words.", is_optional=False)
    received_at = _moment("When the customer replied.", is_optional=False)


class SurveyAnsweredSchema(MessageSchema):
    """A customer judged the service."""

    answer_id = _id("The answer.")
    source = _text("System that delivered it.", is_optional=False)
    external_id = _text("The answer's id there.", is_optional=False)
    request_id = _id("The ticket's request.", is_optional=True)
    ticket_number = _text("The ticket's number.")
    contact_id = _id("Contact that was judged.", is_optional=True)
    customer_id = _id("Who answered, if known.", is_optional=True)
    satisfaction = fields.Integer(
        required=True, metadata={"description": "1 (very dissatisfied) to 5 (very satisfied)."}
    )
    recommendation = fields.Integer(
        required=True, allow_none=True, metadata={"description": "0 to 10 (NPS)."}
    )
    is_solved = fields.Boolean(
        required=True,
        allow_none=True,
        metadata={"description": "Whether the customer says that the matter is solved."},
    )
    comment = sealed_field("The customer's words.")
    answered_at = _moment("When the customer answered.", is_optional=False)
