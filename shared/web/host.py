"""What a request needs of the process that serves it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, cast

from flask import current_app, request

from shared.platform import Platform
from shared.sealed import KeyStore
from shared.service import Service
from shared.web.limits import Limit, RateLimiter
from shared.web.tokens import TokenReader

if TYPE_CHECKING:
    from shared.web.operations import Operation

EXTENSION = "loopdesk"
"""Where the host stands among the app's extensions."""


@dataclass(frozen=True)
class Host:
    """The parts that all requests of one process share.

    Args:
        platform: the process's infrastructure.
        services: the services that it serves, by name.
        operations: the operations of their APIs, by Flask endpoint.
        tokens: checks tokens.
        keys: makes the keyed hashes of request bodies.
        limiter: counts requests.
    """

    platform: Platform
    services: Mapping[str, Service]
    operations: Mapping[str, Operation]
    tokens: TokenReader
    keys: KeyStore
    limiter: RateLimiter


def host() -> Host:
    """The host of the running request."""
    return cast(Host, current_app.extensions[EXTENSION])


def current_service() -> Service:
    """The service whose part of the API is being called."""
    return host().services[str(request.blueprint)]


def current_operation() -> Operation | None:
    """The operation that is being called; None outside the services' APIs."""
    return host().operations.get(str(request.endpoint))


def count_against(limit: Limit, *, key: str) -> None:
    """Counts the running request against `limit` for `key` (an account, an address, a client).

    Raises:
        TooManyRequests: the limit is used up.
    """
    host().limiter.count(limit, key=key)
