"""Searching tickets over HTTP: hits are opened when they are shown, for who may see them."""

from __future__ import annotations

import re
from typing import Any

from services.tickets.application.reactions import NUMBER_PREFIX
from services.tickets.domain.search_terms import FIELDS, asked_terms
from services.tickets.entrypoints.http.door import Door
from services.tickets.entrypoints.schemas import search as schemas
from services.tickets.read_models.search_queries import Hit, Hits, Wanted
from shared.numbers import read_number
from shared.web import Blueprint, after, page_of, query

_FILTERS = ("state", "kind", "channel", "skill_group", "customer_id")
_NUMBER = re.compile(rf"\s*{NUMBER_PREFIX}\s*-?\s*[0-9][0-9\s-]*", re.IGNORECASE)


def add_search(blueprint: Blueprint, door: Door) -> None:
    """Adds the search over the texts of tickets."""
    access, index = door.cases.access, door.models.search

    def hits(asked: dict[str, Any]) -> Hits:
        filters = {name: str(asked[name]) for name in _FILTERS if name in asked}
        visible = access.visible_employees()
        is_number = _NUMBER.fullmatch(asked["text"]) is not None
        if is_number:
            filters["number"] = read_number(asked["text"], prefix=NUMBER_PREFIX)
        return index.hits(
            Wanted(
                terms=() if is_number else asked_terms(asked["text"]),
                fields=(asked["field"],) if "field" in asked else FIELDS,
                filters=filters,
                since=asked.get("since"),
                until=asked.get("until"),
                assignees=visible,
                skill_groups=() if visible is None else access.visible_groups(),
            )
        )

    @blueprint.route("/search", methods=["GET"])
    @blueprint.arguments(schemas.SearchQuery, location="query")
    @blueprint.response(200, schemas.HitsSchema)
    @query
    def search_tickets(asked: dict[str, Any]) -> dict[str, Any]:
        """Searches what was said and written about tickets, as far as you may see them."""
        found = hits(asked)
        placed = list(enumerate(found.hits, start=1))
        last = after(asked["cursor"], tuple[int])
        rows = placed[max(0, last[0]) if last else 0 :]
        page = page_of(rows, asked["limit"], key=lambda one: (one[0],))
        tickets = door.rendering.rows([one.ticket for _, one in page["items"]])
        items = [
            _shown(hit, ticket) for (_, hit), ticket in zip(page["items"], tickets, strict=True)
        ]
        return {**page, "items": items, "is_complete": found.is_complete}


def _shown(hit: Hit, ticket: dict[str, Any]) -> dict[str, Any]:
    return {
        "ticket": ticket,
        "points": hit.points,
        "terms": [
            {"term": term, "fields_found": list(fields)} for term, fields in hit.found.items()
        ],
    }
