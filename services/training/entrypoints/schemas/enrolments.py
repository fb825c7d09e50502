"""What the API takes and shows of enrolments, curriculum assignments and compliance."""

from __future__ import annotations

from marshmallow import fields
from marshmallow.validate import OneOf

from services.training.application.learners import ME, TEAM, WHOSE
from services.training.domain.enrolment import STATES
from services.training.entrypoints.schemas.courses import optional, text
from shared.web import PageQuery, Schema

_WHOSE = {"description": "Your own, your team's or everybody's."}


class NewEnrolmentSchema(Schema):
    """Who is to learn which course, by when."""

    course_id = fields.UUID(required=True)
    employee_id = fields.UUID(required=True)
    due_on = fields.Date(load_default=None, allow_none=True)


class DeadlineSchema(Schema):
    """By when a course is to be completed; null for no day."""

    due_on = fields.Date(required=True, allow_none=True)


class WithdrawalSchema(Schema):
    """Why somebody is taken out of a course."""

    reason = text("Why.", longest=2000, required=True)


class EnrolmentUnitSchema(Schema):
    """A unit, and whether it is done."""

    code = fields.String(required=True)
    kind = fields.String(required=True)
    confirmed_by = fields.String(
        required=True, metadata={"description": "learner, trainer or package: who says it is done."}
    )
    completed_on = optional(fields.Date)


class EnrolmentSchema(Schema):
    """Somebody's way through a course."""

    enrolment_id = fields.UUID(required=True)
    version = fields.Integer(required=True)
    employee_id = fields.UUID(required=True)
    course_id = fields.UUID(required=True)
    course_code = fields.String(required=True)
    course_version = fields.Integer(required=True)
    origin = fields.String(required=True)
    assignment_ids = fields.List(fields.UUID(), required=True)
    state = fields.String(required=True)
    due_on = optional(fields.Date)
    completed_on = optional(fields.Date)
    withdrawal_reason = optional(fields.String)
    units = fields.List(fields.Nested(EnrolmentUnitSchema), required=True)


class LearnersQuery(PageQuery):
    """Whose rows to list."""

    of = fields.String(load_default=ME, validate=OneOf(WHOSE), metadata=_WHOSE)
    employee_id = fields.UUID(
        load_default=None, metadata={"description": "One employee alone, whatever `of` says."}
    )


class EnrolmentsQuery(LearnersQuery):
    """Which enrolments to list."""

    course_id = fields.UUID(load_default=None)
    state = fields.String(load_default=None, validate=OneOf(STATES))


class EnrolmentRowSchema(Schema):
    """An enrolment in a list."""

    enrolment_id = fields.UUID(required=True)
    employee_id = fields.UUID(required=True)
    course_id = fields.UUID(required=True)
    course_code = fields.String(required=True)
    title_zh = fields.String(required=True)
    title_en = fields.String(required=True)
    course_version = fields.Integer(required=True)
    origin = fields.String(required=True)
    state = fields.String(required=True)
    due_on = optional(fields.Date)
    opened_at = fields.String(required=True)
    units = fields.Integer(required=True)
    units_done = fields.Integer(required=True)
    completed_on = optional(fields.Date)


class NewAssignmentSchema(Schema):
    """Who is to go through which curriculum."""

    curriculum_id = fields.UUID(required=True)
    employee_id = fields.UUID(required=True)
    started_on = fields.Date(
        load_default=None,
        allow_none=True,
        metadata={"description": "The day from which the courses' days count; today by default."},
    )


class AssignedCourseSchema(Schema):
    """A course of the curriculum for this employee."""

    course_id = fields.UUID(required=True)
    enrolment_id = fields.UUID(required=True)
    due_on = fields.Date(required=True)
    is_left = fields.Boolean(
        required=True, metadata={"description": "Whether it is still to be completed."}
    )


class LeadingSchema(Schema):
    """To which certification a curriculum leads, and what came of it."""

    certification_code = fields.String(
        required=True,
        allow_none=True,
        metadata={"description": "The certification to which it leads; null for none."},
    )
    candidacy_id = fields.UUID(
        required=True,
        allow_none=True,
        metadata={"description": "The candidacy that the service has opened at its end."},
    )
    candidacy_refusal = fields.String(
        required=True,
        allow_none=True,
        metadata={
            "description": "Why none was opened: already-certified, candidacy-already-open, "
            "certification-retired, curriculum-not-learned or employee-unknown (has left)."
        },
    )


class AssignmentSchema(LeadingSchema):
    """Somebody's way through a curriculum."""

    assignment_id = fields.UUID(required=True)
    version = fields.Integer(required=True)
    curriculum_id = fields.UUID(required=True)
    curriculum_code = fields.String(required=True)
    curriculum_version = fields.Integer(required=True)
    employee_id = fields.UUID(required=True)
    trigger = fields.String(required=True)
    state = fields.String(required=True)
    started_on = fields.Date(required=True)
    completed_on = optional(fields.Date)
    courses = fields.List(fields.Nested(AssignedCourseSchema), required=True)


class AssignmentRowSchema(LeadingSchema):
    """A curriculum assignment in a list."""

    assignment_id = fields.UUID(required=True)
    curriculum_id = fields.UUID(required=True)
    curriculum_code = fields.String(required=True)
    employee_id = fields.UUID(required=True)
    trigger = fields.String(required=True)
    state = fields.String(required=True)
    started_on = fields.Date(required=True)
    completed_on = optional(fields.Date)
    courses = fields.Integer(required=True)
    remaining = fields.Integer(required=True)
    assigned_at = fields.String(required=True)


class StandingSchema(Schema):
    """Where the centre stands with a compliance course."""

    course_id = fields.UUID(required=True)
    course_code = fields.String(required=True)
    required_rate = fields.String(required=True)
    valid_days = fields.Integer(required=True)
    audience = fields.Integer(required=True)
    done = fields.Integer(required=True)
    is_met = fields.Boolean(required=True)


class StandingsSchema(Schema):
    """All compliance courses by the rules in force."""

    items = fields.List(fields.Nested(StandingSchema), required=True)


class MissingQuery(PageQuery):
    """Of whom to list who is missing."""

    of = fields.String(load_default=TEAM, validate=OneOf(WHOSE), metadata=_WHOSE)


class MissingRowSchema(Schema):
    """Somebody who must have completed a compliance course and has not."""

    employee_id = fields.UUID(required=True)
    site_id = optional(fields.UUID)
    team_id = optional(fields.UUID)
    last_completed_on = optional(fields.Date)
