"""Blind double marking, over HTTP (TR-3)."""

from __future__ import annotations

from decimal import Decimal
from typing import Any
from uuid import UUID

from services.training.domain.auto_marking import marked_alone
from services.training.domain.marking import Marking
from services.training.entrypoints.http.door import Door
from services.training.entrypoints.http.papers import shown_task
from services.training.entrypoints.schemas import sittings as shapes
from shared.clock import iso
from shared.context import current_context
from shared.web import Blueprint, after, command, page_of, page_schema, query

PURPOSE = "show-marking"


def add_markings(blueprint: Blueprint, door: Door) -> None:
    """Adds the queue, claiming and marking."""
    markings = door.cases.markings

    def show(marking_id: UUID) -> dict[str, Any]:
        return _marking(door, marking_id)

    @blueprint.route("/markings", methods=["GET"])
    @blueprint.arguments(shapes.MarkingsQuery, location="query")
    @blueprint.response(200, page_schema(shapes.MarkingRowSchema))
    @query
    def list_markings(asked: dict[str, Any]) -> dict[str, Any]:
        """Lists the open answers that wait for you, the oldest first, without their learners."""
        found = door.models.markings.page(
            kept_away=markings.kept_away(),
            marker_id=door.cases.access.employee_id(),
            at=current_context().occurred_at,
            after=after(asked["cursor"], tuple[str, str]),
            limit=asked["limit"] + 1,
        )
        page = page_of(
            found, asked["limit"], key=lambda one: (one.waiting_since, str(one.marking_id))
        )
        return {**page, "items": [vars(one) for one in page["items"]]}

    @blueprint.route("/markings/<uuid:marking_id>", methods=["GET"])
    @blueprint.response(200, shapes.MarkingSchema)
    @query
    def show_marking(marking_id: UUID) -> dict[str, Any]:
        """Shows an answer that you have claimed or marked, with the guide of its question."""
        return show(marking_id)

    @blueprint.route("/markings/<uuid:marking_id>/claim", methods=["POST"])
    @blueprint.response(200, shapes.MarkingSchema)
    @command(shows=show)
    def claim_marking(marking_id: UUID) -> UUID:
        """Takes an answer for a while, so that no more people mark it than are needed."""
        return markings.claim_marking(marking_id).id

    @blueprint.route("/markings/<uuid:marking_id>/points", methods=["POST"])
    @blueprint.arguments(shapes.NewPointsSchema)
    @blueprint.response(200, shapes.MarkingSchema)
    @command(shows=show)
    def give_points(data: dict[str, Any], marking_id: UUID) -> UUID:
        """Gives points to an answer that you have claimed, whatever others give."""
        return markings.give_points(
            marking_id, points=Decimal(data["points"]), comment=data["comment"]
        ).id


def _marking(door: Door, marking_id: UUID) -> dict[str, Any]:
    marking, answer = door.cases.markings.see_marking(marking_id)
    task = marking.task
    content = door.papers.version(task.question_id, task.question_version).content
    asked = next(one for one in marked_alone(content, task.full) if one.part == task.part)
    own = marking.given_by(door.cases.access.employee_id())
    return {
        "marking_id": marking.id,
        "part": task.part,
        "full": task.full,
        "question": shown_task(content, points=task.full, order=content.choice_keys),
        "task": shown_task(asked.task, points=task.full, order=asked.task.choice_keys),
        "guide": asked.task.guide,
        "answer": answer,
        "claimed_until": _until(door, marking),
        "points_given": None if own is None else own.points,
        "comment_given": None
        if own is None
        else door.keys.open_or_none(own.comment, purpose=PURPOSE),
    }


def _until(door: Door, marking: Marking) -> str | None:
    until = marking.claimed_until(door.cases.access.employee_id())
    return None if until is None else iso(until)
