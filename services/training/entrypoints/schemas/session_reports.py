"""What the API takes and shows of reminders, feeds, hours taught and rest time."""

from __future__ import annotations

from marshmallow import fields

from services.training.entrypoints.schemas import session_words as words
from services.training.read_models.rest_time import EMPLOYEE, GROUPINGS
from shared.web import PageQuery, Schema


class RemindersQuery(PageQuery):
    """Which of one's reminders to list."""

    is_unread = fields.Boolean(
        load_default=False, metadata={"description": "Only those that you have not read."}
    )


class ReminderSchema(Schema):
    """A reminder."""

    reminder_id = fields.UUID(required=True)
    version = fields.Integer(required=True)
    kind = fields.String(required=True)
    about_id = fields.UUID(required=True)
    happens_at = fields.String(required=True)
    minutes_before = fields.Integer(required=True)
    is_read = fields.Boolean(required=True)


class ReminderRowSchema(Schema):
    """A reminder in the inbox; the title is that of the session, null for other kinds."""

    reminder_id = fields.UUID(required=True)
    kind = fields.String(required=True)
    about_id = fields.UUID(required=True)
    title = words.optional(fields.String)
    happens_at = fields.String(required=True)
    made_at = fields.String(required=True)
    is_read = fields.Boolean(required=True)


class CalendarFeedSchema(Schema):
    """One's own calendar feed; the address is null once it is closed."""

    calendar_feed_id = fields.UUID(required=True)
    version = fields.Integer(required=True)
    address = words.optional(fields.String)


class DaysSchema(Schema):
    """A span of days."""

    since = fields.Date(required=True, metadata={"description": "First day."})
    until = fields.Date(required=True, metadata={"description": "Last day."})


class TaughtHoursQuery(DaysSchema):
    """Whose hours taught to show."""

    trainer_id = fields.UUID(load_default=None, metadata={"description": "Your own by default."})


class TaughtMonthSchema(Schema):
    """What was taught in a month."""

    month = fields.String(required=True)
    sessions = fields.Integer(required=True)
    minutes = fields.Integer(required=True)


class TaughtHoursSchema(Schema):
    """What somebody taught, month by month."""

    trainer_id = fields.UUID(required=True)
    minutes = fields.Integer(required=True)
    items = fields.List(fields.Nested(TaughtMonthSchema), required=True)


class RestTimeQuery(PageQuery):
    """Which rest time to add up."""

    since = fields.Date(required=True, metadata={"description": "First day."})
    until = fields.Date(required=True, metadata={"description": "Last day."})
    by = words.word(GROUPINGS, "By what it is added up.", load_default=EMPLOYEE)


class RestTimeRowSchema(Schema):
    """Rest time of a group; `without_calendar` counts what no calendar can tell."""

    key = fields.String(required=True)
    sessions = fields.Integer(required=True)
    minutes = fields.Integer(required=True)
    without_calendar = fields.Integer(required=True)
