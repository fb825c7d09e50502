"""Reads exports of Zammad and Zendesk (JSON) and CSV, one ticket at a time, however large."""

from __future__ import annotations

import csv
import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import UUID

from services.tickets.domain.correspondence import CUSTOMER_REPLY, NOTE, REPLY
from services.tickets.domain.importing import SourceRow, WrittenBefore
from shared.errors import FieldError, Invalid

FORMATS = ("zammad", "zendesk", "csv")

LARGEST_TICKET = 8_000_000
"""Characters of one ticket in JSON at most."""

_CHUNK = 262_144
_HEAD = 1_024


class NotAnExport(Invalid):
    """The file is none of the format named."""

    code = "not-an-export"


def rows_in(path: Path, format_: str) -> Iterator[SourceRow]:
    """The tickets of a file, as the earlier system tells of them.

    Args:
        path: the file, UTF-8; JSON as an array, as an object that holds one under `tickets`, or
            one object a line.
        format_: one of `FORMATS`.

    Raises:
        NotAnExport: it is no such file.
    """
    csv.field_size_limit(LARGEST_TICKET)
    with path.open(encoding="utf-8-sig", newline="") as file:
        found = csv.DictReader(file) if format_ == "csv" else _objects(file)
        try:
            for row, one in enumerate(found, start=1):
                yield _READERS[format_](row, one)
        except (UnicodeDecodeError, csv.Error) as refusal:
            raise _no_export(str(refusal)) from refusal


def _objects(file: Any) -> Iterator[Mapping[str, Any]]:
    """The objects of a JSON file, read a part at a time."""
    decode = json.JSONDecoder().raw_decode
    text, place, is_inside = file.read(_HEAD), 0, False
    while True:
        while place < len(text) and text[place] in " \t\r\n,":
            place += 1
        if place < len(text) and not is_inside:
            is_inside, place = True, _first_object(text, place)
            continue
        if place < len(text) and text[place] == "]":
            return
        try:
            found, end = decode(text, place)
        except json.JSONDecodeError as refusal:
            more = file.read(_CHUNK)
            if not more and not text[place:].strip():
                return
            if not more or len(text) - place > LARGEST_TICKET:
                raise _no_export(f"character {place}: {refusal.msg}") from refusal
            text, place = text[place:] + more, 0
            continue
        if not isinstance(found, dict):
            raise _no_export("a ticket is no object")
        yield found
        place = end


def _first_object(text: str, place: int) -> int:
    """Where the first ticket begins: behind `[`, or behind `{"tickets": [`, or right there."""
    if text[place] == "[":
        return place + 1
    begin = text.find("[", place)
    name = text[place + 1 : begin].strip() if begin > 0 else ""
    return begin + 1 if name.replace(" ", "") == '"tickets":' else place


def _zammad(row: int, one: Mapping[str, Any]) -> SourceRow:
    articles = sorted(_list(one, "articles"), key=lambda each: str(each.get("created_at", "")))
    read = _Fields(one)
    entries = tuple(
        WrittenBefore(at, _sort_of(article), _text(article, "body"))
        for article in articles[1:]
        if (at := read.moment("entries", article.get("created_at"))) and _text(article, "body")
    )
    first = articles[0] if articles else {}
    return SourceRow(
        row=row,
        source_id=_text(one, "id"),
        source_number=_text(one, "number"),
        subject=_text(one, "title"),
        description=_text(first, "body") or _text(one, "note"),
        state=_text(one, "state"),
        priority=_text(one, "priority"),
        kind=_text(one, "type"),
        channel=_text(one, "create_article_type") or _text(first, "type"),
        group=_text(one, "group"),
        requester=_text(one, "customer") or _text(one, "customer_id"),
        asked_at=read.moment("asked_at", one.get("created_at")),
        solved_at=read.moment("solved_at", one.get("close_at")),
        closed_at=read.moment("closed_at", one.get("close_at")),
        entries=entries,
        faults=tuple(read.faults),
    )


def _sort_of(article: Mapping[str, Any]) -> str:
    if article.get("internal"):
        return NOTE
    return CUSTOMER_REPLY if _text(article, "sender").casefold() == "customer" else REPLY


