"""What each contact of the day is about: drawn once, played by the CRM and the staff."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from services.demo.arrivals import SLOT, Slot
from services.demo.draws import Draws
from services.demo.matters import GIVEN_NAMES, MATTERS, PRODUCTS, SURNAMES

CHANNELS = (
    ("phone", 62),
    ("chat", 12),
    ("app", 7),
    ("ivr", 7),
    ("web", 5),
    ("email", 5),
    ("social", 2),
)
LIVE = ("phone", "chat")
"""Channels on which a person answers at once, or the customer leaves."""

TICKETS_PERCENT = {
    "phone": 5,
    "chat": 7,
    "app": 26,
    "ivr": 6,
    "web": 30,
    "email": 34,
    "social": 30,
}
"""How many of 100 contacts of a channel need a ticket; the others are done when they end."""

KINDS = (("inquiry", 46), ("query", 28), ("complaint", 13), ("suggestion", 7), ("compliment", 6))
LEVELS = (("standard", 70), ("silver", 17), ("gold", 10), ("vip", 3))
PRIORITIES = (("normal", 66), ("high", 24), ("urgent", 5), ("low", 5))

ABANDONED_PERCENT = 6
NEW_CUSTOMER_PERCENT = 22


@dataclass(frozen=True)
class Caller:
    """A customer of the day.

    Args:
        number: the CRM's customer number.
        name: full name.
        phone: telephone number.
        level: customer level.
    """

    number: str
    name: str
    phone: str
    level: str


@dataclass(frozen=True)
class Arrival:
    """One contact and what comes of it.

    Args:
        ordinal: its place in the day, from 1.
        caller: who comes.
        is_new_caller: whether the CRM has to send the customer first.
        channel: by which channel.
        started_at: when it began.
        answered_at: when a person answered; None if nobody did.
        ended_at: when it was over.
        reported_at: when the work after it was done too, and the CRM reports it.
        is_abandoned: whether the customer left while waiting.
        needs_ticket: whether it leads to a ticket.
        kind: kind of the matter.
        priority: priority of the ticket.
        matter: what it is about.
        product: which product it is about.
    """

    ordinal: int
    caller: Caller
    is_new_caller: bool
    channel: str
    started_at: datetime
    answered_at: datetime | None
    ended_at: datetime
    reported_at: datetime
    is_abandoned: bool
    needs_ticket: bool
    kind: str
    priority: str
    matter: str
    product: str


@dataclass(frozen=True)
class _Course:
    """When a contact was answered, when it ended, and when it was wrapped up."""

    answered_at: datetime | None
    ended_at: datetime
    reported_at: datetime


class Script:
    """Writes the contacts of a day, slot by slot.

    Args:
        draws: the run's draws.
    """

    def __init__(self, draws: Draws) -> None:
        self._draws = draws
        self._callers: list[Caller] = []
        self._ordinal = 0

    def arrivals_of(self, slot: Slot) -> list[Arrival]:
        """The contacts of one slot, in the order of their starts."""
        offsets = sorted(
            self._draws.below(SLOT // timedelta(seconds=1), "offset", slot.index, each)
            for each in range(slot.contacts)
        )
        return [self._arrival(slot.starts_at + timedelta(seconds=one)) for one in offsets]

    def _arrival(self, started_at: datetime) -> Arrival:
        self._ordinal += 1
        ordinal, draws = self._ordinal, self._draws
        caller, is_new = self._caller(ordinal)
        channel = draws.weighed(CHANNELS, "channel", ordinal)
        is_abandoned = channel in LIVE and draws.chance(ABANDONED_PERCENT, "abandoned", ordinal)
        course = self._course(ordinal, channel, started_at, is_abandoned=is_abandoned)
        kind = draws.weighed(KINDS, "kind", ordinal)
        needs_ticket = draws.chance(TICKETS_PERCENT[channel], "ticket", ordinal)
        return Arrival(
            ordinal=ordinal,
            caller=caller,
            is_new_caller=is_new,
            channel=channel,
            started_at=started_at,
            answered_at=course.answered_at,
            ended_at=course.ended_at,
            reported_at=course.reported_at,
            is_abandoned=is_abandoned,
            needs_ticket=needs_ticket and not is_abandoned,
            kind=kind,
            priority=draws.weighed(PRIORITIES, "priority", ordinal),
            matter=draws.one_of(MATTERS[kind], "matter", ordinal),
            product=draws.one_of(PRODUCTS, "product", ordinal),
        )

    def _course(
        self, ordinal: int, channel: str, started_at: datetime, *, is_abandoned: bool
    ) -> _Course:
        """Of a live contact waiting, talk and wrap-up; any other is over as soon as it is sent."""
        if channel not in LIVE:
            over = started_at + self._seconds(20, 90, "self-service", ordinal)
            return _Course(None, over, over)
        answered_at = started_at + self._seconds(3, 90, "wait", ordinal)
        if is_abandoned:
            return _Course(None, answered_at, answered_at)
        ended_at = answered_at + self._seconds(40, 420, "talk", ordinal)
        return _Course(answered_at, ended_at, ended_at + self._seconds(0, 60, "wrap-up", ordinal))

    def _seconds(self, low: int, high: int, *purpose: object) -> timedelta:
        return timedelta(seconds=self._draws.between(low, high, *purpose))

    def _caller(self, ordinal: int) -> tuple[Caller, bool]:
        draws = self._draws
        if self._callers and not draws.chance(NEW_CUSTOMER_PERCENT, "new", ordinal):
            return draws.one_of(self._callers, "caller", ordinal), False
        number = len(self._callers) + 1
        surname = draws.one_of(SURNAMES, "surname", number)
        caller = Caller(
            number=f"C{number:07d}",
            name=surname + draws.one_of(GIVEN_NAMES, "given", number),
            phone=f"+86139{number:08d}",
            level=draws.weighed(LEVELS, "level", number),
        )
        self._callers.append(caller)
        return caller, True
