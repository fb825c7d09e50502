"""The messages that the CRM may send: five types, tolerant of what we do not know."""

from __future__ import annotations

from typing import Any

from marshmallow import (
    EXCLUDE,
    Schema,
    ValidationError,
    fields,
    post_load,
    pre_load,
    validates_schema,
)

from services.crm.application.incoming import (
    ContactRecorded,
    CustomerName,
    CustomerUpserted,
    ReplyReceived,
    SurveyAnswered,
    TicketRequested,
)
from services.crm.domain.contact import CHANNELS, DIRECTIONS
from services.crm.domain.ticket_request import KINDS, PRIORITIES
from services.crm.messages.crm_fields import (
    Email,
    Moment,
    Phone,
    Text,
    code,
    coded,
    external_id,
    language_tag,
    list_of,
    one_of,
    values_by_name,
    whole_number,
    yes_or_no,
)

_OPTIONAL: dict[str, Any] = {"load_default": None, "allow_none": True}


class _CrmSchema(Schema):
    error_messages = {"type": "not-an-object"}  # noqa: RUF012 (the library's own attribute)

    class Meta:
        unknown = EXCLUDE


class CustomerNameSchema(_CrmSchema):
    """The customer: by your number, else by the address that the customer came from."""

    number = external_id(**_OPTIONAL, about="Your customer number; the surest way.")
    phone = Phone(**_OPTIONAL, about="Telephone number.")
    email = Email(**_OPTIONAL, about="E-mail address.")

    @post_load
    def _customer_name(self, data: dict[str, Any], **_: Any) -> CustomerName:
        return CustomerName(**data)


class _ReportSchema(_CrmSchema):
    customer = fields.Nested(
        CustomerNameSchema,
        **coded({**_OPTIONAL, "about": "The customer; leave it out if unknown."}),
    )

    @pre_load
    def _name_nobody(self, data: dict[str, Any], **_: Any) -> dict[str, Any]:
        return {**data, "customer": {}} if data.get("customer") is None else data


class CustomerUpsertedSchema(_CrmSchema):
    """A customer is new or has changed; what you leave out stays as it is."""

    customer_number = external_id(required=True, about="Your customer number.")
    name = Text(longest=200, allow_none=True, about="Name; null removes it.")
    phones = list_of(Phone(), longest=10, about="All telephone numbers, the preferred one first.")
    emails = list_of(Email(), longest=10, about="All e-mail addresses, the preferred one first.")
    level = code(about="Customer level, one of the centre's: standard, silver, gold, vip.")
    language = language_tag(allow_none=True, about="Preferred language, such as zh-CN.")
    consents = values_by_name(
        yes_or_no(), longest=20, about="Consent by purpose: recording, survey, marketing."
    )

    @post_load
    def _fact(self, data: dict[str, Any], **_: Any) -> CustomerUpserted:
        for name in ("phones", "emails"):
            if name in data:
                data[name] = tuple(dict.fromkeys(data[name]))
        return CustomerUpserted(given=frozenset(data), **data)


class ContactRecordedSchema(_ReportSchema):
    """A contact has ended; send it once, whether it was answered or abandoned."""

    contact_id = external_id(required=True, about="Your id of the contact.")
    channel = one_of(CHANNELS, required=True, about="Channel.")
    direction = one_of(DIRECTIONS, load_default="inbound", about="Who began it.")
    agent_id = code(**_OPTIONAL, about="Agent ID of whoever answered.")
    skill_group = code(**_OPTIONAL, about="Code of the queue.")
    business_type = code(**_OPTIONAL, about="Code of the business line.")
    started_at = Moment(required=True, about="When it came in or went out.")
    queued_at = Moment(**_OPTIONAL, about="When it began to wait for a person.")
    answered_at = Moment(**_OPTIONAL, about="When a person answered; null if nobody did.")
    ended_at = Moment(**_OPTIONAL, about="When it ended.")
    wrapped_up_at = Moment(**_OPTIONAL, about="When the after-contact work was done.")
    hold_seconds = whole_number(0, 86_400, load_default=0, about="Seconds on hold.")
    is_abandoned = yes_or_no(load_default=False, about="Whether the customer left while waiting.")
    note = Text(longest=8000, is_line=False, **_OPTIONAL, about="What was said, in brief.")

    @validates_schema
    def _times_follow_each_other(self, data: dict[str, Any], **_: Any) -> None:
        last = data["started_at"]
        for name in ("queued_at", "answered_at", "ended_at", "wrapped_up_at"):
            moment = data[name]
            if moment is None:
                continue
            if moment < last:
                raise ValidationError("times-in-wrong-order", field_name=name)
            last = moment

    @post_load
    def _fact(self, data: dict[str, Any], **_: Any) -> ContactRecorded:
        return ContactRecorded(**data)


