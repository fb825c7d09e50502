"""The base of every service's part of the API: strict reading and complete documents."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any, NoReturn, Self

import flask_smorest
import marshmallow
from flask import Request
from webargs import core
from webargs.flaskparser import FlaskParser, is_json_request
from werkzeug.exceptions import UnsupportedMediaType

from shared.web.incoming import read_json
from shared.web.operations import Operation
from shared.web.problems import invalid_input

_PROBLEMS_OF_ALL = (400, 403, 404, 422, 429, 500, 503)
_PROBLEMS_OF_COMMANDS = (409, 412, 428)


class Schema(marshmallow.Schema):
    """The base of schemas of requests and replies: unknown names are refused, and said to be."""

    class Meta:
        unknown = marshmallow.RAISE

    def __deepcopy__(self, _: dict[int, Any]) -> Self:
        # Every decorator of a view copies what the earlier ones have noted, with all its forms.
        return self


class Parser(FlaskParser):
    """Reads requests strictly: allow-listed names everywhere, problems in both languages."""

    DEFAULT_UNKNOWN_BY_LOCATION = {  # noqa: RUF012 (the library's own attribute)
        **FlaskParser.DEFAULT_UNKNOWN_BY_LOCATION,
        "query": marshmallow.RAISE,
        "form": marshmallow.RAISE,
        "files": marshmallow.RAISE,
    }

    def _raw_load_json(self, req: Request) -> Any:
        body = req.get_data(cache=True)
        if not body:
            return core.missing
        if not is_json_request(req):
            raise UnsupportedMediaType
        return read_json(body)

    def load_files(self, req: Request, schema: marshmallow.Schema) -> Any:
        """The files of a form in which nothing else stands."""
        if req.form:
            raise invalid_input({name: ["Unknown field."] for name in req.form})
        return super().load_files(req, schema)

    def handle_error(self, error: marshmallow.ValidationError, *_: Any, **__: Any) -> NoReturn:
        """Refuses with every wrong field, named without its place in the request."""
        by_location: dict[str, Any] = error.messages  # type: ignore[assignment]
        raise invalid_input(next(iter(by_location.values())))


class Blueprint(flask_smorest.Blueprint):
    """A service's part of the API, documented with its problems, token and headers."""

    ARGUMENTS_PARSER = Parser()

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self._prepare_doc_cbks.append(self._document_operation)

    def arguments(self, schema: Any, **options: Any) -> Any:
        """As the library's, with a form that is made once instead of for each request."""
        made = schema() if isinstance(schema, type) else schema
        return super().arguments(made, **options)

    @staticmethod
    def _document_operation(
        doc: dict[str, Any], doc_info: dict[str, Any], *, method: str, **_: Any
    ) -> dict[str, Any]:
        if (operation := doc_info.get("operation")) is None:
            return doc
        doc["operationId"] = operation.name
        doc["security"] = [{"token": []}] if operation.signed_in else []
        doc["parameters"] = [*doc.get("parameters", ()), *_parameters(operation, method=method)]
        for status in _problem_statuses(operation, method=method):
            doc.setdefault("responses", {}).setdefault(status, HTTPStatus(status).name)
        return doc


def _parameters(operation: Operation, *, method: str) -> list[str]:
    """Names of the parameters in the document's components."""
    if operation.kind == "query":
        moment = ["AsOf", "Position"] if operation.takes_moment else []
        return [*moment, *(["IfNoneMatch"] if operation.names_entity else [])]
    key = ["IdempotencyKey"] if operation.needs_key and method == "post" else []
    return [*key, *(["IfMatch"] if operation.takes_version else [])]


def _problem_statuses(operation: Operation, *, method: str) -> list[int]:
    statuses = [*_PROBLEMS_OF_ALL, *([401] if operation.signed_in else [])]
    if method in ("post", "put", "patch"):
        statuses += [409, 413, 415]
    if operation.kind == "command":
        statuses += _PROBLEMS_OF_COMMANDS
    elif operation.names_entity:
        statuses.append(304)
    return sorted(set(statuses))
