"""What the decorators `command` and `query` note about an operation of the API."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any, Literal, TypeVar

View = TypeVar("View", bound=Callable[..., Any])


@dataclass(frozen=True)
class Operation:
    """One operation of the API.

    Args:
        name: name of its handler, the operation's id in OpenAPI.
        kind: whether it may change anything.
        signed_in: whether it asks for a token.
        needs_key: whether its POST asks for an Idempotency-Key.
        takes_version: whether it checks `If-Match`.
        takes_moment: whether it knows `as_of` and `position`.
        names_entity: whether its path names an entity.
        reads_query: whether a schema reads its query string.
        status: status of its answer.
    """

    name: str
    kind: Literal["command", "query"]
    signed_in: bool
    needs_key: bool
    takes_version: bool
    takes_moment: bool
    names_entity: bool
    reads_query: bool = False
    status: int = 200


def describe(
    handler: Callable[..., Any],
    *,
    kind: Literal["command", "query"],
    signed_in: bool,
    needs_key: bool = False,
) -> Operation:
    """What is to be noted about `handler`.

    A handler that calls `if_match()` or `as_of()` itself documents their parameters by that.
    """
    names = inspect.unwrap(handler).__code__.co_names
    return Operation(
        name=handler.__name__,
        kind=kind,
        signed_in=signed_in,
        needs_key=needs_key,
        takes_version="if_match" in names,
        takes_moment="as_of" in names,
        names_entity=any(name.endswith("_id") for name in inspect.signature(handler).parameters),
    )


def note(view: View, operation: Operation) -> View:
    """Notes the operation where flask-smorest's decorators hand it on."""
    vars(view).setdefault("_apidoc", {})["operation"] = operation
    return view


def noted_on(view: Callable[..., Any]) -> Operation | None:
    """The operation noted on `view`, with what its other decorators say of it."""
    notes = vars(view).get("_apidoc", {})
    operation: Operation | None = notes.get("operation")
    if operation is None:
        return None
    arguments = notes.get("arguments", {}).get("parameters", ())
    return replace(
        operation,
        reads_query=any(one["in"] == "query" for one in arguments),
        status=min(notes.get("success_status_codes", [200])),
    )
