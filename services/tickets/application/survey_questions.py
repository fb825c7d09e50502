"""What the use cases of surveys ask of read models; `service.py` fulfils it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol
from uuid import UUID

from services.tickets.domain.survey_rules import SurveyTrigger


@dataclass(frozen=True)
class Prospect:
    """A ticket or contact about which a customer may be asked.

    Args:
        after: one of `survey_rules.OCCASIONS`.
        entity_id: the ticket, or the contact.
        ordinal: version of the event, so that each resolution is an occasion of its own.
        happened_at: when it was resolved, closed or over.
        kind: kind of the ticket, as it was then.
        channel: its channel.
    """

    after: str
    entity_id: UUID
    ordinal: int
    happened_at: datetime
    kind: str | None
    channel: str


class SurveyProspects(Protocol):
    """About what customers have not been asked yet."""

    def waiting(
        self, trigger: SurveyTrigger, *, since: datetime, until: datetime, limit: int
    ) -> Sequence[Prospect]:
        """What fits a trigger and happened in a span of time, the oldest first."""


class OpenInvitations(Protocol):
    """Which invitations wait for an answer."""

    def due_for_reminder(self, *, at: datetime, limit: int) -> Sequence[UUID]:
        """Whose customer is to be reminded by now, the oldest first."""

    def overdue(self, *, at: datetime, limit: int) -> Sequence[UUID]:
        """Whose link has expired, the oldest first."""

    def open_for(self, customer_id: UUID) -> Sequence[UUID]:
        """The open ones of a customer."""
