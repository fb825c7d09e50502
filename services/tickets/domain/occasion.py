"""An occasion [纪念日] of a customer, such as a birthday: a day of the year, sealed (TK-13)."""

from __future__ import annotations

from datetime import date
from typing import Self
from uuid import UUID

from services.tickets.domain.outbound_errors import OccasionInvalid, OccasionNotFound
from shared.errors import FieldError
from shared.event_store.aggregate import Aggregate, event
from shared.ids import id_of
from shared.sealed.envelope import Sealed

_LEAP_YEAR = 2000


class Occasion(Aggregate):
    """A day on which the centre thinks of a customer; without a year, and never in clear."""

    TOPIC = "tickets.occasion"

    class Created(Aggregate.Created):
        TOPIC = "tickets.occasion.opened"
        customer_id: UUID
        occasion: str

    def __init__(self, customer_id: UUID, occasion: str) -> None:
        self.customer_id = customer_id
        self.occasion = occasion
        self.day: Sealed | None = None

    @staticmethod
    def id_for(customer_id: UUID, *, occasion: str) -> UUID:
        """The one id of a customer's occasion of a name."""
        return id_of("occasion", customer_id, occasion)

    @classmethod
    def open(cls, customer_id: UUID, *, occasion: str) -> Self:
        """An occasion whose day is not known yet."""
        return cls._create(
            cls.Created,
            id=cls.id_for(customer_id, occasion=occasion),
            customer_id=customer_id,
            occasion=occasion,
        )

    def note_day(self, day: Sealed) -> None:
        """Notes the day of the year, sealed under the customer's key."""
        self._note_day(customer_id=self.customer_id, occasion=self.occasion, day=day)

    @event("DayNoted", topic="tickets.occasion.day_noted")
    def _note_day(self, customer_id: UUID, occasion: str, day: Sealed) -> None:
        self.day = day

    def forget(self) -> None:
        """The day is not to be thought of any more.

        Raises:
            OccasionNotFound: no day is known.
        """
        if self.day is None:
            raise OccasionNotFound(key=self.customer_id)
        self._forget(customer_id=self.customer_id, occasion=self.occasion)

    @event("Forgotten", topic="tickets.occasion.forgotten")
    def _forget(self, customer_id: UUID, occasion: str) -> None:
        self.day = None


def day_of_year(text: str) -> str:
    """A day of the year as `MM-DD`.

    Raises:
        OccasionInvalid: there is no such day in any year.
    """
    try:
        return date.fromisoformat(f"{_LEAP_YEAR}-{text}").strftime("%m-%d")
    except ValueError as refusal:
        what = FieldError("day", "must be a day of the year, MM-DD.", "必须为 MM-DD 格式的日期。")
        raise OccasionInvalid(fields=(what,)) from refusal


def days_celebrated_on(day: date) -> tuple[str, ...]:
    """The days of the year that fall on a date: the 29th of February else falls on the 28th."""
    own = day.strftime("%m-%d")
    is_leap = day.year % 4 == 0 and (day.year % 100 != 0 or day.year % 400 == 0)
    return (own, "02-29") if own == "02-28" and not is_leap else (own,)
