"""Public events of `tickets` as this service receives them."""

from __future__ import annotations

from typing import Any
from uuid import UUID, uuid5

from shared.bus.message import Message
from tests.crm.conftest import MONDAY

TICKET_ID = UUID("0190d4f0-0000-7000-8000-000000000007")


def ticket_message(name: str, **data: Any) -> Message:
    """A message about the ticket T-000123-7."""
    return Message(
        type=f"loopdesk.tickets.{name}.v1",
        source="tickets",
        id=str(uuid5(TICKET_ID, name)),
        time=MONDAY,
        subject=f"ticket:{TICKET_ID}",
        subjects=(f"ticket:{TICKET_ID}",),
        data={"ticket_id": str(TICKET_ID), "number": "T-000123-7", **data},
        correlation_id="trace-7",
        causation_id=None,
        log="",
        generation=1,
        partition=0,
        position=1,
        previous=0,
        previous_id="",
    )
