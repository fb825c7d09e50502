"""What the API takes and shows of mentors and mentees."""

from __future__ import annotations

from marshmallow import fields

from services.training.domain.mentorship import ACTIVE, STATES
from services.training.entrypoints.schemas import session_words as words
from shared.web import PageQuery, Schema


class NewMentorshipSchema(Schema):
    """Who is to mentor whom."""

    employee_id = fields.UUID(required=True, metadata={"description": "The mentee."})
    mentor_id = fields.UUID(required=True, metadata={"description": "The mentor."})
    template = words.code("The tasks: a template of the rules `mentoring`.", required=True)


class OtherMentorSchema(Schema):
    """Who mentors from now on."""

    mentor_id = fields.UUID(required=True, metadata={"description": "The new mentor."})
    reason = words.text("Why.", required=True)


class NewNoteSchema(Schema):
    """Something to be written down."""

    text = words.text("The note; mentor and mentee read it.", longest=20_000, required=True)


class TaskSchema(Schema):
    """Which task."""

    task = words.code("Code of the task.", required=True)


class FinalSignOffSchema(Schema):
    """The mentor's judgement at the end."""

    is_ready = fields.Boolean(
        required=True,
        truthy={True},
        falsy={False},
        metadata={"description": "Whether the mentee is ready to work independently."},
    )
    reason = words.text("Why.", required=True)


class MentorshipsQuery(PageQuery):
    """Which mentorships to list."""

    state = words.word(STATES, "In this state.", load_default=ACTIVE)


class MentorTaskSchema(Schema):
    """A task with who has signed it off."""

    code = fields.String(required=True)
    zh = fields.String(required=True)
    en = fields.String(required=True)
    due_on = fields.Date(required=True)
    signed_off_by = words.optional(fields.UUID)
    is_acknowledged = fields.Boolean(required=True)
    is_late = fields.Boolean(required=True)


class NoteSchema(Schema):
    """A note; null once the mentee's data is erased."""

    note_id = fields.UUID(required=True)
    author_id = fields.UUID(required=True)
    written_at = fields.String(required=True)
    text = words.optional(fields.String)


class MentorshipSchema(Schema):
    """A mentorship with its tasks and notes."""

    mentorship_id = fields.UUID(required=True)
    version = fields.Integer(required=True)
    employee_id = fields.UUID(required=True)
    mentor_id = fields.UUID(required=True)
    former_mentor_ids = fields.List(fields.UUID(), required=True)
    template = fields.String(required=True)
    begins_on = fields.Date(required=True)
    due_on = fields.Date(required=True)
    state = fields.String(required=True)
    tasks = fields.List(fields.Nested(MentorTaskSchema), required=True)
    notes = fields.List(fields.Nested(NoteSchema), required=True)
    is_ready = words.optional(fields.Boolean)
    reason = words.optional(fields.String)


class MentorshipRowSchema(Schema):
    """A mentorship in a list."""

    mentorship_id = fields.UUID(required=True)
    employee_id = fields.UUID(required=True)
    mentor_id = fields.UUID(required=True)
    state = fields.String(required=True)
    due_on = fields.Date(required=True)
    tasks = fields.Integer(required=True)
    acknowledged = fields.Integer(required=True)
