"""What `training` publishes of sessions and mentors."""

from __future__ import annotations

from typing import Any

import msgspec
from marshmallow import Schema, fields

from services.training.domain.mentorship import Mentorship
from services.training.domain.session import TrainingSession
from shared.bus.publication import PublicEvent
from shared.fields import Moment


def _a(field: type[fields.Field[Any]], description: str, *, is_optional: bool = False) -> Any:
    metadata = {"description": description}
    return field(required=True, allow_none=is_optional, metadata=metadata)


def _ids(description: str) -> fields.List[Any]:
    return fields.List(fields.UUID(), required=True, metadata={"description": description})


class SessionTimesSchema(Schema):
    """When a session is."""

    session_id = _a(fields.UUID, "The session.")
    starts_at = _a(Moment, "When it begins.")
    ends_at = _a(Moment, "When it ends.")
    zone = _a(fields.String, "The site's IANA zone.")
    rest_minutes = _a(
        fields.Integer,
        "Minutes outside of working hours; null where the site has no calendar.",
        is_optional=True,
    )


class SessionPlannedSchema(SessionTimesSchema):
    """A session of a course was planned."""

    course_id = _a(fields.UUID, "The course.")
    method = _a(fields.String, "Method of training.")
    trainer_ids = _ids("Employee ids of who teaches.")
    site_id = _a(fields.UUID, "The site whose working hours count.")
    capacity = _a(fields.Integer, "Places.")


class SessionMovedSchema(SessionTimesSchema):
    """A session takes place at another time or elsewhere."""


class SessionTrainersReplacedSchema(Schema):
    """Others teach a session."""

    session_id = _a(fields.UUID, "The session.")
    trainer_ids = _ids("Employee ids of who teaches from now on.")


class SessionCancelledSchema(Schema):
    """A session does not take place."""

    session_id = _a(fields.UUID, "The session.")
    course_id = _a(fields.UUID, "The course.")


class SessionHeldSchema(SessionCancelledSchema):
    """A session has taken place."""

    trainer_ids = _ids("Employee ids of who taught.")
    rest_minutes = _a(
        fields.Integer,
        "Minutes outside of working hours; null where the site has no calendar.",
        is_optional=True,
    )
    day = _a(fields.Date, "The site's day.")
    taught_minutes = _a(fields.Integer, "Minutes taught, by each of the trainers.")


class PlaceSchema(Schema):
    """A place of a session."""

    session_id = _a(fields.UUID, "The session.")
    employee_id = _a(fields.UUID, "Employee id of the learner.")


class PlaceTakenSchema(PlaceSchema):
    """Somebody learns in a session."""

    cause = _a(fields.String, "own, given or freed.")
    instead_of = _a(fields.UUID, "Who gave the place up, where one did.", is_optional=True)


class PlaceGivenUpSchema(PlaceSchema):
    """Somebody does not learn in a session any more."""

    cause = _a(fields.String, "own, withdrawn, clash or left.")


class AttendanceNotedSchema(PlaceSchema):
    """The trainer noted whether somebody came; a later note corrects an earlier one."""

    course_id = _a(fields.UUID, "The course.")
    status = _a(fields.String, "present, late, absent or excused.")
    team_id = _a(fields.UUID, "The learner's team then.", is_optional=True)
    day = _a(fields.Date, "The site's day.")
    rest_minutes = _a(
        fields.Integer,
        "Minutes outside of working hours; null where the site has no calendar.",
        is_optional=True,
    )


class MentorshipSchema(Schema):
    """A mentor and a mentee."""

    mentorship_id = _a(fields.UUID, "The mentorship.")
    employee_id = _a(fields.UUID, "Employee id of the mentee.")
    mentor_id = _a(fields.UUID, "Employee id of the mentor.")


class MentorshipStartedSchema(MentorshipSchema):
    """Somebody has a mentor."""

    template = _a(fields.String, "Code of the tasks.")
    begins_on = _a(fields.Date, "First day.")
    due_on = _a(fields.Date, "When it is to end.")


class MentorReplacedSchema(MentorshipSchema):
    """Somebody else is the mentor."""

    former_mentor_id = _a(fields.UUID, "Employee id of who was the mentor.")


class MentorshipEndedSchema(MentorshipSchema):
    """The mentor has given the final sign-off."""

    is_ready = _a(fields.Boolean, "Whether the mentee is ready to work independently.")


class MentorshipBrokenOffSchema(MentorshipSchema):
    """A mentorship ended without a judgement."""


def _of_session(event_name: str, name: str, schema: type[Schema]) -> PublicEvent:
    def data(one: Any) -> dict[str, Any]:
        meeting = getattr(one, "meeting", None)
        times = {} if meeting is None else msgspec.structs.asdict(meeting)
        teachers = {"trainer_ids": [each.employee_id for each in getattr(one, "teachers", ())]}
        return {**times, **teachers, **vars(one), "session_id": one.originator_id}

    def subjects(one: Any) -> tuple[str, ...]:
        whose = getattr(one, "employee_id", None)
        about = () if whose is None else (f"employee:{whose}",)
        return (f"training_session:{one.originator_id}", *about)

    event_class = getattr(TrainingSession, event_name)
    return PublicEvent(event_class, name, 1, schema, data=data, subjects=subjects)


def _of_mentorship(event_name: str, name: str, schema: type[Schema]) -> PublicEvent:
    def data(one: Any) -> dict[str, Any]:
        return {**vars(one), "mentorship_id": one.originator_id}

    def subjects(one: Any) -> tuple[str, ...]:
        return (f"mentorship:{one.originator_id}", f"employee:{one.employee_id}")

    event_class = getattr(Mentorship, event_name)
    return PublicEvent(event_class, name, 1, schema, data=data, subjects=subjects)


SESSIONS = (
    _of_session("Created", "session_planned", SessionPlannedSchema),
    _of_session("Moved", "session_moved", SessionMovedSchema),
    _of_session("TrainersReplaced", "session_trainers_replaced", SessionTrainersReplacedSchema),
    _of_session("Cancelled", "session_cancelled", SessionCancelledSchema),
    _of_session("PlaceTaken", "session_place_taken", PlaceTakenSchema),
    _of_session("PlaceGivenUp", "session_place_given_up", PlaceGivenUpSchema),
    _of_session("AttendanceNoted", "attendance_noted", AttendanceNotedSchema),
    _of_session("Held", "session_held", SessionHeldSchema),
    _of_mentorship("Created", "mentorship_started", MentorshipStartedSchema),
    _of_mentorship("MentorReplaced", "mentor_replaced", MentorReplacedSchema),
    _of_mentorship("Ended", "mentorship_ended", MentorshipEndedSchema),
    _of_mentorship("BrokenOff", "mentorship_broken_off", MentorshipBrokenOffSchema),
)
"""The public events of this part."""
