"""Fields that several requests and answers of training share."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Annotated, Any

import msgspec
from marshmallow import fields
from marshmallow.validate import Length, OneOf, Range, Regexp

from services.training.application.fact_rows import CODE, LONGEST_WORDS, MOST_TARGETS, REFERENCE
from services.training.domain.audience import TARGET_KINDS
from services.training.domain.need_weights import LEAST_SEVERITY, MOST_SEVERITY
from shared.web import Schema

SmallNumber = Annotated[int, msgspec.Meta(ge=-(10**9), le=10**9)]
"""A number in a cursor, which a caller may have forged: one that every database holds."""


def told(description: str) -> dict[str, str]:
    """The metadata of a field."""
    return {"description": description}


def code(description: str, **options: Any) -> fields.String:
    """A code of the centre."""
    form = Regexp(f"^{CODE.pattern}$")
    return fields.String(validate=form, metadata=told(description), **options)


def reference(description: str, **options: Any) -> fields.String:
    """What something is called in another system."""
    form = Regexp(f"^{REFERENCE.pattern}$")
    return fields.String(validate=form, metadata=told(description), **options)


def words(description: str, *, longest: int = LONGEST_WORDS, **options: Any) -> fields.String:
    """A free text with at least one letter."""
    return fields.String(
        validate=[Length(1, longest), Regexp(r"(?s).*\S")], metadata=told(description), **options
    )


def one_of(among: Sequence[str], description: str, **options: Any) -> fields.String:
    """One of the words."""
    return fields.String(validate=OneOf(among), metadata=told(description), **options)


def whole(least: int, most: int, description: str, **options: Any) -> fields.Integer:
    """A whole number in a range."""
    return fields.Integer(
        strict=True, validate=Range(least, most), metadata=told(description), **options
    )


def day(description: str, **options: Any) -> fields.Date:
    """A day of this century."""
    span = Range(date(2000, 1, 1), date(2099, 12, 31))
    return fields.Date(validate=span, metadata=told(description), **options)


def optional(field: type[fields.Field[Any]]) -> Any:
    """What is shown as null where there is none."""
    return field(required=True, allow_none=True)


class TargetSchema(Schema):
    """A part of an audience."""

    kind = one_of(TARGET_KINDS, "employee, team, position or site.", required=True)
    target_id = fields.UUID(required=True, metadata=told("Which one."))


def audience(**options: Any) -> Any:
    """For whom training is meant."""
    return fields.List(
        fields.Nested(TargetSchema),
        validate=Length(1, MOST_TARGETS),
        metadata=told("Who is to learn: everybody who belongs to one of these."),
        **options,
    )


class EvidenceSchema(Schema):
    """Something that shows a need, kept elsewhere."""

    source = code("The system where it is kept, such as `quality`.", required=True)
    reference = reference("What it is called there.", required=True)
    happened_on = day("The day of it.", required=True)
    severity = whole(LEAST_SEVERITY, MOST_SEVERITY, "How bad it is, 1 to 5.", required=True)
