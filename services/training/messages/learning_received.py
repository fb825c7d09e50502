"""What `training` reads of people who begin, as they tell it."""

from __future__ import annotations

from typing import Any

from marshmallow import EXCLUDE, Schema, fields

from services.training.application.curriculum_assignments import NewHire
from shared.bus.message import Message


class _HiredSchema(Schema):
    class Meta:
        unknown = EXCLUDE

    employee_id = fields.UUID(required=True)
    site_id = fields.UUID(required=True)
    hired_on = fields.Date(required=True)


def new_hire(message: Message) -> NewHire:
    """Somebody was entered as an employee."""
    data: dict[str, Any] = _HiredSchema().load(dict(message.data))
    return NewHire(told_at=message.time, **data)
