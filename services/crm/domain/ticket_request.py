"""A request for a service ticket that came in through the gateway."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Self
from uuid import UUID

from services.crm.domain.facts import facts_in
from shared.event_store.aggregate import Aggregate
from shared.ids import id_of
from shared.sealed.envelope import Sealed

KINDS = ("inquiry", "query", "suggestion", "complaint", "compliment")
"""The kinds of tickets (TK-1)."""

PRIORITIES = ("low", "normal", "high", "urgent")
"""How pressing the matter is to the customer."""


@dataclass(frozen=True, kw_only=True)
class TicketRequestFacts:
    """What is asked for.

    Args:
        source: system that asks.
        external_id: the request's id there.
        contact_id: contact that it came up in.
        customer_id: for whom, if known.
        customer_level: the customer's level at that time, for the order of queues (TX-2).
        channel: one of `CHANNELS`.
        kind: one of `KINDS`.
        priority: one of `PRIORITIES`; None leaves it to the rules of `tickets`.
        business_type: code of the business line.
        skill_group: code of the skill group asked for.
        language: BCP 47 tag of the customer's language.
        subject: the matter in one line.
        description: the matter in full.
        key_information: the kind's key information points by name (TK-10).
        reply_to: address to which an unknown caller wants the answer.
        praised_agent_id: agent ID of whom a compliment is about.
        requested_at: when the customer asked.
    """

    source: str
    external_id: str
    contact_id: UUID | None
    customer_id: UUID | None
    customer_level: str | None
    channel: str
    kind: str
    priority: str | None
    business_type: str | None
    skill_group: str | None
    language: str | None
    subject: Sealed
    description: Sealed | None
    key_information: Mapping[str, Sealed]
    reply_to: Sealed | None
    praised_agent_id: str | None
    requested_at: datetime


class TicketRequest(Aggregate):
    """One request; `tickets` opens the ticket when it learns of it."""

    TOPIC = "crm.ticket_request"

    class Created(Aggregate.Created):
        TOPIC = "crm.ticket_request.made"
        source: str
        external_id: str
        contact_id: UUID | None
        customer_id: UUID | None
        customer_level: str | None
        channel: str
        kind: str
        priority: str | None
        business_type: str | None
        skill_group: str | None
        language: str | None
        subject: Sealed
        description: Sealed | None
        key_information: dict[str, Sealed]
        reply_to: Sealed | None
        praised_agent_id: str | None
        requested_at: datetime

        def apply(self, aggregate: Any) -> None:
            """Keeps the facts."""
            aggregate.facts = facts_in(self, TicketRequestFacts)

    def __init__(self) -> None:
        self.facts: TicketRequestFacts

    @classmethod
    def make(cls, request_id: UUID, *, facts: TicketRequestFacts) -> Self:
        """Asks for a ticket under the id that `request_id_of` gives."""
        return cls._create(cls.Created, id=request_id, **vars(facts))


def request_id_of(*, source: str, external_id: str) -> UUID:
    """The one id of the request that `source` knows as `external_id`."""
    return id_of("crm", "ticket_request", source, external_id)
