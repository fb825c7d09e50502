"""Changes of many tickets, over HTTP: ordered, foreseen, carried out, reported."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import msgspec

from services.tickets.application.bulk_changes import Foreseen, Order
from services.tickets.domain.bulk_change import DONE, REFUSED, BulkChange, Outcome
from services.tickets.domain.ticket import Ticket
from services.tickets.entrypoints.http.door import Door
from services.tickets.entrypoints.schemas import bulk_changes, replies
from shared.web import Blueprint, command, query
from shared.web.problems import reader_language

_STANDING = ("number", "state", "kind", "priority", "skill_group", "assignee_id")


def add_bulk_changes(blueprint: Blueprint, door: Door) -> None:
    """Adds what changes many tickets in one order."""
    changes = door.cases.bulk_changes

    def shown(bulk_change_id: UUID) -> dict[str, Any]:
        return _report(changes.bulk_change(bulk_change_id))

    @blueprint.route("/bulk-changes", methods=["POST"])
    @blueprint.arguments(bulk_changes.BulkOrderSchema)
    @blueprint.response(201, bulk_changes.BulkChangeSchema)
    @command(shows=shown)
    def order_bulk_change(data: dict[str, Any]) -> UUID:
        """Orders one change of many tickets; nothing is changed before it is carried out."""
        apart = ("action", "ticket_ids", "text")
        order = Order(
            action=data["action"],
            ticket_ids=data["ticket_ids"],
            text=data.get("text"),
            arguments={name: str(one) for name, one in data.items() if name not in apart},
        )
        return changes.order_bulk_change(order).id

    @blueprint.route("/bulk-changes/<uuid:bulk_change_id>", methods=["GET"])
    @blueprint.response(200, bulk_changes.BulkChangeSchema)
    @query
    def show_bulk_change(bulk_change_id: UUID) -> dict[str, Any]:
        """Shows an order of yours and what became of each ticket."""
        return shown(bulk_change_id)

    @blueprint.route("/bulk-changes/<uuid:bulk_change_id>/preview", methods=["GET"])
    @blueprint.response(200, replies.items_of(bulk_changes.ForeseenSchema))
    @query
    def preview_bulk_change(bulk_change_id: UUID) -> dict[str, Any]:
        """Says for each ticket that is left what would become of it, or why it is refused."""
        return {"items": [_foreseen(one) for one in changes.foresee(bulk_change_id)]}

    @blueprint.route("/bulk-changes/<uuid:bulk_change_id>/execution", methods=["POST"])
    @blueprint.response(200, bulk_changes.BulkChangeSchema)
    @command(shows=shown)
    def carry_out_bulk_change(bulk_change_id: UUID) -> UUID:
        """Changes each ticket that is left, all or nothing; what was interrupted goes on."""
        return changes.carry_out(bulk_change_id).id


def _report(ordered: BulkChange) -> dict[str, Any]:
    done = sum(one.result == DONE for one in ordered.outcomes)
    return {
        "bulk_change_id": ordered.id,
        "version": ordered.version,
        "action": ordered.action,
        "arguments": ordered.arguments,
        "is_finished": ordered.is_finished,
        "done": done,
        "refused": len(ordered.outcomes) - done,
        "remaining": list(ordered.remaining),
        "outcomes": [_outcome(one) for one in ordered.outcomes],
    }


def _outcome(outcome: Outcome) -> dict[str, Any]:
    is_chinese = reader_language().lower().startswith("zh")
    return {
        **msgspec.structs.asdict(outcome),
        "sentence": outcome.zh if is_chinese else outcome.en,
    }


def _foreseen(foreseen: Foreseen) -> dict[str, Any]:
    refusal = foreseen.refusal
    return {
        "ticket_id": foreseen.ticket_id,
        "result": DONE if refusal is None else REFUSED,
        "code": refusal and refusal.code,
        "sentence": refusal and refusal.in_language(reader_language()),
        "before": _standing(foreseen.before),
        "after": _standing(foreseen.after),
    }


def _standing(ticket: Ticket | None) -> dict[str, Any] | None:
    return None if ticket is None else {name: getattr(ticket, name) for name in _STANDING}
