"""Rule sets over HTTP: all versions, the one in force, and entering another."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from marshmallow import fields
from marshmallow.validate import Length

from shared.context import current_context
from shared.event_store import EventStore
from shared.fields import Moment
from shared.rules import RuleBook, RuleKeeping, Rules, RuleVersion
from shared.web.blueprint import Blueprint, Schema
from shared.web.commands import command, query
from shared.web.etags import if_match
from shared.web.history import as_of


class ValidAtQuery(Schema):
    """For which moment an effective-dated fact is asked."""

    valid_at = Moment(
        load_default=None,
        metadata={"description": "A time with its offset; now by default."},
    )


class RuleVersionEntrySchema(Schema):
    """A version of a rule set to enter."""

    content = fields.Dict(required=True)
    effective_from = Moment(required=True)
    reason = fields.String(required=True, validate=Length(1, 500))


class RuleVersionSchema(Schema):
    """A recorded version of a rule set."""

    number = fields.Integer(required=True, attribute="version")
    content = fields.Dict(required=True)
    content_hash = fields.String(required=True)
    effective_from = Moment(required=True, allow_none=True)
    source = fields.String(required=True)
    reason = fields.String(required=True)
    added_at = Moment(required=True)


class RuleBookSchema(Schema):
    """A rule set with all its versions."""

    rule_book_id = fields.UUID(required=True)
    version = fields.Integer(required=True)
    name = fields.String(required=True)
    versions = fields.List(fields.Nested(RuleVersionSchema), required=True)


def rule_routes(
    blueprint: Blueprint, store: EventStore, book_class: type[RuleBook], *, needs: str
) -> None:
    """Adds the rule sets of a service.

    Args:
        blueprint: the service's part of the API.
        store: the service's log.
        book_class: the service's rule book.
        needs: the permission to see them; entering takes `rules.change`.
    """
    rules = Rules(store, book_class)
    keeping = RuleKeeping(store, book_class)

    @blueprint.route("/rules/<string:rule_set_id>", methods=["GET"])
    @blueprint.response(200, RuleBookSchema)
    @query
    def show_rule_set(rule_set_id: str) -> dict[str, Any]:
        """Shows a rule set with all its versions."""
        current_context().require(needs)
        return _shown(store.get(book_class, book_class.id_for(rule_set_id), as_of=as_of()))

    @blueprint.route("/rules/<string:rule_set_id>/in-force", methods=["GET"])
    @blueprint.arguments(ValidAtQuery, location="query")
    @blueprint.response(200, RuleVersionSchema)
    @query
    def show_rule_in_force(asked: dict[str, datetime | None], rule_set_id: str) -> RuleVersion:
        """Shows the version of a rule set in force at a moment."""
        context = current_context()
        context.require(needs)
        return rules.in_force(rule_set_id, at=asked["valid_at"] or context.occurred_at)

    @blueprint.route("/rules/<string:rule_set_id>/versions", methods=["POST"])
    @blueprint.arguments(RuleVersionEntrySchema)
    @blueprint.response(201, RuleBookSchema)
    @command(shows=lambda book_id: _shown(store.get(book_class, book_id)))
    def enter_rule_version(data: dict[str, Any], rule_set_id: str) -> UUID:
        """Enters a version; what was decided under earlier ones stays as it is."""
        return keeping.enter_rule_version(rule_set_id, **data, expected_version=if_match()).id


def _shown(book: RuleBook) -> dict[str, Any]:
    return {
        "rule_book_id": book.id,
        "version": book.version,
        "name": book.name,
        "versions": book.versions,
    }
