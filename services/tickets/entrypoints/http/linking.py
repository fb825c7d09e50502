"""Links between tickets, over HTTP."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import msgspec

from services.tickets.application.links import SeenLinks
from services.tickets.entrypoints.http.door import Door
from services.tickets.entrypoints.schemas import linking
from shared.web import Blueprint, as_of, command, query


def add_links(blueprint: Blueprint, door: Door) -> None:
    """Adds what links tickets with each other."""
    links = door.cases.links

    def shown(links_id: UUID) -> dict[str, Any]:
        return _shown(links.links_of(links.ticket_of(links_id)))

    @blueprint.route("/tickets/<uuid:ticket_id>/links", methods=["GET"])
    @blueprint.response(200, linking.LinksSchema)
    @query
    def list_links(ticket_id: UUID) -> dict[str, Any]:
        """Lists the links of a ticket, as they are or were."""
        return _shown(links.links_of(ticket_id, as_of=as_of()))

    @blueprint.route("/tickets/<uuid:ticket_id>/links", methods=["POST"])
    @blueprint.arguments(linking.NewLinkSchema)
    @blueprint.response(201, linking.LinksSchema)
    @command(shows=shown)
    def link_tickets(data: dict[str, Any], ticket_id: UUID) -> UUID:
        """Links a ticket to another one; both sides show it."""
        return links.link_tickets(ticket_id, kind=data["kind"], other_id=data["ticket_id"]).id

    @blueprint.route("/tickets/<uuid:ticket_id>/links/removal", methods=["POST"])
    @blueprint.arguments(linking.NewLinkSchema)
    @blueprint.response(200, linking.LinksSchema)
    @command(shows=shown)
    def unlink_tickets(data: dict[str, Any], ticket_id: UUID) -> UUID:
        """Takes a link away again, from both sides."""
        return links.unlink_tickets(ticket_id, kind=data["kind"], other_id=data["ticket_id"]).id


def _shown(seen: SeenLinks) -> dict[str, Any]:
    return {
        "ticket_id": seen.ticket.id,
        "version": seen.version,
        "links": [{**msgspec.structs.asdict(one), "state": state} for one, state in seen.links],
    }
