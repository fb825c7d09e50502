"""A booked callback [预约回呼]: when the centre will call the customer again (TK-6)."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Self
from uuid import UUID

from services.tickets.domain.about import AboutTicket
from services.tickets.domain.contact_errors import CallbackAlreadySettled, CallbackWindowWrong
from shared.errors import FieldError
from shared.event_store.aggregate import Aggregate, event
from shared.sealed.envelope import Sealed

BOOKED = "booked"
MADE = "made"
MISSED = "missed"
CANCELLED = "cancelled"

STATES_ZH = {BOOKED: "已预约", MADE: "已回呼", MISSED: "已错过", CANCELLED: "已取消"}
"""What the states are called in Chinese."""


class Callback(Aggregate):
    """One appointment by telephone about one ticket."""

    TOPIC = "tickets.callback"

    class Created(Aggregate.Created):
        TOPIC = "tickets.callback.booked"
        about: AboutTicket
        telephone: Sealed | None
        from_at: datetime
        until_at: datetime

    def __init__(
        self, about: AboutTicket, telephone: Sealed | None, from_at: datetime, until_at: datetime
    ) -> None:
        self.about = about
        self.ticket_id = about.ticket_id
        self.telephone = telephone
        self.from_at = from_at
        self.until_at = until_at
        self.state = BOOKED
        self.contact_id: UUID | None = None
        self.employee_id: UUID | None = None
        self.is_late = False

    @classmethod
    def book(
        cls,
        about: AboutTicket,
        *,
        callback_id: UUID,
        telephone: Sealed | None,
        from_at: datetime,
        until_at: datetime,
        at: datetime,
    ) -> Self:
        """Promises to call between two times.

        Args:
            about: the ticket.
            callback_id: its id.
            telephone: where to call; None for the number in the customer file.
            from_at: beginning of the window.
            until_at: end of the window.
            at: the time now.

        Raises:
            CallbackWindowWrong: the window is over already, or ends before it begins.
        """
        if until_at <= max(from_at, at):
            what = FieldError(
                "until_at",
                "must be after the beginning and after now.",
                "必须晚于开始时间且晚于当前时间。",
            )
            raise CallbackWindowWrong(fields=(what,))
        return cls._create(
            cls.Created,
            id=callback_id,
            about=about,
            telephone=telephone,
            from_at=from_at,
            until_at=until_at,
        )

    def is_due(self, at: datetime) -> bool:
        """Whether somebody should call now."""
        return self.state == BOOKED and self.from_at <= at <= self.until_at

    def give_to(self, employee_id: UUID, *, why: str) -> None:
        """The window has begun and an agent is to call; the same agent again changes nothing.

        Args:
            employee_id: the agent.
            why: `own_ticket`, or `free_agent` where the ticket's agent is not there.
        """
        self._check_booked()
        if employee_id != self.employee_id:
            self._give_to(employee_id=employee_id, why=why, about=self.about)

    @event("Given", topic="tickets.callback.given")
    def _give_to(self, employee_id: UUID, why: str, about: AboutTicket) -> None:
        self.employee_id = employee_id

    def note_late(self, *, at: datetime, late_after_seconds: int) -> None:
        """Signals, once, that a part of the window has passed and nobody has called.

        Args:
            at: the time now.
            late_after_seconds: how long after the beginning of the window it is late; in a shorter
                window it is missed before.
        """
        late_at = self.from_at + timedelta(seconds=late_after_seconds)
        if self.state == BOOKED and not self.is_late and late_at <= at:
            self._come_late(
                about=self.about,
                employee_id=self.employee_id,
                late_at=late_at,
                until_at=self.until_at,
            )

    @event("CameLate", topic="tickets.callback.came_late")
    def _come_late(
        self, about: AboutTicket, employee_id: UUID | None, late_at: datetime, until_at: datetime
    ) -> None:
        self.is_late = True

    def make(self, contact_id: UUID | None) -> None:
        """The customer was called; in which contact, if it is known."""
        self._check_booked()
        self._make(contact_id=contact_id)

    @event("Made", topic="tickets.callback.made")
    def _make(self, contact_id: UUID | None) -> None:
        self.state = MADE
        self.contact_id = contact_id

    def cancel(self, *, cause: str) -> None:
        """The callback is not wanted any more.

        Args:
            cause: `asked_for` by the customer or agent, or `customer_erased`.
        """
        self._check_booked()
        self._cancel(cause=cause)

    @event("Cancelled", topic="tickets.callback.cancelled")
    def _cancel(self, cause: str) -> None:
        self.state = CANCELLED

    def expire(self, *, at: datetime) -> None:
        """The window has passed and nobody called; nothing happens before or to a settled one."""
        if self.state == BOOKED and self.until_at < at:
            self._miss(about=self.about, until_at=self.until_at)

    @event("Missed", topic="tickets.callback.missed")
    def _miss(self, about: AboutTicket, until_at: datetime) -> None:
        self.state = MISSED

    def _check_booked(self) -> None:
        if self.state != BOOKED:
            raise CallbackAlreadySettled(state=self.state, state_zh=STATES_ZH[self.state])
