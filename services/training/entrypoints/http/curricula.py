"""Curricula and their assignment, over HTTP (TR-1)."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec

from services.training.application.access import SELF
from services.training.domain.curriculum import Curriculum
from services.training.domain.curriculum_assignment import CurriculumAssignment
from services.training.entrypoints.http.door import Door
from services.training.entrypoints.schemas import courses as schemas
from services.training.entrypoints.schemas import enrolments as learning
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


def add_curricula(blueprint: Blueprint, door: Door) -> None:
    """Adds the writing of curricula."""
    curricula = door.cases.curricula

    def show(curriculum_id: UUID) -> dict[str, Any]:
        return _curriculum(door.found(Curriculum, curriculum_id))

    @blueprint.route("/curricula", methods=["POST"])
    @blueprint.arguments(schemas.NewCurriculumSchema)
    @blueprint.response(201, schemas.CurriculumSchema)
    @command(shows=show)
    def create_curriculum(data: dict[str, Any]) -> UUID:
        """Writes a curriculum [课程表] with its first version."""
        return curricula.create_curriculum(**data).id

    @blueprint.route("/curricula/<uuid:curriculum_id>/versions", methods=["POST"])
    @blueprint.arguments(schemas.CurriculumDraftSchema)
    @blueprint.response(201, schemas.CurriculumSchema)
    @command(shows=show)
    def publish_curriculum_version(data: dict[str, Any], curriculum_id: UUID) -> UUID:
        """Assigns a curriculum in another version; who has begun keeps the former one."""
        return curricula.publish_curriculum_version(
            curriculum_id, **data, expected_version=if_match()
        ).id

    @blueprint.route("/curricula/<uuid:curriculum_id>/retirement", methods=["POST"])
    @blueprint.response(200, schemas.CurriculumSchema)
    @command(shows=show)
    def retire_curriculum(curriculum_id: UUID) -> UUID:
        """Assigns a curriculum to nobody any more; who has begun may end it."""
        return curricula.retire_curriculum(curriculum_id, expected_version=if_match()).id

    @blueprint.route("/curricula", methods=["GET"])
    @blueprint.arguments(PageQuery, location="query")
    @blueprint.response(200, page_schema(schemas.CurriculumRowSchema))
    @query
    def list_curricula(asked: dict[str, Any]) -> dict[str, Any]:
        """Lists the curricula by their codes, as their newest versions have them."""
        current_context().require(SELF)
        last = after(asked["cursor"], tuple[str])
        found = door.models.curricula.page(
            after=last[0] if last else None, limit=asked["limit"] + 1
        )
        page = page_of(found, asked["limit"], key=lambda one: (one.code,))
        return {**page, "items": [vars(one) for one in page["items"]]}

    @blueprint.route("/curricula/<uuid:curriculum_id>", methods=["GET"])
    @blueprint.response(200, schemas.CurriculumSchema)
    @query
    def show_curriculum(curriculum_id: UUID) -> dict[str, Any]:
        """Shows a curriculum with all its versions, as it stands or stood."""
        return _curriculum(curricula.see_curriculum(curriculum_id, as_of=as_of()))


def add_curriculum_assignments(blueprint: Blueprint, door: Door) -> None:
    """Adds who goes through which curriculum."""
    assignments = door.cases.curriculum_assignments

    def show(assignment_id: UUID) -> dict[str, Any]:
        return _assignment(door.found(CurriculumAssignment, assignment_id))

    @blueprint.route("/curriculum-assignments", methods=["POST"])
    @blueprint.arguments(learning.NewAssignmentSchema)
    @blueprint.response(201, learning.AssignmentSchema)
    @command(shows=show)
    def assign_curriculum(data: dict[str, Any]) -> UUID:
        """Assigns a curriculum to somebody else and enrols them in its courses."""
        return assignments.assign_curriculum(**data).id

    @blueprint.route("/curriculum-assignments", methods=["GET"])
    @blueprint.arguments(learning.LearnersQuery, location="query")
    @blueprint.response(200, page_schema(learning.AssignmentRowSchema))
    @query
    def list_curriculum_assignments(asked: dict[str, Any]) -> dict[str, Any]:
        """Lists who goes through which curriculum and how far, the newest first."""
        found = door.models.curriculum_progress.page(
            employee_ids=door.cases.learners.asked_for(
                asked["of"], employee_id=asked["employee_id"]
            ),
            after=after(asked["cursor"], tuple[datetime, UUID]),
            limit=asked["limit"] + 1,
        )
        page = page_of(found, asked["limit"], key=lambda one: (one.assigned_at, one.assignment_id))
        return {**page, "items": [vars(one) for one in page["items"]]}

    @blueprint.route("/curriculum-assignments/<uuid:curriculum_assignment_id>", methods=["GET"])
    @blueprint.response(200, learning.AssignmentSchema)
    @query
    def show_curriculum_assignment(curriculum_assignment_id: UUID) -> dict[str, Any]:
        """Shows somebody's way through a curriculum, as it stands or stood."""
        return _assignment(assignments.see_assignment(curriculum_assignment_id, as_of=as_of()))


def _curriculum(curriculum: Curriculum) -> dict[str, Any]:
    return {
        "curriculum_id": curriculum.id,
        "version": curriculum.version,
        "code": curriculum.code,
        "is_retired": curriculum.is_retired,
        "versions": msgspec.to_builtins(curriculum.versions),
    }


def _assignment(one: CurriculumAssignment) -> dict[str, Any]:
    return {
        "assignment_id": one.id,
        "version": one.version,
        "curriculum_id": one.curriculum_id,
        "curriculum_code": one.curriculum_code,
        "curriculum_version": one.curriculum_version,
        "employee_id": one.employee_id,
        "trigger": one.trigger,
        "state": one.state,
        "started_on": one.started_on,
        "completed_on": one.completed_on,
        "certification_code": one.certification_code,
        "candidacy_id": one.candidacy_id,
        "candidacy_refusal": one.candidacy_refusal,
        "courses": [
            {
                "course_id": course.course_id,
                "enrolment_id": course.enrolment_id,
                "due_on": course.due_on,
                "is_left": course.enrolment_id in one.remaining,
            }
            for course in one.courses
        ],
    }
