"""Assessments of oral, simulated and practical stages, over HTTP (TR-3)."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import msgspec

from services.training.application.access import MARK, SELF
from services.training.domain.assessment import Assessment, Judgement
from services.training.entrypoints.http.door import Door
from services.training.entrypoints.schemas import stages
from shared.context import current_context
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

PURPOSE = "show-assessment"


def add_assessments(blueprint: Blueprint, door: Door) -> None:
    """Adds arranging and judging."""
    assessments = door.cases.assessments

    def show(assessment_id: UUID) -> dict[str, Any]:
        return _assessment(door, door.found(Assessment, assessment_id))

    @blueprint.route("/assessments", methods=["POST"])
    @blueprint.arguments(stages.NewAssessmentSchema)
    @blueprint.response(201, stages.AssessmentSchema)
    @command(shows=show)
    def arrange_assessment(data: dict[str, Any]) -> UUID:
        """Names who assesses a candidate at a stage; never the candidate."""
        return assessments.arrange_assessment(**data).id

    @blueprint.route("/assessments/<uuid:assessment_id>/judgements", methods=["POST"])
    @blueprint.arguments(stages.NewJudgementSchema)
    @blueprint.response(201, stages.AssessmentSchema)
    @command(shows=show)
    def judge_candidate(data: dict[str, Any], assessment_id: UUID) -> UUID:
        """Gives your judgement as a named assessor; the last one settles the stage."""
        return assessments.judge_candidate(assessment_id, **data, expected_version=if_match()).id

    @blueprint.route("/assessments/<uuid:assessment_id>/withdrawal", methods=["POST"])
    @blueprint.arguments(stages.AssessmentWithdrawalSchema)
    @blueprint.response(200, stages.AssessmentSchema)
    @command(shows=show)
    def withdraw_assessment(data: dict[str, Any], assessment_id: UUID) -> UUID:
        """Says that it does not take place."""
        return assessments.withdraw_assessment(
            assessment_id, **data, expected_version=if_match()
        ).id


def add_assessment_questions(blueprint: Blueprint, door: Door) -> None:
    """Adds the lists and the single assessment."""
    assessments = door.cases.assessments

    @blueprint.route("/assessments", methods=["GET"])
    @blueprint.arguments(stages.AssessmentsQuery, location="query")
    @blueprint.response(200, page_schema(stages.AssessmentRowSchema))
    @query
    def list_assessments(asked: dict[str, Any]) -> dict[str, Any]:
        """Lists your own assessments, those that wait for you, or everybody's; oldest first."""
        last = after(asked["cursor"], tuple[str, str])
        found = door.models.assessments.page(
            **_whose(door, asked), after=last, limit=asked["limit"] + 1
        )
        page = page_of(
            found, asked["limit"], key=lambda one: (one.arranged_at, str(one.assessment_id))
        )
        return {**page, "items": [vars(one) for one in page["items"]]}

    @blueprint.route("/assessments/<uuid:assessment_id>", methods=["GET"])
    @blueprint.response(200, stages.AssessmentSchema)
    @query
    def show_assessment(assessment_id: UUID) -> dict[str, Any]:
        """Shows an assessment; assessors see each other's judgements once it is settled."""
        return _assessment(door, assessments.see_assessment(assessment_id, as_of=as_of()))


def _whose(door: Door, asked: dict[str, Any]) -> dict[str, UUID | None]:
    current_context().require(SELF)
    if asked["of"] == "all":
        employee_id = asked.get("employee_id")
        door.cases.assessments.check_may_list(employee_id)
        return {"employee_id": employee_id, "assessor_id": None}
    own = door.cases.access.employee_id()
    if asked["of"] == "to_judge":
        current_context().require(MARK)
        return {"employee_id": None, "assessor_id": own}
    return {"employee_id": own, "assessor_id": None}


def _assessment(door: Door, assessment: Assessment) -> dict[str, Any]:
    shown = door.cases.assessments.judgements_shown(assessment)
    return {
        "assessment_id": assessment.id,
        "version": assessment.version,
        "employee_id": assessment.employee_id,
        "certification_code": assessment.certification_code,
        "stage_kind": assessment.stage_kind,
        "state": assessment.state,
        "rubric_id": assessment.rubric_id,
        "rubric": msgspec.to_builtins(assessment.rubric),
        "assessor_ids": assessment.assessor_ids,
        "planned_on": assessment.planned_on,
        "judgements": [_judgement(door, one) for one in shown],
        "passed": assessment.passed,
        "points": assessment.points,
        "full": assessment.rubric.full,
    }


def _judgement(door: Door, judgement: Judgement) -> dict[str, Any]:
    shown: dict[str, Any] = msgspec.to_builtins(judgement)
    note = door.keys.open_or_none(judgement.note, purpose=PURPOSE)
    return {**shown, "note": note}
