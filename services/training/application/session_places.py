"""Taking, giving and giving up places of sessions, with a waiting list."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from uuid import UUID

from services.training.application.access import SCHEDULE, SELF, TEACH
from services.training.application.retrying import retried
from services.training.application.session_questions import SessionPeople
from services.training.application.sessions import Sessions
from services.training.application.timetables import Timetables
from services.training.application.workbench import Workbench
from services.training.domain.session import TrainingSession
from services.training.domain.session_errors import GiveUpTooLate, NotForOneself, NotTheTrainer
from services.training.domain.session_rules import MINUTE
from services.training.domain.session_terms import GIVEN, LEFT, OWN, WITHDRAWN
from shared.context import current_context


class SessionPlaces:
    """Lets learners come and go.

    Args:
        bench: what all use cases stand on.
        sessions: finds sessions.
        people: who learns where.
    """

    def __init__(self, bench: Workbench, *, sessions: Sessions, people: SessionPeople) -> None:
        self._bench = bench
        self._sessions = sessions
        self._people = people

    def take_place(self, session_id: UUID) -> TrainingSession:
        """Takes a place for oneself, or joins the waiting list of a full session.

        Of two who want the last place at once, one gets it and the other waits.

        Raises:
            TimesClash: one learns or teaches elsewhere then.
        """
        current_context().require(SELF)
        employee_id = self._bench.access.employee_id()
        return self._taken(session_id, employee_id, cause=OWN, check=lambda _: None)

    def give_place(self, session_id: UUID, *, employee_id: UUID) -> TrainingSession:
        """Gives somebody a place, or puts them on the waiting list: in its order, like all.

        Raises:
            NotForOneself: one would give it to oneself.
            TimesClash: the learner learns or teaches elsewhere then.
        """
        return self._taken(session_id, employee_id, cause=GIVEN, check=self._check_may_give)

    def give_up_place(self, session_id: UUID) -> TrainingSession:
        """Gives up one's own place, or waits no more; who waits longest gets the place.

        Raises:
            GiveUpTooLate: the session is near.
        """
        current_context().require(SELF)
        employee_id = self._bench.access.employee_id()

        def check(session: TrainingSession) -> None:
            until = session.meeting.starts_at - self._bench.rules.sessions.give_up_minutes * MINUTE
            if employee_id in session.places and self._bench.now > until:
                raise GiveUpTooLate(until=until.isoformat())

        with self._bench.rules.noted("sessions"):
            return self._given_up(session_id, employee_id, cause=OWN, check=check)

    def withdraw_place(self, session_id: UUID, *, employee_id: UUID) -> TrainingSession:
        """Takes somebody's place away; who waits longest gets it.

        Raises:
            NotForOneself: one gives up one's own like every learner.
        """
        return self._given_up(session_id, employee_id, cause=WITHDRAWN, check=self._check_may_give)

    def give_up_places_of(self, employee_id: UUID, *, at: datetime) -> int:
        """Somebody has left: all their places to come go to who waits.

        Whoever hears of it late finds sessions that have begun since; those stay as they are.

        Returns:
            How many.
        """
        since = max(at, self._bench.now)
        timetable = Timetables(self._bench.store).of(employee_id)
        ids = {one for one, span in timetable.spans.items() if span.starts_at > since}
        ids |= {*self._people.future_sessions_of(employee_id, at=since)}
        found = [self._sessions.session(one) for one in sorted(ids)]
        held = [one.id for one in found if one.has_learner(employee_id)]
        for session_id in held:
            self._given_up(session_id, employee_id, cause=LEFT, check=lambda _: None)
        return len(held)

    def _taken(
        self,
        session_id: UUID,
        employee_id: UUID,
        *,
        cause: str,
        check: Callable[[TrainingSession], None],
    ) -> TrainingSession:
        def attempt() -> TrainingSession:
            session = self._sessions.session(session_id)
            self._check_others(employee_id, cause)
            check(session)
            self._bench.access.member(employee_id)
            session.take_place(employee_id, cause=cause, at=self._bench.now)
            timetables = Timetables(self._bench.store)
            if employee_id in session.places:
                timetables.reserve(employee_id, session)
            self._bench.store.save(session, *timetables.changed())
            return session

        return retried(attempt)

    def _given_up(
        self,
        session_id: UUID,
        employee_id: UUID,
        *,
        cause: str,
        check: Callable[[TrainingSession], None],
    ) -> TrainingSession:
        def attempt() -> TrainingSession:
            session = self._sessions.session(session_id)
            self._check_others(employee_id, cause)
            check(session)
            timetables = Timetables(self._bench.store)
            timetables.release(employee_id, session)
            session.give_up(employee_id, cause=cause, at=self._bench.now)
            timetables.fill(session, instead_of=employee_id)
            self._bench.store.save(session, *timetables.changed())
            return session

        return retried(attempt)

    def _check_others(self, employee_id: UUID, cause: str) -> None:
        if cause in (GIVEN, WITHDRAWN) and self._bench.access.is_self(employee_id):
            raise NotForOneself

    def _check_may_give(self, session: TrainingSession) -> None:
        """Who schedules gives places of all sessions, a trainer of their own."""
        context = current_context()
        if context.may(SCHEDULE):
            return
        context.require(TEACH)
        if self._bench.access.employee_id() not in session.trainer_ids:
            raise NotTheTrainer
