"""What a ticket is at a moment: its facts, its history of states, and what it allows."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec

from services.tickets.domain import terms
from services.tickets.domain.about import AboutTicket
from services.tickets.domain.errors import (
    TicketAlreadyClosed,
    TicketAlreadyResolved,
    TicketHasNoAgent,
    TicketNotInProgress,
    TicketStillOpen,
)
from services.tickets.domain.merging_errors import TicketMergedAway
from services.tickets.domain.sla import Moment
from shared.event_store.aggregate import Aggregate
from shared.sealed.envelope import Sealed


class Origin(msgspec.Struct, frozen=True, kw_only=True):
    """A ticket that was merged, or was merged into.

    Args:
        ticket_id: the ticket.
        number: the number that people speak.
    """

    ticket_id: UUID
    number: str


class Solution(msgspec.Struct, frozen=True, kw_only=True):
    """What the customer was offered.

    Args:
        text: the solution in words.
        decision: what it decides in money, such as `refund`; None for nothing.
        amount_minor: money granted, in minor units; None for none.
        currency: ISO 4217 code of the amount.
    """

    text: Sealed
    decision: str | None = None
    amount_minor: int | None = None
    currency: str | None = None


class TicketState(Aggregate):
    """The present state of a ticket; `Ticket` adds what can be done with it."""

    class Event(Aggregate.Event):
        """An event of a ticket: after each one the state is noted, for the SLA clocks."""

        def apply(self, aggregate: Any) -> None:
            """Notes from when on the ticket is in its state."""
            super().apply(aggregate)
            aggregate.moments = (*aggregate.moments, Moment(self.timestamp, aggregate.state))

    class Created(Event, Aggregate.Created):
        TOPIC = "tickets.ticket.opened"
        number: str
        kind: str
        channel: str
        priority: str
        skill_group: str
        business_line: str | None
        topic: str | None
        customer_id: UUID | None
        contact_id: UUID | None
        request_id: UUID | None
        site_id: UUID | None
        opener_id: UUID | None
        subject: Sealed
        description: Sealed | None
        information: dict[str, Sealed]
        asked_at: datetime
        answered_at: datetime | None

    class ReturnedToQueue(Event):
        """The ticket waits again; events of before there were causes were all asked for."""

        TOPIC = "tickets.ticket.returned_to_queue"
        reason: Sealed | None
        about: AboutTicket
        cause: str = terms.ASKED_FOR

    def __init__(
        self,
        *,
        number: str,
        kind: str,
        channel: str,
        priority: str,
        skill_group: str,
        business_line: str | None,
        topic: str | None,
        customer_id: UUID | None,
        contact_id: UUID | None,
        request_id: UUID | None,
        site_id: UUID | None,
        opener_id: UUID | None,
        subject: Sealed,
        description: Sealed | None,
        information: dict[str, Sealed],
        asked_at: datetime,
        answered_at: datetime | None,
    ) -> None:
        self.number = number
        self.kind = kind
        self.channel = channel
        self.priority = priority
        self.skill_group = skill_group
        self.business_line = business_line
        self.topic = topic
        self.customer_id = customer_id
        self.contact_id = contact_id
        self.request_id = request_id
        self.site_id = site_id
        self.opener_id = opener_id
        self.subject = subject
        self.description = description
        self.information = dict(information)
        self.asked_at = asked_at
        self.answered_at = answered_at
        self.state = terms.QUEUED
        self.moments: tuple[Moment, ...] = ()
        self.assignee_id: UUID | None = None
        self.verified_by: str | None = None
        self.solution: Solution | None = None
        self.answer: str | None = None
        self.expert_id: UUID | None = None
        self.said_before: tuple[Sealed, ...] = ()
        self.transfers = 0
        self.referrals = 0
        self.waits = 0
        self.reopenings = 0
        self.resolution: Sealed | None = None
        self.reason_code: str | None = None
        self.merged_into: Origin | None = None
        self.absorbed: tuple[Origin, ...] = ()
        self.absorbed_more = False

    @property
    def data_subject(self) -> str:
        """Whose data the ticket's texts are: under this name they are sealed."""
        if self.customer_id is not None:
            return f"customer:{self.customer_id}"
        return f"contact:{self.contact_id}"

    @property
    def about(self) -> AboutTicket:
        """The facts that go into public events."""
        return AboutTicket(
            ticket_id=self.id,
            number=self.number,
            kind=self.kind,
            channel=self.channel,
            priority=self.priority,
            skill_group=self.skill_group,
            business_line=self.business_line,
            topic=self.topic,
            customer_id=self.customer_id,
            request_id=self.request_id,
            site_id=self.site_id,
            assignee_id=self.assignee_id,
        )

    @property
    def is_open(self) -> bool:
        """Whether it still wants work."""
        return self.state in terms.OPEN_STATES

    @property
    def filled_fields(self) -> frozenset[str]:
        """Names of the fields that hold something, for the rules of TK-10."""
        own = ("subject", "description", "customer_id", "contact_id", "business_line", "topic")
        filled = {name for name in own if getattr(self, name) is not None}
        return frozenset(filled | set(self.information))

    @property
    def wants_reason_code(self) -> bool:
        """Whether its history shows by itself that one contact was not enough (TK-8)."""
        return bool(self.transfers or self.waits or self.reopenings or self.absorbed_more)

    @property
    def state_with_agent(self) -> str:
        """The state to which it comes back: with its agent, or in the queue."""
        return terms.QUEUED if self.assignee_id is None else terms.ASSIGNED

    @property
    def whole(self) -> tuple[UUID, ...]:
        """The ticket itself and all that were merged into it."""
        return (self.id, *(one.ticket_id for one in self.absorbed))

    def check_not_merged(self) -> None:
        """Refuses entries into a ticket that goes on in another one."""
        if self.merged_into is not None:
            raise TicketMergedAway(number=self.number, into=self.merged_into.number)

    def check_not_closed(self) -> None:
        """Refuses entries into a closed ticket."""
        self.check_not_merged()
        if self.state == terms.CLOSED:
            raise TicketAlreadyClosed(number=self.number)

    def check_open(self) -> None:
        """Refuses work on a ticket that is resolved or closed."""
        self.check_not_closed()
        if not self.is_open:
            raise TicketAlreadyResolved(number=self.number)

    def check_work_is_over(self) -> None:
        """Refuses taking up again what nobody is done with, or what goes on in another one."""
        self.check_not_merged()
        if self.is_open:
            raise TicketStillOpen(number=self.number)

    def check_in_progress(self) -> None:
        """Refuses a step of work while nobody is at work."""
        self.check_open()
        if self.assignee_id is None:
            raise TicketHasNoAgent(number=self.number)
        if self.state != terms.IN_PROGRESS:
            state_zh = terms.STATES_ZH[self.state]
            raise TicketNotInProgress(number=self.number, state=self.state, state_zh=state_zh)
