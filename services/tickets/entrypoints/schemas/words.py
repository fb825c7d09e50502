"""Fields that several requests share."""

from __future__ import annotations

from typing import Any

from marshmallow import fields
from marshmallow.validate import Length, OneOf, Range, Regexp

from services.tickets.domain import terms

CODE = Regexp("^[A-Za-z0-9_.-]{1,60}$")
"""The form of codes: skill groups, business lines, topics, decisions."""

LONGEST_TEXT = 20_000
"""Letters of a free text; what is longer is attached."""


def code(description: str, **options: Any) -> fields.String:
    """A code of the centre."""
    return fields.String(validate=CODE, metadata={"description": description}, **options)


def text(description: str, *, longest: int = LONGEST_TEXT, **options: Any) -> fields.String:
    """A free text with at least one letter; it is sealed before it is stored (SE-2)."""
    return fields.String(
        validate=[Length(1, longest), Regexp(r"(?s).*\S")],
        metadata={"description": description},
        **options,
    )


def word(among: tuple[str, ...], description: str, **options: Any) -> fields.String:
    """One of the desk's words."""
    return fields.String(validate=OneOf(among), metadata={"description": description}, **options)


def channel(description: str = "Channel.", **options: Any) -> fields.String:
    """One of the channels."""
    return word(terms.CHANNELS, description, **options)


def kind(**options: Any) -> fields.String:
    """One of the kinds."""
    return word(terms.KINDS, "What the customer comes for.", **options)


def priority(**options: Any) -> fields.String:
    """One of the priorities."""
    return word(terms.PRIORITIES, "How soon it matters.", **options)


def moment(description: str, **options: Any) -> fields.AwareDateTime:
    """A time with its offset."""
    return fields.AwareDateTime(format="iso", metadata={"description": description}, **options)


def seconds(description: str, *, most: int, **options: Any) -> fields.Integer:
    """Whole seconds."""
    return fields.Integer(
        strict=True, validate=Range(0, most), metadata={"description": description}, **options
    )


def name(description: str) -> fields.String:
    """What the centre calls something of its own."""
    return text(description, longest=100, required=True)


def whole(least: int, most: int, description: str, **options: Any) -> fields.Integer:
    """A whole number in a range."""
    return fields.Integer(
        strict=True,
        validate=Range(least, most),
        metadata={"description": description},
        **options,
    )


def share(description: str, **options: Any) -> fields.String:
    """A share of one, as a decimal string of up to four places."""
    form = Regexp(r"^0\.[0-9]{1,4}$")
    return fields.String(validate=form, metadata={"description": description}, **options)


def codes(description: str, *, most: int, **options: Any) -> Any:
    """Several codes of the centre."""
    return fields.List(
        fields.String(validate=CODE),
        validate=Length(max=most),
        metadata={"description": description},
        **options,
    )


def optional(field: type[fields.Field[Any]]) -> Any:
    """What is shown as null where there is none."""
    return field(required=True, allow_none=True)
