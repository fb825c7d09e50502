"""Follow-ups promised to the customer of a ticket: each with a deadline and its reply (TK-2)."""

from __future__ import annotations

from datetime import datetime
from typing import Self
from uuid import UUID

from services.tickets.domain.about import AboutTicket
from services.tickets.domain.errors import (
    DeadlineInThePast,
    FollowUpAlreadyPromised,
    FollowUpNotPromised,
)
from shared.errors import FieldError
from shared.event_store.aggregate import Aggregate, event
from shared.ids import id_of
from shared.sealed.envelope import Sealed


class FollowUps(Aggregate):
    """All follow-ups of one ticket, one after another."""

    TOPIC = "tickets.follow_ups"

    class Created(Aggregate.Created):
        TOPIC = "tickets.follow_ups.started"
        ticket_id: UUID
        number: str

    def __init__(self, ticket_id: UUID, number: str) -> None:
        self.ticket_id = ticket_id
        self.number = number
        self.count = 0
        self.due_at: datetime | None = None
        self.promise: Sealed | None = None
        self.replies: tuple[Sealed, ...] = ()

    @staticmethod
    def id_for(ticket_id: UUID) -> UUID:
        """The one id of a ticket's follow-ups."""
        return id_of("follow_ups", ticket_id)

    @classmethod
    def start(cls, about: AboutTicket) -> Self:
        """No follow-up yet."""
        return cls._create(
            cls.Created,
            id=cls.id_for(about.ticket_id),
            ticket_id=about.ticket_id,
            number=about.number,
        )

    @property
    def is_outstanding(self) -> bool:
        """Whether a promise is not kept yet."""
        return self.due_at is not None

    def promise_follow_up(
        self, promise: Sealed, *, due_at: datetime, at: datetime, about: AboutTicket
    ) -> None:
        """Promises an answer by a time; one promise runs at a time.

        Raises:
            DeadlineInThePast: `due_at` is not after `at`.
        """
        if self.is_outstanding:
            raise FollowUpAlreadyPromised(number=self.number)
        if due_at <= at:
            what = FieldError("due_at", "name a time to come.", "请填写将来的时间。")
            raise DeadlineInThePast(fields=(what,))
        self._promise_follow_up(promise=promise, due_at=due_at, about=about)

    @event("Promised", topic="tickets.follow_ups.promised")
    def _promise_follow_up(self, promise: Sealed, due_at: datetime, about: AboutTicket) -> None:
        self.promise = promise
        self.due_at = due_at
        self.count += 1

    def take_over(self, other: FollowUps, *, about: AboutTicket) -> None:
        """Keeps the open promise of a ticket that was merged into this one.

        Args:
            other: the follow-ups of that ticket; one of them is outstanding.
            about: the own ticket.
        """
        if self.is_outstanding:
            raise FollowUpAlreadyPromised(number=self.number)
        self._take_over(
            from_ticket_id=other.ticket_id, promise=other.promise, due_at=other.due_at, about=about
        )

    @event("TakenOver", topic="tickets.follow_ups.taken_over")
    def _take_over(
        self,
        from_ticket_id: UUID,
        promise: Sealed | None,
        due_at: datetime | None,
        about: AboutTicket,
    ) -> None:
        self.promise = promise
        self.due_at = due_at
        self.count += 1

    def give_up(self, *, into: AboutTicket) -> None:
        """Hands the open promise to the ticket that goes on."""
        if self.is_outstanding:
            self._give_up(into_ticket_id=into.ticket_id)

    @event("HandedOn", topic="tickets.follow_ups.handed_on")
    def _give_up(self, into_ticket_id: UUID) -> None:
        self.due_at = None

    def record_follow_up(self, reply: Sealed, *, about: AboutTicket) -> None:
        """Records that the promise was kept, and the customer's reply."""
        if not self.is_outstanding:
            raise FollowUpNotPromised(number=self.number)
        self._record_follow_up(reply=reply, about=about)

    @event("Recorded", topic="tickets.follow_ups.recorded")
    def _record_follow_up(self, reply: Sealed, about: AboutTicket) -> None:
        self.due_at = None
        self.replies = (*self.replies, reply)
