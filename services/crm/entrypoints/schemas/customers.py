"""The shapes of customer files, gateway, feed and rules."""

from __future__ import annotations

from marshmallow import fields
from marshmallow.validate import Length, Range, Regexp

from shared.web import Digits, PageQuery, Schema
from shared.web.openapi import ProblemSchema

_CODE = Regexp("^[a-z0-9_-]{1,50}$")


class CustomersQuery(PageQuery):
    """Which customer files to list."""

    level = fields.String(validate=_CODE, metadata={"description": "Of this level only."})


class SearchSchema(Schema):
    """What to search by: exactly one of them. A body, since addresses do not belong in URLs."""

    phone = fields.String(validate=Length(1, 40))
    email = fields.String(validate=Length(1, 254))
    number = fields.String(validate=Length(1, 200))


class CustomerRowSchema(Schema):
    """A customer file in a list."""

    customer_id = fields.UUID(required=True)
    name = fields.String(required=True, allow_none=True)
    level = fields.String(required=True)
    source = fields.String(required=True)
    survivor_id = fields.UUID(required=True, allow_none=True)
    registered_at = fields.String(required=True)


class CustomerSchema(Schema):
    """A customer file in clear; once erased nothing personal is left."""

    customer_id = fields.UUID(required=True)
    version = fields.Integer(required=True)
    source = fields.String(required=True)
    number = fields.String(required=True, allow_none=True)
    name = fields.String(required=True, allow_none=True)
    phones = fields.List(fields.String(), required=True)
    emails = fields.List(fields.String(), required=True)
    level = fields.String(required=True)
    language = fields.String(required=True, allow_none=True)
    consents = fields.Dict(keys=fields.String(), values=fields.Boolean(), required=True)
    duplicate_ids = fields.List(fields.UUID(), required=True)
    survivor_id = fields.UUID(required=True, allow_none=True)
    is_erased = fields.Boolean(required=True)


class FoundCustomersSchema(Schema):
    """The customer files that were found."""

    items = fields.List(fields.Nested(CustomerSchema), required=True)


class LevelSchema(Schema):
    """The level to give."""

    level = fields.String(required=True, validate=_CODE)


class ConsentSchema(Schema):
    """What the customer agreed to or refused."""

    purpose = fields.String(required=True, validate=_CODE)
    is_granted = fields.Boolean(required=True, truthy={True}, falsy={False})


class MergeSchema(Schema):
    """The file that goes on."""

    survivor_id = fields.UUID(required=True)


class ErasureSchema(Schema):
    """Why the data is erased, without personal data."""

    reason = fields.String(required=True, validate=Length(1, 500))


class AnswerSchema(Schema):
    """The answer to an accepted message."""

    status = fields.String(required=True, metadata={"description": "Always `accepted`."})
    answer_id = fields.UUID(required=True)
    source = fields.String(required=True)
    id = fields.String(required=True)
    type = fields.String(required=True)
    entities = fields.Dict(keys=fields.String(), values=fields.UUID(), required=True)


class FeedQuery(Schema):
    """From where on to read the feed."""

    after = fields.String(
        load_default="",
        validate=Length(max=512),
        metadata={"description": "`next` of the page before; left out for the beginning."},
    )
    limit = Digits(load_default=100, validate=Range(1, 500))


class FeedSchema(Schema):
    """A page of the feed."""

    items = fields.List(
        fields.Dict(), required=True, metadata={"description": "CloudEvents, in order."}
    )
    next = fields.String(required=True, metadata={"description": "`after` of the next request."})
    is_last = fields.Boolean(required=True)


class CursorGoneSchema(ProblemSchema):
    """The cursor is none of this log."""

    last_common = fields.String(
        required=True, metadata={"description": "Cursor to go on from; empty for the beginning."}
    )


class InterfaceSchema(Schema):
    """An AsyncAPI 3.0 document."""

    asyncapi = fields.String(required=True)
    info = fields.Dict(required=True)
    defaultContentType = fields.String(required=True)  # noqa: N815 (AsyncAPI's own name)
    channels = fields.Dict(required=True)
    operations = fields.Dict(required=True)
    components = fields.Dict(required=True)
