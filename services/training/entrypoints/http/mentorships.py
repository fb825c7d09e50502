"""Mentors and mentees over HTTP (TR-4)."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

import msgspec

from services.training.application.access import SCHEDULE, SELF
from services.training.application.visible_employees import visible_employees
from services.training.domain.mentorship import ACTIVE, Mentorship
from services.training.entrypoints.http.door import Door
from services.training.entrypoints.schemas import mentorships as schemas
from shared.clock import iso
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

PURPOSE = "show-mentorship"
"""Why sealed texts are opened here; each opening is logged with who asked (SE-2)."""


def add_mentorships(blueprint: Blueprint, door: Door) -> None:
    """Adds the appointment of mentors, and what shows mentorships."""
    mentorships = door.cases.mentorships

    def show(mentorship_id: UUID) -> dict[str, Any]:
        return _mentorship(mentorships.see_mentorship(mentorship_id), door)

    @blueprint.route("/mentorships", methods=["POST"])
    @blueprint.arguments(schemas.NewMentorshipSchema)
    @blueprint.response(201, schemas.MentorshipSchema)
    @command(shows=show)
    def start_mentorship(data: dict[str, Any]) -> UUID:
        """Appoints a mentor [导师] for a new hire, with the tasks of a template."""
        return mentorships.start_mentorship(**data).id

    @blueprint.route("/mentorships/<uuid:mentorship_id>/mentor", methods=["POST"])
    @blueprint.arguments(schemas.OtherMentorSchema)
    @blueprint.response(200, schemas.MentorshipSchema)
    @command(shows=show)
    def replace_mentor(data: dict[str, Any], mentorship_id: UUID) -> UUID:
        """Appoints another mentor; what the former one signed off stays."""
        return mentorships.replace_mentor(mentorship_id, **data, expected_version=if_match()).id

    @blueprint.route("/mentorships/<uuid:mentorship_id>/breaking-off", methods=["POST"])
    @blueprint.response(200, schemas.MentorshipSchema)
    @command(shows=show)
    def break_off_mentorship(mentorship_id: UUID) -> UUID:
        """Ends a mentorship without a judgement."""
        return mentorships.break_off_mentorship(mentorship_id, expected_version=if_match()).id

    @blueprint.route("/mentorships", methods=["GET"])
    @blueprint.arguments(schemas.MentorshipsQuery, location="query")
    @blueprint.response(200, page_schema(schemas.MentorshipRowSchema))
    @query
    def list_mentorships(asked: dict[str, Any]) -> dict[str, Any]:
        """Lists mentorships of yours and your team's, those that end first at the head."""
        context = current_context()
        context.require(SELF)
        found = door.models.mentorships.page(
            of=door.cases.access.employee_id(),
            employees=None
            if context.may(SCHEDULE)
            else visible_employees(door.cases.access, door.models.staff),
            state=asked["state"],
            after=after(asked["cursor"], tuple[date, UUID]),
            limit=asked["limit"] + 1,
        )
        page = page_of(found, asked["limit"], key=lambda one: (one.due_on, one.mentorship_id))
        return {**page, "items": [vars(one) for one in page["items"]]}

    @blueprint.route("/mentorships/<uuid:mentorship_id>", methods=["GET"])
    @blueprint.response(200, schemas.MentorshipSchema)
    @query
    def show_mentorship(mentorship_id: UUID) -> dict[str, Any]:
        """Shows a mentorship with its tasks and notes, as it stands or stood."""
        return _mentorship(mentorships.see_mentorship(mentorship_id, as_of=as_of()), door)


def add_mentoring_work(blueprint: Blueprint, door: Door) -> None:
    """Adds what mentor and mentee do themselves."""
    mentorships = door.cases.mentorships

    def show(mentorship_id: UUID) -> dict[str, Any]:
        return _mentorship(mentorships.see_mentorship(mentorship_id), door)

    @blueprint.route("/mentorships/<uuid:mentorship_id>/notes", methods=["POST"])
    @blueprint.arguments(schemas.NewNoteSchema)
    @blueprint.response(200, schemas.MentorshipSchema)
    @command(shows=show)
    def keep_mentoring_note(data: dict[str, Any], mentorship_id: UUID) -> UUID:
        """Writes something down, as mentor or mentee."""
        return mentorships.keep_note(mentorship_id, **data, expected_version=if_match()).id

    @blueprint.route("/mentorships/<uuid:mentorship_id>/sign-offs", methods=["POST"])
    @blueprint.arguments(schemas.TaskSchema)
    @blueprint.response(200, schemas.MentorshipSchema)
    @command(shows=show)
    def sign_off_mentor_task(data: dict[str, Any], mentorship_id: UUID) -> UUID:
        """Confirms, as the mentor, that the mentee can do something."""
        return mentorships.sign_off_task(mentorship_id, **data, expected_version=if_match()).id

    @blueprint.route("/mentorships/<uuid:mentorship_id>/acknowledgements", methods=["POST"])
    @blueprint.arguments(schemas.TaskSchema)
    @blueprint.response(200, schemas.MentorshipSchema)
    @command(shows=show)
    def acknowledge_mentor_task(data: dict[str, Any], mentorship_id: UUID) -> UUID:
        """Confirms, as the mentee, what the mentor has signed off."""
        return mentorships.acknowledge_task(mentorship_id, **data, expected_version=if_match()).id

    @blueprint.route("/mentorships/<uuid:mentorship_id>/final-sign-off", methods=["POST"])
    @blueprint.arguments(schemas.FinalSignOffSchema)
    @blueprint.response(200, schemas.MentorshipSchema)
    @command(shows=show)
    def end_mentorship(data: dict[str, Any], mentorship_id: UUID) -> UUID:
        """Says, as the mentor, whether the mentee is ready for independent work, and why."""
        return mentorships.end_mentorship(mentorship_id, **data, expected_version=if_match()).id


def _mentorship(mentorship: Mentorship, door: Door) -> dict[str, Any]:
    opened = door.keys.open_or_none
    names = ("employee_id", "mentor_id", "former_mentor_ids", "template", "begins_on", "due_on")
    return {
        "mentorship_id": mentorship.id,
        "version": mentorship.version,
        **{name: getattr(mentorship, name) for name in names},
        "state": mentorship.state,
        "tasks": _tasks(mentorship),
        "notes": [
            {
                "note_id": one.note_id,
                "author_id": one.author_id,
                "written_at": iso(one.written_at),
                "text": opened(one.text, purpose=PURPOSE),
            }
            for one in mentorship.notes
        ],
        "is_ready": mentorship.is_ready,
        "reason": opened(mentorship.reason, purpose=PURPOSE),
    }


def _tasks(mentorship: Mentorship) -> list[dict[str, Any]]:
    today = current_context().occurred_at.date()
    is_active = mentorship.state == ACTIVE
    return [
        {
            **msgspec.structs.asdict(one),
            "signed_off_by": mentorship.signed_off.get(one.code),
            "is_acknowledged": one.code in mentorship.acknowledged,
            "is_late": is_active and one.due_on < today and one.code not in mentorship.acknowledged,
        }
        for one in mentorship.tasks
    ]
