"""The forms of numbers, codes and days that people type."""

from __future__ import annotations

import re
from datetime import date

from shared.errors import FieldError, Invalid

STAFF_NUMBER = "^[A-Za-z0-9][A-Za-z0-9._-]{0,31}$"
AGENT_ID = "^[A-Za-z0-9]{2,20}$"
CODE = "^[a-z0-9][a-z0-9_-]{0,49}$"
CURRENCY = "^[A-Z]{3}$"

FIRST_DAY = date(1900, 1, 1)
LAST_DAY = date(2199, 12, 31)
"""Days outside are typing errors, and so far out that reckoning with them would fail."""


def is_sensible_day(day: date) -> bool:
    """Whether somebody can mean this day."""
    return FIRST_DAY <= day <= LAST_DAY


def check_form(text: str, form: str, *, field: str) -> None:
    """Numbers and codes are short and plain.

    Args:
        text: what was typed.
        form: the form that the whole text must have, one of those above.
        field: name of the input field.

    Raises:
        Invalid: it has another form.
    """
    if re.fullmatch(form, text) is None:
        raise Invalid(
            fields=(
                FieldError(
                    field,
                    f"must have the form {form.strip('^$')}.",
                    f"格式须为 {form.strip('^$')}。",
                ),
            )
        )
