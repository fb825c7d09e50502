"""Questions without an answer, over HTTP (TK-14)."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from services.tickets.domain.open_question import UNANSWERED, OpenQuestion
from services.tickets.entrypoints.http.door import Door
from services.tickets.entrypoints.schemas import care
from services.tickets.read_models.question_queue import ListedQuestion
from shared.clock import iso
from shared.web import (
    Blueprint,
    after,
    as_of,
    command,
    if_match,
    page_of,
    page_schema,
    query,
)


def add_open_questions(blueprint: Blueprint, door: Door) -> None:
    """Adds the collecting of questions and the queue of who leads the askers."""
    questions = door.cases.open_questions

    def shown(question: OpenQuestion) -> dict[str, Any]:
        return _question(question, questions.same_question(question), door)

    def show(question_id: UUID) -> dict[str, Any]:
        return shown(door.found(OpenQuestion, question_id))

    @blueprint.route("/open-questions", methods=["POST"])
    @blueprint.arguments(care.NewQuestionSchema)
    @blueprint.response(201, care.OpenQuestionSchema)
    @command(shows=show)
    def ask_question(data: dict[str, Any]) -> UUID:
        """Collects a question that you had no answer to [疑难问题收集]."""
        return questions.ask_question(**data).id

    @blueprint.route("/escalations/<uuid:escalation_id>/open-question", methods=["POST"])
    @blueprint.response(201, care.OpenQuestionSchema)
    @command(shows=show)
    def collect_escalated_question(escalation_id: UUID) -> UUID:
        """Collects the question of an escalation, since nobody has an answer yet."""
        return questions.collect_escalated_question(escalation_id).id

    @blueprint.route("/open-questions", methods=["GET"])
    @blueprint.arguments(care.QuestionsQuery, location="query")
    @blueprint.response(200, page_schema(care.QuestionRowSchema))
    @query
    def list_open_questions(asked: dict[str, Any]) -> dict[str, Any]:
        """Lists the questions of those whom you see, the oldest first; the daily queue."""
        state = asked.get("state")
        found = door.models.questions.page(
            askers=door.cases.access.visible_employees(),
            states=UNANSWERED if state is None else (state,),
            since=asked.get("since"),
            until=asked.get("until"),
            after=after(asked["cursor"], tuple[datetime, UUID]),
            limit=asked["limit"] + 1,
        )
        page = page_of(found, asked["limit"], key=lambda one: (one.asked_at, one.question_id))
        return {**page, "items": [_row(one) for one in page["items"]]}

    @blueprint.route("/open-questions/<uuid:open_question_id>", methods=["GET"])
    @blueprint.response(200, care.OpenQuestionSchema)
    @query
    def show_open_question(open_question_id: UUID) -> dict[str, Any]:
        """Shows a question, as it stands or stood; merged ones with the other's answer."""
        return shown(questions.see_question(open_question_id, as_of=as_of()))


def add_question_work(blueprint: Blueprint, door: Door) -> None:
    """Adds what takes questions to an answer."""
    questions = door.cases.open_questions

    def show(question_id: UUID) -> dict[str, Any]:
        found = door.found(OpenQuestion, question_id)
        return _question(found, questions.same_question(found), door)

    @blueprint.route("/open-questions/<uuid:open_question_id>/answer", methods=["POST"])
    @blueprint.arguments(care.GivenAnswerSchema)
    @blueprint.response(200, care.OpenQuestionSchema)
    @command(shows=show)
    def answer_question(data: dict[str, Any], open_question_id: UUID) -> UUID:
        """Answers a question of somebody whom you lead."""
        return questions.answer_question(open_question_id, **data, expected_version=if_match()).id

    @blueprint.route("/open-questions/<uuid:open_question_id>/hand-up", methods=["POST"])
    @blueprint.response(200, care.OpenQuestionSchema)
    @command(shows=show)
    def hand_up_question(open_question_id: UUID) -> UUID:
        """Leaves a question to the management."""
        return questions.hand_up_question(open_question_id, expected_version=if_match()).id

    @blueprint.route("/open-questions/<uuid:open_question_id>/merger", methods=["POST"])
    @blueprint.arguments(care.SameQuestionSchema)
    @blueprint.response(200, care.OpenQuestionSchema)
    @command(shows=show)
    def merge_question(data: dict[str, Any], open_question_id: UUID) -> UUID:
        """Merges a question into another one that is the same."""
        return questions.merge_question(open_question_id, **data, expected_version=if_match()).id

    @blueprint.route("/open-questions/<uuid:open_question_id>/knowledge", methods=["POST"])
    @blueprint.arguments(care.KnowledgeSchema)
    @blueprint.response(200, care.OpenQuestionSchema)
    @command(shows=show)
    def hand_question_to_knowledge(data: dict[str, Any], open_question_id: UUID) -> UUID:
        """Hands question and answer to the knowledge base, in general words."""
        return questions.hand_question_to_knowledge(
            open_question_id, **data, expected_version=if_match()
        ).id


def _row(listed: ListedQuestion) -> dict[str, Any]:
    return {
        **vars(listed),
        "open_question_id": listed.question_id,
        "asked_at": iso(listed.asked_at),
    }


def _question(question: OpenQuestion, same: OpenQuestion, door: Door) -> dict[str, Any]:
    origin = question.origin
    return {
        "open_question_id": question.id,
        "version": question.version,
        "asker_id": origin.asker_id,
        "state": question.state,
        "asked_at": iso(question.created_on),
        "times": 1 + len(question.asked_again),
        "skill_group": origin.skill_group,
        "business_line": origin.business_line,
        "topic": origin.topic,
        "ticket_id": origin.ticket_id,
        "escalation_id": origin.escalation_id,
        "question": door.rendering.opened(question.question),
        "answer": door.rendering.opened(same.answer),
        "answerer_id": same.answerer_id,
        "merged_into": question.merged_into,
    }
