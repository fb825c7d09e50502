"""What the API takes and shows of development plans and the succession pipeline."""

from __future__ import annotations

from marshmallow import fields
from marshmallow.validate import Length

from services.training.domain.career_paths import LEAST_LEVEL, MOST_LEVEL
from services.training.entrypoints.schemas import plain
from services.training.entrypoints.schemas.plain import optional, told
from shared.fields import Moment
from shared.web import PageQuery, Schema


class NewDevelopmentPlanSchema(Schema):
    """Whose plan to begin."""

    employee_id = fields.UUID(required=True, metadata=told("Whose plan it is."))


class SelfDescriptionSchema(Schema):
    """What you like and are good at; sealed before it is stored."""

    interests = plain.words("What you like.", load_default=None)
    strengths = plain.words("What you are good at.", load_default=None)


class DirectionChoiceSchema(Schema):
    """The step of a career path to go for."""

    path = plain.code("Code of the path.", required=True)
    step = plain.code("Code of the step.", required=True)


class LevelSchema(Schema):
    """How well something is done."""

    competency = plain.code("What.", required=True)
    level = plain.whole(LEAST_LEVEL, MOST_LEVEL, "1 to 5; 0 not at all.", required=True)


class LevelsSchema(Schema):
    """How well somebody does what; what is not named stays as it was."""

    levels = fields.List(
        fields.Nested(LevelSchema),
        required=True,
        validate=Length(1, 50),
        metadata=told("Each competency with its level."),
    )


class NewGoalSchema(Schema):
    """A goal."""

    words = plain.words("What exactly; sealed before it is stored.", required=True)
    due_on = plain.day("Until when.", required=True)
    competency = plain.code("What it develops.", load_default=None)
    course_ids = fields.List(
        fields.UUID(),
        load_default=list,
        validate=Length(max=20),
        metadata=told("Courses that help."),
    )


class CheckInWordsSchema(Schema):
    """How it goes."""

    words = plain.words("How it goes; sealed before it is stored.", required=True)


class DevelopmentPlansQuery(PageQuery):
    """Which plans to list."""

    is_agreed = fields.Boolean(
        truthy={"true"}, falsy={"false"}, metadata=told("Agreed by both sides, or not.")
    )
    is_overdue = fields.Boolean(
        truthy={"true"},
        falsy={"false"},
        load_default=False,
        metadata=told("Only with an open goal whose day has passed."),
    )


class DevelopmentPlanRowSchema(Schema):
    """A plan in a list."""

    development_plan_id = fields.UUID(required=True)
    employee_id = fields.UUID(required=True)
    is_agreed = fields.Boolean(required=True)
    path = optional(fields.String)
    step = optional(fields.String)
    checked_in_on = optional(fields.Date)


class DirectionSchema(Schema):
    """The step that somebody goes for, and what it asked for when it was chosen."""

    path = fields.String(required=True)
    step = fields.String(required=True)
    needed = fields.List(fields.Nested(LevelSchema), required=True)


class GapSchema(Schema):
    """What is missing for the step."""

    competency = fields.String(required=True)
    needed = fields.Integer(required=True)
    present = fields.Integer(required=True)


class GoalSchema(Schema):
    """A goal."""

    goal_id = fields.UUID(required=True)
    state = fields.String(required=True)
    words = optional(fields.String)
    due_on = fields.Date(required=True)
    is_overdue = fields.Boolean(required=True)
    competency = optional(fields.String)
    course_ids = fields.List(fields.UUID(), required=True)


class CheckInSchema(Schema):
    """How it went, from one side."""

    check_in_id = fields.UUID(required=True)
    side = fields.String(required=True)
    author_id = fields.UUID(required=True)
    written_at = Moment(required=True)
    words = optional(fields.String)


class DevelopmentProgressSchema(Schema):
    """How far it has come."""

    open = fields.Integer(required=True)
    reached = fields.Integer(required=True)
    dropped = fields.Integer(required=True)
    overdue = fields.Integer(required=True)
    gaps = fields.Integer(required=True)


class DevelopmentPlanSchema(Schema):
    """The plan of an employee; what is personal is null once it is erased."""

    development_plan_id = fields.UUID(required=True)
    version = fields.Integer(required=True)
    employee_id = fields.UUID(required=True)
    state = fields.String(required=True)
    agreed_by = fields.List(fields.String(), required=True)
    interests = optional(fields.String)
    strengths = optional(fields.String)
    direction = fields.Nested(DirectionSchema, required=True, allow_none=True)
    levels = fields.List(fields.Nested(LevelSchema), required=True)
    assessor_id = optional(fields.UUID)
    gaps = fields.List(fields.Nested(GapSchema), required=True)
    goals = fields.List(fields.Nested(GoalSchema), required=True)
    check_ins = fields.List(fields.Nested(CheckInSchema), required=True)
    progress = fields.Nested(DevelopmentProgressSchema, required=True)
