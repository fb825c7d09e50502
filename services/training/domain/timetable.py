"""Timetables [日程]: when somebody learns or teaches, so that no two sessions of theirs overlap."""

from __future__ import annotations

from datetime import datetime
from typing import Self
from uuid import UUID

import msgspec

from services.training.domain.session_errors import TimesClash
from shared.event_store.aggregate import Aggregate, event
from shared.ids import id_of


class Span(msgspec.Struct, frozen=True, kw_only=True):
    """A time that is taken.

    Args:
        starts_at: its first moment.
        ends_at: the first moment after it.
    """

    starts_at: datetime
    ends_at: datetime

    def overlaps(self, other: Span) -> bool:
        """Whether the two have a moment in common; one may begin when the other ends."""
        return self.starts_at < other.ends_at and other.starts_at < self.ends_at


class Timetable(Aggregate):
    """The times of one employee's sessions, as a learner and as a trainer.

    It is saved with each session that takes or frees a time, so that of two sessions at the same
    time one is refused however they race.
    """

    TOPIC = "training.timetable"

    class Created(Aggregate.Created):
        TOPIC = "training.timetable.opened"
        employee_id: UUID

    def __init__(self, employee_id: UUID) -> None:
        self.employee_id = employee_id
        self.spans: dict[UUID, Span] = {}

    @staticmethod
    def id_for(employee_id: UUID) -> UUID:
        """The one id of an employee's timetable."""
        return id_of("timetable", employee_id)

    @classmethod
    def open(cls, employee_id: UUID) -> Self:
        """An empty one."""
        return cls._create(cls.Created, id=cls.id_for(employee_id), employee_id=employee_id)

    def clash_with(self, span: Span, *, session_id: UUID) -> UUID | None:
        """Another session at the same time, if there is one."""
        return next(
            (
                other
                for other, taken in self.spans.items()
                if other != session_id and taken.overlaps(span)
            ),
            None,
        )

    def reserve(self, session_id: UUID, span: Span) -> None:
        """Takes a time for a session, instead of the one that it had.

        Raises:
            TimesClash: the employee learns or teaches elsewhere then.
        """
        other = self.clash_with(span, session_id=session_id)
        if other is not None:
            taken = self.spans[other]
            raise TimesClash(
                employee_id=self.employee_id,
                session_id=other,
                starts_at=taken.starts_at.isoformat(),
                ends_at=taken.ends_at.isoformat(),
            )
        if self.spans.get(session_id) != span:
            self._reserve(session_id=session_id, span=span)

    @event("Reserved", topic="training.timetable.reserved")
    def _reserve(self, session_id: UUID, span: Span) -> None:
        self.spans[session_id] = span

    def release(self, session_id: UUID) -> None:
        """Frees the time of a session."""
        if session_id in self.spans:
            self._release(session_id=session_id)

    @event("Released", topic="training.timetable.released")
    def _release(self, session_id: UUID) -> None:
        del self.spans[session_id]
