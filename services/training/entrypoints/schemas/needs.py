"""What the API takes and shows of training needs."""

from __future__ import annotations

from marshmallow import fields
from marshmallow.validate import Length

from services.training.application.fact_rows import LONGEST_WORDS, MOST_ROWS
from services.training.domain.need_terms import OPEN, STATES
from services.training.domain.need_weights import (
    FACT_ORIGINS,
    LEAST_SEVERITY,
    MOST_SEVERITY,
    ORIGINS,
    URGENCIES,
)
from services.training.entrypoints.schemas.plain import (
    EvidenceSchema,
    TargetSchema,
    audience,
    code,
    day,
    one_of,
    optional,
    reference,
    told,
    whole,
    words,
)
from shared.web import PageQuery, Schema

MOST_MERGED = 100


class OwnNeedSchema(Schema):
    """What you need to learn."""

    competency = code("What you want to be able to do.", required=True)
    urgency = one_of(URGENCIES, "How soon it matters.", load_default="normal")
    description = words("More words; sealed before they are stored.", load_default=None)


class NewNeedSchema(OwnNeedSchema):
    """What others need to learn."""

    audience = audience(required=True)
    evidences = fields.List(
        fields.Nested(EvidenceSchema),
        load_default=list,
        validate=Length(max=20),
        metadata=told("What shows it, kept elsewhere."),
    )


class PrioritySchema(Schema):
    """Another urgency; without it the need is weighed by the rules as they are now."""

    urgency = one_of(URGENCIES, "How soon it matters.", load_default=None)


class MergerSchema(Schema):
    """Which needs are the same as this one."""

    need_ids = fields.List(
        fields.UUID(), required=True, validate=Length(1, MOST_MERGED), metadata=told("The others.")
    )


class CourseAnswerSchema(Schema):
    """A course that is the answer."""

    course_id = fields.UUID(required=True, metadata=told("The course."))
    due_on = day("Until when.", required=True)
    words = words("More about it; sealed.", load_default=None)


class CoachingAnswerSchema(Schema):
    """Coaching that is the answer."""

    coach_id = fields.UUID(required=True, metadata=told("The employee who coaches."))
    due_on = day("Until when.", required=True)
    words = words("More about it; sealed.", load_default=None)


class NeedRefusalSchema(Schema):
    """Why nothing is done."""

    reason = words("Why; sealed before it is stored.", required=True)


class StudyLinkSchema(Schema):
    """Where the effect is measured."""

    study_id = fields.UUID(required=True, metadata=told("The effect study."))


class NeedsQuery(PageQuery):
    """Which needs to list; by default open ones."""

    state = one_of(STATES, "In this state.", load_default=OPEN)
    competency = code("Of this competency only.")
    origin = one_of(ORIGINS, "Of this origin only.")
    urgency = one_of(URGENCIES, "Of this urgency only.")
    target_id = fields.UUID(metadata=told("Only for this employee, team, position or site."))


class PointsSchema(Schema):
    """A part of a score."""

    part = fields.String(required=True)
    because = fields.String(required=True)
    points = fields.Integer(required=True)


class ScoreSchema(Schema):
    """Why a need stands where it stands: each part of its points."""

    points = fields.Integer(required=True)
    parts = fields.List(fields.Nested(PointsSchema), required=True)


class OutcomeSchema(Schema):
    """What became of a need: of the one into which it was merged, if it was."""

    state = fields.String(required=True)
    answer = optional(fields.String)
    course_id = optional(fields.UUID)
    coach_id = optional(fields.UUID)
    due_on = optional(fields.Date)
    words = optional(fields.String)
    study_id = optional(fields.UUID)


class NeedSchema(Schema):
    """A training need; what is personal is null for who may not read it, and once it is erased."""

    need_id = fields.UUID(required=True)
    version = fields.Integer(required=True)
    state = fields.String(required=True)
    origin = fields.String(required=True)
    origins = fields.List(fields.String(), required=True)
    audience = fields.List(fields.Nested(TargetSchema), required=True)
    competency = fields.String(required=True)
    urgency = fields.String(required=True)
    evidences = fields.List(fields.Nested(EvidenceSchema), required=True)
    raiser_id = optional(fields.UUID)
    raised_on = fields.Date(required=True)
    description = optional(fields.String)
    score = fields.Nested(ScoreSchema, required=True)
    merged_from = fields.List(fields.UUID(), required=True)
    merged_into = optional(fields.UUID)
    outcome = fields.Nested(OutcomeSchema, required=True)


class NeedRowSchema(Schema):
    """A need in a list."""

    need_id = fields.UUID(required=True)
    state = fields.String(required=True)
    origin = fields.String(required=True)
    competency = fields.String(required=True)
    urgency = fields.String(required=True)
    employee_id = optional(fields.UUID)
    raiser_id = optional(fields.UUID)
    raised_on = fields.Date(required=True)
    evidences = fields.Integer(required=True)
    points = fields.Integer(required=True)
    course_id = optional(fields.UUID)


class NeedFactSchema(Schema):
    """A fact of another system, from which a need follows."""

    source = code("The system that tells it, such as `quality`.", required=True)
    fact_id = reference("Its id there; a fact that comes again changes nothing.", required=True)
    origin = one_of(FACT_ORIGINS, "What kind of fact it is.", required=True)
    happened_on = day("The day of it.", required=True)
    audience = audience(required=True)
    competency = code("What they are to be able to do.", required=True)
    severity = whole(LEAST_SEVERITY, MOST_SEVERITY, "How bad it is, 1 to 5.", required=True)
    urgency = one_of(URGENCIES, "How soon it matters.", load_default="normal")
    reference = reference("What shows it there; the fact itself by default.", load_default="")
    description = fields.String(
        load_default="",
        validate=Length(max=LONGEST_WORDS),
        metadata=told("More words; sealed before they are stored."),
    )


class NeedFactsSchema(Schema):
    """A batch of facts."""

    facts = fields.List(
        fields.Nested(NeedFactSchema),
        required=True,
        validate=Length(1, MOST_ROWS),
        metadata=told("All are taken, or none and every wrong cell is named."),
    )


class NeedFileSchema(Schema):
    """A file of facts."""

    csv = words(
        "CSV with a header line: source, fact_id, origin, happened_on, audience "
        "(`employee:<id>;team:<id>`), competency, severity and, if you like, urgency, reference, "
        "description.",
        longest=2_000_000,
        required=True,
    )


class NeedImportSchema(Schema):
    """A batch that was taken.

    Args:
        rows: facts of the batch.
        raised: those from which a need followed.
        known: those that were known before; nothing was changed.
    """

    need_import_id = fields.UUID(required=True)
    version = fields.Integer(required=True)
    rows = fields.Integer(required=True)
    raised = fields.Integer(required=True)
    known = fields.Integer(required=True)
    need_ids = fields.List(fields.UUID(), required=True)
