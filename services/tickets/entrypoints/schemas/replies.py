"""What the API shows."""

from __future__ import annotations

from typing import Any

import marshmallow
from marshmallow import fields

from shared.web import Schema


def _optional(field: type[fields.Field[Any]]) -> Any:
    return field(required=True, allow_none=True)


class TicketRowSchema(Schema):
    """A ticket in a list; what is personal is null once the person's data is erased."""

    ticket_id = fields.UUID(required=True)
    number = fields.String(required=True)
    state = fields.String(required=True)
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
    subject = _optional(fields.String)
    opened_at = fields.String(required=True)
    changed_at = fields.String(required=True)


class OriginSchema(Schema):
    """A ticket that was merged, or merged into."""

    ticket_id = fields.UUID(required=True)
    number = fields.String(required=True)


class SolutionShownSchema(Schema):
    """What the customer was offered."""

    text = _optional(fields.String)
    decision = _optional(fields.String)
    amount_minor = _optional(fields.Integer)
    currency = _optional(fields.String)
    answer = _optional(fields.String)


class RequiredFieldSchema(Schema):
    """A field that the rules ask for (TK-10)."""

    name = fields.String(required=True)
    zh = fields.String(required=True)
    en = fields.String(required=True)
    at = fields.List(fields.String(), required=True)
    is_key_point = fields.Boolean(required=True)
    is_filled = fields.Boolean(required=True)


class TicketSchema(TicketRowSchema):
    """A ticket."""

    version = fields.Integer(required=True)
    contact_id = _optional(fields.UUID)
    opener_id = _optional(fields.UUID)
    asked_at = fields.String(required=True)
    description = _optional(fields.String)
    information = fields.Dict(
        keys=fields.String(), values=fields.String(allow_none=True), required=True
    )
    fields_asked_for = fields.List(fields.Nested(RequiredFieldSchema), required=True)
    identity_verified_by = _optional(fields.String)
    solution = fields.Nested(SolutionShownSchema, required=True, allow_none=True)
    said_before = fields.List(fields.String(allow_none=True), required=True)
    transfers = fields.Integer(required=True)
    reopenings = fields.Integer(required=True)
    resolution = _optional(fields.String)
    reason_code = _optional(fields.String)
    praised_employee_id = _optional(fields.UUID)
    is_first_contact = _optional(fields.Boolean)
    merged_into = fields.Nested(OriginSchema, required=True, allow_none=True)
    absorbed = fields.List(fields.Nested(OriginSchema), required=True)


class WritingSchema(Schema):
    """One text of a correspondence."""

    entry_id = fields.UUID(required=True)
    sort = fields.String(required=True)
    written_at = fields.String(required=True)
    text = _optional(fields.String)
    channel = _optional(fields.String)
    author_id = _optional(fields.UUID)
    not_delivered = fields.String(
        required=True,
        allow_none=True,
        metadata={"description": "Why a reply did not arrive by mail, such as `bounced 5.1.1`."},
    )
    moved_to = _optional(fields.UUID)
    canned_reply_id = _optional(fields.UUID)


class AttachmentSchema(Schema):
    """A file that is attached."""

    attachment_id = fields.UUID(required=True)
    file_name = _optional(fields.String)
    media_type = fields.String(required=True)
    size = fields.Integer(required=True)
    attached_at = fields.String(required=True)
    author_id = _optional(fields.UUID)


class CorrespondenceSchema(Schema):
    """What was written about a ticket."""

    ticket_id = fields.UUID(required=True)
    version = fields.Integer(required=True)
    entries = fields.List(fields.Nested(WritingSchema), required=True)
    attachments = fields.List(fields.Nested(AttachmentSchema), required=True)


class FollowUpsSchema(Schema):
    """The follow-ups of a ticket."""

    ticket_id = fields.UUID(required=True)
    version = fields.Integer(required=True)
    count = fields.Integer(required=True)
    due_at = _optional(fields.String)
    promise = _optional(fields.String)
    replies = fields.List(fields.String(allow_none=True), required=True)


class ProgressSchema(Schema):
    """What was heard."""

    at = fields.String(required=True)
    text = _optional(fields.String)


class ReferralShownSchema(Schema):
    """A referral to a department or expert."""

    ticket_id = fields.UUID(required=True)
    version = fields.Integer(required=True)
    department = _optional(fields.String)
    expert_id = _optional(fields.UUID)
    reason = _optional(fields.String)
    progress = fields.List(fields.Nested(ProgressSchema), required=True)
    result = _optional(fields.String)


class ComplimentSchema(Schema):
    """A compliment."""

    ticket_id = fields.UUID(required=True)
    praised_employee_id = fields.UUID(required=True)


class CallbackSchema(Schema):
    """A booked callback."""

    callback_id = fields.UUID(required=True)
    version = fields.Integer(required=True)
    ticket_id = fields.UUID(required=True)
    number = fields.String(required=True)
    state = fields.String(required=True)
    from_at = fields.String(required=True)
    until_at = fields.String(required=True)
    telephone = _optional(fields.String)
    contact_id = _optional(fields.UUID)
    employee_id = _optional(fields.UUID)
    is_late = fields.Boolean(required=True)


class CallbackRowSchema(Schema):
    """A booked callback in a list."""

    callback_id = fields.UUID(required=True)
    ticket_id = fields.UUID(required=True)
    number = fields.String(required=True)
    assignee_id = _optional(fields.UUID)
    state = fields.String(required=True)
    from_at = fields.String(required=True)
    until_at = fields.String(required=True)


class ContactRowSchema(Schema):
    """A contact in a list."""

    contact_id = fields.UUID(required=True)
    channel = fields.String(required=True)
    direction = fields.String(required=True)
    employee_id = _optional(fields.UUID)
    offered_at = fields.String(required=True)
    answered_at = _optional(fields.String)
    ended_at = _optional(fields.String)


class MeasuresSchema(Schema):
    """What a contact took."""

    is_abandoned = fields.Boolean(required=True)
    waiting_seconds = fields.Integer(required=True)
    talk_seconds = fields.Integer(required=True)
    after_call_work_seconds = fields.Integer(required=True)


class ContactSchema(ContactRowSchema):
    """A contact."""

    version = fields.Integer(required=True)
    customer_id = _optional(fields.UUID)
    skill_group = _optional(fields.String)
    site_id = _optional(fields.UUID)
    ticket_ids = fields.List(fields.UUID(), required=True)
    measures = fields.Nested(MeasuresSchema, required=True, allow_none=True)


def items_of(item: type[Schema]) -> type[marshmallow.Schema]:
    """The schema of a list that is shown whole."""
    return Schema.from_dict(
        {"items": fields.List(fields.Nested(item), required=True)},
        name=f"{item.__name__.removesuffix('Schema')}List",
    )
