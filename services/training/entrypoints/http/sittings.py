"""Sitting exams, over HTTP (TR-3): each learner their own; nothing here ever shows a key early."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import msgspec

from services.training.application.access import SELF
from services.training.domain.question_content import Answer
from services.training.domain.sitting import RUNNING, Sitting
from services.training.entrypoints.http.door import Door
from services.training.entrypoints.http.papers import shown_key, shown_paper
from services.training.entrypoints.schemas import sittings as shapes
from services.training.read_models.sitting_list import ListedSitting
from shared.clock import iso
from shared.context import current_context
from shared.web import Blueprint, after, caller, command, page_of, page_schema, query


def add_sittings(blueprint: Blueprint, door: Door) -> None:
    """Adds what a learner does with an exam."""
    sittings = door.cases.sittings

    def show(sitting_id: UUID) -> dict[str, Any]:
        return _sitting(door, door.found(Sitting, sitting_id))

    @blueprint.route("/sittings", methods=["POST"])
    @blueprint.arguments(shapes.SittingStartSchema)
    @blueprint.response(201, shapes.SittingSchema)
    @command(shows=show, only_saves=True)
    def start_sitting(data: dict[str, Any]) -> UUID:
        """Starts an exam: a paper is drawn for you, and your time runs by the server's clock."""
        return sittings.start_sitting(data["exam_id"]).id

    @blueprint.route("/sittings/<uuid:sitting_id>/answers/<int:number>", methods=["PUT"])
    @blueprint.arguments(shapes.NewAnswerSchema)
    @blueprint.response(200, shapes.SittingProgressSchema)
    @command(shows=_progress, idempotent=False)
    def save_answer(data: dict[str, Any], sitting_id: UUID, number: int) -> Sitting:
        """Saves your newest answer; a repeat or an older copy that comes late changes nothing."""
        sequence = data.pop("sequence")
        return sittings.save_answer(
            sitting_id,
            place=number - 1,
            answer=msgspec.convert(data, Answer),
            sequence=sequence,
            session=caller().sid,
        )

    @blueprint.route("/sittings/<uuid:sitting_id>/handing-in", methods=["POST"])
    @blueprint.response(200, shapes.SittingSchema)
    @command(shows=show)
    def hand_in_sitting(sitting_id: UUID) -> UUID:
        """Hands in your paper with what is saved."""
        return sittings.hand_in_sitting(sitting_id).id


def add_sitting_questions(blueprint: Blueprint, door: Door) -> None:
    """Adds the resumed sitting and the lists."""
    results = door.cases.sitting_results

    @blueprint.route("/sittings/<uuid:sitting_id>", methods=["GET"])
    @blueprint.response(200, shapes.SittingSchema)
    @query
    def show_sitting(sitting_id: UUID) -> dict[str, Any]:
        """Shows a sitting: while it runs, the learner sees the paper and what is saved."""
        return _sitting(door, results.see_sitting(sitting_id))

    @blueprint.route("/sittings", methods=["GET"])
    @blueprint.arguments(shapes.SittingsQuery, location="query")
    @blueprint.response(200, page_schema(shapes.SittingRowSchema))
    @query
    def list_sittings(asked: dict[str, Any]) -> dict[str, Any]:
        """Lists sittings, the newest first: your own, or others' that you may see."""
        current_context().require(SELF)
        is_flagged = asked["flagged"] == "yes"
        if is_flagged:
            results.check_sees_flags()
        found = door.models.sittings.page(
            employee_id=_whose(door, asked),
            exam_id=asked.get("exam_id"),
            flagged=is_flagged,
            before=after(asked["cursor"], tuple[str, str]),
            limit=asked["limit"] + 1,
        )
        page = page_of(found, asked["limit"], key=lambda one: (one.started_at, str(one.sitting_id)))
        return {**page, "items": [_row(door, one) for one in page["items"]]}


