"""Enrolments and what is learned in them, over HTTP."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any
from uuid import UUID

from services.training.domain.enrolment import Enrolment
from services.training.entrypoints.http.door import Door
from services.training.entrypoints.schemas import enrolments as schemas
from shared.web import Blueprint, after, as_of, command, if_match, page_of, page_schema, query

PURPOSE = "show-enrolment"
"""Why sealed texts are opened here; each opening is logged with who asked (SE-2)."""

_UNIT = "/enrolments/<uuid:enrolment_id>/units/<string(maxlength=60):unit_code>"


def add_enrolments(blueprint: Blueprint, door: Door) -> None:
    """Adds enrolling, deadlines and withdrawal."""
    enrolments = door.cases.enrolments

    def show(enrolment_id: UUID) -> dict[str, Any]:
        return shown_enrolment(door, door.found(Enrolment, enrolment_id))

    @blueprint.route("/enrolments", methods=["POST"])
    @blueprint.arguments(schemas.NewEnrolmentSchema)
    @blueprint.response(201, schemas.EnrolmentSchema)
    @command(shows=show)
    def enrol_employee(data: dict[str, Any]) -> UUID:
        """Enrols somebody else in a course [选课]."""
        return enrolments.enrol_employee(**data).id

    @blueprint.route("/courses/<uuid:course_id>/own-enrolment", methods=["POST"])
    @blueprint.response(201, schemas.EnrolmentSchema)
    @command(shows=show)
    def enrol_oneself(course_id: UUID) -> UUID:
        """Begins a course that is open to every employee."""
        return enrolments.enrol_oneself(course_id).id

    @blueprint.route("/enrolments/<uuid:enrolment_id>/deadline", methods=["POST"])
    @blueprint.arguments(schemas.DeadlineSchema)
    @blueprint.response(200, schemas.EnrolmentSchema)
    @command(shows=show)
    def move_enrolment_deadline(data: dict[str, Any], enrolment_id: UUID) -> UUID:
        """Gives somebody else another deadline, or none."""
        return enrolments.move_deadline(enrolment_id, **data, expected_version=if_match()).id

    @blueprint.route("/enrolments/<uuid:enrolment_id>/withdrawal", methods=["POST"])
    @blueprint.arguments(schemas.WithdrawalSchema)
    @blueprint.response(200, schemas.EnrolmentSchema)
    @command(shows=show)
    def withdraw_enrolment(data: dict[str, Any], enrolment_id: UUID) -> UUID:
        """Takes an employee out of a course, or yourself out of what you chose."""
        return enrolments.withdraw_enrolment(enrolment_id, **data, expected_version=if_match()).id


def add_progress(blueprint: Blueprint, door: Door) -> None:
    """Adds what is done unit by unit."""
    enrolments = door.cases.enrolments

    def show(enrolment_id: UUID) -> dict[str, Any]:
        return shown_enrolment(door, door.found(Enrolment, enrolment_id))

    @blueprint.route(f"{_UNIT}/tick", methods=["POST"])
    @blueprint.response(200, schemas.EnrolmentSchema)
    @command(shows=show)
    def tick_unit(enrolment_id: UUID, unit_code: str) -> UUID:
        """Says that you have done a unit of the kinds that learners tick off."""
        return enrolments.tick_unit(
            enrolment_id, unit_code=unit_code, expected_version=if_match()
        ).id

    @blueprint.route(f"{_UNIT}/confirmation", methods=["POST"])
    @blueprint.response(200, schemas.EnrolmentSchema)
    @command(shows=show)
    def confirm_unit(enrolment_id: UUID, unit_code: str) -> UUID:
        """Says that somebody else has done a unit."""
        return enrolments.confirm_unit(
            enrolment_id, unit_code=unit_code, expected_version=if_match()
        ).id


def add_enrolment_questions(blueprint: Blueprint, door: Door) -> None:
    """Adds who learns what and who is behind."""
    learners = door.cases.learners

    @blueprint.route("/enrolments", methods=["GET"])
    @blueprint.arguments(schemas.EnrolmentsQuery, location="query")
    @blueprint.response(200, page_schema(schemas.EnrolmentRowSchema))
    @query
    def list_enrolments(asked: dict[str, Any]) -> dict[str, Any]:
        """Lists who learns what and how far, the newest first."""
        found = door.models.enrolments.page(
            employee_ids=learners.asked_for(asked["of"], employee_id=asked["employee_id"]),
            course_id=asked["course_id"],
            state=asked["state"],
            after=after(asked["cursor"], tuple[datetime, UUID]),
            limit=asked["limit"] + 1,
        )
        page = page_of(found, asked["limit"], key=lambda one: (one.opened_at, one.enrolment_id))
        return {**page, "items": [vars(one) for one in page["items"]]}

    @blueprint.route("/overdue-enrolments", methods=["GET"])
    @blueprint.arguments(schemas.LearnersQuery, location="query")
    @blueprint.response(200, page_schema(schemas.EnrolmentRowSchema))
    @query
    def list_overdue_enrolments(asked: dict[str, Any]) -> dict[str, Any]:
        """Lists what should have been completed by today [补课清单], the most overdue first."""
        found = door.models.enrolments.overdue(
            on=door.cases.days.today_here(),
            employee_ids=learners.asked_for(asked["of"], employee_id=asked["employee_id"]),
            after=after(asked["cursor"], tuple[date, UUID]),
            limit=asked["limit"] + 1,
        )
        page = page_of(found, asked["limit"], key=lambda one: (one.due_on, one.enrolment_id))
        return {**page, "items": [vars(one) for one in page["items"]]}

    @blueprint.route("/enrolments/<uuid:enrolment_id>", methods=["GET"])
    @blueprint.response(200, schemas.EnrolmentSchema)
    @query
    def show_enrolment(enrolment_id: UUID) -> dict[str, Any]:
        """Shows somebody's way through a course, as it stands or stood."""
        found = door.cases.enrolments.see_enrolment(enrolment_id, as_of=as_of())
        return shown_enrolment(door, found)


def shown_enrolment(door: Door, one: Enrolment) -> dict[str, Any]:
    """An enrolment as the API shows it."""
    return {
        "enrolment_id": one.id,
        "version": one.version,
        "employee_id": one.employee_id,
        "course_id": one.course_id,
        "course_code": one.course_code,
        "course_version": one.course_version,
        "origin": one.origin,
        "assignment_ids": list(one.assignment_ids),
        "state": one.state,
        "due_on": one.due_on,
        "completed_on": one.completed_on,
        "withdrawal_reason": door.keys.open_or_none(one.withdrawal_reason, purpose=PURPOSE),
        "units": [
            {
                "code": unit.code,
                "kind": unit.kind,
                "confirmed_by": unit.confirmed_by,
                "completed_on": one.done[unit.code].completed_on if unit.code in one.done else None,
            }
            for unit in one.units
        ],
    }
