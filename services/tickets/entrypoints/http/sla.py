"""SLA clocks with their explanations, results, and first contact resolution, over HTTP."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from services.tickets.application.access import SEE_ALL
from services.tickets.entrypoints.http.door import Door
from services.tickets.entrypoints.http.explaining import explained
from services.tickets.entrypoints.http.rendering import clock
from services.tickets.entrypoints.schemas import replies, reports, requests
from shared.clock import iso
from shared.context import current_context
from shared.web import Blueprint, PageQuery, after, as_of, page_of, page_schema, query
from shared.web.problems import reader_language


def add_clocks(blueprint: Blueprint, door: Door) -> None:
    """Adds the clocks of a ticket."""
    watch = door.cases.sla

    @blueprint.route("/tickets/<uuid:ticket_id>/clocks", methods=["GET"])
    @blueprint.response(200, replies.items_of(reports.ClockSchema))
    @query
    def list_clocks(ticket_id: UUID) -> dict[str, Any]:
        """Lists the SLA clocks of a ticket with where they stand now."""
        return {"items": [clock(one) for one in watch.clocks_of(ticket_id)]}

    @blueprint.route("/tickets/<uuid:ticket_id>/clocks/<uuid:clock_id>", methods=["GET"])
    @blueprint.response(200, reports.ExplainedClockSchema)
    @query
    def explain_clock(ticket_id: UUID, clock_id: UUID) -> dict[str, Any]:
        """Explains line by line why a clock stands where it stands, or stood."""
        read = watch.explain_clock(ticket_id, clock_id, as_of=as_of())
        return explained(read, language=reader_language())


def add_results(blueprint: Blueprint, door: Door) -> None:
    """Adds what became of promises and first contacts."""

    @blueprint.route("/sla-results", methods=["GET"])
    @blueprint.arguments(requests.SpanQuery, location="query")
    @blueprint.response(200, replies.items_of(reports.SlaCountSchema))
    @query
    def count_clocks(asked: dict[str, Any]) -> dict[str, Any]:
        """Counts the clocks started in a span of time by name and state."""
        current_context().require(SEE_ALL)
        return {"items": [vars(one) for one in door.models.sla_results.counts(**asked)]}

    @blueprint.route("/sla-breaches", methods=["GET"])
    @blueprint.arguments(PageQuery, location="query")
    @blueprint.response(200, page_schema(reports.BreachSchema))
    @query
    def list_breaches(asked: dict[str, Any]) -> dict[str, Any]:
        """Lists broken promises, the latest first."""
        current_context().require(SEE_ALL)
        found = door.models.sla_results.breaches(
            after=after(asked["cursor"], tuple[datetime, UUID]), limit=asked["limit"] + 1
        )
        page = page_of(found, asked["limit"], key=lambda one: (one.breached_at, one.clock_id))
        rows = [{**vars(one), "breached_at": iso(one.breached_at)} for one in page["items"]]
        return {**page, "items": rows}

    @blueprint.route("/first-contact-resolution", methods=["GET"])
    @blueprint.arguments(requests.SpanQuery, location="query")
    @blueprint.response(200, replies.items_of(reports.FcrCountSchema))
    @query
    def count_first_contacts(asked: dict[str, Any]) -> dict[str, Any]:
        """Counts the tickets resolved in a span of time by why one contact was not enough."""
        current_context().require(SEE_ALL)
        return {"items": [vars(one) for one in door.models.first_contacts.counts(**asked)]}
