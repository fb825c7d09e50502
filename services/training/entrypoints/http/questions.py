"""The question bank, over HTTP, for those who manage exams (TR-3, TR-7)."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import msgspec

from services.training.application.access import MANAGE_EXAMS
from services.training.application.item_analysis import WeakItem
from services.training.domain.question import Question
from services.training.domain.question_content import QuestionContent
from services.training.entrypoints.http.door import Door
from services.training.entrypoints.schemas import questions as schemas
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


def add_questions(blueprint: Blueprint, door: Door) -> None:
    """Adds the writing of questions."""
    bank = door.cases.question_bank

    def show(question_id: UUID) -> dict[str, Any]:
        return _shown(door.found(Question, question_id))

    @blueprint.route("/questions", methods=["POST"])
    @blueprint.arguments(schemas.NewQuestionSchema)
    @blueprint.response(201, schemas.QuestionSchema)
    @command(shows=show)
    def write_question(data: dict[str, Any]) -> UUID:
        """Writes a question [试题] that somebody else is to review."""
        code = data.pop("code")
        return bank.write_question(code=code, content=_content(data)).id

    @blueprint.route("/questions/<uuid:question_id>/versions", methods=["POST"])
    @blueprint.arguments(schemas.QuestionContentSchema)
    @blueprint.response(201, schemas.QuestionSchema)
    @command(shows=show)
    def revise_question(data: dict[str, Any], question_id: UUID) -> UUID:
        """Writes another version; the one in use is asked until the new one is put in use."""
        content = _content(data)
        return bank.revise_question(question_id, content, expected_version=if_match()).id

    @blueprint.route("/questions/<uuid:question_id>/reviews", methods=["POST"])
    @blueprint.arguments(schemas.VersionNumberSchema)
    @blueprint.response(200, schemas.QuestionSchema)
    @command(shows=show)
    def review_question(data: dict[str, Any], question_id: UUID) -> UUID:
        """Finds a version right that somebody else has written."""
        return bank.review_question(question_id, **data, expected_version=if_match()).id

    @blueprint.route("/questions/<uuid:question_id>/use", methods=["POST"])
    @blueprint.arguments(schemas.VersionNumberSchema)
    @blueprint.response(200, schemas.QuestionSchema)
    @command(shows=show)
    def put_question_in_use(data: dict[str, Any], question_id: UUID) -> UUID:
        """Lets papers be drawn with a reviewed version."""
        return bank.put_question_in_use(question_id, **data, expected_version=if_match()).id

    @blueprint.route("/questions/<uuid:question_id>/shown-difficulty", methods=["POST"])
    @blueprint.response(200, schemas.QuestionSchema)
    @command(shows=show)
    def adopt_difficulty(question_id: UUID) -> UUID:
        """Lets papers be drawn by the difficulty that the answers have shown."""
        return bank.adopt_difficulty(question_id, expected_version=if_match()).id

    @blueprint.route("/questions/<uuid:question_id>/retirement", methods=["POST"])
    @blueprint.response(200, schemas.QuestionSchema)
    @command(shows=show)
    def retire_question(question_id: UUID) -> UUID:
        """Draws no paper with the question any more."""
        return bank.retire_question(question_id, expected_version=if_match()).id


def add_question_questions(blueprint: Blueprint, door: Door) -> None:
    """Adds what shows questions and what their answers say of them."""

    @blueprint.route("/questions", methods=["GET"])
    @blueprint.arguments(schemas.QuestionsQuery, location="query")
    @blueprint.response(200, page_schema(schemas.QuestionRowSchema))
    @query
    def list_questions(asked: dict[str, Any]) -> dict[str, Any]:
        """Lists the questions of the bank by their codes."""
        current_context().require(MANAGE_EXAMS)
        limit, last = asked.pop("limit"), after(asked.pop("cursor"), tuple[str])
        found = door.models.questions.page(asked, after=last[0] if last else None, limit=limit + 1)
        page = page_of(found, limit, key=lambda one: (one.code,))
        return {**page, "items": [vars(one) for one in page["items"]]}

    @blueprint.route("/questions/<uuid:question_id>", methods=["GET"])
    @blueprint.response(200, schemas.QuestionSchema)
    @query
    def show_question(question_id: UUID) -> dict[str, Any]:
        """Shows a question with all its versions and keys, as it stands or stood."""
        return _shown(door.cases.question_bank.see_question(question_id, as_of=as_of()))

    @blueprint.route("/questions/<uuid:question_id>/statistics", methods=["GET"])
    @blueprint.arguments(schemas.StatisticsQuery, location="query")
    @blueprint.response(200, schemas.ItemStatisticsSchema)
    @query
    def show_item_statistics(asked: dict[str, Any], question_id: UUID) -> dict[str, Any]:
        """Shows difficulty, discrimination and choices [试题分析], or that answers are too few."""
        return vars(
            door.cases.item_analysis.see_item_statistics(
                question_id, version=asked["question_version"]
            )
        )

    @blueprint.route("/item-statistics", methods=["GET"])
    @blueprint.arguments(PageQuery, location="query")
    @blueprint.response(200, page_schema(schemas.WeakItemSchema))
    @query
    def list_item_statistics(asked: dict[str, Any]) -> dict[str, Any]:
        """Lists questions with enough answers, those first that tell learners apart least."""
        found = door.cases.item_analysis.list_weak_items(
            after=after(asked["cursor"], tuple[int, UUID, int]), limit=asked["limit"] + 1
        )
        page = page_of(
            found, asked["limit"], key=lambda one: (one.rank, one.question_id, one.version)
        )
        return {**page, "items": [_shown_item(one) for one in page["items"]]}


def _shown_item(one: WeakItem) -> dict[str, Any]:
    return {
        "question_id": one.question_id,
        "question_version": one.version,
        "answers": one.sums.answers,
        "facility": one.facility,
        "correlation": one.correlation,
    }


def _content(data: dict[str, Any]) -> QuestionContent:
    tags = sorted(set(data["tags"]))
    return msgspec.convert({**data, "tags": tags}, QuestionContent)


def _shown(question: Question) -> dict[str, Any]:
    numbers = range(1, question.newest + 1)
    return {
        "question_id": question.id,
        "version": question.version,
        "code": question.code,
        "kind": question.kind,
        "state": question.state,
        "difficulty": question.difficulty,
        "in_use": question.in_use,
        "reviewed": question.reviewed,
        "written_at": question.created_on,
        "versions": [msgspec.to_builtins(question.version_of(one)) for one in numbers],
    }
