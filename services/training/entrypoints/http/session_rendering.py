"""Sessions as the API shows them: people and links only to those whom they concern."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from services.training.domain.session import TrainingSession
from services.training.entrypoints.http.door import Door
from services.training.read_models.session_list import ListedSession
from shared.clock import iso
from shared.context import current_context
from shared.web import after

PURPOSE = "show-session"
"""Why sealed texts are opened here; each opening is logged with who asked (SE-2)."""


def page_begin(cursor: str | None) -> tuple[datetime, UUID] | None:
    """The session after which a page begins; None for the first page."""
    return after(cursor, tuple[datetime, UUID])


class SessionRendering:
    """Renders sessions for whoever asks.

    Args:
        door: what all parts of the API share.
    """

    def __init__(self, door: Door) -> None:
        self._door = door

    def session(
        self, session: TrainingSession, *, present: TrainingSession | None = None
    ) -> dict[str, Any]:
        """A session with what it is to the reader; nobody else's name.

        Args:
            session: as it stands or stood.
            present: as it stands, where `session` is of the past: whom it concerns now sees more.
        """
        reader = _reader()
        meeting, now = session.meeting, present or session
        plans_or_teaches = self._door.cases.sessions.sees_people_of(now)
        sees_link = plans_or_teaches or reader in now.places
        sees_reason = sees_link or reader in [one.employee_id for one in now.waiting]
        reason = session.reason if sees_reason else None
        return {
            "session_id": session.id,
            "version": session.version,
            "course_id": session.course_id,
            "title": session.title,
            "method": session.method,
            "trainer_ids": session.trainer_ids,
            "site_id": session.site_id,
            "starts_at": iso(meeting.starts_at),
            "ends_at": iso(meeting.ends_at),
            "zone": meeting.zone,
            "place": meeting.place,
            "link": meeting.link if sees_link else None,
            "rest_minutes": meeting.rest_minutes,
            "rest_reason": meeting.rest_reason,
            "calendar_version": meeting.calendar_version,
            "capacity": session.capacity,
            "taken": len(session.places),
            "waiting": len(session.waiting),
            "state": session.state,
            "reason": self._door.keys.open_or_none(reason, purpose=PURPOSE),
            "taught_minutes": session.taught_minutes,
            "own": _own(session, reader),
        }

    def places(self, session: TrainingSession) -> dict[str, Any]:
        """Who has a place and who waits."""
        opened = self._door.keys.open_or_none
        return {
            "session_id": session.id,
            "version": session.version,
            "places": [
                {
                    "employee_id": one,
                    "attendance": session.attendance.get(one),
                    "excuse": opened(session.excuses.get(one), purpose=PURPOSE),
                }
                for one in session.places
            ],
            "waiting": [
                {"employee_id": one.employee_id, "waiting_place": place, "since": iso(one.since)}
                for place, one in enumerate(session.waiting, start=1)
            ],
        }


def row_of(listed: ListedSession) -> dict[str, Any]:
    """A session in a list."""
    shown = {
        name: value
        for name, value in vars(listed).items()
        if name not in ("link", "sequence", "changed_at", "role")
    }
    return {**shown, "starts_at": iso(listed.starts_at), "ends_at": iso(listed.ends_at)}


def _reader() -> UUID | None:
    context = current_context()
    is_person = context.kind == "person" and context.actor is not None
    return UUID(context.actor) if is_person else None


def _own(session: TrainingSession, reader: UUID | None) -> dict[str, Any]:
    if reader is None:
        return {
            "has_place": False,
            "waiting_place": None,
            "attendance": None,
            "is_trainer": False,
        }
    return {
        "has_place": reader in session.places,
        "waiting_place": session.waiting_place(reader),
        "attendance": session.attendance.get(reader),
        "is_trainer": reader in session.trainer_ids,
    }
