"""What the API takes."""

from __future__ import annotations

from marshmallow import fields
from marshmallow.validate import Length, Range, Regexp

from services.tickets.domain import terms
from services.tickets.entrypoints.schemas import words
from shared.web import PageQuery, Schema

_NAME = Regexp("^[a-z][a-z0-9_]{0,49}$")


class NewTicketSchema(Schema):
    """A ticket to open; it names the customer or at least the contact."""

    kind = words.kind(required=True)
    channel = words.channel(required=True)
    subject = words.text("What it is about, in a line.", longest=200, required=True)
    description = words.text("The customer's words.")
    priority = words.priority(load_default="normal")
    information = fields.Dict(
        keys=fields.String(validate=_NAME),
        values=fields.String(validate=Length(1, 2000)),
        validate=Length(max=30),
        load_default=dict,
        metadata={"description": "Further fields by name, as the forms ask for them."},
    )
    skill_group = words.code("Skill group that gets it; left out, the rules decide.")
    business_line = words.code("Business line that it concerns.")
    topic = words.code("Topic in the centre's own list.")
    customer_id = fields.UUID()
    contact_id = fields.UUID()
    praised_employee_id = fields.UUID(metadata={"description": "Whom a compliment praises."})
    is_taken = fields.Boolean(
        load_default=False,
        truthy={True},
        falsy={False},
        metadata={"description": "Whether you take it at once."},
    )


class TicketsQuery(PageQuery):
    """Which tickets to list; you see what you may."""

    number = fields.String(validate=Length(1, 40))
    state = words.word(terms.STATES, "Of this state only.")
    kind = words.kind()
    channel = words.channel()
    priority = words.priority()
    skill_group = words.code("Of this skill group only.")
    business_line = words.code("Of this business line only.")
    topic = words.code("Of this topic only.")
    customer_id = fields.UUID()
    site_id = fields.UUID()
    assignee_id = fields.UUID()
    since = words.moment("Opened then or later.")
    until = words.moment("Opened before.")
    sort = words.word(("opened_at", "changed_at"), "Newest first by.", load_default="opened_at")


class InformationSchema(Schema):
    """Fields to fill."""

    information = fields.Dict(
        keys=fields.String(validate=_NAME),
        values=fields.String(validate=Length(1, 2000)),
        required=True,
        validate=Length(1, 30),
    )


class CustomerSchema(Schema):
    """Whose ticket or contact it is."""

    customer_id = fields.UUID(required=True)


class ReasonSchema(Schema):
    """Why it is done."""

    reason = words.text("Why.", longest=1000, required=True)


class KindSchema(ReasonSchema):
    """The kind that it turned out to be of."""

    kind = words.kind(required=True)


class PrioritySchema(ReasonSchema):
    """The priority that it has from now on."""

    priority = words.priority(required=True)


class HandOverSchema(Schema):
    """The channel by which it goes on, and what the customer said already."""

    channel = words.channel(required=True)
    said = words.text("What the customer said already.", required=True)


class PraiseSchema(Schema):
    """Whom a compliment praises."""

    praised_employee_id = fields.UUID(required=True)


class AssignmentSchema(Schema):
    """To whom."""

    employee_id = fields.UUID(
        metadata={"description": "The agent; left out, the available one with the most room."}
    )


class TransferSchema(ReasonSchema):
    """To which skill group."""

    skill_group = words.code("The other skill group.", required=True)


class ReferralSchema(ReasonSchema):
    """To which department or expert: one of the two."""

    department = words.code("A department.")
    expert_id = fields.UUID(metadata={"description": "An expert."})


class TextSchema(Schema):
    """A text."""

    text = words.text("The text.", required=True)


class AvailabilitySchema(Schema):
    """For which channels you take work."""

    channels = fields.List(words.channel(), required=True, validate=Length(1, 7))


class UnavailabilitySchema(Schema):
    """Why you take no work [置忙]."""

    reason = words.code("Code of the reason, such as break or training.", required=True)
    channels = fields.List(
        words.channel(),
        validate=Length(1, 7),
        metadata={"description": "Only these channels are left; all of them by default."},
    )


class IdentitySchema(Schema):
    """How the customer's identity was verified [身份核实]."""

    method = words.code("Such as id_card, callback or security_question.", required=True)


class SolutionSchema(Schema):
    """What the customer is offered; money only within your position's authority (RO-7)."""

    text = words.text("The solution in words.", required=True)
    decision = words.code("What it decides in money, such as refund.")
    amount_minor = fields.Integer(
        strict=True,
        validate=Range(0, 10**12),
        metadata={"description": "Amount in minor units of the currency."},
    )
    currency = fields.String(
        validate=Regexp("^[A-Z]{3}$"), metadata={"description": "ISO 4217 code."}
    )


class SolutionAnswerSchema(Schema):
    """Whether the customer agrees."""

    is_confirmed = fields.Boolean(required=True, truthy={True}, falsy={False})


class WaitingSchema(ReasonSchema):
    """For whom it waits."""

    state = words.word(terms.WAITING_STATES, "For whom it waits.", required=True)


class PromiseSchema(Schema):
    """What the customer is promised, and by when."""

    promise = words.text("What is promised.", required=True)
    due_at = words.moment("By when.", required=True)


class ResolutionSchema(Schema):
    """What was done, and why more than one contact was needed, if so."""

    resolution = words.text("What was done.", required=True)
    reason_code = words.word(
        terms.REASON_CODES, "Why it was not solved at the first contact (TK-8)."
    )


class ReplySchema(TextSchema):
    """An answer to the customer."""

    channel = words.channel("Channel by which it goes; the ticket's by default.")
    canned_reply_id = fields.UUID(
        metadata={"description": "The canned reply that it was made with, if it was."}
    )


class FileSchema(Schema):
    """A file, as multipart/form-data."""

    file = fields.Raw(required=True, metadata={"type": "string", "format": "binary"})


class NewContactSchema(Schema):
    """A contact that begins now."""

    channel = words.channel(required=True)
    direction = words.word(terms.DIRECTIONS, "Who began it.", load_default="inbound")
    customer_id = fields.UUID()
    skill_group = words.code("Skill group that it was routed to.")
    external_id = fields.String(
        validate=Regexp("^[A-Za-z0-9_.:-]{1,100}$"),
        metadata={"description": "The telephone system's own id of it."},
    )


class WrapUpSchema(Schema):
    """How long the work after the contact took."""

    after_call_work_seconds = words.seconds("Seconds.", most=86_400, required=True)


class LinkSchema(Schema):
    """Which ticket a contact concerns."""

    ticket_id = fields.UUID(required=True)


class NewCallbackSchema(Schema):
    """When to call the customer again."""

    from_at = words.moment("Beginning of the window.", required=True)
    until_at = words.moment("End of the window.", required=True)
    telephone = words.text("Where; the number in the customer file by default.", longest=40)


class MadeSchema(Schema):
    """In which call of the centre the customer was called, where calls are recorded."""

    contact_id = fields.UUID()


class QueueQuery(PageQuery):
    """Which queue to show."""

    skill_group = words.code("Only this skill group's.")


class SpanQuery(Schema):
    """A span of time."""

    since = words.moment("From when on.", required=True)
    until = words.moment("Until when, not included.", required=True)


class RuleVersionSchema(Schema):
    """A version of a rule set to enter."""

    content = fields.Dict(keys=fields.String(), required=True)
    effective_from = words.moment("From when it is in force.", required=True)
    reason = fields.String(required=True, validate=Length(1, 500))
