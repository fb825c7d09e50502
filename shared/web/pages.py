"""Pages for people without an account: language, texts, layout, and refusals told in words.

A page is an operation like any other, so it has the limits and headers of all: the
Content-Security-Policy allows nothing inline, the Referrer-Policy tells nobody the address of a
page, and nothing is cached.
"""

from __future__ import annotations

import tomllib
from collections.abc import Collection
from pathlib import Path
from typing import Any, Final

import msgspec
from flask import Response, render_template, request
from marshmallow import EXCLUDE, fields

from shared.texts import LANGUAGES, text_for
from shared.web.blueprint import Blueprint, Schema
from shared.web.problems import CONTENT_TYPE, reader_language

HTML: Final = "text/html"
PAGE: Final = {"type": "string"}


class PageLanguage(Schema):
    """How a page is to be shown; what mail programs and trackers add is not looked at."""

    class Meta:
        unknown = EXCLUDE

    lang = fields.String(metadata={"description": "`zh-CN` or `en`, instead of the browser's."})


class Pages:
    """The pages of one matter in a service.

    Args:
        folder: holds `texts.toml`, each text in Chinese (`zh`) and English (`en`), with {names}.
        title: key of the text that names the matter, over refusals and in the window's title.
        operations: the operations whose refusals are pages too.
        notice: template of a page that only says something.
    """

    def __init__(
        self,
        folder: Path,
        *,
        title: str,
        operations: Collection[str],
        notice: str = "page_notice.html",
    ) -> None:
        self._texts = tomllib.loads((folder / "texts.toml").read_text(encoding="utf-8"))
        self._title = title
        self._operations = operations
        self._notice = notice

    def say(self, key: str, **values: object) -> str:
        """A text in the reader's language, of this matter or of all pages."""
        language = reader_language()
        if key not in self._texts:
            return text_for(f"page.{key}", language=language, **values)
        chosen = "zh" if language.startswith("zh") else "en"
        return str(self._texts[key][chosen]).format(**values)

    def page(self, template: str, *, status: int = 200, **values: Any) -> Response:
        """A page in the reader's language; every value in it is escaped."""
        language = reader_language()
        shown = {"say": self.say, "matter": self.say(self._title), "language": language, **values}
        return Response(
            render_template(template, **shown),
            status=status,
            content_type=f"{HTML}; charset=utf-8",
            headers={"Content-Language": language},
        )

    def notice(self, *, status: int, heading: str, words: str, **values: Any) -> Response:
        """A page that only says something."""
        return self.page(self._notice, status=status, heading=heading, words=words, **values)

    def refuses_in_words(self, blueprint: Blueprint, *statuses: int) -> Any:
        """Documents that an operation's refusals are pages."""

        def document(view: Any) -> Any:
            for status in statuses:
                view = blueprint.alt_response(status, schema=PAGE, content_type=HTML)(view)
            return view

        return document

    def serve_on(self, blueprint: Blueprint) -> None:
        """Heeds `?lang=`, and has refusals told in words."""
        blueprint.before_request(self._heed_chosen_language)
        blueprint.after_request(self._tell_in_words)

    def _is_page(self) -> bool:
        return str(request.endpoint).rpartition(".")[2] in self._operations

    def _heed_chosen_language(self) -> None:
        """Takes `?lang=` for what the browser asks for, so that refusals are in it as well."""
        chosen = request.args.get("lang")
        if self._is_page() and chosen in LANGUAGES:
            request.environ["HTTP_ACCEPT_LANGUAGE"] = chosen

    def _tell_in_words(self, response: Response) -> Response:
        """A problem of a page as a page, with its status; the address is not repeated."""
        if not self._is_page() or response.mimetype != CONTENT_TYPE:
            return response
        problem = msgspec.json.decode(response.get_data())
        told = self.notice(
            status=response.status_code,
            heading=self.say(self._title),
            words=problem["detail"],
            number=problem["correlation_id"] if response.status_code >= 500 else None,
        )
        if "Retry-After" in response.headers:
            told.headers["Retry-After"] = response.headers["Retry-After"]
        return told