def _zendesk(row: int, one: Mapping[str, Any]) -> SourceRow:
    read = _Fields(one)
    comments = _list(one, "comments")
    requester = _text(one, "requester_id")
    via = one.get("via")
    entries = tuple(
        WrittenBefore(at, _sort_of_comment(comment, requester), _text(comment, "body"))
        for comment in comments[1:]
        if (at := read.moment("entries", comment.get("created_at"))) and _text(comment, "body")
    )
    return SourceRow(
        row=row,
        source_id=_text(one, "id"),
        source_number=_text(one, "id"),
        subject=_text(one, "subject") or _text(one, "raw_subject"),
        description=_text(one, "description"),
        state=_text(one, "status"),
        priority=_text(one, "priority"),
        kind=_text(one, "type"),
        channel=_text(via, "channel") if isinstance(via, Mapping) else "",
        group=_text(one, "group") or _text(one, "group_id"),
        requester=requester,
        asked_at=read.moment("asked_at", one.get("created_at")),
        solved_at=read.moment("solved_at", one.get("solved_at")),
        closed_at=read.moment("closed_at", one.get("closed_at")),
        entries=entries,
        faults=tuple(read.faults),
    )


def _sort_of_comment(comment: Mapping[str, Any], requester: str) -> str:
    if comment.get("public") is False:
        return NOTE
    return CUSTOMER_REPLY if _text(comment, "author_id") == requester else REPLY


def _csv(row: int, one: Mapping[str, Any]) -> SourceRow:
    read = _Fields(one)
    if one.get(None) is not None:  # type: ignore[call-overload]
        read.faults.append(FieldError("row", "has more cells than headings.", "列数多于表头。"))
    return SourceRow(
        row=row,
        source_id=_text(one, "source_id"),
        source_number=_text(one, "source_number"),
        subject=_text(one, "subject"),
        description=_text(one, "description"),
        state=_text(one, "state"),
        priority=_text(one, "priority"),
        kind=_text(one, "kind"),
        channel=_text(one, "channel"),
        group=_text(one, "group"),
        requester=_text(one, "requester"),
        resolution=_text(one, "resolution"),
        customer_id=read.customer_id(),
        asked_at=read.moment("asked_at", one.get("asked_at")),
        solved_at=read.moment("solved_at", one.get("solved_at")),
        closed_at=read.moment("closed_at", one.get("closed_at")),
        faults=tuple(read.faults),
    )


class _Fields:
    """Reads what may be wrong, and notes each fault."""

    def __init__(self, one: Mapping[str, Any]) -> None:
        self._one = one
        self.faults: list[FieldError] = []

    def moment(self, name: str, value: Any) -> datetime | None:
        """A time; without an offset it is UTC, as both systems write it."""
        if value in (None, ""):
            return None
        try:
            found = datetime.fromisoformat(str(value).strip())
            return (found if found.tzinfo else found.replace(tzinfo=UTC)).astimezone(UTC)
        except (ValueError, OverflowError):
            shown = str(value)[:60]
            self.faults.append(
                FieldError(name, f"{shown!r} is no time (ISO 8601).", f"“{shown}”不是有效时间。")
            )
            return None

    def customer_id(self) -> UUID | None:
        """The customer, where the file names one of ours."""
        value = _text(self._one, "customer_id")
        try:
            return UUID(value) if value else None
        except ValueError:
            self.faults.append(FieldError("customer_id", "is no id.", "不是有效的编号。"))
            return None


def _text(one: Mapping[str, Any], name: str) -> str:
    value = one.get(name)
    if value is None or isinstance(value, Mapping | list):
        return ""
    return str(value).replace("\x00", "").strip()


def _list(one: Mapping[str, Any], name: str) -> Sequence[Mapping[str, Any]]:
    value = one.get(name)
    found = value if isinstance(value, list) else []
    return [each for each in found if isinstance(each, Mapping)]


def _no_export(why: str) -> NotAnExport:
    return NotAnExport(fields=(FieldError("file", why, why),))


_READERS: Mapping[str, Callable[[int, Mapping[str, Any]], SourceRow]] = {
    "zammad": _zammad,
    "zendesk": _zendesk,
    "csv": _csv,
}
