"""Which state an event leaves a ticket in, for the projections that follow states."""

from __future__ import annotations

from typing import Any

from services.tickets.domain import terms

_AFTER = {
    "tickets.ticket.opened": terms.QUEUED,
    "tickets.ticket.assigned": terms.ASSIGNED,
    "tickets.ticket.accepted": terms.IN_PROGRESS,
    "tickets.ticket.returned_to_queue": terms.QUEUED,
    "tickets.ticket.transferred": terms.QUEUED,
    "tickets.ticket.referred": terms.REFERRED,
    "tickets.ticket.resumed": terms.IN_PROGRESS,
    "tickets.ticket.resolved": terms.RESOLVED,
    "tickets.ticket.closed": terms.CLOSED,
    "tickets.ticket.merged": terms.MERGED,
}
_SAID_BY_THE_EVENT = ("tickets.ticket.laid_aside", "tickets.ticket.reopened")

STATE_TOPICS = (*_AFTER, *_SAID_BY_THE_EVENT)
"""The events after which a ticket may be in another state."""


def state_after(event: Any) -> str:
    """The state in which one of `STATE_TOPICS` leaves its ticket."""
    return _AFTER.get(event.TOPIC) or str(event.state)


def text_or_none(value: object) -> str | None:
    """An id as text."""
    return None if value is None else str(value)
