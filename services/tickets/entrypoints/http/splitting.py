"""Splitting tickets and suggesting duplicates, over HTTP."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from services.tickets.application.duplicates import Suggested
from services.tickets.application.tickets import NewTicket
from services.tickets.domain.duplicates import REASONS_EN, REASONS_ZH
from services.tickets.entrypoints.http.door import Door
from services.tickets.entrypoints.schemas import linking, replies, splitting
from shared.clock import iso
from shared.web import Blueprint, command, query
from shared.web.problems import reader_language

_SUGGESTIONS = replies.items_of(linking.SuggestedSchema)


def add_splitting(blueprint: Blueprint, door: Door) -> None:
    """Adds what makes two tickets of one."""

    @blueprint.route("/tickets/<uuid:ticket_id>/split", methods=["POST"])
    @blueprint.arguments(splitting.SplitSchema)
    @blueprint.response(201, replies.TicketSchema)
    @command(shows=door.show_ticket)
    def split_ticket(data: dict[str, Any], ticket_id: UUID) -> UUID:
        """Opens a ticket for part of what was asked; its clocks start when that was asked."""
        entry_ids = data.pop("entry_ids")
        ticket = door.cases.ticket_files.see_ticket(ticket_id).ticket
        new = NewTicket(**{"kind": ticket.kind, "channel": ticket.channel, **data})
        return door.cases.splitting.split_ticket(ticket_id, new, entry_ids=entry_ids).id


def add_duplicates(blueprint: Blueprint, door: Door) -> None:
    """Adds what may be about the same."""
    duplicates = door.cases.duplicates

    def show_suggestions(links_id: UUID) -> dict[str, Any]:
        return suggestions(door.cases.links.ticket_of(links_id))

    def suggestions(ticket_id: UUID) -> dict[str, Any]:
        found = duplicates.suggest_duplicates(ticket_id)
        return {"items": [_suggested(door, one) for one in found]}

    @blueprint.route("/tickets/<uuid:ticket_id>/duplicates", methods=["GET"])
    @blueprint.response(200, _SUGGESTIONS)
    @query
    def suggest_duplicates(ticket_id: UUID) -> dict[str, Any]:
        """Suggests open tickets of the same customer that may be about the same, and why."""
        return suggestions(ticket_id)

    @blueprint.route("/tickets/<uuid:ticket_id>/duplicates/dismissal", methods=["POST"])
    @blueprint.arguments(linking.DismissalSchema)
    @blueprint.response(200, _SUGGESTIONS)
    @command(shows=show_suggestions)
    def dismiss_duplicate(data: dict[str, Any], ticket_id: UUID) -> UUID:
        """Notes that a suggested ticket is another matter; it is not suggested again."""
        return duplicates.dismiss_duplicate(ticket_id, data["ticket_id"], reason=data["reason"]).id


def _suggested(door: Door, suggested: Suggested) -> dict[str, Any]:
    ticket = suggested.ticket
    is_chinese = reader_language().lower().startswith("zh")
    words = REASONS_ZH if is_chinese else REASONS_EN
    return {
        "ticket_id": ticket.id,
        "number": ticket.number,
        "state": ticket.state,
        "subject": door.rendering.opened(ticket.subject),
        "opened_at": iso(ticket.created_on),
        "why": list(suggested.why),
        "sentence": ("、" if is_chinese else ", ").join(words[one] for one in suggested.why),
    }
