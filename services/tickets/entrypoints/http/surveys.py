"""Customer surveys, over HTTP: making them, answering by a link, and the results (GV-2)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import msgspec
from flask import request

from services.tickets.application.access import SEE_ALL
from services.tickets.application.surveys import check_sees_surveys
from services.tickets.domain.customer_survey import Question, Survey, SurveyVersion
from services.tickets.domain.survey import SurveyAnswer
from services.tickets.domain.survey_scores import Tally, nothing_is_averaged_over_too_few
from services.tickets.entrypoints.http.door import Door
from services.tickets.entrypoints.http.rendering import moment
from services.tickets.entrypoints.schemas import replies, requests, survey_results
from services.tickets.entrypoints.schemas import surveys as schemas
from services.tickets.read_models.survey_results import Asked
from shared.clock import iso
from shared.context import current_context
from shared.web import (
    Blueprint,
    Limit,
    PageQuery,
    after,
    as_of,
    command,
    count_against,
    if_match,
    page_of,
    page_schema,
    query,
)

BY_ADDRESS = Limit("survey-link-by-address", burst=60, per_minute=30)
"""Links tried from one address; a family or an office may come through one."""

_TOKEN = "<string:token>"  # noqa: S105 (where a token stands in a path)


def add_surveys(blueprint: Blueprint, door: Door) -> None:
    """Adds the making of surveys."""
    surveys = door.cases.surveys

    def show(survey_id: UUID) -> dict[str, Any]:
        return _survey(surveys.see_survey(survey_id))

    @blueprint.route("/surveys", methods=["POST"])
    @blueprint.arguments(schemas.NewSurveySchema)
    @blueprint.response(201, schemas.SurveySchema)
    @command(shows=show)
    def create_survey(data: dict[str, Any]) -> UUID:
        """Makes a survey with its first questions."""
        return surveys.create_survey(code=data["code"], **_text(data)).id

    @blueprint.route("/surveys", methods=["GET"])
    @blueprint.arguments(PageQuery, location="query")
    @blueprint.response(200, page_schema(schemas.SurveyRowSchema))
    @query
    def list_surveys(asked: dict[str, Any]) -> dict[str, Any]:
        """Lists the surveys by their codes."""
        check_sees_surveys()
        last = after(asked["cursor"], tuple[str])
        found = door.models.surveys.page(after=last[0] if last else None, limit=asked["limit"] + 1)
        page = page_of(found, asked["limit"], key=lambda one: (one.code,))
        return {**page, "items": [vars(one) for one in page["items"]]}

    @blueprint.route("/surveys/<uuid:survey_id>", methods=["GET"])
    @blueprint.response(200, schemas.SurveySchema)
    @query
    def show_survey(survey_id: UUID) -> dict[str, Any]:
        """Shows a survey with all its versions, as it stands or stood."""
        return _survey(surveys.see_survey(survey_id, as_of=as_of()))

    @blueprint.route("/surveys/<uuid:survey_id>/versions", methods=["POST"])
    @blueprint.arguments(schemas.SurveyTextSchema)
    @blueprint.response(201, schemas.SurveySchema)
    @command(shows=show)
    def publish_survey_version(data: dict[str, Any], survey_id: UUID) -> UUID:
        """Asks other questions from now on; who was invited before is asked the former ones."""
        return surveys.publish_survey_version(
            survey_id, **_text(data), expected_version=if_match()
        ).id

    @blueprint.route("/surveys/<uuid:survey_id>/retirement", methods=["POST"])
    @blueprint.response(200, schemas.SurveySchema)
    @command(shows=show)
    def retire_survey(survey_id: UUID) -> UUID:
        """Invites nobody to a survey any more."""
        return surveys.retire_survey(survey_id, expected_version=if_match()).id


def add_survey_door(blueprint: Blueprint, door: Door) -> None:
    """Adds the door for who holds a link: no sign-in, and no more shown than is needed."""
    answers = door.cases.survey_answers

    @blueprint.route(f"/surveys/answers/{_TOKEN}", methods=["GET"])
    @blueprint.response(200, schemas.AskedSchema)
    @query(signed_in=False)
    def show_survey_questions(token: str) -> dict[str, Any]:
        """Shows the questions behind a link; unknown and expired links are told alike."""
        count_against(BY_ADDRESS, key=request.remote_addr or "")
        asked = answers.show_questions(token)
        return {**_version(asked.version), "expires_at": moment(asked.invitation.expires_at)}

    @blueprint.route(f"/surveys/answers/{_TOKEN}", methods=["POST"])
    @blueprint.arguments(schemas.GivenAnswersSchema)
    @blueprint.response(201, schemas.ThanksSchema)
    @command(signed_in=False, idempotent=False)
    def answer_survey(data: dict[str, Any], token: str) -> dict[str, Any]:
        """Records your answer, once."""
        count_against(BY_ADDRESS, key=request.remote_addr or "")
        answers.answer_survey(token, data["answers"])
        return {"is_recorded": True}


def add_survey_results(blueprint: Blueprint, door: Door) -> None:
    """Adds what customers think, for those who may know it."""
    surveys, results = door.cases.surveys, door.models.survey_results

    @blueprint.route("/survey-results", methods=["GET"])
    @blueprint.arguments(survey_results.ResultsQuery, location="query")
    @blueprint.response(200, survey_results.ResultsSchema)
    @query
    def show_survey_results(asked: dict[str, Any]) -> dict[str, Any]:
        """Shows CSAT, NPS and CES by group; none over fewer answers than the rules ask for."""
        by = asked.pop("by")
        narrowed, smallest_n = _narrowed(asked, surveys.whose_results()), surveys.smallest_n
        groups = results.tallies(narrowed, by=by)
        return {
            "smallest_n": smallest_n,
            "total": _scores(results.total(narrowed), smallest_n),
            "items": [{"grouped_by": one, **_scores(sums, smallest_n)} for one, sums in groups],
        }

    @blueprint.route("/survey-results/own", methods=["GET"])
    @blueprint.arguments(survey_results.MonthQuery, location="query")
    @blueprint.response(200, survey_results.OwnResultsSchema)
    @query
    def show_own_survey_results(asked: dict[str, int]) -> dict[str, Any]:
        """Shows the summary of what was answered about you in a month, and never by whom."""
        since = datetime(asked["year"], asked["month"], 1, tzinfo=UTC)
        until = datetime(since.year + since.month // 12, since.month % 12 + 1, 1, tzinfo=UTC)
        employees = frozenset({surveys.own_results()})
        own = Asked(since=since, until=until, employees=employees, filters={})
        smallest_n = surveys.smallest_n
        return {"smallest_n": smallest_n, "total": _scores(results.total(own), smallest_n)}


def add_survey_answers(blueprint: Blueprint, door: Door) -> None:
    """Adds the answers behind the figures, and who was asked."""
    surveys, results = door.cases.surveys, door.models.survey_results

    @blueprint.route("/survey-answers", methods=["GET"])
    @blueprint.arguments(survey_results.AnswersQuery, location="query")
    @blueprint.response(200, page_schema(survey_results.AnswerRowSchema))
    @query
    def list_survey_answers(asked: dict[str, Any]) -> dict[str, Any]:
        """Lists the answers behind a figure, by the same filters, the latest first."""
        cursor, limit = asked.pop("cursor"), asked.pop("limit")
        found = results.answers(
            _narrowed(asked, surveys.whose_results()),
            after=after(cursor, tuple[datetime, UUID]),
            limit=limit + 1,
        )
        page = page_of(found, limit, key=lambda one: (one.answered_at, one.answer_id))
        rows = [{**vars(one), "answered_at": iso(one.answered_at)} for one in page["items"]]
        return {**page, "items": rows}

    @blueprint.route("/survey-answers/<uuid:survey_answer_id>", methods=["GET"])
    @blueprint.response(200, survey_results.AnswerSchema)
    @query
    def show_survey_answer(survey_answer_id: UUID) -> dict[str, Any]:
        """Shows an answer with what the customer wrote."""
        return _answer(surveys.see_answer(survey_answer_id), door)

    @blueprint.route("/survey-invitations", methods=["GET"])
    @blueprint.arguments(requests.SpanQuery, location="query")
    @blueprint.response(200, replies.items_of(survey_results.InvitationCountSchema))
    @query
    def count_survey_invitations(asked: dict[str, Any]) -> dict[str, Any]:
        """Counts the draws of a span of time by survey, outcome and what became of them."""
        check_sees_surveys()
        current_context().require(SEE_ALL)
        return {"items": [vars(one) for one in door.models.survey_invitations.counts(**asked)]}


def _text(data: Mapping[str, Any]) -> dict[str, Any]:
    questions = msgspec.convert(data["questions"], tuple[Question, ...])
    return {"title_zh": data["title_zh"], "title_en": data["title_en"], "questions": questions}


def _survey(survey: Survey) -> dict[str, Any]:
    return {
        "survey_id": survey.id,
        "version": survey.version,
        "code": survey.code,
        "is_retired": survey.is_retired,
        "versions": [{"number": one.number, **_version(one)} for one in survey.versions],
    }


def _version(version: SurveyVersion) -> dict[str, Any]:
    shown: dict[str, Any] = msgspec.to_builtins(version)
    return {name: shown[name] for name in ("title_zh", "title_en", "questions")}


def _narrowed(asked: dict[str, Any], employees: frozenset[UUID] | None) -> Asked:
    since, until = asked.pop("since"), asked.pop("until")
    return Asked(since=since, until=until, employees=employees, filters=asked)


def _scores(tally: Tally, smallest_n: int) -> dict[str, Any]:
    scores = nothing_is_averaged_over_too_few(tally, smallest_n=smallest_n)
    counts = ("answers", "low", "csat_n", "nps_n", "ces_n")
    return {**vars(scores), **{name: getattr(tally, name) for name in counts}}


def _answer(answer: SurveyAnswer, door: Door) -> dict[str, Any]:
    opened = door.rendering.opened
    return {
        **vars(answer),
        "answer_id": answer.id,
        "answered_at": iso(answer.answered_at),
        "texts": {name: opened(one) for name, one in answer.texts.items()},
        "comment": opened(answer.comment),
    }
