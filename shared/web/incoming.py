"""What every request goes through first: correlation, size, and JSON that is safe to read."""

from __future__ import annotations

import re
import time
from typing import Any, Final
from urllib.parse import unquote
from uuid import uuid4

import msgspec
import structlog
from flask import g, request
from werkzeug.exceptions import RequestEntityTooLarge

from shared.web.problems import invalid_input
from shared.web.refusals import Malformed, NullCharacter, TooDeep

CORRELATION: Final = "X-Correlation-Id"
"""Header with the id that runs through all that one outside cause sets off; in and out."""

DEEPEST: Final = 32
"""Levels of JSON that are read."""

_CORRELATION_FORM: Final = re.compile(r"[A-Za-z0-9._:-]{1,64}")
_STRING: Final = re.compile(rb'"(?:[^"\\]|\\.)*"')
_BRACKET: Final = re.compile(rb"[\[{\]}]")
_NULL: Final = re.compile(rb"(?<!\\)(?:\\\\)*\\u0000")


def begin_request() -> None:
    """Gives the request its ids and refuses one that is too large or cannot be stored.

    An outside correlation id is kept if it is short and plain, else replaced.
    """
    given = request.headers.get(CORRELATION, "")
    g.request_id = str(uuid4())
    g.correlation_id = given if _CORRELATION_FORM.fullmatch(given) else g.request_id
    g.started_at = time.perf_counter()
    structlog.contextvars.clear_contextvars()
    structlog.contextvars.bind_contextvars(correlation_id=g.correlation_id)
    _refuse_large(limit=request.max_content_length or 0)
    if "\0" in request.path or "\0" in unquote(request.query_string.decode("latin-1")):
        raise NullCharacter


def _refuse_large(*, limit: int) -> None:
    if (request.content_length or 0) > limit:
        raise RequestEntityTooLarge
    # Of a body without a stated length werkzeug hands out no more than the limit, in silence.
    if request.content_length is None and len(request.get_data(cache=True)) >= limit:
        raise RequestEntityTooLarge


def refuse_unknown_parameters(known: frozenset[str]) -> None:
    """Refuses a query string with names other than `known`: a mistyped filter filters nothing."""
    unknown = set(request.args) - known
    if unknown:
        raise invalid_input({name: ["Unknown field."] for name in sorted(unknown)})


def read_json(body: bytes) -> Any:
    """The plain data in a JSON text.

    Raises:
        Malformed: it is no JSON in UTF-8 (RFC 8259).
        TooDeep: it is nested deeper than `DEEPEST`.
        NullCharacter: a text in it holds U+0000.
    """
    _refuse_deep(body)
    if b"\\u0000" in body and _NULL.search(body):
        raise NullCharacter
    try:
        return msgspec.json.decode(body)
    except (msgspec.DecodeError, UnicodeDecodeError) as refusal:
        raise Malformed(cause=str(refusal).rstrip(".")) from refusal


def _refuse_deep(body: bytes) -> None:
    if body.count(b"[") + body.count(b"{") <= DEEPEST:
        return
    depth = 0
    for found in _BRACKET.finditer(_STRING.sub(b"", body)):
        depth += 1 if found.group() in b"[{" else -1
        if depth > DEEPEST:
            raise TooDeep(deepest=DEEPEST)
