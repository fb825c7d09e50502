"""Fields that the schemas of messages and of the API share."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from marshmallow import fields

from shared.clock import iso


class Moment(fields.AwareDateTime):
    """A time; naive ones are refused, and all are shown in UTC with microseconds and `Z`."""

    def _serialize(
        self, value: datetime | None, attr: str | None, obj: Any, **options: Any
    ) -> str | None:
        return None if value is None else iso(value)
