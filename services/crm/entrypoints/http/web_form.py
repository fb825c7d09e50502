"""The web form for customers: two open operations, limited by address and by contact."""

from __future__ import annotations

import binascii
from base64 import b64decode
from typing import Any

from flask import request

from services.crm.application.read_mail import ReadFile
from services.crm.application.web_form import FilledForm, StoredForm, WebForm
from services.crm.domain.letter_errors import FormRefused
from services.crm.domain.mail_rules import FileRules
from services.crm.entrypoints.schemas.letters import (
    TakenLetterSchema,
    WebFormSchema,
    WebLetterSchema,
)
from services.crm.messages.mail_files import media_type_of, safe_name
from services.crm.messages.mail_text import clean, one_line
from shared.errors import FieldError
from shared.web import Blueprint, Limit, command, count_against, query

FORMS_BY_ADDRESS = Limit("web-forms-by-address", burst=60, per_minute=30)
"""Forms that one network address may open."""

LETTERS_BY_ADDRESS = Limit("web-letters-by-address", burst=20, per_minute=5)
"""Letters that one network address may send."""


def add_web_form(blueprint: Blueprint, form: WebForm) -> None:
    """Adds the form that everybody may fill in."""

    @blueprint.route("/web-form", methods=["GET"])
    @blueprint.response(200, WebFormSchema)
    @query(signed_in=False)
    def open_web_form() -> dict[str, Any]:
        """Gives out a form, good for one letter."""
        count_against(FORMS_BY_ADDRESS, key=str(request.remote_addr))
        rules = form.rules_in_force()
        return {
            "form": form.open_form(),
            "categories": rules.categories,
            "good_for_seconds": rules.good_for_seconds,
            "most_files": rules.files.most,
            "largest_file_bytes": rules.files.largest_bytes,
            "media_types": rules.files.media_types,
        }

    @blueprint.route("/web-form/letters", methods=["POST"])
    @blueprint.arguments(WebLetterSchema)
    @blueprint.response(202, TakenLetterSchema)
    @command(idempotent=False, signed_in=False)
    def send_web_letter(data: dict[str, Any]) -> dict[str, Any]:
        """Takes a customer's letter; everybody gets the same answer."""
        count_against(LETTERS_BY_ADDRESS, key=str(request.remote_addr))
        return {"number": form.send_letter(filled_form(data, form.rules_in_force().files))}


def filled_form(data: dict[str, Any], rules: FileRules) -> FilledForm:
    """What a customer sends, with the files that are taken.

    Args:
        data: as `WebLetterSchema` has read it.
        rules: which files are taken.

    Raises:
        FormRefused: a file is not in base64.
    """
    came = [(one["file_name"], _content(one["content"])) for one in data["files"]]
    taken: list[ReadFile] = []
    left_out: dict[str, None] = {}
    for name, content in came:
        media_type = media_type_of(content)
        cause = rules.cause_against(media_type, size=len(content), taken=len(taken))
        if cause is not None:
            left_out[cause] = None
            continue
        name = safe_name(name, media_type=media_type)  # noqa: PLW2901 (the harmless one)
        taken.append(ReadFile(file_name=name, media_type=media_type, content=content))
    return FilledForm(
        form=data["form"],
        content=StoredForm(
            category=data["category"],
            subject=one_line(data["subject"]),
            text=clean(data["text"]),
            email=data["email"],
            phone=data["phone"],
            files=came,
        ),
        trap=data["website"],
        files=taken,
        left_out=tuple(left_out),
    )


def _content(text: str) -> bytes:
    try:
        return b64decode(text, validate=True)
    except (binascii.Error, ValueError) as refusal:
        what = FieldError("files", "must be in base64.", "必须为 base64 编码。")
        raise FormRefused(fields=(what,)) from refusal
