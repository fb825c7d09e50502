"""Planning, moving and cancelling sessions (TR-2, TR-5, TR-11)."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from services.training.application.access import SCHEDULE, SEE_ALL, SELF
from services.training.application.meetings import Appointment, Meetings
from services.training.application.session_questions import Sites
from services.training.application.timetables import Timetables
from services.training.application.workbench import Workbench
from services.training.domain.session import TrainingSession
from services.training.domain.session_errors import (
    CourseNotOffered,
    SessionNotFound,
    SessionPeopleHidden,
)
from services.training.domain.session_terms import CLASH
from shared.context import current_context
from shared.event_store import AsOf
from shared.event_store.store import expect_version
from shared.sealed import Sealed


class Sessions:
    """Plans, moves and cancels sessions.

    Args:
        bench: what all use cases stand on.
        sites: zones and calendars of the sites.
    """

    def __init__(self, bench: Workbench, *, sites: Sites) -> None:
        self._bench = bench
        self._meetings = Meetings(bench, sites=sites)

    def plan_session(
        self,
        *,
        course_id: UUID,
        title: str,
        method: str,
        trainer_ids: Sequence[UUID],
        capacity: int,
        appointment: Appointment,
        site_id: UUID | None = None,
    ) -> TrainingSession:
        """Plans a session of a course.

        Args:
            course_id: the course.
            title: what learners read.
            method: one of the centre's methods.
            trainer_ids: who teaches; employees of the centre.
            capacity: how many can learn.
            appointment: when and where.
            site_id: whose working hours count; the first trainer's site by default.

        Raises:
            CourseNotOffered: there is no such course.
            TimesClash: a trainer learns or teaches elsewhere then.
            RestTimeNeedsReason: it lies outside of working hours, and nobody says why.
        """
        current_context().require(SCHEDULE)
        if not self._bench.is_offered(course_id):
            raise CourseNotOffered(course_id=course_id)
        with self._bench.rules.noted("sessions"):
            rules = self._bench.rules.sessions
            rules.check_method(method)
            rules.check_capacity(capacity)
            members = [self._bench.access.member(one) for one in trainer_ids]
            site = site_id or next((one.site_id for one in members), None)
            session = TrainingSession.plan(
                session_id=self._bench.new_id(),
                course_id=course_id,
                title=title,
                method=method,
                trainer_ids=trainer_ids,
                site_id=self._meetings.known(site),
                capacity=capacity,
                meeting=self._meetings.decide(appointment, site),
            )
            timetables = Timetables(self._bench.store)
            for one in session.trainer_ids:
                timetables.reserve(one, session)
            self._bench.store.save(session, *timetables.changed())
        return session

    def move_session(
        self,
        session_id: UUID,
        *,
        appointment: Appointment,
        reason: str,
        expected_version: int | None = None,
    ) -> TrainingSession:
        """Holds a session at another time or elsewhere.

        A learner who has another session at the new time loses the place, and the event says so;
        whoever waits longest gets it.

        Raises:
            TimesClash: a trainer learns or teaches elsewhere then.
        """
        session = self._scheduled(session_id, expected_version)
        with self._bench.rules.noted("sessions"):
            meeting = self._meetings.decide(appointment, session.site_id)
            session.move(meeting, reason=self._sealed(reason), at=self._bench.now)
            timetables = Timetables(self._bench.store)
            for one in session.trainer_ids:
                timetables.reserve(one, session)
            for one in session.places:
                if timetables.is_free(one, session):
                    timetables.reserve(one, session)
                else:
                    timetables.release(one, session)
                    session.give_up(one, cause=CLASH, at=self._bench.now)
            timetables.fill(session)
            self._bench.store.save(session, *timetables.changed())
        return session

    def replace_trainers(
        self,
        session_id: UUID,
        *,
        trainer_ids: Sequence[UUID],
        expected_version: int | None = None,
    ) -> TrainingSession:
        """Lets others teach a session.

        Raises:
            TimesClash: one of them learns or teaches elsewhere then.
            TrainerTakesNoPlace: one of them learns in it.
        """
        session = self._scheduled(session_id, expected_version)
        former = session.trainer_ids
        for one in trainer_ids:
            self._bench.access.member(one)
        session.replace_trainers(trainer_ids, at=self._bench.now)
        timetables = Timetables(self._bench.store)
        for one in set(former) - {*session.trainer_ids}:
            timetables.release(one, session)
        for one in session.trainer_ids:
            timetables.reserve(one, session)
        self._bench.store.save(session, *timetables.changed())
        return session

    def change_capacity(
        self, session_id: UUID, *, capacity: int, expected_version: int | None = None
    ) -> TrainingSession:
        """Gives a session more places, or fewer; new ones go to who waits longest.

        Raises:
            PlacesTaken: more are taken already.
        """
        session = self._scheduled(session_id, expected_version)
        with self._bench.rules.noted("sessions"):
            self._bench.rules.sessions.check_capacity(capacity)
            session.change_capacity(capacity, at=self._bench.now)
            timetables = Timetables(self._bench.store)
            timetables.fill(session)
            self._bench.store.save(session, *timetables.changed())
        return session

    def cancel_session(
        self, session_id: UUID, *, reason: str, expected_version: int | None = None
    ) -> TrainingSession:
        """Cancels a session; everybody's time is free again."""
        session = self._scheduled(session_id, expected_version)
        session.cancel(self._sealed(reason))
        timetables = Timetables(self._bench.store)
        for one in (*session.trainer_ids, *session.places):
            timetables.release(one, session)
        self._bench.store.save(session, *timetables.changed())
        return session

    def see_session(self, session_id: UUID, *, as_of: AsOf | None = None) -> TrainingSession:
        """A session; whoever works here may know of it.

        Raises:
            SessionNotFound: there is none.
        """
        current_context().require(SELF)
        return self.session(session_id, as_of=as_of)

    def see_people_of(self, session_id: UUID) -> TrainingSession:
        """A session with who learns in it, for those who may know.

        Raises:
            SessionPeopleHidden: one neither plans nor teaches it, nor sees everybody's training.
        """
        session = self.see_session(session_id)
        if not self.sees_people_of(session):
            raise SessionPeopleHidden
        return session

    def session(self, session_id: UUID, *, as_of: AsOf | None = None) -> TrainingSession:
        """A session.

        Raises:
            SessionNotFound: there is none.
        """
        session = self._bench.store.find(TrainingSession, session_id, as_of=as_of)
        if session is None:
            raise SessionNotFound(key=session_id)
        return session

    def sees_people_of(self, session: TrainingSession) -> bool:
        """Whether the actor sees who learns in a session: who plans, who teaches, who sees all."""
        context = current_context()
        teaches = any(self._bench.access.is_self(one) for one in session.trainer_ids)
        return teaches or context.may(SCHEDULE) or context.may(SEE_ALL)

    def _scheduled(self, session_id: UUID, expected_version: int | None) -> TrainingSession:
        current_context().require(SCHEDULE)
        session = self.session(session_id)
        expect_version(session, expected_version)
        return session

    def _sealed(self, reason: str) -> Sealed:
        """Why, in the words of who says so, under their own key."""
        return self._bench.seal_about(self._bench.access.employee_id(), reason)
