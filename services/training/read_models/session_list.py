"""Which sessions are there, whose are they, and who is to be reminded of them?"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import Select, and_, select, tuple_

from services.training.application.session_questions import DueReminder
from services.training.domain.session_terms import PLANNED
from services.training.read_models.session_rows import (
    LEARNER,
    PEOPLE,
    REMINDED,
    SESSIONS,
    TRAINER,
    WAITER,
    SessionRows,
)
from shared.clock import iso


@dataclass(frozen=True)
class ListedSession:
    """A session in a list.

    Args:
        session_id: its id.
        course_id: its course.
        title: what learners read.
        method: method of training.
        starts_at: when it begins.
        ends_at: when it ends.
        zone: the site's zone.
        place: where it is.
        link: how to join; for its people only.
        capacity: its places.
        taken: how many are taken.
        waiting: how many wait.
        state: planned, held or cancelled.
        sequence: how often it was moved or cancelled.
        changed_at: when it was last planned, moved or cancelled.
        role: what the person of whom the list is does in it.
    """

    session_id: UUID
    course_id: UUID
    title: str
    method: str
    starts_at: datetime
    ends_at: datetime
    zone: str
    place: str | None
    link: str | None
    capacity: int
    taken: int
    waiting: int
    state: str
    sequence: int
    changed_at: datetime
    role: str | None = None


class SessionList(SessionRows):
    """Lists of sessions; of who comes to them."""

    name = "session_list"

    def page(
        self,
        *,
        since: datetime,
        until: datetime | None,
        course_id: UUID | None,
        state: str | None,
        after: tuple[datetime, UUID] | None,
        limit: int,
    ) -> Sequence[ListedSession]:
        """Sessions in the order of their beginnings.

        Args:
            since: those that begin from then on.
            until: those that begin before then.
            course_id: of this course only.
            state: in this state only.
            after: the last one of the page before.
            limit: how many at most.
        """
        query = _later(select(SESSIONS), since=since, after=after).limit(limit)
        if until is not None:
            query = query.where(SESSIONS.c.starts_at < iso(until))
        if course_id is not None:
            query = query.where(SESSIONS.c.course_id == str(course_id))
        if state is not None:
            query = query.where(SESSIONS.c.state == state)
        return self._listed(query)

    def of_employee(
        self,
        employee_id: UUID,
        *,
        since: datetime,
        after: tuple[datetime, UUID] | None = None,
        limit: int,
        roles: Sequence[str] = (LEARNER, WAITER, TRAINER),
    ) -> Sequence[ListedSession]:
        """The sessions in which somebody learns, waits or teaches, in their order."""
        query = (
            select(SESSIONS, PEOPLE.c.role)
            .join(PEOPLE, PEOPLE.c.session_id == SESSIONS.c.session_id)
            .where(PEOPLE.c.employee_id == str(employee_id), PEOPLE.c.role.in_(list(roles)))
            .limit(limit)
        )
        return self._listed(_later(query, since=since, after=after))

    def titles(self, session_ids: Sequence[UUID]) -> Mapping[UUID, str]:
        """What sessions are called."""
        ids = [str(one) for one in session_ids]
        query = select(SESSIONS.c.session_id, SESSIONS.c.title).where(
            SESSIONS.c.session_id.in_(ids)
        )
        with self.database.reading() as connection:
            return {UUID(row.session_id): row.title for row in connection.execute(query)}

    def future_sessions_of(self, employee_id: UUID, *, at: datetime) -> Sequence[UUID]:
        """Sessions in which somebody has a place or waits for one, from a moment on."""
        query = (
            select(SESSIONS.c.session_id)
            .join(PEOPLE, PEOPLE.c.session_id == SESSIONS.c.session_id)
            .where(
                PEOPLE.c.employee_id == str(employee_id),
                PEOPLE.c.role != TRAINER,
                SESSIONS.c.state == PLANNED,
                SESSIONS.c.starts_at > iso(at),
            )
        )
        with self.database.reading() as connection:
            return [UUID(one) for one in connection.execute(query).scalars()]

    def due_reminders(
        self, *, at: datetime, minutes: Sequence[int], limit: int
    ) -> Sequence[DueReminder]:
        """Who is to be reminded and was not yet, the earliest session first.

        Of two times before a session that have come, only the one nearer to it counts.
        """
        found: list[DueReminder] = []
        nearer = at
        for one in sorted(minutes):
            limit_at = at + timedelta(minutes=one)
            query = _unreminded(after=nearer, until=limit_at, minutes=one)
            with self.database.reading() as connection:
                rows = connection.execute(query.limit(limit - len(found))).all()
            found += [
                DueReminder(
                    session_id=UUID(row.session_id),
                    employee_id=UUID(row.employee_id),
                    starts_at=datetime.fromisoformat(row.starts_at),
                    minutes=one,
                )
                for row in rows
            ]
            nearer = limit_at
        return found

    def _listed(self, query: Select[Any]) -> Sequence[ListedSession]:
        with self.database.reading() as connection:
            rows = connection.execute(query).mappings().all()
        return [_session(row) for row in rows]


def _later(
    query: Select[Any], *, since: datetime, after: tuple[datetime, UUID] | None
) -> Select[Any]:
    key = tuple_(SESSIONS.c.starts_at, SESSIONS.c.session_id)
    query = query.where(SESSIONS.c.starts_at >= iso(since))
    if after is not None:
        query = query.where(key > (iso(after[0]), str(after[1])))
    return query.order_by(SESSIONS.c.starts_at, SESSIONS.c.session_id)


def _unreminded(*, after: datetime, until: datetime, minutes: int) -> Select[Any]:
    is_reminded = and_(
        REMINDED.c.session_id == SESSIONS.c.session_id,
        REMINDED.c.employee_id == PEOPLE.c.employee_id,
        REMINDED.c.starts_at == SESSIONS.c.starts_at,
        REMINDED.c.minutes == minutes,
    )
    return (
        select(SESSIONS.c.session_id, SESSIONS.c.starts_at, PEOPLE.c.employee_id)
        .join(PEOPLE, PEOPLE.c.session_id == SESSIONS.c.session_id)
        .outerjoin(REMINDED, is_reminded)
        .where(
            SESSIONS.c.starts_at > iso(after),
            SESSIONS.c.starts_at <= iso(until),
            SESSIONS.c.state == PLANNED,
            PEOPLE.c.role != WAITER,
            REMINDED.c.session_id.is_(None),
        )
        .order_by(SESSIONS.c.starts_at, SESSIONS.c.session_id, PEOPLE.c.employee_id)
    )


def _session(row: Mapping[Any, Any]) -> ListedSession:
    ids = {name: UUID(row[name]) for name in ("session_id", "course_id")}
    times = {
        name: datetime.fromisoformat(row[name]) for name in ("starts_at", "ends_at", "changed_at")
    }
    return ListedSession(**{**row, **ids, **times})
