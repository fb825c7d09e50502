"""Exports that the boss of the centre asked for."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

if TYPE_CHECKING:
    from tests.api.centre import Centre


def exported(centre: Centre, state: str) -> UUID:
    """An export that the boss asked for, made where asked."""
    exports = centre.tickets.use_cases.exports
    with centre.acting_as("boss"):
        export = exports.request_export(
            list_name="tickets",
            format="csv",
            asked={},
            language="en",
            employee_ids=None,
            zone="UTC",
        )
    if state == "finished":
        centre.settle()
        with centre.installing("tickets"):
            exports.make_exports(centre.clock.now())
    return export.id
