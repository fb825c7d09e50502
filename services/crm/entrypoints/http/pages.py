"""What the service's pages for customers have in common: language, texts, style and refusals.

A page is an operation like any other, so it has the limits and headers of all: the kernel's
Content-Security-Policy allows nothing inline, its Referrer-Policy tells nobody the address of a
page, and nothing is cached. What an operation of a page refuses is told in words, not as JSON.
"""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any, Final

import msgspec
from flask import Response, render_template, request
from marshmallow import EXCLUDE, fields

from shared.texts import LANGUAGES
from shared.web import Blueprint, Schema, query
from shared.web.problems import CONTENT_TYPE, reader_language

HTML: Final = "text/html"
PAGE: Final = {"type": "string"}
PAGES: Final = frozenset({"crm.show_web_form_page", "crm.send_web_letter_by_page"})
"""The operations whose refusals are pages too."""

_HERE: Final = Path(__file__).parent
_TEXTS: Final = tomllib.loads((_HERE / "texts.toml").read_text(encoding="utf-8"))
_STYLE: Final = (_HERE / "pages.css").read_text(encoding="utf-8")
_KEPT_STYLE: Final = {"Cache-Control": "public, max-age=3600"}


class PageQuery(Schema):
    """How a page is to be shown; what mail programs and trackers add is not looked at."""

    class Meta:
        unknown = EXCLUDE

    lang = fields.String(metadata={"description": "`zh-CN` or `en`, instead of the browser's."})


def say(key: str, **values: object) -> str:
    """A text of the pages in the reader's language."""
    chosen = "zh" if reader_language().startswith("zh") else "en"
    return str(_TEXTS[key][chosen]).format(**values)


def page(template: str, *, status: int = 200, **values: Any) -> Response:
    """A page in the reader's language; Flask escapes every value in it."""
    language = reader_language()
    content = render_template(template, say=say, language=language, **values)
    return Response(
        content,
        status=status,
        content_type=f"{HTML}; charset=utf-8",
        headers={"Content-Language": language},
    )


def refuses_in_words(blueprint: Blueprint, *statuses: int) -> Any:
    """Documents that an operation's refusals are pages."""

    def document(view: Any) -> Any:
        for status in statuses:
            view = blueprint.alt_response(status, schema=PAGE, content_type=HTML)(view)
        return view

    return document


def add_page_style(blueprint: Blueprint) -> None:
    """Adds what all pages are shown with, and how they refuse."""
    blueprint.before_request(_heed_chosen_language)
    blueprint.after_request(_tell_in_words)

    @blueprint.route("/page.css", methods=["GET"])
    @blueprint.response(200, {"type": "string"}, content_type="text/css")
    @query(signed_in=False)
    def show_page_style() -> Response:
        """Shows the style of the pages for customers."""
        return Response(_STYLE, content_type="text/css; charset=utf-8", headers=_KEPT_STYLE)


def _heed_chosen_language() -> None:
    """Takes `?lang=` for what the browser asks for, so that refusals are in it as well."""
    chosen = request.args.get("lang")
    if request.endpoint in PAGES and chosen in LANGUAGES:
        request.environ["HTTP_ACCEPT_LANGUAGE"] = chosen


def _tell_in_words(response: Response) -> Response:
    """A problem of a page as a page, with its status; the address is not repeated."""
    if request.endpoint not in PAGES or response.mimetype != CONTENT_TYPE:
        return response
    problem = msgspec.json.decode(response.get_data())
    told = page(
        "web_form_notice.html",
        status=response.status_code,
        heading=say("form"),
        words=problem["detail"],
        number=problem["correlation_id"] if response.status_code >= 500 else None,
    )
    if "Retry-After" in response.headers:
        told.headers["Retry-After"] = response.headers["Retry-After"]
    return told
