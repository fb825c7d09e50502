"""Sessions over HTTP: planning, moving, cancelling, listing (TR-2, TR-11)."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from services.training.application.access import SELF
from services.training.application.meetings import Appointment
from services.training.entrypoints.http.door import Door
from services.training.entrypoints.http.session_rendering import (
    SessionRendering,
    page_begin,
    row_of,
)
from services.training.entrypoints.schemas import sessions as schemas
from shared.context import current_context
from shared.web import (
    Blueprint,
    as_of,
    command,
    if_match,
    page_of,
    page_schema,
    query,
)


def add_sessions(blueprint: Blueprint, door: Door) -> None:
    """Adds the planning of sessions."""
    sessions = door.cases.sessions
    rendering = SessionRendering(door)

    def show(session_id: UUID) -> dict[str, Any]:
        return rendering.session(sessions.see_session(session_id))

    @blueprint.route("/sessions", methods=["POST"])
    @blueprint.arguments(schemas.NewSessionSchema)
    @blueprint.response(201, schemas.SessionSchema)
    @command(shows=show)
    def plan_session(data: dict[str, Any]) -> UUID:
        """Plans a session [培训场次] of a course; one outside of working hours needs a reason."""
        return sessions.plan_session(appointment=_appointment(data), **data).id

    @blueprint.route("/sessions/<uuid:session_id>/move", methods=["POST"])
    @blueprint.arguments(schemas.MovedSessionSchema)
    @blueprint.response(200, schemas.SessionSchema)
    @command(shows=show)
    def move_session(data: dict[str, Any], session_id: UUID) -> UUID:
        """Holds a session at another time or elsewhere; places stay, unless times clash."""
        appointment = _appointment(data)
        return sessions.move_session(
            session_id, appointment=appointment, **data, expected_version=if_match()
        ).id

    @blueprint.route("/sessions/<uuid:session_id>/trainers", methods=["POST"])
    @blueprint.arguments(schemas.TrainersSchema)
    @blueprint.response(200, schemas.SessionSchema)
    @command(shows=show)
    def replace_trainers(data: dict[str, Any], session_id: UUID) -> UUID:
        """Lets others teach a session."""
        return sessions.replace_trainers(session_id, **data, expected_version=if_match()).id

    @blueprint.route("/sessions/<uuid:session_id>/capacity", methods=["POST"])
    @blueprint.arguments(schemas.CapacitySchema)
    @blueprint.response(200, schemas.SessionSchema)
    @command(shows=show)
    def change_session_capacity(data: dict[str, Any], session_id: UUID) -> UUID:
        """Gives a session more places, or fewer; new ones go to who waits longest."""
        return sessions.change_capacity(session_id, **data, expected_version=if_match()).id

    @blueprint.route("/sessions/<uuid:session_id>/cancellation", methods=["POST"])
    @blueprint.arguments(schemas.CancelledSessionSchema)
    @blueprint.response(200, schemas.SessionSchema)
    @command(shows=show)
    def cancel_session(data: dict[str, Any], session_id: UUID) -> UUID:
        """Cancels a session with the reason."""
        return sessions.cancel_session(session_id, **data, expected_version=if_match()).id

    @blueprint.route("/sessions/<uuid:session_id>", methods=["GET"])
    @blueprint.response(200, schemas.SessionSchema)
    @query
    def show_session(session_id: UUID) -> dict[str, Any]:
        """Shows a session, as it stands or stood, with what it is to you."""
        session = sessions.see_session(session_id, as_of=as_of())
        return rendering.session(session, present=sessions.session(session_id))


def add_session_lists(blueprint: Blueprint, door: Door) -> None:
    """Adds the lists of sessions."""

    @blueprint.route("/sessions", methods=["GET"])
    @blueprint.arguments(schemas.SessionsQuery, location="query")
    @blueprint.response(200, page_schema(schemas.SessionRowSchema))
    @query
    def list_sessions(asked: dict[str, Any]) -> dict[str, Any]:
        """Lists sessions in the order of their beginnings; by default those to come."""
        context = current_context()
        context.require(SELF)
        cursor, limit = asked.pop("cursor"), asked.pop("limit")
        since = asked.pop("since", context.occurred_at)
        found = door.models.sessions.page(
            since=since, **asked, after=page_begin(cursor), limit=limit + 1
        )
        page = page_of(found, limit, key=lambda one: (one.starts_at, one.session_id))
        return {**page, "items": [row_of(one) for one in page["items"]]}

    @blueprint.route("/own-sessions", methods=["GET"])
    @blueprint.arguments(schemas.OwnSessionsQuery, location="query")
    @blueprint.response(200, page_schema(schemas.OwnSessionRowSchema))
    @query
    def list_own_sessions(asked: dict[str, Any]) -> dict[str, Any]:
        """Lists the sessions in which you learn, wait for a place, or teach."""
        context = current_context()
        context.require(SELF)
        found = door.models.sessions.of_employee(
            door.cases.access.employee_id(),
            since=asked.get("since", context.occurred_at),
            after=page_begin(asked["cursor"]),
            limit=asked["limit"] + 1,
        )
        page = page_of(found, asked["limit"], key=lambda one: (one.starts_at, one.session_id))
        items = [{**row_of(one), "role": one.role} for one in page["items"]]
        return {**page, "items": items}


def _appointment(data: dict[str, Any]) -> Appointment:
    """Takes when and where out of what was sent."""
    names = ("starts_at", "ends_at", "place", "link", "rest_reason")
    return Appointment(**{name: data.pop(name) for name in names})
