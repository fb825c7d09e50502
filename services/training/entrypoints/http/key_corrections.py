"""Correcting wrong keys, over HTTP (TR-3)."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from services.training.application.access import MANAGE_EXAMS
from services.training.domain.key_correction import KeyCorrection
from services.training.entrypoints.http.door import Door
from services.training.entrypoints.schemas import key_corrections as shapes
from shared.context import current_context
from shared.web import Blueprint, after, as_of, command, page_of, page_schema, query


def add_key_corrections(blueprint: Blueprint, door: Door) -> None:
    """Adds the correction of keys."""
    corrections = door.cases.key_corrections

    def show(key_correction_id: UUID) -> dict[str, Any]:
        return _correction(door.found(KeyCorrection, key_correction_id))

    @blueprint.route("/key-corrections", methods=["POST"])
    @blueprint.arguments(shapes.NewKeyCorrectionSchema)
    @blueprint.response(201, shapes.KeyCorrectionSchema)
    @command(shows=show)
    def order_key_correction(data: dict[str, Any]) -> UUID:
        """Has answers to a version with a wrong key marked anew; the first marks stay on record."""
        return corrections.order_key_correction(**data).id

    @blueprint.route("/key-corrections", methods=["GET"])
    @blueprint.arguments(shapes.KeyCorrectionsQuery, location="query")
    @blueprint.response(200, page_schema(shapes.KeyCorrectionRowSchema))
    @query
    def list_key_corrections(asked: dict[str, Any]) -> dict[str, Any]:
        """Lists the corrections, the newest first, with how many sittings they changed."""
        current_context().require(MANAGE_EXAMS)
        found = door.models.key_corrections.page(
            before=after(asked["cursor"], tuple[str, str]), limit=asked["limit"] + 1
        )
        page = page_of(
            found, asked["limit"], key=lambda one: (one.ordered_at, str(one.key_correction_id))
        )
        return {**page, "items": [vars(one) for one in page["items"]]}

    @blueprint.route("/key-corrections/<uuid:key_correction_id>", methods=["GET"])
    @blueprint.response(200, shapes.KeyCorrectionSchema)
    @query
    def show_key_correction(key_correction_id: UUID) -> dict[str, Any]:
        """Shows a correction, as it stands or stood."""
        return _correction(corrections.see_key_correction(key_correction_id, as_of=as_of()))


def _correction(correction: KeyCorrection) -> dict[str, Any]:
    return {
        "key_correction_id": correction.id,
        "version": correction.version,
        "question_id": correction.question_id,
        "wrong_version": correction.wrong_version,
        "right_version": correction.right_version,
        "reason": correction.reason,
        "state": correction.state,
    }
