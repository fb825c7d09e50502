"""Fields of the CRM's messages: tolerant in form, with a code of `CAUSES` for each fault."""

from __future__ import annotations

import unicodedata
from datetime import UTC, datetime
from typing import Any

from marshmallow import fields
from marshmallow.validate import Length, OneOf, Range, Regexp

from services.crm.domain.addresses import normal_email, normal_phone
from shared import fields as shared_fields

_WHITE_SPACE = "\t\n\r"


class Text(fields.String):
    """A text in NFC without control characters; a line also loses the white space around it.

    Where nothing is allowed, an empty text is nothing.

    Args:
        longest: characters at most.
        is_line: whether it is one line.
        takes_numbers: whether a whole number is good too: some CRMs count where others name.
        options: as for every field.
    """

    def __init__(
        self, *, longest: int, is_line: bool = True, takes_numbers: bool = False, **options: Any
    ) -> None:
        limits = Length(min=1, max=longest, error="too-short-or-long")
        super().__init__(validate=limits, **coded(options, invalid="not-text"))
        self._allowed = "" if is_line else _WHITE_SPACE
        self._is_line = is_line
        self._takes_numbers = takes_numbers

    def deserialize(
        self, value: Any, attr: str | None = None, data: Any = None, **options: Any
    ) -> Any:
        """The text that `value` holds."""
        is_empty = isinstance(value, str) and not value.strip()
        given = None if is_empty and self.allow_none else value
        return super().deserialize(given, attr, data, **options)

    def _deserialize(self, value: Any, attr: str | None, data: Any, **options: Any) -> str:
        if self._takes_numbers and type(value) is int:
            value = str(value)
        if not isinstance(value, str):
            raise self.make_error("invalid")
        text = value.strip() if self._is_line else value
        if any(unicodedata.category(one) == "Cc" and one not in self._allowed for one in text):
            raise self.make_error("invalid")
        return unicodedata.normalize("NFC", text)


class Phone(Text):
    """A telephone number, read into its normal form."""

    def __init__(self, **options: Any) -> None:
        super().__init__(longest=40, takes_numbers=True, **options)
        self.error_messages["invalid"] = "not-a-phone-number"

    def _deserialize(self, value: Any, attr: str | None, data: Any, **options: Any) -> str:
        number = normal_phone(super()._deserialize(value, attr, data, **options))
        if number is None:
            raise self.make_error("invalid")
        return number


class Email(Text):
    """An e-mail address, read into its normal form."""

    def __init__(self, **options: Any) -> None:
        super().__init__(longest=254, **options)
        self.error_messages["invalid"] = "not-an-email"

    def _deserialize(self, value: Any, attr: str | None, data: Any, **options: Any) -> str:
        address = normal_email(super()._deserialize(value, attr, data, **options))
        if address is None:
            raise self.make_error("invalid")
        return address


class Moment(shared_fields.Moment):
    """A time with its offset, read into UTC; one without is refused."""

    def __init__(self, **options: Any) -> None:
        codes = dict.fromkeys(("invalid", "invalid_awareness", "format"), "not-a-time")
        super().__init__(format="iso", **coded(options, **codes))

    def _deserialize(self, value: Any, attr: str | None, data: Any, **options: Any) -> datetime:
        moment = super()._deserialize(value, attr, data, **options)
        try:
            return moment.astimezone(UTC)
        except OverflowError as refusal:
            raise self.make_error("invalid") from refusal


def external_id(**options: Any) -> Text:
    """An id that the CRM has given: 1 to 200 characters."""
    return Text(longest=200, takes_numbers=True, **options)


def code(**options: Any) -> Text:
    """A code such as a skill group's: 1 to 100 characters."""
    return Text(longest=100, takes_numbers=True, **options)


def language_tag(**options: Any) -> fields.String:
    """A BCP 47 language tag."""
    tag = Regexp(r"^[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8})*$", error="not-a-language-tag")
    return fields.String(validate=tag, **coded(options, invalid="not-a-language-tag"))


def one_of(names: tuple[str, ...], **options: Any) -> fields.String:
    """One of a few words."""
    known = OneOf(names, error="unknown-value")
    return fields.String(validate=known, **coded(options, invalid="unknown-value"))


def whole_number(smallest: int, largest: int, **options: Any) -> fields.Integer:
    """A whole number in a range."""
    limits = Range(smallest, largest, error="out-of-range")
    codes = coded(options, invalid="not-a-number", too_large="out-of-range")
    return fields.Integer(strict=True, validate=limits, **codes)


def yes_or_no(**options: Any) -> fields.Boolean:
    """True or false."""
    codes = coded(options, invalid="not-true-or-false")
    return fields.Boolean(truthy={True}, falsy={False}, **codes)


def list_of(inner: fields.Field[Any], *, longest: int, **options: Any) -> fields.List[Any]:
    """A list of up to `longest` values."""
    limits = Length(max=longest, error="too-short-or-long")
    return fields.List(inner, validate=limits, **coded(options, invalid="not-a-list"))


def values_by_name(inner: fields.Field[Any], *, longest: int, **options: Any) -> fields.Dict:
    """Values by name, up to `longest` of them."""
    limits = Length(max=longest, error="too-short-or-long")
    codes = coded(options, invalid="not-an-object")
    return fields.Dict(keys=code(), values=inner, validate=limits, **codes)


def coded(options: dict[str, Any], **codes: str) -> dict[str, Any]:
    """The options of a field whose messages are codes.

    Args:
        options: as for every field, `about` being the description for the reader.
        codes: the field's own faults.
    """
    about = options.pop("about", "")
    messages = {"required": "missing", "null": "missing", "validator_failed": "unknown-value"}
    return {
        **options,
        "metadata": {"description": about} if about else {},
        "error_messages": {**messages, **codes},
    }
