"""The do-not-call list and the occasions of customers, over HTTP (TK-13)."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from services.tickets.entrypoints.http.door import Door
from services.tickets.entrypoints.schemas import customer_wishes as schemas
from shared.web import Blueprint, command, query


def add_customer_wishes(blueprint: Blueprint, door: Door) -> None:
    """Adds what customers wish of outbound calls."""
    wishes = door.cases.outbound.wishes

    def show_entry(entry_id: UUID) -> dict[str, Any]:
        return _entry(wishes.do_not_call(entry_id))

    def show_occasion(occasion_id: UUID) -> dict[str, Any]:
        found = wishes.occasion(occasion_id)
        day = door.rendering.opened(found.day)
        return {**vars(found), "version": found.version, "day": day}

    @blueprint.route("/customers/<uuid:customer_id>/do-not-call", methods=["GET"])
    @blueprint.response(200, schemas.DoNotCallSchema)
    @query
    def show_do_not_call(customer_id: UUID) -> dict[str, Any]:
        """Shows whether a customer has asked not to be called."""
        return _entry(wishes.see_do_not_call(customer_id))

    @blueprint.route("/customers/<uuid:customer_id>/do-not-call", methods=["POST"])
    @blueprint.response(200, schemas.DoNotCallSchema)
    @command(shows=show_entry)
    def record_do_not_call(customer_id: UUID) -> UUID:
        """Records that a customer has asked not to be called."""
        return wishes.record_do_not_call(customer_id).id

    @blueprint.route("/customers/<uuid:customer_id>/do-not-call/lifting", methods=["POST"])
    @blueprint.response(200, schemas.DoNotCallSchema)
    @command(shows=show_entry)
    def lift_do_not_call(customer_id: UUID) -> UUID:
        """Records that a customer may be called again, having said so."""
        return wishes.lift_do_not_call(customer_id).id

    @blueprint.route("/customers/<uuid:customer_id>/occasions", methods=["POST"])
    @blueprint.arguments(schemas.OccasionSchema)
    @blueprint.response(200, schemas.OccasionShownSchema)
    @command(shows=show_occasion)
    def note_occasion(data: dict[str, Any], customer_id: UUID) -> UUID:
        """Notes a day of the year on which the centre thinks of a customer; it lies sealed."""
        return wishes.note_occasion(customer_id, **data).id

    @blueprint.route("/customers/<uuid:customer_id>/occasions/removal", methods=["POST"])
    @blueprint.arguments(schemas.OccasionNameSchema)
    @blueprint.response(200, schemas.OccasionShownSchema)
    @command(shows=show_occasion)
    def forget_occasion(data: dict[str, Any], customer_id: UUID) -> UUID:
        """Forgets such a day."""
        return wishes.forget_occasion(customer_id, **data).id


def _entry(entry: Any) -> dict[str, Any]:
    return {
        "customer_id": entry.customer_id,
        "version": entry.version,
        "is_in_force": entry.is_in_force,
    }
