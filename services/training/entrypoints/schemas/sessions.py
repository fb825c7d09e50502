"""What the API takes and shows of sessions, places and attendance."""

from __future__ import annotations

from marshmallow import fields
from marshmallow.validate import Length

from services.training.domain import session_terms as terms
from services.training.entrypoints.schemas import session_words as words
from shared.web import PageQuery, Schema

_LARGEST = 300


class AppointmentSchema(Schema):
    """When and where a session is to be."""

    starts_at = words.moment("When it begins.", required=True)
    ends_at = words.moment("When it ends.", required=True)
    place = words.line("Where it is.", load_default=None, allow_none=True)
    link = words.link("How to join.", load_default=None, allow_none=True)
    rest_reason = words.code(
        "Why it takes rest time, a code of the rules `sessions`; asked for outside of working "
        "hours.",
        load_default=None,
        allow_none=True,
    )


class NewSessionSchema(AppointmentSchema):
    """A session to be planned."""

    course_id = fields.UUID(required=True, metadata={"description": "Its course."})
    title = words.line("What learners read.", required=True)
    method = words.code("Method of training, a code of the rules `sessions`.", required=True)
    trainer_ids = fields.List(
        fields.UUID(),
        required=True,
        validate=Length(1, 20),
        metadata={"description": "Employee ids of who teaches."},
    )
    capacity = words.whole(1, 100_000, "How many can learn.", required=True)
    site_id = fields.UUID(
        load_default=None,
        allow_none=True,
        metadata={"description": "Whose working hours count; the first trainer's by default."},
    )


class MovedSessionSchema(AppointmentSchema):
    """Another time or place."""

    reason = words.text("Why.", required=True)


class CancelledSessionSchema(Schema):
    """Why a session does not take place."""

    reason = words.text("Why.", required=True)


class TrainersSchema(Schema):
    """Who teaches from now on."""

    trainer_ids = fields.List(fields.UUID(), required=True, validate=Length(1, 20))


class CapacitySchema(Schema):
    """How many can learn from now on."""

    capacity = words.whole(1, 100_000, "Places.", required=True)


class LearnerSchema(Schema):
    """Who learns."""

    employee_id = fields.UUID(required=True, metadata={"description": "The learner."})


class PresenceSchema(LearnerSchema):
    """Whether somebody came."""

    status = words.word(terms.ATTENDANCE, "Whether they came.", required=True)
    excuse = words.text(
        "Why somebody was absent; with `excused` and nowhere else.",
        load_default=None,
        allow_none=True,
    )


class AttendanceSchema(Schema):
    """Who came."""

    items = fields.List(fields.Nested(PresenceSchema), required=True, validate=Length(1, _LARGEST))


class HeldSchema(Schema):
    """How long was taught."""

    taught_minutes = words.whole(
        0, 100_000, "As planned by default.", load_default=None, allow_none=True
    )


class SessionsQuery(PageQuery):
    """Which sessions to list."""

    since = words.moment("Those that begin from then on; from now on by default.")
    until = words.moment("Those that begin before then.", load_default=None)
    course_id = fields.UUID(load_default=None, metadata={"description": "Of this course only."})
    state = words.word(terms.STATES, "In this state only.", load_default=None)


class OwnSessionsQuery(PageQuery):
    """Which of one's own sessions to list."""

    since = words.moment("Those that begin from then on; from now on by default.")


class OwnPlaceSchema(Schema):
    """What a session is to whoever reads: whether they have a place, wait, or teach."""

    has_place = fields.Boolean(required=True)
    waiting_place = words.optional(fields.Integer)
    attendance = words.optional(fields.String)
    is_trainer = fields.Boolean(required=True)


class SessionSchema(Schema):
    """A session; link and reason are shown to its people only, a reason is null once erased."""

    session_id = fields.UUID(required=True)
    version = fields.Integer(required=True)
    course_id = fields.UUID(required=True)
    title = fields.String(required=True)
    method = fields.String(required=True)
    trainer_ids = fields.List(fields.UUID(), required=True)
    site_id = fields.UUID(required=True)
    starts_at = fields.String(required=True)
    ends_at = fields.String(required=True)
    zone = fields.String(required=True)
    place = words.optional(fields.String)
    link = words.optional(fields.String)
    rest_minutes = words.optional(fields.Integer)
    rest_reason = words.optional(fields.String)
    calendar_version = fields.Integer(required=True)
    capacity = fields.Integer(required=True)
    taken = fields.Integer(required=True)
    waiting = fields.Integer(required=True)
    state = fields.String(required=True)
    reason = words.optional(fields.String)
    taught_minutes = words.optional(fields.Integer)
    own = fields.Nested(OwnPlaceSchema, required=True)


class SessionRowSchema(Schema):
    """A session in a list."""

    session_id = fields.UUID(required=True)
    course_id = fields.UUID(required=True)
    title = fields.String(required=True)
    method = fields.String(required=True)
    starts_at = fields.String(required=True)
    ends_at = fields.String(required=True)
    zone = fields.String(required=True)
    place = words.optional(fields.String)
    capacity = fields.Integer(required=True)
    taken = fields.Integer(required=True)
    waiting = fields.Integer(required=True)
    state = fields.String(required=True)


class OwnSessionRowSchema(SessionRowSchema):
    """A session of one's own in a list."""

    role = fields.String(required=True)


class PlaceSchema(Schema):
    """Somebody with a place."""

    employee_id = fields.UUID(required=True)
    attendance = words.optional(fields.String)
    excuse = words.optional(fields.String)


class WaitingSchema(Schema):
    """Somebody on the waiting list, in its order."""

    employee_id = fields.UUID(required=True)
    waiting_place = fields.Integer(required=True)
    since = fields.String(required=True)


class PlacesSchema(Schema):
    """Who has a place, and who waits: whoever has waited longest gets the next one."""

    session_id = fields.UUID(required=True)
    version = fields.Integer(required=True)
    places = fields.List(fields.Nested(PlaceSchema), required=True)
    waiting = fields.List(fields.Nested(WaitingSchema), required=True)
