"""Rubrics, over HTTP (TR-3)."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import msgspec

from services.training.domain.rubric import Criterion, Rubric
from services.training.entrypoints.http.door import Door
from services.training.entrypoints.schemas import stages
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


def add_rubrics(blueprint: Blueprint, door: Door) -> None:
    """Adds the writing and showing of rubrics."""
    rubrics = door.cases.rubrics

    def show(rubric_id: UUID) -> dict[str, Any]:
        return _rubric(door.found(Rubric, rubric_id))

    @blueprint.route("/rubrics", methods=["POST"])
    @blueprint.arguments(stages.NewRubricSchema)
    @blueprint.response(201, stages.RubricSchema)
    @command(shows=show)
    def create_rubric(data: dict[str, Any]) -> UUID:
        """Writes a rubric [评分标准] for an oral, simulated or practical stage."""
        return rubrics.create_rubric(**_content(data)).id

    @blueprint.route("/rubrics/<uuid:rubric_id>/versions", methods=["POST"])
    @blueprint.arguments(stages.RubricContentSchema)
    @blueprint.response(201, stages.RubricSchema)
    @command(shows=show)
    def publish_rubric_version(data: dict[str, Any], rubric_id: UUID) -> UUID:
        """Judges by other criteria; assessments that are arranged already keep theirs."""
        return rubrics.publish_rubric_version(
            rubric_id, **_content(data), expected_version=if_match()
        ).id

    @blueprint.route("/rubrics/<uuid:rubric_id>/retirement", methods=["POST"])
    @blueprint.response(200, stages.RubricSchema)
    @command(shows=show)
    def retire_rubric(rubric_id: UUID) -> UUID:
        """Judges nobody by it any more."""
        return rubrics.retire_rubric(rubric_id, expected_version=if_match()).id

    @blueprint.route("/rubrics", methods=["GET"])
    @blueprint.arguments(stages.RubricsQuery, location="query")
    @blueprint.response(200, page_schema(stages.RubricRowSchema))
    @query
    def list_rubrics(asked: dict[str, Any]) -> dict[str, Any]:
        """Lists the rubrics by their codes."""
        rubrics.check_may_see()
        last = after(asked["cursor"], tuple[str])
        found = door.models.rubrics.page(
            stage_kind=asked.get("stage_kind"),
            after=last[0] if last else None,
            limit=asked["limit"] + 1,
        )
        page = page_of(found, asked["limit"], key=lambda one: (one.code,))
        return {**page, "items": [vars(one) for one in page["items"]]}

    @blueprint.route("/rubrics/<uuid:rubric_id>", methods=["GET"])
    @blueprint.response(200, stages.RubricSchema)
    @query
    def show_rubric(rubric_id: UUID) -> dict[str, Any]:
        """Shows a rubric with all its versions, as it stands or stood."""
        return _rubric(rubrics.see_rubric(rubric_id, as_of=as_of()))


def _content(data: dict[str, Any]) -> dict[str, Any]:
    return {**data, "criteria": msgspec.convert(data["criteria"], list[Criterion])}


def _rubric(rubric: Rubric) -> dict[str, Any]:
    return {
        "rubric_id": rubric.id,
        "version": rubric.version,
        "code": rubric.code,
        "stage_kind": rubric.stage_kind,
        "is_retired": rubric.is_retired,
        "versions": msgspec.to_builtins(rubric.versions),
    }
