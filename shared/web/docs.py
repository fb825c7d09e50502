"""The docs page of one service's API, rendered here so that it loads nothing from elsewhere."""

from __future__ import annotations

from typing import Any, Final

from flask import Flask, render_template

from shared.texts import text_for
from shared.web.openapi import ServiceApi
from shared.web.problems import reader_language

_NO_BOUNDS: Final = {"type", "items", "description", "additionalProperties"}


def register_docs(app: Flask, api: ServiceApi, *, name: str) -> None:
    """Serves the page at `/api/<name>/v1/docs`."""

    def show_docs() -> str:
        document = api.document
        language = reader_language()
        return render_template(
            "docs.html",
            language=language,
            say=lambda key, **values: text_for(f"docs.{key}", language=language, **values),
            service=name,
            document=document,
            resolved=lambda part: _resolved(part, document),
            shape_of=_shape_of,
        )

    app.add_url_rule(f"/api/{name}/v1/docs", endpoint=f"docs-{name}", view_func=show_docs)


def _resolved(part: dict[str, Any], document: dict[str, Any]) -> dict[str, Any]:
    """The component that `part` refers to, or `part` itself."""
    for step in part.get("$ref", "").split("/")[1:]:
        document = document[step]
    return document if "$ref" in part else part


def _shape_of(schema: dict[str, Any]) -> str:
    """The schema in a few words: a name, a type with its bounds, or a list of either."""
    if "$ref" in schema:
        return str(schema["$ref"]).rpartition("/")[2]
    kind = schema.get("type", "any")
    words = " | ".join(kind) if isinstance(kind, list) else str(kind)
    if "items" in schema:
        words = f"{words} of {_shape_of(schema['items'])}"
    bounds = (f"{name} {_told(schema[name])}" for name in schema if name not in _NO_BOUNDS)
    return ", ".join([words, *bounds])


def _told(bound: Any) -> str:
    """A bound as a reader writes it: `a | b` for a list, `null` for nothing."""
    if isinstance(bound, list):
        return " | ".join(map(_told, bound))
    return "null" if bound is None else str(bound)