class TicketRequestedSchema(_ReportSchema):
    """A customer's matter needs a ticket."""

    request_id = external_id(required=True, about="Your id of the request; news refer to it.")
    contact_id = external_id(**_OPTIONAL, about="Your id of the contact that it came up in.")
    channel = one_of(CHANNELS, required=True, about="Channel.")
    kind = one_of(KINDS, required=True, about="Kind of matter.")
    priority = one_of(PRIORITIES, **_OPTIONAL, about="How pressing; null leaves it to the centre.")
    business_type = code(**_OPTIONAL, about="Code of the business line.")
    skill_group = code(**_OPTIONAL, about="Code of the skill group that should get it.")
    language = language_tag(**_OPTIONAL, about="Language of the customer, such as zh-CN.")
    subject = Text(longest=500, required=True, about="The matter in one line.")
    description = Text(longest=16_000, is_line=False, **_OPTIONAL, about="The matter in full.")
    key_information = values_by_name(
        Text(longest=1000, is_line=False),
        longest=20,
        load_default=dict,
        about="Key information points of the kind, by name.",
    )
    reply_to = Text(longest=254, **_OPTIONAL, about="Address that the answer should go to.")
    praised_agent_id = code(**_OPTIONAL, about="Agent ID of whom a compliment is about.")
    requested_at = Moment(**_OPTIONAL, about="When the customer asked; else the message's time.")

    @post_load
    def _fact(self, data: dict[str, Any], **_: Any) -> TicketRequested:
        return TicketRequested(**data)


class _AboutTicketSchema(_ReportSchema):
    request_id = external_id(**_OPTIONAL, about="Your id of the request that led to the ticket.")
    ticket_number = code(**_OPTIONAL, about="The ticket's number, as the customer was told it.")
    contact_id = external_id(**_OPTIONAL, about="Your id of the contact that it came in.")


class ReplyReceivedSchema(_AboutTicketSchema):
    """A customer replied to a ticket; name it by `request_id` or `ticket_number`."""

    reply_id = external_id(required=True, about="Your id of the reply.")
    channel = one_of(CHANNELS, required=True, about="Channel.")
    text = Text(longest=16_000, is_line=False, required=True, about="The customer's words.")
    received_at = Moment(**_OPTIONAL, about="When the customer replied; else the message's time.")

    @validates_schema
    def _names_its_ticket(self, data: dict[str, Any], **_: Any) -> None:
        if data["request_id"] is None and data["ticket_number"] is None:
            raise ValidationError("ticket-not-named", field_name="request_id")

    @post_load
    def _fact(self, data: dict[str, Any], **_: Any) -> ReplyReceived:
        return ReplyReceived(**data)


class SurveyAnsweredSchema(_AboutTicketSchema):
    """A customer judged the service after a ticket or contact."""

    answer_id = external_id(required=True, about="Your id of the answer.")
    satisfaction = whole_number(1, 5, required=True, about="1 (very low) to 5 (very high).")
    recommendation = whole_number(0, 10, **_OPTIONAL, about="Likelihood to recommend (NPS).")
    is_solved = yes_or_no(**_OPTIONAL, about="Whether the customer says that it is solved.")
    comment = Text(longest=8000, is_line=False, **_OPTIONAL, about="The customer's words.")
    answered_at = Moment(**_OPTIONAL, about="When the customer answered; else the message's time.")

    @validates_schema
    def _names_what_it_judges(self, data: dict[str, Any], **_: Any) -> None:
        if all(data[name] is None for name in ("request_id", "ticket_number", "contact_id")):
            raise ValidationError("ticket-not-named", field_name="request_id")

    @post_load
    def _fact(self, data: dict[str, Any], **_: Any) -> SurveyAnswered:
        return SurveyAnswered(**data)


SCHEMAS: dict[str, type[Schema]] = {
    "crm.customer.upserted.v1": CustomerUpsertedSchema,
    "crm.contact.recorded.v1": ContactRecordedSchema,
    "crm.ticket.requested.v1": TicketRequestedSchema,
    "crm.reply.received.v1": ReplyReceivedSchema,
    "crm.survey.answered.v1": SurveyAnsweredSchema,
}
"""The shape of the data of each message type."""
