"""First contact resolution (FCR): what it is, and why it failed where it did (TK-8)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Self
from uuid import UUID

from services.tickets.domain.about import AboutTicket
from services.tickets.domain.errors import ReasonCodeMissing
from services.tickets.domain.terms import REASON_CODES
from shared.errors import FieldError
from shared.event_store.aggregate import Aggregate
from shared.ids import id_of


@dataclass(frozen=True)
class FcrRules:
    """The rule set `fcr`.

    Args:
        window_days: days in which no contact on the same issue may follow.
    """

    window_days: int


def given_reason_code(reason_code: str | None) -> str:
    """The reason code, where one is due.

    Raises:
        ReasonCodeMissing: none was given.
    """
    if reason_code is not None:
        return reason_code
    codes = ", ".join(REASON_CODES)
    what = FieldError("reason_code", f"choose one of {codes}.", f"请选择 {codes} 之一。")
    raise ReasonCodeMissing(fields=(what,))


class FirstContactResolution(Aggregate):
    """The judgement on one resolved ticket, made when the window of the rules has passed.

    First contact resolution means: solved in one contact, and no further contact of the same
    customer on the same issue within the window.
    """

    TOPIC = "tickets.first_contact_resolution"

    class Created(Aggregate.Created):
        TOPIC = "tickets.first_contact_resolution.assessed"
        about: AboutTicket
        resolved_at: datetime
        window_days: int
        is_first_contact: bool
        reason_code: str | None
        repeated_by: UUID | None

    def __init__(
        self,
        *,
        about: AboutTicket,
        resolved_at: datetime,
        window_days: int,
        is_first_contact: bool,
        reason_code: str | None,
        repeated_by: UUID | None,
    ) -> None:
        self.ticket_id = about.ticket_id
        self.resolved_at = resolved_at
        self.window_days = window_days
        self.is_first_contact = is_first_contact
        self.reason_code = reason_code
        self.repeated_by = repeated_by

    @staticmethod
    def id_for(ticket_id: UUID) -> UUID:
        """The one id of a ticket's judgement."""
        return id_of("fcr", ticket_id)

    @classmethod
    def assess(
        cls,
        about: AboutTicket,
        *,
        resolved_at: datetime,
        window_days: int,
        reason_code: str | None,
        repeated_by: UUID | None,
    ) -> Self:
        """Judges a ticket whose window has passed.

        Args:
            about: the ticket.
            resolved_at: when it was resolved.
            window_days: length of the window by the rules.
            reason_code: why more than one contact was needed up to the resolution, if so.
            repeated_by: the first contact or ticket on the same issue within the window, if any.
        """
        return cls._create(
            cls.Created,
            id=cls.id_for(about.ticket_id),
            about=about,
            resolved_at=resolved_at,
            window_days=window_days,
            is_first_contact=reason_code is None and repeated_by is None,
            reason_code=reason_code,
            repeated_by=repeated_by,
        )
