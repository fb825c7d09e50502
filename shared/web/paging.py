"""Lists a page at a time, by cursors that name the last row shown."""

from __future__ import annotations

import base64
import re
from collections.abc import Callable, Sequence
from datetime import datetime
from functools import cache
from typing import Any, TypeVar

import marshmallow
import msgspec
from marshmallow import fields, validate

from shared.errors import Invalid
from shared.web.blueprint import Schema
from shared.web.refusals import wrong

LARGEST_PAGE = 200
CURSOR_FORM = "^[A-Za-z0-9_-]{1,512}$"

_DIGITS = re.compile("-?[0-9]{1,18}")

Row = TypeVar("Row")
Key = TypeVar("Key")


class Digits(fields.Integer):
    """A whole number in a query string; other texts that Python reads as one are none."""

    def _validated(self, value: Any) -> Any:
        if not (isinstance(value, str) and _DIGITS.fullmatch(value)):
            raise self.make_error("invalid", input=value)
        return super()._validated(value)


class PageQuery(Schema):
    """The base of query schemas of lists: filters and sorts are added by name."""

    limit = Digits(
        load_default=25,
        validate=validate.Range(1, LARGEST_PAGE),
        metadata={"description": "Rows of one page."},
    )
    cursor = fields.String(
        load_default=None,
        validate=validate.Regexp(CURSOR_FORM),
        metadata={"description": "`next` of the page before; left out for the first page."},
    )


@cache
def page_schema(item: type[marshmallow.Schema]) -> type[marshmallow.Schema]:
    """The schema of a page of `item`s."""
    return Schema.from_dict(
        {
            "items": fields.List(fields.Nested(item), required=True),
            "next": fields.String(required=True, allow_none=True),
        },
        name=f"{item.__name__.removesuffix('Schema')}Page",
    )


def page_of(
    rows: Sequence[Row], limit: int, key: Callable[[Row], tuple[Any, ...]]
) -> dict[str, Any]:
    """A page of `rows`.

    Args:
        rows: the rows after the cursor in their order, one more than `limit` if there are more.
        limit: rows of the page.
        key: the values by which the rows are ordered, the last one unique; JSON scalars, ids,
            times or dates.
    """
    shown = list(rows[:limit])
    following = _cursor_of(key(shown[-1])) if len(rows) > limit else None
    return {"items": shown, "next": following}


def after(cursor: str | None, shape: type[Key]) -> Key | None:
    """The values in `cursor`, after which the page begins; None for the first page.

    Args:
        cursor: as the caller sent it.
        shape: the type of the key, such as `tuple[datetime, UUID]`.

    Raises:
        Invalid: it is no cursor of this list.
    """
    if cursor is None:
        return None
    try:
        text = base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4))
        values = msgspec.json.decode(text, type=shape)
    except (ValueError, msgspec.DecodeError) as refusal:
        raise _no_cursor() from refusal
    is_naive = any(isinstance(one, datetime) and one.tzinfo is None for one in values)  # type: ignore[attr-defined]
    if is_naive or b"\\u0000" in text:
        raise _no_cursor()
    return values


def _cursor_of(values: tuple[Any, ...]) -> str:
    return base64.urlsafe_b64encode(msgspec.json.encode(values)).decode().rstrip("=")


def _no_cursor() -> Invalid:
    return wrong(
        "cursor",
        en="is no cursor of this list; take `next` of the page before, or leave it out.",
        zh="不是此列表的游标，请使用上一页的 `next`，或省略。",
    )
