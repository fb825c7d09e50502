"""Surveys of participants, over HTTP (TR-8, level 1)."""

from __future__ import annotations

from decimal import Decimal
from typing import Any
from uuid import UUID

import msgspec

from services.training.application.access import EVALUATE, SELF
from services.training.domain.anonymity import ANONYMITY
from services.training.domain.survey import Survey, SurveyPlan, SurveyQuestion
from services.training.entrypoints.http.door import Door
from services.training.entrypoints.schemas import surveys as shapes
from shared.clock import iso
from shared.context import current_context
from shared.web import (
    Blueprint,
    PageQuery,
    after,
    as_of,
    command,
    if_match,
    page_of,
    page_schema,
    query,
)

_PURPOSE = "show-survey-answer"


def add_surveys(blueprint: Blueprint, door: Door) -> None:
    """Adds the asking and answering."""
    surveys = door.cases.evaluation.surveys

    def show(survey_id: UUID) -> dict[str, Any]:
        return _shown(door, door.found(Survey, survey_id))

    @blueprint.route("/surveys", methods=["POST"])
    @blueprint.arguments(shapes.NewSurveySchema)
    @blueprint.response(201, shapes.SurveySchema)
    @command(shows=show)
    def open_survey(data: dict[str, Any]) -> UUID:
        """Asks participants about content, lecturer and organisation [发出满意度问卷]."""
        return surveys.open_survey(_plan(data)).id

    @blueprint.route("/surveys/<uuid:survey_id>/answer", methods=["PUT"])
    @blueprint.arguments(shapes.SurveyAnswerGivenSchema)
    @blueprint.response(200, shapes.SurveySchema)
    @command(shows=show, idempotent=False)
    def answer_survey(data: dict[str, Any], survey_id: UUID) -> UUID:
        """Answers; again as often as you like until your answer is counted, then nothing changes.

        An answer to an anonymous survey leaves no receipt: repeating it is harmless without.
        """
        return surveys.answer_survey(survey_id, **data).id

    @blueprint.route("/surveys/<uuid:survey_id>/closing", methods=["POST"])
    @blueprint.response(200, shapes.SurveySchema)
    @command(shows=show)
    def close_survey(survey_id: UUID) -> UUID:
        """Ends a survey; the key of an anonymous one is destroyed."""
        return surveys.close_survey(survey_id, expected_version=if_match()).id


def add_survey_questions(blueprint: Blueprint, door: Door) -> None:
    """Adds what participants see."""
    surveys = door.cases.evaluation.surveys

    @blueprint.route("/surveys", methods=["GET"])
    @blueprint.arguments(PageQuery, location="query")
    @blueprint.response(200, page_schema(shapes.SurveyRowSchema))
    @query
    def list_surveys(asked: dict[str, Any]) -> dict[str, Any]:
        """Lists the surveys that ask you or are about your teaching; all for who evaluates."""
        sees_all = current_context().may(EVALUATE)
        if not sees_all:
            current_context().require(SELF)
        found = door.models.surveys.page(
            employee_id=None if sees_all else door.cases.access.employee_id(),
            after=after(asked["cursor"], tuple[str, str]),
            limit=asked["limit"] + 1,
        )
        return page_of(found, asked["limit"], key=lambda one: (one["closes_at"], one["survey_id"]))

    @blueprint.route("/surveys/<uuid:survey_id>", methods=["GET"])
    @blueprint.response(200, shapes.SurveySchema)
    @query
    def show_survey(survey_id: UUID) -> dict[str, Any]:
        """Shows the questions, whether you have answered, and what anonymity means."""
        return _shown(door, surveys.see_survey(survey_id, as_of=as_of()))


def add_survey_results(blueprint: Blueprint, door: Door) -> None:
    """Adds what was answered."""
    surveys = door.cases.evaluation.surveys

    @blueprint.route("/surveys/<uuid:survey_id>/results", methods=["GET"])
    @blueprint.response(200, shapes.SurveyResultsSchema)
    @query
    def show_training_survey_results(survey_id: UUID) -> dict[str, Any]:
        """Shows what the answers add up to, to who evaluates and to the trainers concerned."""
        return _results(surveys.see_results(survey_id))

    @blueprint.route("/surveys/<uuid:survey_id>/answers", methods=["GET"])
    @blueprint.arguments(PageQuery, location="query")
    @blueprint.response(200, page_schema(shapes.SurveyAnswerSchema))
    @query
    def list_training_survey_answers(asked: dict[str, Any], survey_id: UUID) -> dict[str, Any]:
        """Lists single answers with their comments; those of an anonymous survey are nobody's."""
        current_context().require(EVALUATE)
        surveys.see_results(survey_id)
        last = after(asked["cursor"], tuple[str])
        found = door.models.surveys.answers(
            survey_id, after=last[0] if last else None, limit=asked["limit"] + 1
        )
        page = page_of(found, asked["limit"], key=lambda one: (str(one),))
        return {**page, "items": [_answer(door, one) for one in page["items"]]}


def _shown(door: Door, survey: Survey) -> dict[str, Any]:
    is_asked = current_context().actor in {str(one) for one in survey.plan.invited}
    your_answer = door.cases.evaluation.surveys.state_of_own(survey) if is_asked else None
    return {**_survey(survey), "your_answer": your_answer}


def _plan(data: dict[str, Any]) -> SurveyPlan:
    return SurveyPlan(
        course_id=data["course_id"],
        session_id=data.get("session_id"),
        trainer_ids=tuple(dict.fromkeys(data["trainer_ids"])),
        questions=tuple(SurveyQuestion(**one) for one in data["questions"]),
        invited=tuple(dict.fromkeys(data["invited"])),
        is_anonymous=data["is_anonymous"],
        closes_at=data["closes_at"],
    )


def _survey(survey: Survey) -> dict[str, Any]:
    plan = survey.plan
    promises = {
        f"anonymity_{language}": (
            words.format(smallest=survey.smallest) if plan.is_anonymous else None
        )
        for language, words in ANONYMITY.items()
    }
    return {
        "survey_id": survey.id,
        "version": survey.version,
        "course_id": plan.course_id,
        "session_id": plan.session_id,
        "trainer_ids": plan.trainer_ids,
        "questions": msgspec.to_builtins(plan.questions),
        "invited": len(plan.invited),
        "is_anonymous": plan.is_anonymous,
        "closes_at": iso(plan.closes_at),
        "is_closed": survey.is_closed,
        **promises,
    }


def _results(survey: Survey) -> dict[str, Any]:
    is_told = survey.is_told
    return {
        "survey_id": survey.id,
        "invited": len(survey.plan.invited),
        "answers": survey.answers if is_told else None,
        "needed": survey.smallest,
        "questions": [
            {"code": code, "counts": counts, "average": _average(counts)}
            for code, counts in survey.tallies.items()
            if is_told
        ],
        "averages": {one.aspect: one.average for one in survey.aspects if is_told},
    }


def _average(counts: tuple[int, ...]) -> str:
    total = sum(score * n for score, n in enumerate(counts, start=1))
    return str((Decimal(total) / sum(counts)).quantize(Decimal("0.01")))


def _answer(door: Door, answer_id: UUID) -> dict[str, Any]:
    answer = door.cases.evaluation.surveys.see_answer(answer_id)
    return {
        "survey_answer_id": answer.id,
        "scores": answer.scores,
        "comment": door.keys.open_or_none(answer.comment, purpose=_PURPOSE),
        "employee_id": answer.employee_id,
    }
