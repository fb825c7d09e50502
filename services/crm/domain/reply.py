"""What a customer wrote or said in reply, on any channel."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Self
from uuid import UUID

from services.crm.domain.facts import facts_in
from shared.event_store.aggregate import Aggregate
from shared.ids import id_of
from shared.sealed.envelope import Sealed


@dataclass(frozen=True, kw_only=True)
class ReplyFacts:
    """A reply and the ticket that it is about.

    Args:
        source: system that delivers it.
        external_id: the reply's id there.
        request_id: the ticket's request, if the reply names it.
        ticket_number: the ticket's number, if the reply names it.
        contact_id: contact that it came in.
        customer_id: who replied, if known.
        channel: one of `CHANNELS`.
        text: the customer's words.
        received_at: when the customer replied.
    """

    source: str
    external_id: str
    request_id: UUID | None
    ticket_number: str | None
    contact_id: UUID | None
    customer_id: UUID | None
    channel: str
    text: Sealed
    received_at: datetime


class Reply(Aggregate):
    """One reply to a ticket that is named by its number or by the request that asked for it."""

    TOPIC = "crm.reply"

    class Created(Aggregate.Created):
        TOPIC = "crm.reply.received"
        source: str
        external_id: str
        request_id: UUID | None
        ticket_number: str | None
        contact_id: UUID | None
        customer_id: UUID | None
        channel: str
        text: Sealed
        received_at: datetime

        def apply(self, aggregate: Any) -> None:
            """Keeps the facts."""
            aggregate.facts = facts_in(self, ReplyFacts)

    def __init__(self) -> None:
        self.facts: ReplyFacts

    @classmethod
    def receive(cls, reply_id: UUID, *, facts: ReplyFacts) -> Self:
        """Takes the reply under the id that `reply_id_of` gives."""
        return cls._create(cls.Created, id=reply_id, **vars(facts))


def reply_id_of(*, source: str, external_id: str) -> UUID:
    """The one id of the reply that `source` knows as `external_id`."""
    return id_of("crm", "reply", source, external_id)
