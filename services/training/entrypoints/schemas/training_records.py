"""What the API takes and shows of training records."""

from __future__ import annotations

from marshmallow import fields
from marshmallow.validate import Length

from services.training.entrypoints.schemas.plain import one_of, optional, told
from shared.web import Schema

MOST_ROWS = 1000
"""Rows of each part of a record that one answer shows."""


class RecordedCourseSchema(Schema):
    """A course that somebody learns or has completed."""

    course_id = fields.UUID(required=True)
    course_code = fields.String(required=True)
    title_zh = fields.String(required=True)
    title_en = fields.String(required=True)
    course_version = fields.Integer(required=True)
    state = fields.String(required=True, metadata=told("open or completed."))
    due_on = optional(fields.Date)
    completed_on = optional(fields.Date)
    credits = fields.String(required=True)
    minutes = fields.Integer(required=True)


class RecordedSessionSchema(Schema):
    """A session of which it was noted whether the employee came."""

    session_id = fields.UUID(required=True)
    course_id = fields.UUID(required=True)
    title = fields.String(required=True)
    day = fields.Date(required=True)
    status = fields.String(required=True, metadata=told("present, late, absent or excused."))
    attended_minutes = fields.Integer(
        required=True, metadata=told("What was taught, for who was there, once it was held.")
    )


class RecordedExamSchema(Schema):
    """A sitting; the result is null until the reader may know it."""

    sitting_id = fields.UUID(required=True)
    exam_code = fields.String(required=True)
    title_zh = fields.String(required=True)
    title_en = fields.String(required=True)
    quarter = fields.String(required=True)
    attempt = fields.Integer(required=True)
    started_at = fields.String(required=True)
    state = fields.String(required=True)
    passed = optional(fields.Boolean)
    points = fields.String(required=True, allow_none=True)
    full = fields.String(required=True, allow_none=True)


class RecordedStageSchema(Schema):
    """An oral, simulated or practical stage."""

    assessment_id = fields.UUID(required=True)
    certification_code = fields.String(required=True)
    title_zh = fields.String(required=True)
    title_en = fields.String(required=True)
    stage_kind = fields.String(required=True)
    state = fields.String(required=True)
    arranged_at = fields.String(required=True)
    passed = optional(fields.Boolean)


class RecordedCertificateSchema(Schema):
    """A certificate by its newest term."""

    certificate_id = fields.UUID(required=True)
    number = fields.String(required=True)
    certification_code = fields.String(required=True)
    title_zh = fields.String(required=True)
    title_en = fields.String(required=True)
    state = fields.String(required=True)
    valid_from = fields.Date(required=True)
    valid_until = optional(fields.Date)


class RecordedMentorshipSchema(Schema):
    """A mentorship of the employee as mentee."""

    mentorship_id = fields.UUID(required=True)
    title_zh = fields.String(required=True)
    title_en = fields.String(required=True)
    mentor_id = fields.UUID(required=True, metadata=told("The last mentor."))
    begins_on = fields.Date(required=True)
    due_on = fields.Date(required=True)
    state = fields.String(required=True, metadata=told("active, ended or broken_off."))
    tasks = fields.Integer(required=True)
    acknowledged = fields.Integer(
        required=True, metadata=told("Tasks that mentor and mentee have confirmed.")
    )
    is_ready = fields.Boolean(
        required=True,
        allow_none=True,
        metadata=told("Whether the mentor found them ready; null where nobody has judged."),
    )


class TrainingRecordSchema(Schema):
    """What is recorded of an employee's training, the newest first."""

    employee_id = fields.UUID(required=True)
    staff_number = fields.String(required=True)
    made_at = fields.String(required=True)
    courses_completed = fields.Integer(required=True)
    credits = fields.String(required=True, metadata=told("Of the completed courses."))
    course_minutes = fields.Integer(
        required=True, metadata=told("How long the completed courses take.")
    )
    session_minutes = fields.Integer(
        required=True, metadata=told("How long the employee sat in sessions.")
    )
    courses = fields.List(fields.Nested(RecordedCourseSchema), required=True)
    sessions = fields.List(fields.Nested(RecordedSessionSchema), required=True)
    exams = fields.List(fields.Nested(RecordedExamSchema), required=True)
    stages = fields.List(fields.Nested(RecordedStageSchema), required=True)
    certificates = fields.List(fields.Nested(RecordedCertificateSchema), required=True)
    mentorships = fields.List(fields.Nested(RecordedMentorshipSchema), required=True)
    cut = fields.List(
        fields.String(),
        required=True,
        metadata=told(
            f"Parts of which only the newest {MOST_ROWS} rows stand here; the sums count all rows, "
            "and the files hold them."
        ),
    )


class RecordDocumentSchema(Schema):
    """How a training record is printed."""

    language = one_of(("zh", "en"), "In which language.", load_default="zh")
    employee_name = fields.String(
        load_default=None,
        allow_none=True,
        validate=Length(1, 100),
        metadata=told("As the employee file has it; printed and not kept."),
    )
