"""A contact with a customer on one of the channels, as the CRM's telephony or desk reports it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Self
from uuid import UUID

from services.crm.domain.facts import facts_in
from shared.event_store.aggregate import Aggregate
from shared.ids import id_of
from shared.sealed.envelope import Sealed

CHANNELS = ("phone", "chat", "email", "social", "app", "ivr", "web")
"""The channels of the centre (TK-1)."""

DIRECTIONS = ("inbound", "outbound")
"""Who began it: the customer or the centre."""


@dataclass(frozen=True, kw_only=True)
class ContactFacts:
    """What is known of a contact; from its times follow ATT, AHT, ASA and abandonment (TK-1).

    Args:
        source: system that reports it.
        external_id: the contact's id there.
        channel: one of `CHANNELS`.
        direction: one of `DIRECTIONS`.
        customer_id: whom it was with, if known.
        agent_id: agent ID of whoever answered.
        skill_group: code of the queue.
        business_type: code of the business line.
        started_at: when it came in or went out.
        queued_at: when it began to wait for a person.
        answered_at: when a person answered; None if nobody did.
        ended_at: when it ended.
        wrapped_up_at: when the after-contact work was done.
        hold_seconds: how long the customer was on hold.
        is_abandoned: whether the customer left while waiting.
        caller: address of an unknown caller.
        note: what was said, in brief.
    """

    source: str
    external_id: str
    channel: str
    direction: str
    customer_id: UUID | None
    agent_id: str | None
    skill_group: str | None
    business_type: str | None
    started_at: datetime
    queued_at: datetime | None
    answered_at: datetime | None
    ended_at: datetime | None
    wrapped_up_at: datetime | None
    hold_seconds: int
    is_abandoned: bool
    caller: Sealed | None
    note: Sealed | None


class ReportedContact(Aggregate):
    """One contact; what was said is sealed under the customer or, unknown, the contact."""

    TOPIC = "crm.contact"

    class Created(Aggregate.Created):
        TOPIC = "crm.contact.recorded"
        source: str
        external_id: str
        channel: str
        direction: str
        customer_id: UUID | None
        agent_id: str | None
        skill_group: str | None
        business_type: str | None
        started_at: datetime
        queued_at: datetime | None
        answered_at: datetime | None
        ended_at: datetime | None
        wrapped_up_at: datetime | None
        hold_seconds: int
        is_abandoned: bool
        caller: Sealed | None
        note: Sealed | None

        def apply(self, aggregate: Any) -> None:
            """Keeps the facts."""
            aggregate.facts = facts_in(self, ContactFacts)

    def __init__(self) -> None:
        self.facts: ContactFacts

    @classmethod
    def record(cls, contact_id: UUID, *, facts: ContactFacts) -> Self:
        """Records the contact under the id that `contact_id_of` gives."""
        return cls._create(cls.Created, id=contact_id, **vars(facts))


def contact_id_of(*, source: str, external_id: str) -> UUID:
    """The one id of the contact that `source` knows as `external_id`."""
    return id_of("crm", "contact", source, external_id)
