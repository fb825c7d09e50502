"""Every refusal and failure as a problem (RFC 9457), in the reader's language.

Status by kind: an input that can never be right is `invalid` (422); one that the present state
forbids (`rule-violated`) or that lost a race (`conflict`) is 409, told apart by its code, since
only the second is worth an unchanged repeat. `stale` is 412, `precondition-missing` 428.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from http import HTTPStatus
from typing import Any, Final

import msgspec
import sqlalchemy.exc
import structlog
from eventsourcing.persistence import RecordConflictError
from flask import Flask, Response, current_app, g, request
from marshmallow import ValidationError
from werkzeug.exceptions import HTTPException, InternalServerError

from shared.errors import Conflict, DomainError, FieldError, Invalid, Kind
from shared.texts import LANGUAGES, field_text, text_for
from shared.web.refusals import Malformed, OutOfRange

CONTENT_TYPE: Final = "application/problem+json"

STATUS: Final[dict[Kind, int]] = {
    "not-found": 404,
    "invalid": 422,
    "not-signed-in": 401,
    "not-allowed": 403,
    "rule-violated": 409,
    "conflict": 409,
    "stale": 412,
    "precondition-missing": 428,
    "too-many": 429,
    "gone": 410,
    "unavailable": 503,
}

_log = structlog.get_logger("loopdesk.web")


def reader_language() -> str:
    """The language of the answer: what the reader asks for, else the installation's."""
    default: str = current_app.config["LOOPDESK_LANGUAGE"]
    return request.accept_languages.best_match(LANGUAGES, default) or default


def register_problems(app: Flask) -> None:
    """Turns everything that a request may raise into a problem."""
    app.register_error_handler(DomainError, refusal_problem)
    app.register_error_handler(HTTPException, http_problem)
    for cause, refusal_of in _REFUSALS.items():
        app.register_error_handler(cause, lambda e, of=refusal_of: refusal_problem(of(e)))
    app.register_error_handler(Exception, _unexpected_problem)


def refusal_problem(error: DomainError) -> Response:
    """The answer to a refused request."""
    status = 400 if isinstance(error, Malformed) else STATUS[error.kind]
    language = reader_language()
    title = text_for("400" if status == 400 else error.kind, language=language)
    detail = error.in_language(language)
    blamed = [(error.field, detail)] if error.field else []
    if isinstance(error, Invalid) and error.fields:
        blamed = [(one.field, one.in_language(language)) for one in error.fields]
    errors = {"errors": [{"field": one, "detail": text} for one, text in blamed]} if blamed else {}
    response = problem(status, title=title, code=error.code, detail=detail, **errors)
    if status == 401:
        response.headers["WWW-Authenticate"] = "Bearer"
    if status in (429, 503):
        response.headers["Retry-After"] = str(error.details.get("retry_after", 1))
    return response


def http_problem(error: HTTPException) -> Response:
    """The answer to what Flask itself refuses, and to addresses that there are not."""
    status = error.code or 500
    if status < 400:
        return error.get_response()  # type: ignore[return-value]
    language = reader_language()
    title = str(status) if status in (400, 404, 405, 413, 415, 500) else "400"
    response = problem(
        status,
        title=text_for(title, language=language),
        code=HTTPStatus(status).phrase.lower().replace(" ", "-"),
        detail=text_for(f"{title}-detail", language=language),
    )
    for name, value in error.get_headers():
        if name not in ("Content-Type", "Content-Length"):
            response.headers[name] = value
    return response


def invalid_input(messages: Any) -> Invalid:
    """The refusal that says in both languages what a schema found wrong.

    Args:
        messages: marshmallow's messages, nested by field.
    """
    found: dict[str, list[tuple[str, str]]] = {}
    for field, message in _flat(messages, at=""):
        found.setdefault(field, []).append(field_text(message))
    errors = []
    for field, texts in found.items():
        zh, en = (" ".join(one) for one in zip(*texts, strict=True))
        errors.append(FieldError(field, en=en, zh=zh))
    return Invalid(fields=tuple(errors))


def _flat(messages: Any, *, at: str) -> Iterator[tuple[str, str]]:
    if isinstance(messages, Mapping):
        for name, inner in messages.items():
            is_whole = name == "_schema"
            yield from _flat(inner, at=at if is_whole else f"{at}.{name}" if at else str(name))
    elif isinstance(messages, list | tuple):
        for inner in messages:
            yield from _flat(inner, at=at)
    else:
        yield at or "body", str(messages)


def problem(status: int, *, title: str, code: str, **members: Any) -> Response:
    """A problem document.

    Args:
        status: its HTTP status.
        title: what kind of problem it is, in the reader's language.
        code: the same for programs, in kebab-case.
        members: `detail` and whatever else belongs to it.
    """
    body = {
        "type": f"urn:loopdesk:problem:{code}",
        "title": title,
        "status": status,
        "code": code,
        **members,
        "correlation_id": g.get("correlation_id"),
    }
    response = Response(msgspec.json.encode(body), status=status, content_type=CONTENT_TYPE)
    response.headers["Content-Language"] = reader_language()
    return response


def _unexpected_problem(error: Exception) -> Response:
    _log.error("unexpected-failure", exc_info=error)
    return http_problem(InternalServerError())


_REFUSALS: Final[dict[type[Exception], Callable[[Any], DomainError]]] = {
    ValidationError: lambda error: invalid_input(error.messages),
    RecordConflictError: lambda _: Conflict(),
    OverflowError: lambda _: OutOfRange(),
    sqlalchemy.exc.DataError: lambda _: OutOfRange(),
}
"""What libraries raise, and the refusal that it means."""
