"""Places of sessions and attendance, over HTTP."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from services.training.application.session_attendance import Presence
from services.training.entrypoints.http.door import Door
from services.training.entrypoints.http.session_rendering import SessionRendering
from services.training.entrypoints.schemas import sessions as schemas
from shared.web import Blueprint, command, if_match, query


def add_session_places(blueprint: Blueprint, door: Door) -> None:
    """Adds the taking and giving up of places; in a race the later one decides on what is left."""
    places, sessions = door.cases.session_places, door.cases.sessions
    rendering = SessionRendering(door)

    def show(session_id: UUID) -> dict[str, Any]:
        return rendering.session(sessions.see_session(session_id))

    @blueprint.route("/sessions/<uuid:session_id>/own-place", methods=["POST"])
    @blueprint.response(200, schemas.SessionSchema)
    @command(shows=show)
    def take_place(session_id: UUID) -> UUID:
        """Takes a place for yourself, or puts you on the waiting list of a full session."""
        return places.take_place(session_id).id

    @blueprint.route("/sessions/<uuid:session_id>/own-place/release", methods=["POST"])
    @blueprint.response(200, schemas.SessionSchema)
    @command(shows=show)
    def give_up_place(session_id: UUID) -> UUID:
        """Gives up your place; whoever waits longest gets it."""
        return places.give_up_place(session_id).id

    @blueprint.route("/sessions/<uuid:session_id>/places", methods=["POST"])
    @blueprint.arguments(schemas.LearnerSchema)
    @blueprint.response(200, schemas.SessionSchema)
    @command(shows=show)
    def give_place(data: dict[str, Any], session_id: UUID) -> UUID:
        """Gives a learner a place, or puts them on the waiting list like everybody."""
        return places.give_place(session_id, **data).id

    @blueprint.route("/sessions/<uuid:session_id>/places/withdrawal", methods=["POST"])
    @blueprint.arguments(schemas.LearnerSchema)
    @blueprint.response(200, schemas.SessionSchema)
    @command(shows=show)
    def withdraw_place(data: dict[str, Any], session_id: UUID) -> UUID:
        """Takes a learner's place away; whoever waits longest gets it."""
        return places.withdraw_place(session_id, **data).id


def add_attendance(blueprint: Blueprint, door: Door) -> None:
    """Adds who came, for who teaches."""
    attendance, sessions = door.cases.session_attendance, door.cases.sessions
    rendering = SessionRendering(door)

    def show_all(session_id: UUID) -> dict[str, Any]:
        return rendering.places(sessions.see_people_of(session_id))

    @blueprint.route("/sessions/<uuid:session_id>/places", methods=["GET"])
    @blueprint.response(200, schemas.PlacesSchema)
    @query
    def list_places(session_id: UUID) -> dict[str, Any]:
        """Lists who has a place, who came and who waits; for trainers and who plans."""
        return show_all(session_id)

    @blueprint.route("/sessions/<uuid:session_id>/attendance", methods=["POST"])
    @blueprint.arguments(schemas.AttendanceSchema)
    @blueprint.response(200, schemas.PlacesSchema)
    @command(shows=show_all)
    def note_attendance(data: dict[str, Any], session_id: UUID) -> UUID:
        """Notes who came, as the trainer; a later note corrects an earlier one."""
        presences = [Presence(**one) for one in data["items"]]
        return attendance.note_attendance(session_id, presences, expected_version=if_match()).id

    @blueprint.route("/sessions/<uuid:session_id>/holding", methods=["POST"])
    @blueprint.arguments(schemas.HeldSchema)
    @blueprint.response(200, schemas.PlacesSchema)
    @command(shows=show_all)
    def hold_session(data: dict[str, Any], session_id: UUID) -> UUID:
        """Notes, as the trainer, that the session was held; its minutes count as taught."""
        return attendance.hold_session(session_id, **data, expected_version=if_match()).id
