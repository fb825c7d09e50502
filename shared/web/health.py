"""Whether the process lives, whether it is ready for requests, and what it has counted."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from ipaddress import ip_address

from flask import Blueprint, Response, request
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest

from shared.clock import ScriptedClock
from shared.errors import NotAllowed
from shared.service import Service
from shared.texts import text_for
from shared.web.authentication import sign_in
from shared.web.host import host
from shared.web.problems import problem, reader_language

LARGEST_CLOCK_ERROR = 1.0
"""Seconds between the process's clock and the database's over which it is not ready."""

METRICS_PERMISSION = "telemetry.read"

_FORWARDED = ("Forwarded", "X-Forwarded-For", "Via")

health = Blueprint("health", __name__)


@health.get("/livez")
def livez() -> dict[str, str]:
    """The process answers."""
    return {"status": "ok"}


@health.get("/readyz")
def readyz() -> Response | dict[str, object]:
    """Everything that commands need can be reached, and the clock is right."""
    services = host().services.values()
    outcomes = {f"log:{one.name}": _outcome(partial(_check_log, one)) for one in services}
    outcomes["keys"] = _outcome(_check_keys)
    failed = sorted(name for name, outcome in outcomes.items() if outcome != "ok")
    if not failed:
        return {"status": "ok", "checks": outcomes}
    language = reader_language()
    response = problem(
        503,
        title=text_for("unavailable", language=language),
        code="not-ready",
        detail=text_for("not-ready-detail", language=language, failed=", ".join(failed)),
        checks=outcomes,
    )
    response.headers["Retry-After"] = "1"
    return response


@health.get("/metrics")
def metrics() -> Response:
    """What this worker process has counted, for Prometheus.

    Raises:
        NotAllowed: the caller is on another machine and lacks `telemetry.read`.
    """
    if not _is_local() and METRICS_PERMISSION not in sign_in().permissions:
        raise NotAllowed(permission=METRICS_PERMISSION)
    return Response(generate_latest(), content_type=CONTENT_TYPE_LATEST)


def _is_local() -> bool:
    """Whether the request was made on this machine; one that a proxy hands on may not be."""
    if any(name in request.headers for name in _FORWARDED):
        return False
    return ip_address(request.remote_addr or "0.0.0.0").is_loopback  # noqa: S104 (no binding)


def _outcome(check: Callable[[], str]) -> str:
    try:
        return check()
    except Exception as refusal:  # noqa: BLE001 (whatever it is, the process is not ready)
        return type(refusal).__name__


def _check_log(service: Service) -> str:
    recorder = service.store.recorder
    recorder.log()
    clock = host().platform.clock
    error = abs((clock.now() - recorder.database_time()).total_seconds())
    if error > LARGEST_CLOCK_ERROR and not isinstance(clock, ScriptedClock):
        return f"The clock is {error:.1f} s off the database's."
    return "ok"


def _check_keys() -> str:
    """Asks the key store about nobody: an answer is all that matters."""
    host().keys.is_erased("nobody:readyz")
    return "ok"
