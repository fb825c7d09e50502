"""A request for a service ticket that came in through the gateway."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Self
from uuid import UUID

import msgspec

from services.crm.domain.facts import facts_in
from shared.event_store.aggregate import Aggregate
from shared.ids import id_of
from shared.sealed.envelope import Sealed

KINDS = ("inquiry", "query", "suggestion", "complaint", "compliment")
"""The kinds of tickets (TK-1)."""

PRIORITIES = ("low", "normal", "high", "urgent")
"""How pressing the matter is to the customer."""


class RefusedField(msgspec.Struct, frozen=True, kw_only=True):
    """What is wrong with one field and how to mend it, in both languages."""

    field: str
    en: str
    zh: str


class Refusal(msgspec.Struct, frozen=True, kw_only=True):
    """Why a request led to no ticket.

    Args:
        code: code of the refusal.
        en: the reason in English.
        zh: the reason in Chinese.
        faults: the fields that are wrong.
    """

    code: str
    en: str
    zh: str
    faults: tuple[RefusedField, ...] = ()


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
            aggregate.refusal = None

    class Refused(Aggregate.Event):
        TOPIC = "crm.ticket_request.refused"
        source: str
        external_id: str
        customer_id: UUID | None
        customer_number: Sealed | None
        refusal: Refusal

        def apply(self, aggregate: Any) -> None:
            """Keeps why there is no ticket."""
            aggregate.refusal = self.refusal

    def __init__(self) -> None:
        self.facts: TicketRequestFacts
        self.refusal: Refusal | None

    @classmethod
    def make(cls, request_id: UUID, *, facts: TicketRequestFacts) -> Self:
        """Asks for a ticket under the id that `request_id_of` gives."""
        return cls._create(cls.Created, id=request_id, **vars(facts))

    def note_refusal(self, refusal: Refusal, *, customer_number: Sealed | None) -> None:
        """Notes that `tickets` has opened no ticket; a repetition says nothing new.

        Args:
            refusal: why.
            customer_number: the customer's number in the CRM, if known.
        """
        if self.refusal is not None:
            return
        self.trigger_event(
            self.Refused,
            source=self.facts.source,
            external_id=self.facts.external_id,
            customer_id=self.facts.customer_id,
            customer_number=customer_number,
            refusal=refusal,
        )


def request_id_of(*, source: str, external_id: str) -> UUID:
    """The one id of the request that `source` knows as `external_id`."""
    return id_of("crm", "ticket_request", source, external_id)
