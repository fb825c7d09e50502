"""Reminders [提醒]: one for each person and occasion, however many timers run."""

from __future__ import annotations

from datetime import datetime
from typing import Self
from uuid import UUID

from shared.event_store.aggregate import Aggregate, event
from shared.ids import id_of

SESSION = "session"
"""Kind of the reminders of a session; each part of training has a kind of its own."""


class Reminder(Aggregate):
    """Somebody is told in time that something is near; its id follows from the occasion."""

    TOPIC = "training.reminder"

    class Created(Aggregate.Created):
        TOPIC = "training.reminder.made"
        kind: str
        about_id: UUID
        employee_id: UUID
        happens_at: datetime
        minutes_before: int

    def __init__(
        self,
        *,
        kind: str,
        about_id: UUID,
        employee_id: UUID,
        happens_at: datetime,
        minutes_before: int,
    ) -> None:
        self.kind = kind
        self.about_id = about_id
        self.employee_id = employee_id
        self.happens_at = happens_at
        self.minutes_before = minutes_before
        self.is_read = False

    @classmethod
    def make(
        cls,
        *,
        kind: str,
        about_id: UUID,
        employee_id: UUID,
        happens_at: datetime,
        minutes_before: int,
    ) -> Self:
        """A reminder; of what was moved to another time there is another one.

        Args:
            kind: what is near, such as `session`.
            about_id: which.
            employee_id: who is reminded.
            happens_at: when it is.
            minutes_before: how long before that the rule asks for a reminder.
        """
        occasion = (kind, about_id, employee_id, happens_at.isoformat(), minutes_before)
        return cls._create(
            cls.Created,
            id=id_of("reminder", *occasion),
            kind=kind,
            about_id=about_id,
            employee_id=employee_id,
            happens_at=happens_at,
            minutes_before=minutes_before,
        )

    def read(self) -> None:
        """The employee has read it; reading it again changes nothing."""
        if not self.is_read:
            self._read()

    @event("Read", topic="training.reminder.read")
    def _read(self) -> None:
        self.is_read = True
