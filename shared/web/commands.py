"""The decorators of the API's operations: `command` for what changes, `query` for what asks."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial, wraps
from typing import Any, TypeVar, overload

from flask import Response, g

from shared.context import acting
from shared.web.authentication import context_of
from shared.web.etags import is_known, tag_of
from shared.web.idempotency import idempotency_key, once
from shared.web.operations import describe, note

Handler = TypeVar("Handler", bound=Callable[..., Any])


def command(
    *,
    shows: Callable[[Any], Any] | None = None,
    idempotent: bool = True,
    only_saves: bool = False,
    signed_in: bool = True,
) -> Callable[[Handler], Callable[..., Any]]:
    """An operation that may change something; stands under `@blueprint.response`.

    It checks the token, runs the handler in the caller's context, has one effect for repeats of
    one Idempotency-Key, and shows what came of it, with its `version` as ETag.

    Args:
        shows: renders what the handler returns; of an idempotent command that is the id of the
            entity whose events it saved first, and a repeat shows it as it then stands.
        idempotent: whether it asks for an Idempotency-Key; not so at login, logout and doors
            with a key of their own.
        only_saves: whether the handler changes nothing but what it saves at once: then the save
            itself finds out a repeat, and rules that have changed, and neither is asked for before.
        signed_in: whether it asks for a token.

    Raises:
        TypeError: an idempotent command needs a caller and something to show.
    """
    if idempotent and (shows is None or not signed_in):
        raise TypeError("An idempotent command needs `shows=` and a caller who is signed in.")

    def decorate(handler: Handler) -> Callable[..., Any]:
        operation = describe(handler, kind="command", signed_in=signed_in, needs_key=idempotent)

        @wraps(handler)
        def run(*args: Any, **kwargs: Any) -> Any:
            key = idempotency_key(is_needed=True) if idempotent else None
            with acting(context_of(cause=key or g.request_id)):
                handle = partial(handler, *args, **kwargs)
                if key is None or shows is None:
                    result = handle()
                    return _answer(result if shows is None else shows(result))
                return _answer(once(handle, shows, key=key, only_saves=only_saves))

        return note(run, operation)

    return decorate


@overload
def query(handler: Handler) -> Callable[..., Any]: ...


@overload
def query(*, signed_in: bool) -> Callable[[Handler], Callable[..., Any]]: ...


def query(handler: Handler | None = None, *, signed_in: bool = True) -> Any:
    """An operation that changes nothing; stands under `@blueprint.response`.

    It checks the token, runs the handler in the caller's context, and answers 304 where the
    caller has the shown `version` already.

    Args:
        handler: returns what is shown.
        signed_in: whether it asks for a token.
    """
    if handler is None:
        return partial(query, signed_in=signed_in)
    operation = describe(handler, kind="query", signed_in=signed_in)

    @wraps(handler)
    def run(*args: Any, **kwargs: Any) -> Any:
        with acting(context_of(cause=g.request_id)):
            shown = handler(*args, **kwargs)
        tag = tag_of(shown)
        if is_known(tag):
            return Response(status=304, headers={"ETag": str(tag)})
        return _answer(shown)

    return note(run, operation)


def _answer(shown: Any) -> Any:
    tag = tag_of(shown)
    return shown if tag is None else (shown, {"ETag": tag})
