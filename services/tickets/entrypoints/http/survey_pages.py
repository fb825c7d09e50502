"""The survey as customers see it: pages for who holds a link, without JavaScript (GV-2).

There is no session and no cookie, so no other site can make use of one: all that lets anybody
answer is the secret link itself, and who has it may. A POST needs no further token therefore.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from flask import Response, request
from marshmallow import EXCLUDE, INCLUDE

from services.tickets.domain.customer_survey import (
    CHOICE,
    LONGEST_ANSWER,
    SCALES,
    TEXT,
    Question,
    SurveyVersion,
)
from services.tickets.domain.survey_errors import SurveyAnswersWrong
from services.tickets.entrypoints.http.door import Door
from services.tickets.entrypoints.http.surveys import BY_ADDRESS
from shared.web import Blueprint, Schema, command, count_against, query
from shared.web.pages import HTML, PAGE, PageLanguage, Pages
from shared.web.problems import reader_language

PAGES: Final = Pages(
    Path(__file__).parent,
    title="survey",
    operations={"show_survey_page", "answer_survey_by_page"},
)

_PATH = "/surveys/answers/<string:token>/page"
_AT = "answers."
_LONGEST_NUMBER = 3


class PageForm(Schema):
    """The fields of a page's form by their names; the operation itself says what is wrong."""

    class Meta:
        unknown = INCLUDE


@dataclass(frozen=True, kw_only=True)
class ShownOption:
    """One answer to choose."""

    value: str
    text: str


@dataclass(frozen=True, kw_only=True)
class ShownQuestion:
    """A question as the page shows it.

    Args:
        id: names it in the page.
        name: name of its field in the form.
        text: the question in the reader's language.
        is_required: whether it must be answered.
        is_scale: whether it is answered by a number.
        options: what there is to choose from; none where a text is to be written.
        kept: what was filled in before.
        error: what is wrong with that.
    """

    id: str
    name: str
    text: str
    is_required: bool
    is_scale: bool
    options: Sequence[ShownOption]
    kept: str
    error: str | None


def add_survey_pages(blueprint: Blueprint, door: Door) -> None:
    """Adds the pages behind the link of a survey."""
    answers = door.cases.survey_answers
    PAGES.serve_on(blueprint)

    @blueprint.route(_PATH, methods=["GET"])
    @blueprint.arguments(PageLanguage, location="query", unknown=EXCLUDE)
    @blueprint.response(200, PAGE, content_type=HTML)
    @PAGES.refuses_in_words(blueprint, 400, 404, 409, 422, 429, 500, 503)
    @query(signed_in=False)
    def show_survey_page(_: dict[str, Any], token: str) -> Response:
        """Shows the questions behind a link as a page to fill in."""
        count_against(BY_ADDRESS, key=request.remote_addr or "")
        return _asked(answers.show_questions(token).version)

    @blueprint.route(_PATH, methods=["POST"])
    @blueprint.arguments(PageLanguage, location="query", unknown=EXCLUDE)
    @blueprint.arguments(PageForm, location="form", unknown=INCLUDE)
    @blueprint.response(201, PAGE, content_type=HTML)
    @PAGES.refuses_in_words(blueprint, 400, 404, 409, 412, 413, 415, 422, 428, 429, 500, 503)
    @command(signed_in=False, idempotent=False)
    def answer_survey_by_page(_: dict[str, Any], filled: dict[str, str], token: str) -> Response:
        """Records what was filled in, once; what is wrong is shown beside its question."""
        count_against(BY_ADDRESS, key=request.remote_addr or "")
        version = answers.show_questions(token).version
        try:
            answers.answer_survey(token, answers_of(version, filled))
        except SurveyAnswersWrong as refusal:
            return _asked(version, filled, refusal=refusal)
        return PAGES.notice(status=201, heading=PAGES.say("thanks"), words=PAGES.say("recorded"))


def answers_of(version: SurveyVersion, filled: Mapping[str, str]) -> dict[str, Any]:
    """The answers in a filled form as the use case takes them; blank fields are no answers.

    Args:
        version: the questions.
        filled: the form's fields; unasked ones are handed on, to be refused.
    """
    sorts = {one.name: one.sort for one in version.questions}
    plain = {name: _plain(text) for name, text in filled.items()}
    return {
        name: int(text) if sorts.get(name) in SCALES and _is_number(text) else text
        for name, text in plain.items()
        if text.strip() or name not in sorts
    }


def _plain(text: str) -> str:
    """A text without what forms do to the ends of lines, and without what no database holds."""
    return text.replace("\r\n", "\n").replace("\0", "")


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdecimal() and len(text) <= _LONGEST_NUMBER


def _asked(
    version: SurveyVersion,
    filled: Mapping[str, str] | None = None,
    *,
    refusal: SurveyAnswersWrong | None = None,
) -> Response:
    language, kept = reader_language(), filled or {}
    by_name = {} if refusal is None else _errors(refusal, language)
    questions = [
        _shown(one, id=f"q{number}", kept=kept.get(one.name, ""), error=by_name.pop(one.name, None))
        for number, one in enumerate(version.questions, start=1)
    ]
    return PAGES.page(
        "survey.html",
        status=200 if refusal is None else 422,
        title=version.title_zh if _is_chinese(language) else version.title_en,
        questions=questions,
        is_wrong=refusal is not None,
        errors=[by_name[""]] if "" in by_name else [PAGES.say("not-asked")] if by_name else [],
        longest=LONGEST_ANSWER,
    )


def _errors(refusal: SurveyAnswersWrong, language: str) -> dict[str, str]:
    """What is wrong by question; "" for all of them together."""
    return {
        one.field.removeprefix(_AT) if one.field.startswith(_AT) else "": _sentence(
            one.in_language(language)
        )
        for one in refusal.fields
    }


def _sentence(text: str) -> str:
    """A text as it begins a line."""
    return text[:1].upper() + text[1:]


def _shown(question: Question, *, id: str, kept: str, error: str | None) -> ShownQuestion:  # noqa: A002
    return ShownQuestion(
        id=id,
        name=question.name,
        text=_in_language(question),
        is_required=question.is_required,
        is_scale=question.sort in SCALES,
        options=() if question.sort == TEXT else _options(question),
        kept=kept,
        error=error,
    )


def _options(question: Question) -> list[ShownOption]:
    if question.sort == CHOICE:
        options = [ShownOption(value=one.code, text=_in_language(one)) for one in question.choices]
    else:
        low, high = SCALES[question.sort]
        ends = {low: PAGES.say(f"{question.sort}-low"), high: PAGES.say(f"{question.sort}-high")}
        options = [
            ShownOption(value=str(one), text=f"{one} {ends.get(one, '')}".rstrip())
            for one in range(low, high + 1)
        ]
    # What is chosen once cannot be taken back without JavaScript.
    nothing = [] if question.is_required else [ShownOption(value="", text=PAGES.say("no-answer"))]
    return [*options, *nothing]


def _in_language(text: Any) -> str:
    """What the centre has written in both languages, in the reader's."""
    return str(text.zh if _is_chinese(reader_language()) else text.en)


def _is_chinese(language: str) -> bool:
    return language.startswith("zh")
