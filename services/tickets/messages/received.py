"""What the service understands of other services' events; it passes over all else."""

from __future__ import annotations

from functools import cache
from typing import Any
from uuid import UUID

from marshmallow import EXCLUDE, Schema, fields

from services.tickets.application.reactions import ContactFact, ReplyFact, RequestFact, SurveyFact
from services.tickets.application.reactions_to_people import AgentGone
from services.tickets.domain.availability import LEFT, LOCKED_OUT, SIGNED_OFF
from shared.bus.message import Message
from shared.sealed import Sealed


class ReceivedSchema(Schema):
    """The base of all: what is not asked for is passed over."""

    class Meta:
        unknown = EXCLUDE


def _optional(field: type[fields.Field[Any]]) -> Any:
    return field(load_default=None, allow_none=True)


class SealedSchema(ReceivedSchema):
    """A sealed value on its way."""

    subject = fields.String(required=True)
    key_id = fields.String(required=True)
    algorithm = fields.String(required=True)
    nonce = fields.String(required=True)
    text = fields.String(required=True)


def _sealed(*, is_optional: bool = True) -> fields.Nested:
    if is_optional:
        return fields.Nested(SealedSchema, load_default=None, allow_none=True)
    return fields.Nested(SealedSchema, required=True)


class CustomerErasedSchema(ReceivedSchema):
    """A person's data was erased."""

    customer_id = fields.UUID(required=True)


class SessionEndedSchema(ReceivedSchema):
    """A session of an employee has ended."""

    employee_id = fields.UUID(required=True)
    cause = fields.String(required=True)


class EmployeeSchema(ReceivedSchema):
    """Something happened to an employee."""

    employee_id = fields.UUID(required=True)


class ContactRecordedSchema(ReceivedSchema):
    """A contact took place."""

    contact_id = fields.UUID(required=True)
    external_id = fields.String(required=True)
    channel = fields.String(required=True)
    direction = fields.String(required=True)
    customer_id = _optional(fields.UUID)
    agent_id = _optional(fields.String)
    skill_group = _optional(fields.String)
    started_at = fields.AwareDateTime(required=True)
    queued_at = _optional(fields.AwareDateTime)
    answered_at = _optional(fields.AwareDateTime)
    ended_at = _optional(fields.AwareDateTime)
    wrapped_up_at = _optional(fields.AwareDateTime)
    is_abandoned = fields.Boolean(load_default=False)


class TicketRequestedSchema(ReceivedSchema):
    """A customer's matter needs a ticket."""

    request_id = fields.UUID(required=True)
    contact_id = _optional(fields.UUID)
    customer_id = _optional(fields.UUID)
    channel = fields.String(required=True)
    kind = fields.String(required=True)
    priority = _optional(fields.String)
    business_line = fields.String(data_key="business_type", load_default=None, allow_none=True)
    skill_group = _optional(fields.String)
    subject = _sealed(is_optional=False)
    description = _sealed()
    key_information = fields.Dict(
        keys=fields.String(), values=fields.Nested(SealedSchema), load_default=dict
    )
    praised_agent_id = _optional(fields.String)
    requested_at = fields.AwareDateTime(required=True)


class ReplyReceivedSchema(ReceivedSchema):
    """A customer replied to a ticket."""

    reply_id = fields.UUID(required=True)
    request_id = _optional(fields.UUID)
    ticket_number = _optional(fields.String)
    channel = fields.String(required=True)
    text = _sealed(is_optional=False)


class SurveyAnsweredSchema(ReceivedSchema):
    """A customer judged the service."""

    answer_id = fields.UUID(required=True)
    request_id = _optional(fields.UUID)
    ticket_number = _optional(fields.String)
    contact_id = _optional(fields.UUID)
    customer_id = _optional(fields.UUID)
    satisfaction = fields.Integer(required=True)
    recommendation = _optional(fields.Integer)
    is_solved = _optional(fields.Boolean)
    comment = _sealed()
    answered_at = fields.AwareDateTime(required=True)


def contact_fact(message: Message) -> ContactFact:
    """The contact that a message tells of."""
    return ContactFact(**_loaded(ContactRecordedSchema, message))


def request_fact(message: Message) -> RequestFact:
    """The request that a message tells of."""
    data = _loaded(TicketRequestedSchema, message)
    data["subject"] = _envelope(data["subject"])
    data["description"] = _envelope(data["description"])
    points = data["key_information"].items()
    data["key_information"] = {name: Sealed(**one) for name, one in points}
    return RequestFact(**data)


def reply_fact(message: Message) -> ReplyFact:
    """The reply that a message tells of."""
    data = _loaded(ReplyReceivedSchema, message)
    data["text"] = _envelope(data["text"])
    return ReplyFact(**data)


def survey_fact(message: Message) -> SurveyFact:
    """The judgement that a message tells of."""
    data = _loaded(SurveyAnsweredSchema, message)
    data["comment"] = _envelope(data["comment"])
    return SurveyFact(**data)


def gone_by_session_end(message: Message) -> AgentGone | None:
    """Who has signed off; None where a newer session goes on."""
    data = _loaded(SessionEndedSchema, message)
    if data["cause"] == "newer_sign_in":
        return None
    return AgentGone(data["employee_id"], SIGNED_OFF, message.time)


def gone_by_lock_out(message: Message) -> AgentGone:
    """Whose agent ID is locked."""
    return AgentGone(_loaded(EmployeeSchema, message)["employee_id"], LOCKED_OUT, message.time)


def gone_for_good(message: Message) -> AgentGone:
    """Who has left the centre, or has no agent ID any more."""
    return AgentGone(_loaded(EmployeeSchema, message)["employee_id"], LEFT, message.time)


def erased_customer(message: Message) -> UUID:
    """The customer whose data is gone."""
    customer_id: UUID = _loaded(CustomerErasedSchema, message)["customer_id"]
    return customer_id


def _loaded(schema: type[Schema], message: Message) -> dict[str, Any]:
    data: dict[str, Any] = _form(schema).load(message.data)
    return data


@cache
def _form(schema: type[Schema]) -> Schema:
    # Making a schema costs more than a message's reading with it.
    return schema()


def _envelope(value: dict[str, str] | None) -> Any:
    """The envelope, still closed."""
    return None if value is None else Sealed(**value)
