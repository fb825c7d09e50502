"""What a session is at a moment: its facts, its places, and what that allows."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID
from zoneinfo import ZoneInfo

import msgspec

from services.training.domain import session_errors as errors
from services.training.domain.session_terms import PLANNED, Meeting
from services.training.domain.timetable import Span
from shared.event_store.aggregate import Aggregate
from shared.sealed.envelope import Sealed


class Waiting(msgspec.Struct, frozen=True, kw_only=True):
    """Somebody on the waiting list.

    Args:
        employee_id: who.
        since: since when; the list is in this order and in no other.
    """

    employee_id: UUID
    since: datetime


class SessionState(Aggregate):
    """The present state of a session; `TrainingSession` adds what can be done with it."""

    class Created(Aggregate.Created):
        TOPIC = "training.session.planned"
        course_id: UUID
        title: str
        method: str
        trainer_ids: tuple[UUID, ...]
        site_id: UUID
        capacity: int
        meeting: Meeting

    def __init__(
        self,
        *,
        course_id: UUID,
        title: str,
        method: str,
        trainer_ids: tuple[UUID, ...],
        site_id: UUID,
        capacity: int,
        meeting: Meeting,
    ) -> None:
        self.course_id = course_id
        self.title = title
        self.method = method
        self.trainer_ids = trainer_ids
        self.site_id = site_id
        self.capacity = capacity
        self.meeting = meeting
        self.state = PLANNED
        self.sequence = 0
        self.places: tuple[UUID, ...] = ()
        self.waiting: tuple[Waiting, ...] = ()
        self.attendance: dict[UUID, str] = {}
        self.excuses: dict[UUID, Sealed | None] = {}
        self.reason: Sealed | None = None
        self.taught_minutes: int | None = None

    @property
    def span(self) -> Span:
        """When it is."""
        return Span(starts_at=self.meeting.starts_at, ends_at=self.meeting.ends_at)

    @property
    def day(self) -> date:
        """The site's day on which it begins."""
        return self.meeting.starts_at.astimezone(ZoneInfo(self.meeting.zone)).date()

    @property
    def is_full(self) -> bool:
        """Whether no place is free."""
        return len(self.places) >= self.capacity

    @property
    def next_waiting(self) -> UUID | None:
        """Who gets the next place: whoever waits longest, if a place is free."""
        if self.is_full or not self.waiting or self.state != PLANNED:
            return None
        return self.waiting[0].employee_id

    def has_learner(self, employee_id: UUID) -> bool:
        """Whether somebody has a place or waits for one in what is still to come."""
        is_on_it = employee_id in self.places or self.waiting_place(employee_id) is not None
        return is_on_it and self.state == PLANNED

    def is_to_come(self, *, at: datetime, starts_at: datetime) -> bool:
        """Whether it is still planned for a time, and that lies ahead."""
        return self.state == PLANNED and at < starts_at == self.meeting.starts_at

    def waiting_place(self, employee_id: UUID) -> int | None:
        """Place on the waiting list, 1 for the first; None if not on it."""
        order = [one.employee_id for one in self.waiting]
        return order.index(employee_id) + 1 if employee_id in order else None

    def check_open(self, *, at: datetime) -> None:
        """Refuses changes of what was held, cancelled or begun."""
        self.check_planned()
        if at >= self.meeting.starts_at:
            raise errors.SessionStarted(starts_at=self.meeting.starts_at.isoformat())

    def check_taught_by(self, employee_id: UUID) -> None:
        """Refuses whoever does not teach it."""
        if employee_id not in self.trainer_ids:
            raise errors.NotTheTrainer

    def check_planned(self) -> None:
        """Refuses changes of what was held or cancelled."""
        if self.state != PLANNED:
            raise errors.SessionNotPlanned(state=self.state)

    def check_started(self, at: datetime) -> None:
        """Refuses to tell who came to what has not begun."""
        if at < self.meeting.starts_at:
            raise errors.SessionNotStarted(starts_at=self.meeting.starts_at.isoformat())
