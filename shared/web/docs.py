"""The docs page of one service's API, rendered here so that it loads nothing from elsewhere."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

from flask import Flask, Response, render_template

from shared.texts import text_for
from shared.web.openapi import ServiceApi
from shared.web.problems import reader_language

_STYLES: Final = Path(__file__).parent / "templates" / "docs.css"


def register_docs(app: Flask, api: ServiceApi, *, name: str) -> None:
    """Serves the page at `/api/<name>/v1/docs`."""

    def show_docs() -> str:
        document = api.spec.to_dict()
        language = reader_language()
        return render_template(
            "docs.html",
            language=language,
            say=lambda key, **values: text_for(f"docs.{key}", language=language, **values),
            service=name,
            operations=list(_operations(document)),
            shapes=document.get("components", {}).get("schemas", {}),
            shape_of=_shape_of,
        )

    app.add_url_rule(f"/api/{name}/v1/docs", endpoint=f"docs-{name}", view_func=show_docs)


def register_styles(app: Flask) -> None:
    """Serves the style sheet of all docs pages."""

    def show_styles() -> Response:
        return Response(_STYLES.read_text(), content_type="text/css; charset=utf-8")

    app.add_url_rule("/api/docs.css", endpoint="docs-styles", view_func=show_styles)


def _operations(document: dict[str, Any]) -> Iterator[dict[str, Any]]:
    components = document.get("components", {})
    parameters, responses = components.get("parameters", {}), components.get("responses", {})
    for path, methods in document["paths"].items():
        shared = methods.get("parameters", [])
        for method, operation in methods.items():
            if method == "parameters":
                continue
            named = [*shared, *operation.get("parameters", [])]
            yield {
                **operation,
                "path": path,
                "method": method.upper(),
                "parameters": [_resolved(one, parameters) for one in named],
                "responses": {
                    status: _resolved(one, responses)
                    for status, one in operation["responses"].items()
                },
            }


def _resolved(part: dict[str, Any], components: dict[str, dict[str, Any]]) -> dict[str, Any]:
    return components.get(part.get("$ref", "").rpartition("/")[2], part)


def _shape_of(schema: dict[str, Any]) -> str:
    """The schema in a few words: a name, a type with its bounds, or a list of either."""
    if "$ref" in schema:
        return str(schema["$ref"]).rpartition("/")[2]
    kind = schema.get("type", "any")
    words = " | ".join(kind) if isinstance(kind, list) else str(kind)
    if "items" in schema:
        words = f"{words} of {_shape_of(schema['items'])}"
    bounds = [f"{name} {schema[name]}" for name in _BOUNDS if name in schema]
    return ", ".join([words, *bounds])


_BOUNDS: Final = (
    "format",
    "enum",
    "minimum",
    "maximum",
    "minLength",
    "maxLength",
    "pattern",
    "default",
)
