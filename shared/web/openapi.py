"""The OpenAPI 3.1 document of one service's part of the API."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any

import flask_smorest
import marshmallow
from flask import Flask, Response

from shared.web.problems import CONTENT_TYPE, http_problem

KEY_FORM = "[A-Za-z0-9._:-]{8,128}"
"""Form of an Idempotency-Key."""

_PARAMETERS: dict[str, dict[str, Any]] = {
    "IdempotencyKey": {
        "in": "header",
        "name": "Idempotency-Key",
        "required": True,
        "description": "New and random for each new request, the same when you repeat one; kept"
        " 7 days. With another body it is refused.",
        "schema": {"type": "string", "pattern": f"^{KEY_FORM}$"},
    },
    "IfMatch": {
        "in": "header",
        "name": "If-Match",
        "description": "The version that you saw (ETag of the entity's GET): 428 without it, 412"
        " if it is no longer so.",
        "schema": {"type": "string", "pattern": '^"[0-9]{1,9}"$'},
    },
    "IfNoneMatch": {
        "in": "header",
        "name": "If-None-Match",
        "description": "The version that you have; 304 if it is still so.",
        "schema": {"type": "string"},
    },
    "AsOf": {
        "in": "query",
        "name": "as_of",
        "description": "What the system knew at this time, instead of now.",
        "schema": {"type": "string", "format": "date-time"},
    },
    "Position": {
        "in": "query",
        "name": "position",
        "description": "What the log held up to this position, instead of now.",
        "schema": {"type": "integer", "minimum": 0, "maximum": 2**53},
    },
}


class FieldProblemSchema(marshmallow.Schema):
    """One field to blame, and how to mend it."""

    field = marshmallow.fields.String(required=True)
    detail = marshmallow.fields.String(required=True)


class ProblemSchema(marshmallow.Schema):
    """A refusal or failure (RFC 9457)."""

    type = marshmallow.fields.String(required=True)
    title = marshmallow.fields.String(required=True)
    status = marshmallow.fields.Integer(required=True)
    code = marshmallow.fields.String(required=True)
    detail = marshmallow.fields.String(required=True)
    correlation_id = marshmallow.fields.String(required=True)
    errors = marshmallow.fields.List(marshmallow.fields.Nested(FieldProblemSchema))


class ServiceApi(flask_smorest.Api):
    """The document and blueprints of one service.

    Args:
        app: the app that serves it.
        name: the service's name.
    """

    ERROR_SCHEMA = ProblemSchema
    DEFAULT_ERROR_RESPONSE_NAME = None

    def __init__(self, app: Flask, *, name: str) -> None:
        prefix = name.upper()
        app.config[f"{prefix}_OPENAPI_URL_PREFIX"] = f"/api/{name}/v1"
        super().__init__(
            app,
            config_prefix=prefix,
            spec_kwargs={"title": f"Loopdesk {name}", "version": "v1", "openapi_version": "3.1.0"},
        )
        self.spec.components.security_scheme(
            "token", {"type": "http", "scheme": "bearer", "bearerFormat": "JWT"}
        )
        for name_, parameter in _PARAMETERS.items():
            self.spec.components.parameter(name_, parameter["in"], parameter, lazy=True)

    def handle_http_exception(self, error: Any) -> Response:
        """The problem; flask-smorest would answer in a form of its own."""
        return http_problem(error)

    def _register_pagination_header(self) -> None:
        """Pages are in the body: nothing of flask-smorest's own is documented."""

    def _register_responses(self) -> None:
        for status in HTTPStatus:
            response: dict[str, Any] = {"description": status.phrase}
            if status >= 400:
                response["content"] = {CONTENT_TYPE: {"schema": ProblemSchema}}
            self.spec.components.response(status.name, response, lazy=True)
