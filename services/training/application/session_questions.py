"""What the use cases of sessions ask of read models; `service.py` fulfils it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol
from uuid import UUID

from shared.calendars import BusinessCalendar


class Sites(Protocol):
    """The sites and their calendars, told by `people`."""

    def zone_of(self, site_id: UUID) -> str | None:
        """The site's IANA zone; None if there is no such site."""

    def business_calendar(self, site_id: UUID, *, at: datetime) -> BusinessCalendar | None:
        """The site's calendar in force at a moment; None if it has none."""


@dataclass(frozen=True)
class DueReminder:
    """Somebody is to be reminded of a session.

    Args:
        session_id: the session.
        employee_id: who learns or teaches in it.
        starts_at: when it begins.
        minutes: how long before that the reminder was due.
    """

    session_id: UUID
    employee_id: UUID
    starts_at: datetime
    minutes: int


class SessionPeople(Protocol):
    """Who learns and teaches in which session."""

    def due_reminders(
        self, *, at: datetime, minutes: Sequence[int], limit: int
    ) -> Sequence[DueReminder]:
        """Who is to be reminded and was not yet, the earliest session first."""

    def future_sessions_of(self, employee_id: UUID, *, at: datetime) -> Sequence[UUID]:
        """Sessions in which somebody has a place or waits for one, from a moment on."""
