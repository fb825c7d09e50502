"""What `training` reads of the events of `people`, tolerant of all that it does not know."""

from __future__ import annotations

from typing import Any

from marshmallow import EXCLUDE, Schema, fields

from services.training.application.reactions_to_leaving import EmployeeGone
from shared.bus.message import Message


class _EmployeeLeftSchema(Schema):
    class Meta:
        unknown = EXCLUDE

    employee_id = fields.UUID(required=True)


def employee_gone(message: Message) -> EmployeeGone:
    """Somebody does not work here any more."""
    data: dict[str, Any] = _EmployeeLeftSchema().load(message.data)
    return EmployeeGone(employee_id=data["employee_id"], at=message.time)
