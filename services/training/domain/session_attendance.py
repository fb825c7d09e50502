"""Who came to a session, and that it was held."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

import msgspec

from services.training.domain import session_errors as errors
from services.training.domain.session_state import SessionState
from services.training.domain.session_terms import ABSENT_WITH_EXCUSE, CANCELLED, HELD
from shared.errors import FieldError
from shared.sealed.envelope import Sealed

_EXCUSE = FieldError(
    "excuse",
    "give one where somebody was excused, and nowhere else.",
    "仅在状态为请假时填写事由，且必须填写。",
)


class Teacher(msgspec.Struct, frozen=True, kw_only=True):
    """Who taught a session.

    Args:
        employee_id: the trainer.
        team_id: their team on that day, if any.
    """

    employee_id: UUID
    team_id: UUID | None = None


class AttendedSession(SessionState):
    """A session as its trainers hold it.

    Its events are written out, because `@event` works in the class alone that is stored.
    """

    class AttendanceNoted(SessionState.Event):
        """It is known of somebody whether they came."""

        TOPIC = "training.session.attendance_noted"
        course_id: UUID
        employee_id: UUID
        status: str
        excuse: Sealed | None
        team_id: UUID | None
        day: date
        rest_minutes: int | None

        def apply(self, aggregate: Any) -> None:
            """Keeps the latest note."""
            aggregate.attendance[self.employee_id] = self.status
            aggregate.excuses[self.employee_id] = self.excuse
            super().apply(aggregate)

    class Held(SessionState.Event):
        """It has taken place."""

        TOPIC = "training.session.held"
        course_id: UUID
        teachers: tuple[Teacher, ...]
        day: date
        taught_minutes: int
        rest_minutes: int | None

        def apply(self, aggregate: Any) -> None:
            """Keeps how long was taught."""
            aggregate.state = HELD
            aggregate.taught_minutes = self.taught_minutes
            super().apply(aggregate)

    def note_attendance(
        self,
        employee_id: UUID,
        status: str,
        *,
        excuse: Sealed | None,
        team_id: UUID | None,
        by: UUID,
        at: datetime,
        within: timedelta,
    ) -> None:
        """Notes whether somebody came; a later note corrects the earlier one.

        Args:
            employee_id: who has a place.
            status: one of `ATTENDANCE`.
            excuse: why somebody was absent, where they have an excuse.
            team_id: the learner's team on that day, for reports.
            by: who notes it.
            at: when.
            within: how long after the end it may be noted.

        Raises:
            NotTheTrainer: somebody else notes it.
            NoPlaceTaken: the learner has no place.
            ExcuseWrong: there is an excuse without absence, or none with it.
        """
        self.check_taught_by(by)
        self._check_attendance_open(at=at, within=within)
        if employee_id not in self.places:
            raise errors.NoPlaceTaken
        if (status == ABSENT_WITH_EXCUSE) is (excuse is None):
            raise errors.ExcuseWrong(fields=(_EXCUSE,))
        self.trigger_event(
            self.AttendanceNoted,
            course_id=self.course_id,
            employee_id=employee_id,
            status=status,
            excuse=excuse,
            team_id=team_id,
            day=self.day,
            rest_minutes=self.meeting.rest_minutes,
        )

    def hold(
        self,
        *,
        taught_minutes: int,
        teams: Mapping[UUID, UUID | None],
        by: UUID,
        at: datetime,
    ) -> None:
        """Has taken place; it counts as taught.

        Args:
            taught_minutes: how long was taught.
            teams: the trainers' teams on that day, for reports.
            by: who says so.
            at: when.

        Raises:
            AttendanceIncomplete: it is not known of everybody whether they came.
            TaughtTooLong: no more can be taught than was planned.
        """
        self.check_taught_by(by)
        self.check_planned()
        self.check_started(at)
        missing = len({*self.places} - self.attendance.keys())
        if missing:
            raise errors.AttendanceIncomplete(missing=missing)
        if taught_minutes > self.meeting.minutes:
            raise errors.TaughtTooLong(planned=self.meeting.minutes)
        self.trigger_event(
            self.Held,
            course_id=self.course_id,
            teachers=tuple(
                Teacher(employee_id=one, team_id=teams.get(one)) for one in self.trainer_ids
            ),
            day=self.day,
            taught_minutes=taught_minutes,
            rest_minutes=self.meeting.rest_minutes,
        )

    def _check_attendance_open(self, *, at: datetime, within: timedelta) -> None:
        if self.state == CANCELLED:
            raise errors.SessionNotPlanned(state=self.state)
        self.check_started(at)
        until = self.meeting.ends_at + within
        if at > until:
            raise errors.AttendanceClosed(until=until.isoformat())