def add_sitting_reviews(blueprint: Blueprint, door: Door) -> None:
    """Adds the review and what was noted."""
    results = door.cases.sitting_results

    @blueprint.route("/sittings/<uuid:sitting_id>/review", methods=["GET"])
    @blueprint.response(200, shapes.SittingReviewSchema)
    @query
    def review_sitting(sitting_id: UUID) -> dict[str, Any]:
        """Shows what each answer earned, once that is released; keys only where they are."""
        sitting, marks, shows_keys = results.reviewed(sitting_id)
        versions = door.papers.versions_of(sitting.paper)
        shown = shown_paper(sitting, versions, door.cases.sitting_answers)
        questions = [
            {
                **one,
                "earned": marks[one["number"] - 1].points,
                "key": shown_key(version) if shows_keys else None,
            }
            for one, version in zip(shown, versions, strict=True)
        ]
        return {"sitting_id": sitting.id, "result": _result(sitting.result), "questions": questions}

    @blueprint.route("/sittings/<uuid:sitting_id>/flags", methods=["GET"])
    @blueprint.response(200, shapes.SittingFlagsSchema)
    @query
    def list_flags_of_sitting(sitting_id: UUID) -> dict[str, Any]:
        """Lists what was noted: answers late, too fast, by turns; a learner who may see keys."""
        results.check_sees_flags()
        sitting = results.see_sitting(sitting_id)
        noted = [one for one in sitting.answers.values() if one.noted]
        started = {"number": None, "noted": sitting.noted, "saved_at": iso(sitting.started_at)}
        return {
            "items": [
                *([started] if sitting.noted else []),
                *(
                    {"number": one.place + 1, "noted": one.noted, "saved_at": iso(one.saved_at)}
                    for one in sorted(noted, key=lambda one: one.saved_at)
                ),
            ]
        }


def _whose(door: Door, asked: dict[str, Any]) -> UUID | None:
    if asked["of"] == "me":
        return door.cases.access.employee_id()
    employee_id: UUID | None = asked.get("employee_id")
    door.cases.sitting_results.check_may_list(employee_id)
    return employee_id


def _row(door: Door, listed: ListedSitting) -> dict[str, Any]:
    results, own = door.cases.sitting_results, door.cases.access.is_self(listed.employee_id)
    sees = results.sees_results_of_all() and not own
    is_shown = sees or listed.is_released(current_context().occurred_at)
    return {
        **vars(listed),
        "result": _result(listed.result) if is_shown else None,
        "flags": listed.flags if results.sees_flags() and not own else None,
    }


def _result(result: Any) -> dict[str, Any] | None:
    return None if result is None else msgspec.structs.asdict(result)


def _progress(sitting: Sitting) -> dict[str, Any]:
    saved = {str(place + 1): one.sequence for place, one in sorted(sitting.answers.items())}
    return {**_timed(sitting), "saved": saved}


def _timed(sitting: Sitting) -> dict[str, Any]:
    now = current_context().occurred_at
    return {
        "sitting_id": sitting.id,
        "state": sitting.state,
        "started_at": iso(sitting.started_at),
        "ends_at": iso(sitting.terms.ends_at),
        "now": iso(now),
        "seconds_left": sitting.seconds_left(now),
    }


def _sitting(door: Door, sitting: Sitting) -> dict[str, Any]:
    is_sat = sitting.state == RUNNING and door.cases.access.is_self(sitting.employee_id)
    questions = (
        shown_paper(sitting, door.papers.versions_of(sitting.paper), door.cases.sitting_answers)
        if is_sat
        else []
    )
    return {
        **_timed(sitting),
        "employee_id": sitting.employee_id,
        "exam_id": sitting.exam_id,
        "exam_code": sitting.exam_code,
        "exam_version": sitting.exam_version,
        "quarter": sitting.quarter,
        "attempt": sitting.attempt,
        "handed_in_at": None if sitting.handed_in_at is None else iso(sitting.handed_in_at),
        "handed_in_by": sitting.handed_in_by,
        "questions": questions,
        "result": _result(door.cases.sitting_results.result_shown(sitting)),
    }
