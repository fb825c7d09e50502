"""What the API of outbound tasks takes and shows."""

from __future__ import annotations

from marshmallow import fields

from services.tickets.domain.outbound_call import STATES as TASK_STATES
from services.tickets.entrypoints.schemas import words
from services.tickets.entrypoints.schemas.call_records import NamedSchema
from services.tickets.entrypoints.schemas.scripts import TextsSchema
from shared.web import PageQuery, Schema


class TasksQuery(PageQuery):
    """Which tasks of a campaign to list."""

    state = words.word(TASK_STATES, "Of this state only.")


class NoteSchema(Schema):
    """What is to be said to the customer."""

    note = words.text("The note; it is sealed.", longest=2000, required=True)


class ObjectionSchema(Schema):
    """An objection [异议] and the answer to it."""

    objection = words.code("Its code, in the rules.", required=True)
    answer = words.text("What was answered; it is sealed.", longest=2000, required=True)
    is_overcome = fields.Boolean(required=True, truthy={True}, falsy={False})


class ResultSchema(Schema):
    """What a call came to."""

    disposition = words.code("Disposition code, in the rules.", required=True)
    callback_at = words.moment("When the customer wishes to be called again.")
    note = words.text("What was said; it is sealed.", longest=2000)


class TaskRowSchema(Schema):
    """A task in a list."""

    outbound_task_id = fields.UUID(required=True)
    campaign_id = fields.UUID(required=True)
    customer_id = fields.UUID(required=True)
    ticket_id = words.optional(fields.UUID)
    purpose = fields.String(required=True)
    skill_group = fields.String(required=True)
    state = fields.String(required=True)
    rank = fields.Integer(required=True)
    is_promised = fields.Boolean(required=True)
    due_at = fields.String(required=True)
    tries = fields.Integer(required=True)
    employee_id = words.optional(fields.UUID)
    disposition = words.optional(fields.String)
    drop_cause = words.optional(fields.String)


class PlaceReasonSchema(Schema):
    """Why a task stands where it stands."""

    what = fields.String(required=True)
    value = fields.String(required=True)


class PlacedTaskSchema(Schema):
    """A task that you may call now, with its place and the reasons for it."""

    place = fields.Integer(required=True)
    outbound_task_id = fields.UUID(required=True)
    campaign_id = fields.UUID(required=True)
    customer_id = fields.UUID(required=True)
    purpose = fields.String(required=True)
    skill_group = fields.String(required=True)
    tries = fields.Integer(required=True)
    reasons = fields.List(fields.Nested(PlaceReasonSchema), required=True)


class AttemptShownSchema(Schema):
    """A try and what it came to."""

    contact_id = fields.UUID(required=True)
    ordinal = fields.Integer(required=True)
    begun_at = fields.String(required=True)
    employee_id = words.optional(fields.UUID)
    consent = fields.String(required=True)
    script_id = words.optional(fields.UUID)
    script_version = words.optional(fields.Integer)
    script_arm = words.optional(fields.String)
    disposition = words.optional(fields.String)


class ObjectionShownSchema(Schema):
    """An objection and the answer to it."""

    ordinal = fields.Integer(required=True)
    objection = fields.String(required=True)
    answer = words.optional(fields.String)
    is_overcome = fields.Boolean(required=True)


class TaskSchema(TaskRowSchema):
    """An outbound task; what is personal is null once the person's data is erased."""

    version = fields.Integer(required=True)
    what_for = fields.String(required=True)
    note = words.optional(fields.String)
    attempts = fields.List(fields.Nested(AttemptShownSchema), required=True)
    objections = fields.List(fields.Nested(ObjectionShownSchema), required=True)


class HeardScriptSchema(Schema):
    """The script that the customer hears."""

    script_id = fields.UUID(required=True)
    script_version = fields.Integer(required=True)
    texts = fields.Nested(TextsSchema, required=True)


class KnownTicketSchema(Schema):
    """A ticket of the customer."""

    ticket_id = fields.UUID(required=True)
    number = fields.String(required=True)
    kind = fields.String(required=True)
    state = fields.String(required=True)
    topic = words.optional(fields.String)
    opened_at = fields.String(required=True)


class ObjectionRuleSchema(NamedSchema):
    """An objection that the rules know, with the centre's answer."""

    answer_zh = fields.String(required=True)
    answer_en = fields.String(required=True)


class PreparationSchema(Schema):
    """What is known before a call."""

    task = fields.Nested(TaskSchema, required=True)
    level = words.optional(fields.String)
    consent = fields.String(required=True)
    may_be_called = fields.Boolean(required=True)
    script = fields.Nested(HeardScriptSchema, required=True, allow_none=True)
    tickets = fields.List(fields.Nested(KnownTicketSchema), required=True)
    objections = fields.List(fields.Nested(ObjectionRuleSchema), required=True)
