"""The rules of `people` over HTTP."""

from __future__ import annotations

from datetime import datetime
from itertools import islice
from typing import TYPE_CHECKING, Any
from uuid import UUID

from services.people.application.permissions import SELF
from services.people.domain.rules import PeopleRules
from services.people.entrypoints.schemas.forms import ValidAtQuery
from services.people.entrypoints.schemas.rules import (
    DecisionToReviewSchema,
    RuleBookSchema,
    RuleVersionEntrySchema,
    RuleVersionSchema,
)
from shared.context import current_context
from shared.rules import RuleBook, RuleVersion, what_would_change
from shared.rules.keeping import CHANGE
from shared.web import (
    Blueprint,
    PageQuery,
    after,
    as_of,
    command,
    if_match,
    page_of,
    page_schema,
    query,
)

if TYPE_CHECKING:
    from services.people.service import PeopleService


def add_rules(blueprint: Blueprint, parts: PeopleService) -> None:
    """Adds rule sets."""

    @blueprint.route("/rules/<string:rule_set_id>", methods=["GET"])
    @blueprint.response(200, RuleBookSchema)
    @query
    def show_rule_set(rule_set_id: str) -> dict[str, Any]:
        """Shows a rule set with all its versions."""
        current_context().require(SELF)
        return _shown_book(
            parts.store.get(PeopleRules, PeopleRules.id_for(rule_set_id), as_of=as_of())
        )

    @blueprint.route("/rules/<string:rule_set_id>/in-force", methods=["GET"])
    @blueprint.arguments(ValidAtQuery, location="query")
    @blueprint.response(200, RuleVersionSchema)
    @query
    def show_rule_in_force(asked: dict[str, datetime | None], rule_set_id: str) -> RuleVersion:
        """Shows the version of a rule set in force at a moment."""
        current_context().require(SELF)
        at = asked["valid_at"] or current_context().occurred_at
        return parts.rules.in_force(rule_set_id, at=at)

    @blueprint.route("/rules/<string:rule_set_id>/versions", methods=["POST"])
    @blueprint.arguments(RuleVersionEntrySchema)
    @blueprint.response(201, RuleBookSchema)
    @command(shows=lambda one: _shown_book(parts.store.get(PeopleRules, one)))
    def enter_rule_version(data: dict[str, Any], rule_set_id: str) -> UUID:
        """Enters a version; what was decided under earlier ones stays as it is."""
        book = parts.rule_keeping.enter_rule_version(
            rule_set_id, **data, expected_version=if_match()
        )
        return book.id

    @blueprint.route("/rules/<string:rule_set_id>/versions/<int:number>/review", methods=["GET"])
    @blueprint.arguments(PageQuery, location="query")
    @blueprint.response(200, page_schema(DecisionToReviewSchema))
    @query
    def list_decisions_to_review(
        asked: dict[str, Any], rule_set_id: str, number: int
    ) -> dict[str, Any]:
        """Lists decisions for whose time this version counts now, made under another one."""
        current_context().require(CHANGE)
        last = after(asked["cursor"], tuple[int])
        found = what_would_change(
            parts.store,
            parts.rules.book(rule_set_id),
            number,
            after=0 if last is None else last[0],
        )
        rows = list(islice(found, asked["limit"] + 1))
        return page_of(rows, asked["limit"], key=lambda one: (one.position,))


def _shown_book(book: RuleBook) -> dict[str, Any]:
    return {
        "rule_book_id": book.id,
        "version": book.version,
        "name": book.name,
        "versions": book.versions,
    }
