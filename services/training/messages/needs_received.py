"""What the service understands of other services' events about needs; all else is passed over."""

from __future__ import annotations

from typing import Any

from marshmallow import EXCLUDE, Schema, fields

from services.training.application.need_reactions import QuestionFact
from shared.bus.message import Message

QUESTION_ASKED = "loopdesk.tickets.question_asked.v1"


class QuestionAskedSchema(Schema):
    """Somebody had no answer to a question."""

    class Meta:
        unknown = EXCLUDE

    question_id = fields.UUID(required=True)
    asker_id = fields.UUID(required=True)
    skill_group = fields.String(load_default=None, allow_none=True)
    topic = fields.String(load_default=None, allow_none=True)


_QUESTION_ASKED = QuestionAskedSchema()


def question_fact(message: Message) -> QuestionFact:
    """A question without an answer, in our words."""
    told: dict[str, Any] = _QUESTION_ASKED.load(message.data)
    return QuestionFact(**told, asked_at=message.time)
