"""The rules of the service, over HTTP: what is in force, and entering another version."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from services.tickets.domain.forms import Forms
from services.tickets.domain.rules import TicketRules
from services.tickets.entrypoints.http.rendering import fields_of
from services.tickets.entrypoints.schemas import replies, reports, requests
from shared.clock import iso
from shared.context import current_context
from shared.errors import NotFound
from shared.event_store import EventStore
from shared.rules import Rules, RuleVersion
from shared.rules.keeping import RuleKeeping
from shared.web import Blueprint, command, if_match, query


def add_rules(blueprint: Blueprint, store: EventStore) -> None:
    """Adds the rule sets."""
    rules = Rules(store, TicketRules)
    keeping = RuleKeeping(store, TicketRules)

    def show(book_id: UUID) -> dict[str, Any]:
        return _shown(store.get(TicketRules, book_id))

    @blueprint.route("/forms", methods=["GET"])
    @blueprint.response(200, replies.items_of(reports.FormSchema))
    @query
    def list_forms() -> dict[str, Any]:
        """Lists what tickets of each kind must hold, and when."""
        forms = rules.read("forms", Forms, at=current_context().occurred_at)
        return {"items": [{**vars(one), "fields_asked_for": fields_of(one)} for one in forms.forms]}

    @blueprint.route("/rules", methods=["GET"])
    @blueprint.response(200, replies.items_of(reports.RuleSetSchema))
    @query
    def list_rules() -> dict[str, Any]:
        """Lists the rule sets with all their versions."""
        return {"items": [_shown(rules.book(name)) for name in TicketRules.SHAPES]}

    @blueprint.route("/rules/<string:name>", methods=["GET"])
    @blueprint.response(200, reports.RuleSetSchema)
    @query
    def show_rule_set(name: str) -> dict[str, Any]:
        """Shows a rule set with all its versions."""
        return _shown(rules.book(_known(name)))

    @blueprint.route("/rules/<string:name>/versions", methods=["POST"])
    @blueprint.arguments(requests.RuleVersionSchema)
    @blueprint.response(201, reports.RuleSetSchema)
    @command(shows=show)
    def enter_rule_version(data: dict[str, Any], name: str) -> UUID:
        """Enters a version of a rule set; what was decided before stays as it is."""
        book = keeping.enter_rule_version(_known(name), **data, expected_version=if_match())
        return book.id


def _known(name: str) -> str:
    if name not in TicketRules.SHAPES:
        raise NotFound(what="rule set", key=name)
    return name


def _shown(book: Any) -> dict[str, Any]:
    return {
        "name": book.name,
        "version": book.version,
        "versions": [_version(one) for one in book.versions],
    }


def _version(version: RuleVersion) -> dict[str, Any]:
    effective_from = version.effective_from
    return {
        **vars(version),
        "content": dict(version.content),
        "effective_from": None if effective_from is None else iso(effective_from),
        "added_at": iso(version.added_at),
    }
