"""The Flask app of a web process: the API of all services, or of those named."""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from typing import Any

import msgspec
import structlog
from flask import Flask, Response, g, request
from flask.json.provider import JSONProvider

from shared.platform import Platform
from shared.service import Service
from shared.settings import Settings
from shared.telemetry import COMMAND_SECONDS
from shared.web.authentication import admit
from shared.web.blueprint import Blueprint
from shared.web.docs import register_docs
from shared.web.headers import complete_headers
from shared.web.health import health
from shared.web.host import EXTENSION, Host, current_operation
from shared.web.incoming import begin_request
from shared.web.limits import RateLimiter
from shared.web.openapi import ServiceApi
from shared.web.operations import Operation, noted_on
from shared.web.problems import register_problems
from shared.web.tokens import TokenReader

_log = structlog.get_logger("loopdesk.web")


class UnguardedOperation(RuntimeError):
    """A part of the API has neither `@command` nor `@query`, so nobody checks who calls it."""


class MsgspecJSON(JSONProvider):
    """JSON in UTF-8, by msgspec."""

    def dumps(self, obj: Any, **_: Any) -> str:
        return msgspec.json.encode(obj).decode()

    def loads(self, s: str | bytes, **_: Any) -> Any:
        return msgspec.json.decode(s)


def make_app(
    settings: Settings,
    services: Sequence[Service],
    platform: Platform,
    *,
    limiter: RateLimiter | None = None,
) -> Flask:
    """The app that serves `services`.

    Args:
        settings: the process's settings.
        services: at least one; those without a blueprint have no API.
        platform: the process's infrastructure.
        limiter: counts requests; one on the real clock by default.

    Raises:
        BadSettings: the token keys or the master key cannot be read.
        UnguardedOperation: an operation has neither `@command` nor `@query`.
    """
    app = Flask(__name__, static_url_path="/api/static")
    app.json = MsgspecJSON(app)
    app.config.update(
        MAX_CONTENT_LENGTH=settings.largest_request, LOOPDESK_LANGUAGE=settings.language
    )
    register_problems(app)
    app.before_request(begin_request)
    app.before_request(admit)
    app.after_request(_tell)
    app.after_request(complete_headers)
    app.register_blueprint(health)
    for service in services:
        _register_service(app, service)
    app.extensions[EXTENSION] = Host(
        platform=platform,
        services={service.name: service for service in services},
        operations=dict(_operations(app, {service.name for service in services})),
        tokens=TokenReader(settings.token_keys_file),
        keys=platform.key_store(services[0].name),
        limiter=limiter or RateLimiter(),
    )
    return app


def _register_service(app: Flask, service: Service) -> None:
    if service.blueprint is None:
        return
    blueprint = service.blueprint()
    if not isinstance(blueprint, Blueprint) or blueprint.name != service.name:
        raise TypeError(f"{service.name} needs a shared.web.Blueprint of its own name.")
    api = ServiceApi(app, name=service.name)
    api.register_blueprint(blueprint)
    register_docs(app, api, name=service.name)


def _operations(app: Flask, names: set[str]) -> Iterator[tuple[str, Operation]]:
    for endpoint, view in app.view_functions.items():
        if endpoint.partition(".")[0] not in names:
            continue
        operation = noted_on(view)
        if operation is None:
            raise UnguardedOperation(f"{endpoint} needs @command or @query.")
        yield endpoint, operation


def _tell(response: Response) -> Response:
    """Logs and counts the request by its operation, never by its address or body."""
    seconds = time.perf_counter() - g.started_at
    operation = current_operation()
    name = operation.name if operation else str(request.endpoint)
    _log.info(
        "request-answered",
        operation=name,
        method=request.method,
        status=response.status_code,
        milliseconds=round(seconds * 1000, 1),
    )
    if operation is not None and operation.kind == "command":
        COMMAND_SECONDS.labels(
            service=str(request.blueprint), operation=name, status=response.status_code
        ).observe(seconds)
    return response
