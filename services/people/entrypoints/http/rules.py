"""The rules of `people` over HTTP."""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING, Any

from services.people.application.permissions import SELF
from services.people.domain.rules import PeopleRules
from services.people.entrypoints.schemas.rules import DecisionToReviewSchema
from shared.context import current_context
from shared.rules import what_would_change
from shared.rules.keeping import CHANGE
from shared.web import Blueprint, PageQuery, after, page_of, page_schema, query, rule_routes

if TYPE_CHECKING:
    from services.people.service import PeopleService


def add_rules(blueprint: Blueprint, parts: PeopleService) -> None:
    """Adds rule sets."""
    rule_routes(blueprint, parts.store, PeopleRules, needs=SELF)

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
