"""Fields that the schemas of sessions, feeds and mentors share."""

from __future__ import annotations

from typing import Any

from marshmallow import fields
from marshmallow.validate import Length, OneOf, Range, Regexp

CODE = Regexp("^[A-Za-z0-9_.-]{1,60}$")
"""The form of codes."""

_LINE = Regexp(r"[^\x00-\x1f\x7f]*[^\s\x00-\x1f\x7f][^\x00-\x1f\x7f]*\Z")
_LINK = Regexp(r"https://[!-~]+\Z")


def code(description: str, **options: Any) -> fields.String:
    """A code of the centre's lists."""
    return fields.String(validate=CODE, metadata={"description": description}, **options)


def line(description: str, *, longest: int = 200, **options: Any) -> fields.String:
    """One line of text, without control characters: calendar programs read it."""
    rules = [Length(1, longest), _LINE]
    return fields.String(validate=rules, metadata={"description": description}, **options)


def link(description: str, **options: Any) -> fields.String:
    """A link."""
    rules = [Length(9, 1000), _LINK]
    return fields.String(validate=rules, metadata={"description": description}, **options)


def text(description: str, *, longest: int = 2_000, **options: Any) -> fields.String:
    """A free text with at least one letter; it is sealed before it is stored (SE-2)."""
    rules = [Length(1, longest), Regexp(r"(?s).*\S")]
    return fields.String(validate=rules, metadata={"description": description}, **options)


def word(among: tuple[str, ...], description: str, **options: Any) -> fields.String:
    """One of the words of training."""
    return fields.String(validate=OneOf(among), metadata={"description": description}, **options)


def moment(description: str, **options: Any) -> fields.AwareDateTime:
    """A time with its offset."""
    return fields.AwareDateTime(format="iso", metadata={"description": description}, **options)


def whole(least: int, most: int, description: str, **options: Any) -> fields.Integer:
    """A whole number in a range."""
    return fields.Integer(
        strict=True,
        validate=Range(least, most),
        metadata={"description": description},
        **options,
    )


def optional(field: type[fields.Field[Any]]) -> Any:
    """What is shown as null where there is none."""
    return field(required=True, allow_none=True)
