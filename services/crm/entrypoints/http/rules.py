"""The rules of `crm` over HTTP."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from services.crm.application.customers import SEE
from services.crm.domain.rules import CrmRules
from services.crm.entrypoints.schemas.customers import (
    RuleBookSchema,
    RuleVersionEntrySchema,
    RuleVersionSchema,
    ValidAtQuery,
)
from shared.context import current_context
from shared.event_store import EventStore
from shared.rules import RuleBook, RuleKeeping, Rules, RuleVersion
from shared.web import Blueprint, as_of, command, if_match, query


def add_rules(
    blueprint: Blueprint, store: EventStore, *, rules: Rules, keeping: RuleKeeping
) -> None:
    """Adds rule sets: customer levels, purposes of consent, sources of senders."""

    @blueprint.route("/rules/<string:rule_set_id>", methods=["GET"])
    @blueprint.response(200, RuleBookSchema)
    @query
    def show_rule_set(rule_set_id: str) -> dict[str, Any]:
        """Shows a rule set with all its versions."""
        current_context().require(SEE)
        return _shown(store.get(CrmRules, CrmRules.id_for(rule_set_id), as_of=as_of()))

    @blueprint.route("/rules/<string:rule_set_id>/in-force", methods=["GET"])
    @blueprint.arguments(ValidAtQuery, location="query")
    @blueprint.response(200, RuleVersionSchema)
    @query
    def show_rule_in_force(asked: dict[str, datetime | None], rule_set_id: str) -> RuleVersion:
        """Shows the version of a rule set in force at a moment."""
        context = current_context()
        context.require(SEE)
        return rules.in_force(rule_set_id, at=asked["valid_at"] or context.occurred_at)

    @blueprint.route("/rules/<string:rule_set_id>/versions", methods=["POST"])
    @blueprint.arguments(RuleVersionEntrySchema)
    @blueprint.response(201, RuleBookSchema)
    @command(shows=lambda book_id: _shown(store.get(CrmRules, book_id)))
    def enter_rule_version(data: dict[str, Any], rule_set_id: str) -> UUID:
        """Enters a version; what was decided under earlier ones stays as it is."""
        book = keeping.enter_rule_version(rule_set_id, **data, expected_version=if_match())
        return book.id


def _shown(book: RuleBook) -> dict[str, Any]:
    return {
        "rule_book_id": book.id,
        "version": book.version,
        "name": book.name,
        "versions": book.versions,
    }
