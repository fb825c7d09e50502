"""The rows of sessions and of who learns, waits and teaches in them."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from sqlalchemy import Column, Index, Integer, String

from services.training.domain.reminder import SESSION
from services.training.domain.session_terms import CANCELLED, HELD, PLANNED
from shared.clock import iso
from shared.read_models import ReadModel, Rows, projects, read_table

LEARNER = "learner"
WAITER = "waiting"
TRAINER = "trainer"

_starts_at = Column("starts_at", String, nullable=False)
_session_id = Column("session_id", String, primary_key=True)
_course_id = Column("course_id", String, nullable=False)

SESSIONS = read_table(
    "training_sessions",
    _session_id,
    _course_id,
    Column("title", String, nullable=False),
    Column("method", String, nullable=False),
    _starts_at,
    Column("ends_at", String, nullable=False),
    Column("zone", String, nullable=False),
    Column("place", String),
    Column("link", String),
    Column("capacity", Integer, nullable=False),
    Column("taken", Integer, nullable=False),
    Column("waiting", Integer, nullable=False),
    Column("state", String, nullable=False),
    Column("sequence", Integer, nullable=False),
    Column("changed_at", String, nullable=False),
    Index("training_sessions_by_time", _starts_at, _session_id),
    Index("training_sessions_by_course", _course_id, _starts_at),
)

_employee_id = Column("employee_id", String, primary_key=True)

PEOPLE = read_table(
    "training_session_people",
    Column("session_id", String, primary_key=True),
    _employee_id,
    Column("role", String, nullable=False),
    Index("training_session_people_by_employee", _employee_id),
)

REMINDED = read_table(
    "training_sessions_reminded",
    Column("session_id", String, primary_key=True),
    Column("employee_id", String, primary_key=True),
    Column("starts_at", String, primary_key=True),
    Column("minutes", Integer, primary_key=True),
)


class SessionRows(ReadModel):
    """One row for each session, for each of its people, and for each reminder made."""

    source = "training"
    tables = (SESSIONS, PEOPLE, REMINDED)

    @projects("training.session.planned")
    def planned(self, rows: Rows, event: Any) -> None:
        """There is a session."""
        rows[SESSIONS].put(
            session_id=str(event.originator_id),
            course_id=str(event.course_id),
            title=event.title,
            method=event.method,
            capacity=event.capacity,
            taken=0,
            waiting=0,
            state=PLANNED,
            sequence=0,
            **_times(event),
        )
        self._teach(rows, event)

    @projects("training.session.moved")
    def moved(self, rows: Rows, event: Any) -> None:
        """It is at another time or elsewhere."""
        self._change(rows, event.originator_id, sequence=1, **_times(event))

    @projects("training.session.capacity_changed")
    def capacity_changed(self, rows: Rows, event: Any) -> None:
        """It has more places, or fewer."""
        rows[SESSIONS].change(str(event.originator_id), capacity=event.capacity)

    @projects("training.session.trainers_replaced")
    def trainers_replaced(self, rows: Rows, event: Any) -> None:
        """Others teach it."""
        rows[PEOPLE].remove_where(session_id=str(event.originator_id), role=TRAINER)
        self._teach(rows, event)

    @projects("training.session.cancelled")
    def cancelled(self, rows: Rows, event: Any) -> None:
        """It does not take place."""
        changed_at = iso(event.meta.occurred_at)
        self._change(rows, event.originator_id, sequence=1, state=CANCELLED, changed_at=changed_at)

    @projects("training.session.held")
    def held(self, rows: Rows, event: Any) -> None:
        """It has taken place."""
        rows[SESSIONS].change(str(event.originator_id), state=HELD)

    @projects("training.session.place_taken")
    def place_taken(self, rows: Rows, event: Any) -> None:
        """Somebody learns in it, perhaps after having waited."""
        key = (str(event.originator_id), str(event.employee_id))
        found = rows[PEOPLE].get(*key)
        has_waited = found is not None and found["role"] == WAITER
        rows[PEOPLE].put(session_id=key[0], employee_id=key[1], role=LEARNER)
        self._change(rows, event.originator_id, taken=1, waiting=-1 if has_waited else 0)

    @projects("training.session.waiting_list_joined")
    def waiting_list_joined(self, rows: Rows, event: Any) -> None:
        """Somebody waits for a place."""
        session_id, employee_id = str(event.originator_id), str(event.employee_id)
        rows[PEOPLE].put(session_id=session_id, employee_id=employee_id, role=WAITER)
        self._change(rows, event.originator_id, waiting=1)

    @projects("training.session.place_given_up")
    def place_given_up(self, rows: Rows, event: Any) -> None:
        """Somebody does not learn in it any more."""
        rows[PEOPLE].remove(str(event.originator_id), str(event.employee_id))
        self._change(rows, event.originator_id, taken=-1)

    @projects("training.session.waiting_list_left")
    def waiting_list_left(self, rows: Rows, event: Any) -> None:
        """Somebody waits no more."""
        rows[PEOPLE].remove(str(event.originator_id), str(event.employee_id))
        self._change(rows, event.originator_id, waiting=-1)

    @projects("training.reminder.made")
    def reminded(self, rows: Rows, event: Any) -> None:
        """Somebody was reminded."""
        if event.kind == SESSION:
            rows[REMINDED].put(
                session_id=str(event.about_id),
                employee_id=str(event.employee_id),
                starts_at=iso(event.happens_at),
                minutes=event.minutes_before,
            )

    @staticmethod
    def _teach(rows: Rows, event: Any) -> None:
        for one in event.trainer_ids:
            rows[PEOPLE].put(
                session_id=str(event.originator_id), employee_id=str(one), role=TRAINER
            )

    @staticmethod
    def _change(rows: Rows, session_id: UUID, **changes: Any) -> None:
        """Replaces words of a session, and adds to its counts."""
        row = rows[SESSIONS].get(str(session_id))
        if row is not None:
            counts = {
                name: row[name] + changes.pop(name)
                for name in ("taken", "waiting", "sequence")
                if name in changes
            }
            rows[SESSIONS].change(str(session_id), **counts, **changes)


def _times(event: Any) -> dict[str, Any]:
    meeting = event.meeting
    return {
        "starts_at": iso(meeting.starts_at),
        "ends_at": iso(meeting.ends_at),
        "zone": meeting.zone,
        "place": meeting.place,
        "link": meeting.link,
        "changed_at": iso(event.meta.occurred_at),
    }
