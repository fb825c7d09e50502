"""What the service understands of letters and of replies that did not arrive."""

from __future__ import annotations

from marshmallow import fields

from services.tickets.application.letters import FileFact, LetterFact, NotDeliveredFact
from services.tickets.messages.received import ReceivedSchema, SealedSchema
from shared.bus.message import Message
from shared.sealed import Sealed


class _FileSchema(ReceivedSchema):
    file_id = fields.UUID(required=True)
    file_name = fields.Nested(SealedSchema, required=True)
    media_type = fields.String(required=True)
    size = fields.Integer(required=True)
    ciphertext_hash = fields.String(required=True)


class LetterReceivedSchema(ReceivedSchema):
    """A customer wrote directly."""

    request_id = fields.UUID(load_default=None, allow_none=True)
    ticket_number = fields.String(load_default=None, allow_none=True)
    files = fields.List(fields.Nested(_FileSchema), load_default=list)


class ReplyNotDeliveredSchema(ReceivedSchema):
    """A reply did not arrive."""

    ticket_id = fields.UUID(required=True)
    reply_id = fields.UUID(required=True)
    cause = fields.String(required=True)
    status = fields.String(load_default=None, allow_none=True)


_LETTER = LetterReceivedSchema()
_NOT_DELIVERED = ReplyNotDeliveredSchema()


def letter_fact(message: Message) -> LetterFact:
    """The letter that a message tells of."""
    data = _LETTER.load(message.data)
    files = [{**one, "file_name": Sealed(**one["file_name"])} for one in data.pop("files")]
    return LetterFact(files=tuple(FileFact(**one) for one in files), **data)


def not_delivered_fact(message: Message) -> NotDeliveredFact:
    """The reply that a message says did not arrive."""
    return NotDeliveredFact(**_NOT_DELIVERED.load(message.data))
