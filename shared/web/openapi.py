"""The OpenAPI 3.1 document of one service's part of the API."""

from __future__ import annotations

import tomllib
from http import HTTPStatus
from pathlib import Path
from threading import Lock
from typing import Any, Final

import flask_smorest
from flask import Flask, Response, jsonify
from marshmallow import Schema, fields

from shared.web.problems import CONTENT_TYPE, STATUS, http_problem

PARAMETERS: Final = tomllib.loads(Path(__file__).with_name("parameters.toml").read_text())
"""Headers and parameters that the kernel itself reads, by their name among the components."""

_PROBLEM_STATUSES: Final = sorted({304, 400, 413, 415, 500, *STATUS.values()})


class FieldProblemSchema(Schema):
    """One field to blame, and how to mend it."""

    field = fields.String(required=True)
    detail = fields.String(required=True)


class ProblemSchema(Schema):
    """A refusal or failure (RFC 9457)."""

    type = fields.String(required=True)
    title = fields.String(required=True)
    status = fields.Integer(required=True)
    code = fields.String(required=True)
    detail = fields.String(required=True)
    correlation_id = fields.String(required=True)
    errors = fields.List(fields.Nested(FieldProblemSchema))


class ServiceApi(flask_smorest.Api):
    """The blueprint of one service and its document, written when it is first read.

    Writing it takes as long as all else that a process does until it is ready.

    Args:
        app: the app that serves it.
        name: the service's name.
    """

    ERROR_SCHEMA = ProblemSchema
    DEFAULT_ERROR_RESPONSE_NAME = None

    def __init__(self, app: Flask, *, name: str) -> None:
        prefix = name.upper()
        app.config[f"{prefix}_OPENAPI_URL_PREFIX"] = f"/api/{name}/v1"
        about = {"title": f"Loopdesk {name}", "version": "v1", "openapi_version": "3.1.0"}
        super().__init__(app, config_prefix=prefix, spec_kwargs=about)
        self.spec.components.security_scheme(
            "token", {"type": "http", "scheme": "bearer", "bearerFormat": "JWT"}
        )
        for parameter, described in PARAMETERS.items():
            self.spec.components.parameter(parameter, described["in"], described, lazy=True)

        self._blueprint: Any = None
        self._document: dict[str, Any] | None = None
        self._guard = Lock()

    def register_blueprint(self, blp: Any, **_: Any) -> None:
        """Serves the blueprint."""
        self._app.extensions["flask-smorest"]["blp_name_to_api"][blp.name] = self
        self._app.register_blueprint(blp)
        self._blueprint = blp

    @property
    def document(self) -> dict[str, Any]:
        """The document."""
        with self._guard:
            if self._document is None:
                blp = self._blueprint
                blp.register_views_in_doc(
                    self, self._app, self.spec, name=blp.name, parameters=None
                )
                self.spec.tag({"name": blp.name, "description": blp.description})
                self._document = self.spec.to_dict()
            return self._document

    def _openapi_json(self) -> Response:
        return jsonify(self.document)

    def handle_http_exception(self, error: Any) -> Response:
        """The problem; flask-smorest would answer in a form of its own."""
        return http_problem(error)

    def _register_pagination_header(self) -> None:
        """Pages are in the body: nothing of flask-smorest's own is documented."""

    def _register_responses(self) -> None:
        for status in map(HTTPStatus, _PROBLEM_STATUSES):
            response: dict[str, Any] = {"description": status.phrase}
            if status >= 400:
                response["content"] = {CONTENT_TYPE: {"schema": ProblemSchema}}
            self.spec.components.response(status.name, response, lazy=True)
