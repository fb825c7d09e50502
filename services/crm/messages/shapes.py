"""Shapes that several messages share."""

from __future__ import annotations

from marshmallow import EXCLUDE, Schema, fields

from shared.sealed.envelope import Sealed


class MessageSchema(Schema):
    """The base of public shapes: readers pass over what they do not know."""

    class Meta:
        unknown = EXCLUDE


class SealedSchema(MessageSchema):
    """A sealed value on its way; only a service with the right to the person's key opens it."""

    subject = fields.String(
        required=True, metadata={"description": "Whose data it is, `customer:<id>`."}
    )
    key_id = fields.String(required=True, metadata={"description": "The key that sealed it."})
    algorithm = fields.String(required=True, metadata={"description": "Such as A256GCM."})
    nonce = fields.String(required=True, metadata={"description": "URL-safe base64."})
    text = fields.String(required=True, metadata={"description": "Ciphertext, URL-safe base64."})


def sealed_of(content: dict[str, str] | None) -> Sealed | None:
    """The sealed value that a message carries."""
    return None if content is None else Sealed(**content)


def sealed_field(description: str, *, is_optional: bool = True) -> fields.Nested:
    """A field with a sealed value."""
    return fields.Nested(
        SealedSchema,
        required=True,
        allow_none=is_optional,
        metadata={"description": description},
    )
