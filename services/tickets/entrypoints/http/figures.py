"""Figures over HTTP: volumes, durations, first contacts, and the tickets behind each number."""

from __future__ import annotations

from collections import defaultdict
from datetime import datetime, tzinfo
from typing import Any

from services.tickets.application.figures import LONGEST_BY_HOUR, FigureScope, check_span
from services.tickets.domain import figures
from services.tickets.domain.figures import Sums
from services.tickets.entrypoints.http.door import Door
from services.tickets.entrypoints.schemas import figures as schemas
from services.tickets.entrypoints.schemas import replies
from services.tickets.read_models.figure_queries import FILTERS, Asked
from shared.clock import iso
from shared.web import Blueprint, after, page_of, page_schema, query

_COLUMNS = {
    "site": "site_id",
    "team": "team_id",
    "agent": "employee_id",
    "day": "hour_at",
    "hour": "hour_at",
}
_PERCENTS = (50, 80, 90, 95, 99)


def add_figures(blueprint: Blueprint, door: Door) -> None:
    """Adds the figures of a span of time."""
    scope, answers = door.cases.figure_scope, door.models.figures

    @blueprint.route("/figures", methods=["GET"])
    @blueprint.arguments(schemas.FiguresQuery, location="query")
    @blueprint.response(200, schemas.FiguresSchema)
    @query
    def show_figures(asked: dict[str, Any]) -> dict[str, Any]:
        """Counts what came to pass: of the desk, of your team or of yourself."""
        by = asked["by"]
        which = _narrowed(asked, scope)
        zone = scope.zone(asked.get("site_id"), at=asked["since"])
        sums = answers.sums(which, by=_COLUMNS.get(by, by))
        if by in ("day", "hour"):
            sums = _by_local_time(sums, zone, by=by)
        return {
            "since": iso(asked["since"]),
            "until": iso(asked["until"]),
            "time_zone": str(zone),
            "whose": "desk" if which.employee_ids is None else "agents",
            "items": [{"value": one, **found.summary()} for one, found in sums.items()],
        }

    @blueprint.route("/figures/durations", methods=["GET"])
    @blueprint.arguments(schemas.DurationsQuery, location="query")
    @blueprint.response(200, schemas.DurationsSchema)
    @query
    def show_durations(asked: dict[str, Any]) -> dict[str, Any]:
        """Shows how first responses or resolutions are distributed over fixed buckets."""
        measure = asked["measure"]
        sums = answers.sums(_narrowed(asked, scope, measure=measure)).get(None, Sums.none())
        return _distribution(sums, measure)


def add_figure_details(blueprint: Blueprint, door: Door) -> None:
    """Adds the reasons behind first contacts, and the facts behind every number."""
    scope, answers = door.cases.figure_scope, door.models.figures

    @blueprint.route("/figures/first-contacts", methods=["GET"])
    @blueprint.arguments(schemas.FigureSpan, location="query")
    @blueprint.response(200, replies.items_of(schemas.FirstContactReasonSchema))
    @query
    def show_first_contacts(asked: dict[str, Any]) -> dict[str, Any]:
        """Counts resolved and judged tickets by why one contact was not enough."""
        sums = answers.sums(_narrowed(asked, scope)).get(None, Sums.none())
        resolved, judged = sums.details(figures.RESOLVED), sums.details(figures.JUDGED)
        return {
            "items": [
                {"reason": one, "resolved": resolved.get(one, 0), "judged": judged.get(one, 0)}
                for one in sorted({*resolved, *judged})
            ]
        }

    @blueprint.route("/figures/tickets", methods=["GET"])
    @blueprint.arguments(schemas.FactsQuery, location="query")
    @blueprint.response(200, page_schema(schemas.FactSchema))
    @query
    def list_facts(asked: dict[str, Any]) -> dict[str, Any]:
        """Lists the facts that a number counts, each with its ticket, the newest first."""
        rows = answers.facts(
            _narrowed(asked, scope, measure=asked["measure"]),
            details=[asked["detail"]] if "detail" in asked else (),
            after=after(asked["cursor"], tuple[datetime, str]),
            limit=asked["limit"] + 1,
        )
        page = page_of(rows, asked["limit"], key=lambda one: (one.at, one.fact_id))
        return {**page, "items": [{**vars(one), "at": iso(one.at)} for one in page["items"]]}


def _narrowed(asked: dict[str, Any], scope: FigureScope, *, measure: str | None = None) -> Asked:
    """What is asked for, as far as the actor may see it."""
    by = asked.get("by")
    limits = {"longest": LONGEST_BY_HOUR} if by in ("day", "hour") else {}
    check_span(asked["since"], asked["until"], **limits)
    employees = scope.employees(
        team_id=asked.get("team_id"),
        employee_id=asked.get("employee_id"),
        by_agents=by in ("team", "agent"),
    )
    filters = {name: str(asked[name]) for name in FILTERS if name in asked}
    return Asked(asked["since"], asked["until"], filters, employees, measure)


def _by_local_time(
    sums: dict[str | None, Sums], zone: tzinfo, *, by: str
) -> dict[str | None, Sums]:
    """The hours of UTC put together by local day, or by hour of the local day."""
    found: dict[str | None, Sums] = defaultdict(Sums.none)
    for hour, one in sums.items():
        local = datetime.fromisoformat(str(hour)).astimezone(zone)
        group = found[local.date().isoformat() if by == "day" else f"{local.hour:02}"]
        for (measure, detail), count in one.counts.items():
            group.add(measure, detail, count, 0)
        for measure, seconds in one.seconds.items():
            group.seconds[measure] = group.seconds.get(measure, 0) + seconds
    return {one: found[one] for one in sorted(found, key=str)}


def _distribution(sums: Sums, measure: str) -> dict[str, Any]:
    counts = sums.details(measure)
    bounds = {one: None if one == figures.LONGER else int(one) for one in figures.BUCKETS}
    found = {share: figures.percentile_bound(counts, share) for share in _PERCENTS}
    return {
        "measure": measure,
        "count": sums.of(measure),
        "average_seconds": sums.summary()[f"{measure}_seconds"],
        "buckets": [
            {"bucket": one, "up_to_seconds": bound, "count": counts.get(one, 0)}
            for one, bound in bounds.items()
        ],
        "percentiles": [
            {"percent": share, "at_most_seconds": bounds.get(one) if one else None}
            for share, one in found.items()
        ],
        "percentiles_are_bounds": True,
    }
