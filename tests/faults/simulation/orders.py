"""What a client of a simulated installation sends, and what it knows of it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from uuid import UUID

from shared.event_store import Aggregate
from tests.crm import crm_messages
from tests.faults.evidence import Attempt, Outcome
from tests.faults.simulation.processes import WebProcess

Act = Callable[[WebProcess], Aggregate]


@dataclass(eq=False)
class Order:
    """A command of a client, and what the client knows of it.

    Args:
        key: its Idempotency-Key, or source and id of a message of the CRM.
        service: whose log it goes to.
        kind: name of the use case, or type of the message.
        seat: who sends it.
        act: carries it out; returns what it was about.
        body: the message, where the CRM sends it; it may go through the broker.
    """

    key: str
    service: str
    kind: str
    seat: str
    act: Act
    body: bytes | None = None
    sent: int = 0
    outcome: Outcome = "unknown"
    code: str = ""
    entity_id: UUID | None = None
    version: int | None = None
    under_way: int = 0
    is_vanished: bool = False
    changes_nothing: bool = False

    def attempt(self) -> Attempt:
        """What the checkers are told of it."""
        return Attempt(
            key=self.key if self.body is None else f"{crm_messages.SOURCE}/{self.key}",
            service=self.service,
            kind=self.kind,
            correlation_id=self.key,
            outcome=self.outcome,
            entity_id=self.entity_id,
            version=self.version,
            sent=self.sent,
        )
