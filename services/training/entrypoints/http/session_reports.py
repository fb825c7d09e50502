"""Reminders, hours taught and rest time, over HTTP (TR-10, TR-11)."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from services.training.application.access import SELF
from services.training.application.visible_employees import visible_employees
from services.training.domain.reminder import SESSION
from services.training.entrypoints.http.door import Door
from services.training.entrypoints.schemas import session_reports as schemas
from shared.clock import iso
from shared.context import current_context
from shared.web import Blueprint, after, command, if_match, page_of, page_schema, query


def add_reminders(blueprint: Blueprint, door: Door) -> None:
    """Adds one's own reminders."""
    reminders = door.cases.reminders

    def show(reminder_id: UUID) -> dict[str, Any]:
        found = reminders.see_reminder(reminder_id)
        return {
            "reminder_id": found.id,
            "version": found.version,
            **{name: getattr(found, name) for name in ("kind", "about_id", "minutes_before")},
            "happens_at": iso(found.happens_at),
            "is_read": found.is_read,
        }

    @blueprint.route("/reminders", methods=["GET"])
    @blueprint.arguments(schemas.RemindersQuery, location="query")
    @blueprint.response(200, page_schema(schemas.ReminderRowSchema))
    @query
    def list_reminders(asked: dict[str, Any]) -> dict[str, Any]:
        """Lists what you were reminded of [提醒], the latest first."""
        current_context().require(SELF)
        found = door.models.reminders.page(
            door.cases.access.employee_id(),
            is_unread=asked["is_unread"],
            after=after(asked["cursor"], tuple[datetime, UUID]),
            limit=asked["limit"] + 1,
        )
        page = page_of(found, asked["limit"], key=lambda one: (one.made_at, one.reminder_id))
        about = [one.about_id for one in page["items"] if one.kind == SESSION]
        titles = door.models.sessions.titles(about)
        rows = [
            {
                **vars(one),
                "title": titles.get(one.about_id),
                "happens_at": iso(one.happens_at),
                "made_at": iso(one.made_at),
            }
            for one in page["items"]
        ]
        return {**page, "items": rows}

    @blueprint.route("/reminders/<uuid:reminder_id>", methods=["GET"])
    @blueprint.response(200, schemas.ReminderSchema)
    @query
    def show_reminder(reminder_id: UUID) -> dict[str, Any]:
        """Shows a reminder of yours."""
        return show(reminder_id)

    @blueprint.route("/reminders/<uuid:reminder_id>/reading", methods=["POST"])
    @blueprint.response(200, schemas.ReminderSchema)
    @command(shows=show)
    def read_reminder(reminder_id: UUID) -> UUID:
        """Notes that you have read a reminder."""
        return reminders.read_reminder(reminder_id, expected_version=if_match()).id


def add_session_reports(blueprint: Blueprint, door: Door) -> None:
    """Adds hours taught and rest time used."""

    @blueprint.route("/taught-hours", methods=["GET"])
    @blueprint.arguments(schemas.TaughtHoursQuery, location="query")
    @blueprint.response(200, schemas.TaughtHoursSchema)
    @query
    def show_taught_hours(asked: dict[str, Any]) -> dict[str, Any]:
        """Shows how long a trainer taught [授课时长], month by month; your own by default."""
        current_context().require(SELF)
        access = door.cases.access
        trainer_id = asked["trainer_id"] or access.employee_id()
        access.check_may_see(trainer_id)
        months = door.models.taught_hours.months(
            trainer_id, since=asked["since"], until=asked["until"]
        )
        return {
            "trainer_id": trainer_id,
            "minutes": sum(one.minutes for one in months),
            "items": [vars(one) for one in months],
        }

    @blueprint.route("/rest-time", methods=["GET"])
    @blueprint.arguments(schemas.RestTimeQuery, location="query")
    @blueprint.response(200, page_schema(schemas.RestTimeRowSchema))
    @query
    def list_rest_time(asked: dict[str, Any]) -> dict[str, Any]:
        """Adds up the rest time that training took [占用休息时间]; of yours, your team's or all."""
        current_context().require(SELF)
        last = after(asked["cursor"], tuple[str])
        found = door.models.rest_time.used(
            since=asked["since"],
            until=asked["until"],
            by=asked["by"],
            employees=visible_employees(door.cases.access, door.models.staff),
            after=last[0] if last else None,
            limit=asked["limit"] + 1,
        )
        page = page_of(found, asked["limit"], key=lambda one: (one.key,))
        return {**page, "items": [vars(one) for one in page["items"]]}
