"""Shapes of business calendars."""

from __future__ import annotations

from marshmallow import fields
from marshmallow.validate import Length, Range, Regexp

from services.people.entrypoints.schemas.forms import BLOCKS, day, moment, text
from shared.fields import Moment
from shared.web import Digits, Schema


def _days(longest: int) -> fields.Dict:
    names = fields.String(validate=Length(1, 100))
    return fields.Dict(fields.String(), names, validate=Length(max=longest), load_default=dict)


class OwnEntrySchema(Schema):
    """A day with hours of its own."""

    name = text(100, required=True)
    blocks = fields.List(fields.String(validate=Length(max=11)), required=True)


class CalendarContentSchema(Schema):
    """When a site is open: all of it."""

    weekly = fields.Dict(fields.String(), BLOCKS, required=True)
    holidays = _days(2000)
    adjusted_workdays = _days(1000)
    entries = fields.Dict(
        fields.String(),
        fields.Nested(OwnEntrySchema),
        load_default=dict,
        validate=Length(max=2000),
    )


class CalendarVersionEntrySchema(Schema):
    """A version of a calendar to record."""

    content = fields.Nested(CalendarContentSchema, required=True)
    effective_from = moment(load_default=None, allow_none=True)
    reason = text(500, required=True)


class CalendarVersionSchema(Schema):
    """A recorded version of a calendar."""

    number = fields.Integer(required=True)
    content = fields.Dict(required=True)
    content_hash = fields.String(required=True)
    effective_from = Moment(required=True)
    source = fields.String(required=True)
    reason = fields.String(required=True)


class CalendarSchema(Schema):
    """The calendar of a site with all its versions."""

    calendar_id = fields.UUID(required=True)
    version = fields.Integer(required=True)
    site_id = fields.UUID(required=True)
    versions = fields.List(fields.Nested(CalendarVersionSchema), required=True)


class DayEntrySchema(Schema):
    """Hours of a day; none means closed."""

    day = day(required=True)
    name = text(100, required=True)
    blocks = fields.List(
        fields.String(validate=Length(max=11)), required=True, validate=Length(max=24)
    )
    reason = text(500, required=True)


class DayWithdrawalSchema(Schema):
    """A day that has ordinary hours again."""

    day = day(required=True)
    reason = text(500, required=True)


class YearProposalQuery(Schema):
    """Of which country and year to propose the holidays."""

    country = fields.String(load_default="CN", validate=Regexp("^[A-Z]{2}$"))
    year = Digits(required=True, validate=Range(1990, 2100))


class YearProposalSchema(Schema):
    """What the library knows of a year; a site accepts or mends it."""

    holidays = fields.Dict(fields.String(), fields.String(), required=True)
    adjusted_workdays = fields.Dict(fields.String(), fields.String(), required=True)
    names_adjusted_workdays = fields.Boolean(
        required=True,
        metadata={"description": "False where the year's official list was not known yet."},
    )


class YearSchema(Schema):
    """The holidays of a year, as proposed or mended."""

    holidays = _days(366)
    adjusted_workdays = _days(366)
    reason = text(500, required=True)
