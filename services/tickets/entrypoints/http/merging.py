"""Merged tickets over HTTP: merging, and a ticket with all that it is made of."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

import msgspec

from services.tickets.application.whole_tickets import Part
from services.tickets.entrypoints.http.door import Door
from services.tickets.entrypoints.http.rendering import clock, contact
from services.tickets.entrypoints.schemas import merging, replies
from shared.web import Blueprint, as_of, command, if_match, query

_SUMS = ("in_progress_seconds", "talk_seconds", "after_call_work_seconds")


def add_merging(blueprint: Blueprint, door: Door) -> None:
    """Adds what makes one ticket of several."""

    @blueprint.route("/tickets/<uuid:ticket_id>/merge", methods=["POST"])
    @blueprint.arguments(merging.MergeSchema)
    @blueprint.response(200, replies.TicketSchema)
    @command(shows=door.show_ticket)
    def merge_tickets(data: dict[str, Any], ticket_id: UUID) -> UUID:
        """Lets this ticket go on for others of the same customer; they end."""
        return door.cases.merging.merge_tickets(ticket_id, **data, expected_version=if_match()).id

    @blueprint.route("/tickets/<uuid:ticket_id>/whole", methods=["GET"])
    @blueprint.response(200, merging.WholeTicketSchema)
    @query
    def show_whole_ticket(ticket_id: UUID) -> dict[str, Any]:
        """Shows a ticket with all that was merged into it, as it stands or stood."""
        parts = door.cases.whole_tickets.parts_of(ticket_id, as_of=as_of())
        return {
            "ticket_id": ticket_id,
            "version": parts[0].file.ticket.version,
            "parts": [_part(door, one) for one in parts],
            "worked": _sum(parts),
        }


def _part(door: Door, part: Part) -> dict[str, Any]:
    file, rendering = part.file, door.rendering
    into, letters, follow_ups = file.ticket.merged_into, file.correspondence, file.follow_ups
    return {
        "ticket": door.shown_file(file),
        "merged_into": None if into is None else msgspec.structs.asdict(into),
        "correspondence": None if letters is None else rendering.correspondence(letters),
        "follow_ups": None if follow_ups is None else rendering.follow_ups(follow_ups),
        "contacts": [contact(one) for one in part.contacts],
        "callbacks": [rendering.callback(one) for one in part.callbacks],
        "clocks": [clock(one) for one in part.clocks],
        "worked": vars(part.worked),
    }


def _sum(parts: Sequence[Part]) -> dict[str, int]:
    return {name: sum(getattr(one.worked, name) for one in parts) for name in _SUMS}
