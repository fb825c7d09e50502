"""Rule versions that the tests of queues enter."""

from __future__ import annotations

from typing import Any

from services.tickets.domain.rules import TicketRules
from services.tickets.service import TicketsService
from shared.context import Context, acting
from tests.support.tickets import LI, MONDAY


def enter(desk: TicketsService, name: str, **parts: Any) -> None:
    """From now on these parts of a rule set are others."""
    with acting(Context(occurred_at=MONDAY, actor=str(LI))):
        book = desk.store.get(TicketRules, TicketRules.id_for(name))
        content = {**book.versions[-1].content, **parts}
        book.add_version(content, effective_from=MONDAY, source="entered", reason="test")
        desk.store.save(book)


def demand(**facts: Any) -> dict[str, Any]:
    """Tickets of `cards` ask for the skill `disputes` at level 3; after half an hour for 2."""
    return {
        "skill_group": "cards",
        "kind": "any",
        "priority": "any",
        "skill": "disputes",
        "level": 3,
        "fallbacks": [{"after_minutes": 30, "level": 2}],
        **facts,
    }
