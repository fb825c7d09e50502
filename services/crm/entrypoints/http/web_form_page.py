"""The web form as customers see it: a page without JavaScript, with files (TK-6).

There is no session and no cookie, so no other site can make use of one. What is sent carries the
mark of the page from which it comes, good for one letter and a time; another site could open a page
of its own and send it, which is no more than anybody may. A POST needs no further token therefore.
"""

from __future__ import annotations

import mimetypes
from base64 import b64encode
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

from flask import Response, request
from marshmallow import EXCLUDE, INCLUDE, ValidationError

from services.crm.application.web_form import LONGEST_SUBJECT, LONGEST_TEXT, FilledForm, WebForm
from services.crm.domain.letter_errors import FormExpired, FormUsed
from services.crm.domain.mail_rules import FileRules
from services.crm.entrypoints.http.web_form import (
    FORMS_BY_ADDRESS,
    LETTERS_BY_ADDRESS,
    filled_form,
)
from services.crm.entrypoints.schemas.letters import WebLetterForm, WebLetterSchema
from shared.errors import DomainError, Invalid
from shared.web import Blueprint, command, count_against, query
from shared.web.pages import HTML, PAGE, PageLanguage, Pages
from shared.web.problems import STATUS, invalid_input, reader_language

PAGES: Final = Pages(
    Path(__file__).parent,
    title="form",
    operations={"show_web_form_page", "send_web_letter_by_page"},
    notice="web_form_notice.html",
)

_PATH = "/web-form/page"
_LETTER = WebLetterSchema()
_SHOWN = ("category", "subject", "text", "email", "phone", "files")
_MEGABYTE = 1024 * 1024


def add_web_form_page(blueprint: Blueprint, form: WebForm) -> None:
    """Adds the page that everybody may fill in."""
    PAGES.serve_on(blueprint)

    @blueprint.route(_PATH, methods=["GET"])
    @blueprint.arguments(PageLanguage, location="query", unknown=EXCLUDE)
    @blueprint.response(200, PAGE, content_type=HTML)
    @PAGES.refuses_in_words(blueprint, 400, 404, 422, 429, 500, 503)
    @query(signed_in=False)
    def show_web_form_page(_: dict[str, Any]) -> Response:
        """Shows the form as a page, good for one letter."""
        count_against(FORMS_BY_ADDRESS, key=str(request.remote_addr))
        return _form_page(form)

    @blueprint.route(_PATH, methods=["POST"])
    @blueprint.arguments(PageLanguage, location="query", unknown=EXCLUDE)
    @blueprint.arguments(
        WebLetterForm, location="form", unknown=INCLUDE, content_type="multipart/form-data"
    )
    @blueprint.response(202, PAGE, content_type=HTML)
    @PAGES.refuses_in_words(blueprint, 400, 404, 409, 412, 413, 415, 422, 428, 429, 500, 503)
    @command(idempotent=False, signed_in=False)
    def send_web_letter_by_page(_: dict[str, Any], typed: dict[str, Any]) -> Response:
        """Takes a customer's letter; what is wrong is shown beside its field."""
        try:
            count_against(LETTERS_BY_ADDRESS, key=str(request.remote_addr))
            filled = _filled(typed, form.rules_in_force().files)
            number = form.send_letter(filled)
        except DomainError as refusal:
            return _form_page(form, typed=typed, refusal=refusal)
        return PAGES.notice(
            status=202,
            heading=PAGES.say("thanks"),
            words=f"{PAGES.say('taken')}{number}",
            left_out=filled.left_out,
        )


def _filled(typed: Mapping[str, Any], rules: FileRules) -> FilledForm:
    """What was typed and chosen, as if it had come as JSON; blank fields were left out."""
    texts = {
        name: text.replace("\r\n", "\n")
        for name, text in typed.items()
        if name != "files" and (name == "website" or text.strip())
    }
    files = [
        {"file_name": one.filename, "content": b64encode(one.read()).decode()}
        for one in request.files.getlist("files")
        if one.filename
    ]
    try:
        data = _LETTER.load({**texts, "files": [*typed["files"], *files]})
    except ValidationError as refusal:
        raise invalid_input(refusal.messages) from refusal
    return filled_form(data, rules)


def _form_page(
    form: WebForm,
    *,
    typed: Mapping[str, Any] | None = None,
    refusal: DomainError | None = None,
) -> Response:
    rules = form.rules_in_force()
    by_name = {} if refusal is None else _errors(refusal)
    endings = [mimetypes.guess_extension(one) or one for one in rules.files.media_types]
    shown = PAGES.page(
        "web_form.html",
        status=200 if refusal is None else STATUS[refusal.kind],
        mark=typed["form"] if typed and _is_good_still(refusal) else form.open_form(),
        typed=typed or {},
        is_wrong=refusal is not None,
        errors={name: by_name[name] for name in _SHOWN if name in by_name},
        others=[by_name[""]] if "" in by_name else [],
        had_files=any(one.filename for one in request.files.getlist("files")),
        categories=rules.categories,
        most_files=rules.files.most,
        megabytes=f"{rules.files.largest_bytes / _MEGABYTE:.3g}",
        endings=", ".join(endings),
        accepted=",".join(rules.files.media_types),
        longest_subject=LONGEST_SUBJECT,
        longest_text=LONGEST_TEXT,
    )
    if refusal is not None and shown.status_code in (429, 503):
        shown.headers["Retry-After"] = str(refusal.details.get("retry_after", 1))
    return shown


def _is_good_still(refusal: DomainError | None) -> bool:
    """Whether the page that was refused may be sent again."""
    fields = refusal.fields if isinstance(refusal, Invalid) else ()
    return not isinstance(refusal, FormExpired | FormUsed) and all(
        one.field != "form" for one in fields
    )


def _errors(refusal: DomainError) -> dict[str, str]:
    """What is wrong by field; "" for what is no field of the page."""
    language = reader_language()
    if not isinstance(refusal, Invalid) or not refusal.fields:
        return {"": refusal.in_language(language)}
    told: dict[str, str] = {}
    for one in refusal.fields:
        name = one.field.partition(".")[0]
        if name in _SHOWN:
            error = PAGES.say("files-wrong") if name == "files" else one.in_language(language)
            told[name] = PAGES.say("field-error", field=PAGES.say(name), error=error)
        else:
            told[""] = PAGES.say("other-wrong")
    return told
