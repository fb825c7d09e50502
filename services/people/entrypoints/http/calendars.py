"""Business calendars over HTTP."""

from __future__ import annotations

from dataclasses import asdict
from datetime import datetime
from typing import TYPE_CHECKING, Any
from uuid import UUID

from services.people.application.permissions import SELF
from services.people.domain.calendar import SiteCalendar
from services.people.entrypoints.schemas.calendars import (
    CalendarSchema,
    CalendarVersionEntrySchema,
    CalendarVersionSchema,
    DayEntrySchema,
    DayWithdrawalSchema,
    YearProposalQuery,
    YearProposalSchema,
    YearSchema,
)
from services.people.entrypoints.schemas.forms import ValidAtQuery
from shared.context import current_context
from shared.web import Blueprint, as_of, command, if_match, query

if TYPE_CHECKING:
    from services.people.service import PeopleService


def add_calendars(blueprint: Blueprint, parts: PeopleService) -> None:
    """Adds calendars and their versions."""

    @blueprint.route("/sites/<uuid:site_id>/calendar", methods=["GET"])
    @blueprint.response(200, CalendarSchema)
    @query
    def show_calendar(site_id: UUID) -> dict[str, Any]:
        """Shows the calendar of a site with all its versions."""
        current_context().require(SELF)
        return _shown_calendar(parts.calendars.calendar_of(site_id, as_of=as_of()))

    @blueprint.route("/sites/<uuid:site_id>/calendar/in-force", methods=["GET"])
    @blueprint.arguments(ValidAtQuery, location="query")
    @blueprint.response(200, CalendarVersionSchema)
    @query
    def show_calendar_in_force(asked: dict[str, datetime | None], site_id: UUID) -> dict[str, Any]:
        """Shows the version of a site's calendar in force at a moment."""
        current_context().require(SELF)
        at = asked["valid_at"] or current_context().occurred_at
        return asdict(parts.calendars.calendar_of(site_id).in_force(at))

    @blueprint.route("/sites/<uuid:site_id>/calendar/versions", methods=["POST"])
    @blueprint.arguments(CalendarVersionEntrySchema)
    @blueprint.response(201, CalendarSchema)
    @command(shows=lambda one: _shown_calendar(parts.store.get(SiteCalendar, one)))
    def add_calendar_version(data: dict[str, Any], site_id: UUID) -> UUID:
        """Records how a site is open from a moment on."""
        calendar = parts.calendars.add_calendar_version(
            site_id, **data, expected_version=if_match()
        )
        return calendar.id


def add_days(blueprint: Blueprint, parts: PeopleService) -> None:
    """Adds days of a site's own."""

    def show(calendar_id: UUID) -> dict[str, Any]:
        return _shown_calendar(parts.store.get(SiteCalendar, calendar_id))

    @blueprint.route("/sites/<uuid:site_id>/calendar/days", methods=["POST"])
    @blueprint.arguments(DayEntrySchema)
    @blueprint.response(201, CalendarSchema)
    @command(shows=show)
    def enter_day(data: dict[str, Any], site_id: UUID) -> UUID:
        """Gives a day hours of its own, above holidays and weekly hours; none means closed."""
        calendar = parts.calendars.enter_day(site_id, **data, expected_version=if_match())
        return calendar.id

    @blueprint.route("/sites/<uuid:site_id>/calendar/day-withdrawals", methods=["POST"])
    @blueprint.arguments(DayWithdrawalSchema)
    @blueprint.response(201, CalendarSchema)
    @command(shows=show)
    def withdraw_day(data: dict[str, Any], site_id: UUID) -> UUID:
        """Gives a day its ordinary hours again."""
        calendar = parts.calendars.withdraw_day(site_id, **data, expected_version=if_match())
        return calendar.id


def add_years(blueprint: Blueprint, parts: PeopleService) -> None:
    """Adds the public holidays of years."""

    @blueprint.route("/year-proposals", methods=["GET"])
    @blueprint.arguments(YearProposalQuery, location="query")
    @blueprint.response(200, YearProposalSchema)
    @query
    def propose_year(asked: dict[str, Any]) -> Any:
        """Proposes the public holidays and adjusted workdays of a country's year."""
        return parts.calendars.propose_year(asked["country"], year=asked["year"])

    @blueprint.route("/sites/<uuid:site_id>/calendar/years/<int:year>", methods=["PUT"])
    @blueprint.arguments(YearSchema)
    @blueprint.response(200, CalendarSchema)
    @command(shows=lambda one: _shown_calendar(parts.store.get(SiteCalendar, one)))
    def accept_year(data: dict[str, Any], site_id: UUID, year: int) -> UUID:
        """Enters the public holidays of a year, as proposed or mended."""
        calendar = parts.calendars.accept_year(
            site_id, year=year, **data, expected_version=if_match()
        )
        return calendar.id


def _shown_calendar(calendar: SiteCalendar) -> dict[str, Any]:
    return {
        "calendar_id": calendar.id,
        "version": calendar.version,
        "site_id": calendar.site_id,
        "versions": calendar.versions,
    }
