"""Fields and forms that several shapes share."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from marshmallow import ValidationError, fields
from marshmallow.validate import Length, Regexp

from services.people.domain.forms import AGENT_ID, CODE, STAFF_NUMBER, is_sensible_day
from shared.fields import Moment
from shared.web import PageQuery, Schema

BLOCKS = fields.List(fields.String(validate=Length(max=11)), validate=Length(max=24))
"""Blocks of opening hours, such as 09:00-12:00."""


class Form(Regexp):
    """A form that the whole text has; a line break at its end is no part of it."""

    def __call__(self, value: Any) -> Any:
        """The value, or `ValidationError`."""
        if self.regex.fullmatch(value) is None:
            raise ValidationError(self._format_error(value))
        return value


def _check_day(value: date | datetime) -> None:
    day = value.date() if isinstance(value, datetime) else value
    if not is_sensible_day(day):
        raise ValidationError("Not a valid date.")


def short_code(**options: Any) -> fields.String:
    """A code of small letters, digits, dashes and underscores."""
    return fields.String(validate=Form(CODE), **options)


def staff_number(**options: Any) -> fields.String:
    """A staff number."""
    return fields.String(validate=Form(STAFF_NUMBER), **options)


def agent_id(**options: Any) -> fields.String:
    """An agent ID."""
    return fields.String(validate=Form(AGENT_ID), **options)


def text(longest: int, **options: Any) -> fields.String:
    """A text that is not empty."""
    return fields.String(validate=Length(1, longest), **options)


def day(**options: Any) -> fields.Date:
    """A day, ISO 8601."""
    return fields.Date(validate=_check_day, **options)


def moment(**options: Any) -> Moment:
    """A time with its offset."""
    return Moment(validate=_check_day, **options)


def password(**options: Any) -> fields.String:
    """A password or secret; never shown."""
    return fields.String(
        required=True,
        load_only=True,
        validate=Length(1, 1000),
        metadata={"format": "password"},
        **options,
    )


class ValidAtQuery(Schema):
    """For which moment an effective-dated fact is asked."""

    valid_at = moment(
        load_default=None,
        metadata={"description": "A time with its offset; now by default."},
    )


class ValidAtPageQuery(PageQuery):
    """A list of facts in force at a moment."""

    valid_at = moment(
        load_default=None,
        metadata={"description": "A time with its offset; now by default."},
    )


class ReasonSchema(Schema):
    """Why something is done."""

    reason = text(500, required=True)
