"""The backlog over HTTP: open tickets by age, how it came about, and the tickets themselves."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from services.tickets.application.access import SEE_ALL
from services.tickets.application.figures import LONGEST_BY_HOUR, FigureScope, check_span
from services.tickets.domain.figures import AGE_BOUNDS, LONGER
from services.tickets.entrypoints.http.door import Door
from services.tickets.entrypoints.http.rendering import moment
from services.tickets.entrypoints.schemas import figures as schemas
from services.tickets.entrypoints.schemas import replies
from services.tickets.read_models.backlog import Narrowed
from services.tickets.read_models.figure_queries import FILTERS
from services.tickets.read_models.figures import hour_of
from shared.clock import iso
from shared.context import current_context
from shared.web import Blueprint, after, page_of, page_schema, query

_COLUMNS = {"site": "site_id", "agent": "employee_id"}


def add_backlog(blueprint: Blueprint, door: Door) -> None:
    """Adds what is open and how old it is."""
    scope, backlog = door.cases.figure_scope, door.models.backlog

    @blueprint.route("/backlog", methods=["GET"])
    @blueprint.arguments(schemas.BacklogQuery, location="query")
    @blueprint.response(200, replies.items_of(schemas.BacklogRowSchema))
    @query
    def show_backlog(asked: dict[str, Any]) -> dict[str, Any]:
        """Counts open tickets by age, told to the hour since the customer asked."""
        at, by = current_context().occurred_at, asked["by"]
        ages = backlog.ages(_narrowed(asked, scope), by=_COLUMNS.get(by, by), at=at)
        spans = _spans(at)
        return {
            "items": [
                {"value": one, "tickets": sum(found.values()), "ages": _aged(found, spans)}
                for one, found in ages.items()
            ]
        }

    @blueprint.route("/backlog/tickets", methods=["GET"])
    @blueprint.arguments(schemas.OpenTicketsQuery, location="query")
    @blueprint.response(200, page_schema(schemas.OpenTicketSchema))
    @query
    def list_open_tickets(asked: dict[str, Any]) -> dict[str, Any]:
        """Lists open tickets, the oldest first."""
        rows = backlog.tickets(
            _narrowed(asked, scope),
            asked_from=asked.get("asked_from"),
            asked_until=asked.get("asked_until"),
            after=after(asked["cursor"], tuple[datetime, UUID]),
            limit=asked["limit"] + 1,
        )
        page = page_of(rows, asked["limit"], key=lambda one: (one.asked_at, one.ticket_id))
        items = [{**vars(one), "asked_at": iso(one.asked_at)} for one in page["items"]]
        return {**page, "items": items}


def add_backlog_days(blueprint: Blueprint, door: Door) -> None:
    """Adds how the backlog came about."""
    scope, backlog = door.cases.figure_scope, door.models.backlog

    @blueprint.route("/backlog/days", methods=["GET"])
    @blueprint.arguments(schemas.BacklogDaysQuery, location="query")
    @blueprint.response(200, replies.items_of(schemas.BacklogDaySchema))
    @query
    def show_backlog_days(asked: dict[str, Any]) -> dict[str, Any]:
        """Tells how many tickets were open at the end of each day of the site."""
        current_context().require(SEE_ALL)
        check_span(asked["since"], asked["until"], longest=LONGEST_BY_HOUR)
        which = _narrowed(asked, scope)
        now = backlog.ages(which, by=None, at=current_context().occurred_at).get(None, {})
        changes = backlog.net_changes(which, since=asked["since"])
        zone = scope.zone(asked.get("site_id"), at=asked["since"])
        left = sum(now.values()) - sum(changes.values())
        days: dict[str, int] = {}
        hour, until = asked["since"], asked["until"]
        while hour < until:
            left += changes.get(hour_of(hour), 0)
            days[hour.astimezone(zone).date().isoformat()] = left
            hour += timedelta(hours=1)
        return {"items": [{"day": day, "open_tickets": count} for day, count in days.items()]}


def _narrowed(asked: dict[str, Any], scope: FigureScope) -> Narrowed:
    """What is asked for, as far as the actor may see it."""
    filters = {name: str(asked[name]) for name in FILTERS if name in asked}
    employees = scope.employees(team_id=asked.get("team_id"), employee_id=asked.get("employee_id"))
    return Narrowed(filters, employees)


def _spans(at: datetime) -> dict[str, tuple[datetime | None, datetime | None]]:
    """From when and until when a customer of each age asked."""
    found: dict[str, tuple[datetime | None, datetime | None]] = {}
    later: datetime | None = None
    for bound in AGE_BOUNDS:
        since = datetime.fromisoformat(hour_of(at - timedelta(seconds=bound)))
        found[str(bound)] = (since, later)
        later = since
    return {**found, LONGER: (None, later)}


def _aged(
    counts: Mapping[str, int], spans: Mapping[str, tuple[datetime | None, datetime | None]]
) -> list[dict[str, Any]]:
    return [
        {
            "age": age,
            "asked_from": moment(since),
            "asked_until": moment(until),
            "tickets": counts.get(age, 0),
        }
        for age, (since, until) in spans.items()
    ]
