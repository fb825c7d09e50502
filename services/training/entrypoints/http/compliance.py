"""Compliance courses, over HTTP (TR-9)."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from services.training.application.compliance import Standing
from services.training.entrypoints.http.door import Door
from services.training.entrypoints.schemas import enrolments as schemas
from shared.web import Blueprint, after, page_of, page_schema, query


def add_compliance(blueprint: Blueprint, door: Door) -> None:
    """Adds where the centre stands, and who is missing."""
    compliance = door.cases.compliance

    @blueprint.route("/compliance-courses", methods=["GET"])
    @blueprint.response(200, schemas.StandingsSchema)
    @query
    def list_compliance_courses() -> dict[str, Any]:
        """Lists the courses that all must have completed [合规课程], and whether enough have."""
        return {"items": [_standing(one) for one in compliance.standings()]}

    @blueprint.route("/compliance-courses/<uuid:course_id>/missing", methods=["GET"])
    @blueprint.arguments(schemas.MissingQuery, location="query")
    @blueprint.response(200, page_schema(schemas.MissingRowSchema))
    @query
    def list_missing_employees(asked: dict[str, Any], course_id: UUID) -> dict[str, Any]:
        """Lists who must have completed a compliance course and has not."""
        last = after(asked["cursor"], tuple[UUID])
        found = compliance.missing(
            course_id,
            whose=asked["of"],
            after=last[0] if last else None,
            limit=asked["limit"] + 1,
        )
        page = page_of(found, asked["limit"], key=lambda one: (one.employee_id,))
        return {**page, "items": [vars(one) for one in page["items"]]}


def _standing(one: Standing) -> dict[str, Any]:
    return {
        "course_id": one.course_id,
        "course_code": one.rule.course,
        "required_rate": str(one.rule.required_rate),
        "valid_days": one.rule.valid_days,
        "audience": one.audience,
        "done": one.done,
        "is_met": one.is_met,
    }
