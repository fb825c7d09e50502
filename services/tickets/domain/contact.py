"""One contact between a customer and the centre: a call, a chat, an e-mail (TK-1)."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Self
from uuid import UUID

import msgspec

from services.tickets.domain.contact_errors import (
    ContactAlreadyAnswered,
    ContactAlreadyWrappedUp,
    ContactNotAnswered,
    ContactNotEnded,
    ContactOver,
    ContactTimesOutOfOrder,
)
from shared.errors import FieldError
from shared.event_store.aggregate import Aggregate, event

_SECOND = timedelta(seconds=1)


class Measures(msgspec.Struct, frozen=True, kw_only=True):
    """What a contact took; from these come ATT, AHT, ASA and the abandonment rate.

    Args:
        is_abandoned: whether the customer left unanswered.
        waiting_seconds: from offered to answered or abandoned.
        talk_seconds: from answered to ended.
        after_call_work_seconds: work on it after its end.
    """

    is_abandoned: bool
    waiting_seconds: int
    talk_seconds: int
    after_call_work_seconds: int


class Contact(Aggregate):
    """A contact by one channel; it may concern several tickets, and a ticket several contacts."""

    TOPIC = "tickets.contact"

    class Created(Aggregate.Created):
        TOPIC = "tickets.contact.offered"
        channel: str
        direction: str
        offered_at: datetime
        customer_id: UUID | None
        skill_group: str | None
        site_id: UUID | None
        external_id: str | None

    def __init__(
        self,
        *,
        channel: str,
        direction: str,
        offered_at: datetime,
        customer_id: UUID | None,
        skill_group: str | None,
        site_id: UUID | None,
        external_id: str | None,
    ) -> None:
        self.channel = channel
        self.direction = direction
        self.offered_at = offered_at
        self.customer_id = customer_id
        self.skill_group = skill_group
        self.site_id = site_id
        self.external_id = external_id
        self.employee_id: UUID | None = None
        self.answered_at: datetime | None = None
        self.ended_at: datetime | None = None
        self.measures: Measures | None = None
        self.ticket_ids: tuple[UUID, ...] = ()

    @classmethod
    def offer(
        cls,
        *,
        contact_id: UUID,
        channel: str,
        offered_at: datetime,
        direction: str = "inbound",
        customer_id: UUID | None = None,
        skill_group: str | None = None,
        site_id: UUID | None = None,
        external_id: str | None = None,
    ) -> Self:
        """A customer comes, or the centre calls.

        Args:
            contact_id: its id.
            channel: one of `terms.CHANNELS`.
            offered_at: when it reached the centre, or was dialled.
            direction: `inbound` or `outbound`.
            customer_id: the customer, if known.
            skill_group: skill group that it was routed to.
            site_id: site that it reached.
            external_id: the telephone system's or the CRM's own id of it.
        """
        return cls._create(
            cls.Created,
            id=contact_id,
            channel=channel,
            direction=direction,
            offered_at=offered_at,
            customer_id=customer_id,
            skill_group=skill_group,
            site_id=site_id,
            external_id=external_id,
        )

    @property
    def is_call_of_ours(self) -> bool:
        """Whether the centre has called the customer by telephone."""
        return self.channel == "phone" and self.direction == "outbound"

    def answer(self, employee_id: UUID | None, *, at: datetime) -> None:
        """An agent answers; None if another system cannot say who (TK-2)."""
        self._check_running()
        if self.answered_at is not None:
            raise ContactAlreadyAnswered
        _check_order("answered_at", earlier=self.offered_at, later=at)
        self._answer(employee_id=employee_id, answered_at=at)

    @event("Answered", topic="tickets.contact.answered")
    def _answer(self, employee_id: UUID | None, answered_at: datetime) -> None:
        self.employee_id = employee_id
        self.answered_at = answered_at

    def abandon(self, *, at: datetime) -> None:
        """The customer leaves before anybody has answered."""
        self._check_running()
        if self.answered_at is not None:
            raise ContactAlreadyAnswered
        _check_order("abandoned_at", earlier=self.offered_at, later=at)
        waited = Measures(
            is_abandoned=True,
            waiting_seconds=(at - self.offered_at) // _SECOND,
            talk_seconds=0,
            after_call_work_seconds=0,
        )
        self._log_as(waited, ended_at=at)

    def end_unattended(self, *, at: datetime) -> None:
        """The customer found what they wanted without a person, as in an IVR (TX-6)."""
        self._check_running()
        if self.answered_at is not None:
            raise ContactAlreadyAnswered
        _check_order("ended_at", earlier=self.offered_at, later=at)
        nothing = Measures(
            is_abandoned=False, waiting_seconds=0, talk_seconds=0, after_call_work_seconds=0
        )
        self._log_as(nothing, ended_at=at)

    def end(self, *, at: datetime) -> None:
        """The conversation is over."""
        self._check_running()
        if self.answered_at is None:
            raise ContactNotAnswered
        _check_order("ended_at", earlier=self.answered_at, later=at)
        self._end(ended_at=at)

    @event("Ended", topic="tickets.contact.ended")
    def _end(self, ended_at: datetime) -> None:
        self.ended_at = ended_at

    def wrap_up(self, *, after_call_work_seconds: int) -> None:
        """The work after its end is done too: the contact is complete."""
        if self.measures is not None:
            raise ContactAlreadyWrappedUp
        if self.ended_at is None or self.answered_at is None:
            raise ContactNotEnded
        taken = Measures(
            is_abandoned=False,
            waiting_seconds=(self.answered_at - self.offered_at) // _SECOND,
            talk_seconds=(self.ended_at - self.answered_at) // _SECOND,
            after_call_work_seconds=after_call_work_seconds,
        )
        self._log_as(taken, ended_at=self.ended_at)

    def _log_as(self, measures: Measures, *, ended_at: datetime) -> None:
        self._log(
            channel=self.channel,
            direction=self.direction,
            customer_id=self.customer_id,
            employee_id=self.employee_id,
            skill_group=self.skill_group,
            site_id=self.site_id,
            ticket_ids=list(self.ticket_ids),
            offered_at=self.offered_at,
            answered_at=self.answered_at,
            ended_at=ended_at,
            measures=measures,
        )

    @event("Logged", topic="tickets.contact.logged")
    def _log(
        self,
        *,
        channel: str,
        direction: str,
        customer_id: UUID | None,
        employee_id: UUID | None,
        skill_group: str | None,
        site_id: UUID | None,
        ticket_ids: list[UUID],
        offered_at: datetime,
        answered_at: datetime | None,
        ended_at: datetime,
        measures: Measures,
    ) -> None:
        self.ended_at = ended_at
        self.measures = measures

    def link_to_ticket(self, ticket_id: UUID) -> None:
        """Notes that it concerns a ticket; the same again changes nothing."""
        if ticket_id not in self.ticket_ids:
            self._link_to_ticket(ticket_id=ticket_id, customer_id=self.customer_id)

    @event("LinkedToTicket", topic="tickets.contact.linked_to_ticket")
    def _link_to_ticket(self, ticket_id: UUID, customer_id: UUID | None) -> None:
        self.ticket_ids = (*self.ticket_ids, ticket_id)

    def name_customer(self, customer_id: UUID) -> None:
        """Says who the customer was, where that was unknown."""
        if self.customer_id is None:
            self._name_customer(customer_id=customer_id)

    @event("CustomerNamed", topic="tickets.contact.customer_named")
    def _name_customer(self, customer_id: UUID) -> None:
        self.customer_id = customer_id

    def _check_running(self) -> None:
        if self.ended_at is not None:
            raise ContactOver


def _check_order(name: str, *, earlier: datetime, later: datetime) -> None:
    if later < earlier:
        what = FieldError(
            name,
            f"must not be before {earlier.isoformat()}.",
            f"不得早于 {earlier.isoformat()}。",
        )
        raise ContactTimesOutOfOrder(fields=(what,))
