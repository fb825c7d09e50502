"""The operations of the services' documents, and the sending of one request to one of them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from io import BytesIO
from typing import Any
from urllib.parse import quote

import msgspec
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from tests.api.centre import Centre
from tests.api.entities import version_of
from tests.api.good.asking import Ask

METHODS = ("get", "post", "put", "patch", "delete")


@dataclass(frozen=True)
class Operation:
    """One operation of a service's API.

    Args:
        service: whose it is.
        name: its id in the document.
        method: HTTP method.
        path: path with the names of its parameters in braces.
        needs_version: whether it checks `If-Match`.
        is_open: whether it asks for no token.
    """

    service: str
    name: str
    method: str
    path: str
    needs_version: bool
    is_open: bool


def document_of(centre: Centre, service: str) -> dict[str, Any]:
    """The OpenAPI document of a service, as its clients get it."""
    found: dict[str, Any] = (
        centre.app.test_client().get(f"/api/{service}/v1/openapi.json").get_json()
    )
    return found


@cache
def operations_of(centre: Centre, service: str) -> Mapping[str, Operation]:
    """All operations of a service by name."""
    described = [
        (path, method, one)
        for path, item in document_of(centre, service)["paths"].items()
        for method, one in item.items()
        if method in METHODS
    ]
    return {
        one["operationId"]: Operation(
            service=service,
            name=one["operationId"],
            method=method.upper(),
            path=path,
            needs_version={"$ref": "#/components/parameters/IfMatch"} in one["parameters"],
            is_open=one["security"] == [],
        )
        for path, method, one in described
    }


def send(
    centre: Centre, operation: Operation, ask: Ask, *, by: str | None, **headers: str
) -> TestResponse:
    """Sends a request with a new Idempotency-Key and the version as it now stands.

    Args:
        centre: where to.
        operation: what to do.
        ask: with what.
        by: who sends it; None for nobody.
        headers: further headers.
    """
    client: FlaskClient = centre.app.test_client()
    sent = centre.headers(by, **headers)
    if operation.needs_version:
        version = version_of(centre.services[operation.service], operation.path, ask.path)
        sent["If-Match"] = f'"{version}"'
    content: dict[str, Any] = {}
    if ask.file is not None:
        name, body, media_type = ask.file
        content["data"] = {"file": (BytesIO(body), name, media_type)}
    elif ask.form is not None:
        content["data"] = dict(ask.form)
    elif ask.body is not None:
        content |= {"data": msgspec.json.encode(ask.body), "content_type": ask.content_type}
    return client.open(
        operation.path.format(**{name: quote(str(one), safe="") for name, one in ask.path.items()}),
        method=operation.method,
        query_string=ask.query,
        headers=sent,
        **content,
    )
