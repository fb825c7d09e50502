"""Noting who came to a session, and that it was held: by its trainers only (TR-10, TR-11)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from services.training.application.access import TEACH
from services.training.application.questions import Staff
from services.training.application.sessions import Sessions
from services.training.application.workbench import Workbench
from services.training.domain.session import TrainingSession
from shared.context import current_context
from shared.event_store.store import expect_version
from shared.sealed import Sealed


@dataclass(frozen=True)
class Presence:
    """Whether somebody came.

    Args:
        employee_id: who has a place.
        status: one of `ATTENDANCE`.
        excuse: why somebody was absent, where they were excused; kept sealed.
    """

    employee_id: UUID
    status: str
    excuse: str | None = None


class SessionAttendance:
    """Notes who came.

    Args:
        bench: what all use cases stand on.
        sessions: finds sessions.
        staff: who works here, in which team.
    """

    def __init__(self, bench: Workbench, *, sessions: Sessions, staff: Staff) -> None:
        self._bench = bench
        self._sessions = sessions
        self._staff = staff

    def note_attendance(
        self,
        session_id: UUID,
        presences: Sequence[Presence],
        *,
        expected_version: int | None = None,
    ) -> TrainingSession:
        """Notes of some or all learners whether they came; a later note corrects an earlier one.

        Raises:
            NotTheTrainer: the actor does not teach the session.
            NoPlaceTaken: somebody of them has no place; nothing is noted then.
        """
        session = self._taught(session_id, expected_version)
        with self._bench.rules.noted("sessions"):
            within = timedelta(days=self._bench.rules.sessions.attendance_days)
            for one in presences:
                session.note_attendance(
                    one.employee_id,
                    one.status,
                    excuse=self._sealed(one),
                    team_id=self._team_of(one.employee_id),
                    by=self._bench.access.employee_id(),
                    at=self._bench.now,
                    within=within,
                )
            self._bench.store.save(session)
        return session

    def hold_session(
        self, session_id: UUID, *, taught_minutes: int | None, expected_version: int | None = None
    ) -> TrainingSession:
        """Notes that a session was held; its minutes count for each of its trainers (TR-10).

        Args:
            session_id: the session.
            taught_minutes: how long was taught; as planned by default.
            expected_version: version that the caller saw.

        Raises:
            AttendanceIncomplete: it is not known of everybody whether they came.
        """
        session = self._taught(session_id, expected_version)
        session.hold(
            taught_minutes=session.meeting.minutes if taught_minutes is None else taught_minutes,
            teams={one: self._team_of(one) for one in session.trainer_ids},
            by=self._bench.access.employee_id(),
            at=self._bench.now,
        )
        self._bench.store.save(session)
        return session

    def _taught(self, session_id: UUID, expected_version: int | None) -> TrainingSession:
        current_context().require(TEACH)
        session = self._sessions.session(session_id)
        session.check_taught_by(self._bench.access.employee_id())
        expect_version(session, expected_version)
        return session

    def _sealed(self, presence: Presence) -> Sealed | None:
        if presence.excuse is None:
            return None
        return self._bench.seal_about(presence.employee_id, presence.excuse)

    def _team_of(self, employee_id: UUID) -> UUID | None:
        member = self._staff.member(employee_id)
        return None if member is None else member.team_id
