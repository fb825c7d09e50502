"""Who asks: the holder of the token, and nobody that a header merely claims."""

from __future__ import annotations

from flask import g, request

from shared.context import Context
from shared.crash_points import CrashPoint, reached
from shared.service import Service
from shared.web.etags import refuse_unchecked_version
from shared.web.host import current_operation, current_service, host
from shared.web.incoming import refuse_unknown_parameters
from shared.web.refusals import NotSignedIn, SessionEnded
from shared.web.tokens import Claims

_MOMENT = frozenset({"as_of", "position"})
_NOBODY = Claims(sub="", sid="", iat=0, exp=0)


def admit() -> None:
    """Checks the token before anything else of the request is looked at."""
    operation = current_operation()
    if operation is None or request.method == "OPTIONS":
        return
    if operation.kind == "command":
        reached(CrashPoint.BEFORE_VALIDATION)
    if operation.signed_in:
        g.claims = sign_in(current_service())
    if operation.kind == "command" and not operation.takes_version:
        refuse_unchecked_version()
    # Reading a form uses the body up; the Idempotency-Key's hash is made of all of it.
    request.get_data(cache=True)
    if not operation.reads_query:
        refuse_unknown_parameters(_MOMENT if operation.takes_moment else frozenset())


def sign_in(service: Service | None = None) -> Claims:
    """The claims of the request's token.

    Args:
        service: asked whether the session still stands, if it can tell.

    Raises:
        NotSignedIn: there is no token.
        TokenRefused: it is not good.
        SessionEnded: its session was ended.
    """
    scheme, _, token = request.headers.get("Authorization", "").partition(" ")
    if scheme.lower() != "bearer" or not token:
        raise NotSignedIn
    claims = host().tokens.read(token.strip())
    if service is not None and service.session_check and not service.session_check(claims.sid):
        raise SessionEnded
    return claims


def caller() -> Claims:
    """The caller of the running operation.

    Raises:
        NotSignedIn: the operation is open and nobody was asked for a token.
    """
    claims: Claims | None = g.get("claims")
    if claims is None:
        raise NotSignedIn
    return claims


def context_of(*, cause: str) -> Context:
    """The circumstances of the running operation.

    Args:
        cause: what directly causes its events: the Idempotency-Key or the request's id.
    """
    platform = host().platform
    claims: Claims = g.get("claims", _NOBODY)
    kind = claims.sub.partition(":")[0]
    return Context(
        occurred_at=platform.clock.now(),
        actor=claims.sub or None,
        kind="client" if kind == "client" else "service" if kind == "service" else "person",
        role=next(iter(claims.roles), None),
        correlation_id=g.correlation_id,
        causation_id=cause,
        site_id=claims.site_id,
        permissions=claims.permissions,
        ids=platform.ids(f"{request.endpoint}|{claims.sub}|{cause}"),
    )
