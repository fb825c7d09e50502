"""Exams, over HTTP (TR-3, TR-11)."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import msgspec

from services.training.application.exams import check_refers_to_exams
from services.training.domain.exam import Exam
from services.training.domain.exam_definition import Audience, ExamContent
from services.training.entrypoints.http.door import Door
from services.training.entrypoints.schemas import exams as schemas
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


def add_exams(blueprint: Blueprint, door: Door) -> None:
    """Adds the laying down of exams."""
    exams = door.cases.exams

    def show(exam_id: UUID) -> dict[str, Any]:
        return _shown(door.found(Exam, exam_id))

    @blueprint.route("/exams", methods=["POST"])
    @blueprint.arguments(schemas.NewExamSchema)
    @blueprint.response(201, schemas.ExamSchema)
    @command(shows=show)
    def define_exam(data: dict[str, Any]) -> UUID:
        """Lays down an exam [考试]."""
        code, purpose = data.pop("code"), data.pop("purpose")
        return exams.define_exam(code=code, purpose=purpose, content=_content(data)).id

    @blueprint.route("/exams/<uuid:exam_id>/versions", methods=["POST"])
    @blueprint.arguments(schemas.ExamContentSchema)
    @blueprint.response(201, schemas.ExamSchema)
    @command(shows=show)
    def publish_exam_version(data: dict[str, Any], exam_id: UUID) -> UUID:
        """Lays down something else for sittings that start from now on."""
        content = _content(data)
        return exams.publish_exam_version(exam_id, content, expected_version=if_match()).id

    @blueprint.route("/exams/<uuid:exam_id>/quarters", methods=["POST"])
    @blueprint.arguments(schemas.QuarterSchema)
    @blueprint.response(201, schemas.ExamSchema)
    @command(shows=show)
    def schedule_exam_quarter(data: dict[str, Any], exam_id: UUID) -> UUID:
        """Holds a business-skill exam [业务技能考试] in a quarter; each sits it once."""
        audience = msgspec.convert(data.pop("audience"), Audience)
        return exams.schedule_exam_quarter(
            exam_id, **data, audience=audience, expected_version=if_match()
        ).id

    @blueprint.route("/exams/<uuid:exam_id>/withdrawal", methods=["POST"])
    @blueprint.response(200, schemas.ExamSchema)
    @command(shows=show)
    def withdraw_exam(exam_id: UUID) -> UUID:
        """Lets nobody start the exam any more."""
        return exams.withdraw_exam(exam_id, expected_version=if_match()).id


def add_exam_questions(blueprint: Blueprint, door: Door) -> None:
    """Adds what shows exams, and a paper drawn for trial."""
    exams = door.cases.exams

    @blueprint.route("/exams", methods=["GET"])
    @blueprint.arguments(PageQuery, location="query")
    @blueprint.response(200, page_schema(schemas.ExamRowSchema))
    @query
    def list_exams(asked: dict[str, Any]) -> dict[str, Any]:
        """Lists the exams by their codes, for those who manage or refer to them."""
        check_refers_to_exams()
        last = after(asked["cursor"], tuple[str])
        found = door.models.exams.page(after=last[0] if last else None, limit=asked["limit"] + 1)
        page = page_of(found, asked["limit"], key=lambda one: (one.code,))
        return {**page, "items": [vars(one) for one in page["items"]]}

    @blueprint.route("/open-exams", methods=["GET"])
    @blueprint.arguments(PageQuery, location="query")
    @blueprint.response(200, page_schema(schemas.OpenExamSchema))
    @query
    def list_open_exams(asked: dict[str, Any]) -> dict[str, Any]:
        """Lists the exams that you may sit now."""
        found = door.models.exams.open_to(
            exams.memberships(),
            at=current_context().occurred_at,
            after=after(asked["cursor"], tuple[str, str]),
            limit=asked["limit"] + 1,
        )
        page = page_of(found, asked["limit"], key=lambda one: (one.exam.code, one.quarter))
        return {**page, "items": [{**vars(one.exam), **vars(one)} for one in page["items"]]}

    @blueprint.route("/exams/<uuid:exam_id>", methods=["GET"])
    @blueprint.response(200, schemas.ExamSchema)
    @query
    def show_exam(exam_id: UUID) -> dict[str, Any]:
        """Shows an exam with all its versions, as it stands or stood."""
        return _shown(exams.see_exam(exam_id, as_of=as_of()))

    @blueprint.route("/exams/<uuid:exam_id>/trial-paper", methods=["GET"])
    @blueprint.arguments(schemas.TrialQuery, location="query")
    @blueprint.response(200, schemas.PaperSchema)
    @blueprint.alt_response(409, "CONFLICT")
    @query
    def draw_trial_paper(asked: dict[str, Any], exam_id: UUID) -> dict[str, Any]:
        """Draws a paper as learners would get it, or names the section that cannot be filled."""
        paper = exams.draw_trial_paper(exam_id, seed=asked["seed"])
        questions = [msgspec.to_builtins(one) for one in paper.questions]
        return {"full": paper.full, "questions": questions}


def _content(data: dict[str, Any]) -> ExamContent:
    return msgspec.convert(data, ExamContent)


def _shown(exam: Exam) -> dict[str, Any]:
    return {
        "exam_id": exam.id,
        "version": exam.version,
        "code": exam.code,
        "purpose": exam.purpose,
        "is_withdrawn": exam.is_withdrawn,
        "versions": msgspec.to_builtins(exam.versions),
        "runs": [
            {**msgspec.structs.asdict(one), "audience": msgspec.to_builtins(one.audience)}
            for one in exam.runs
        ],
    }
