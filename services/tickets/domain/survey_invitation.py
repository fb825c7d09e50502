"""One invitation to a survey: the draw, the link, its reminders and what became of it (GV-2)."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Self
from uuid import UUID

import msgspec

from services.tickets.domain.survey_errors import SurveyAlreadyAnswered, SurveyLinkUnknown
from shared.event_store.aggregate import Aggregate, event
from shared.ids import id_of
from shared.sealed.envelope import Sealed

INVITED = "invited"
NOT_DRAWN = "not_drawn"
INVITED_LATELY = "invited_lately"
CUSTOMER_ERASED = "customer_erased"

NOT_INVITED = "not_invited"
OPEN = "open"
ANSWERED = "answered"
EXPIRED = "expired"
WITHDRAWN = "withdrawn"

STATES = (NOT_INVITED, OPEN, ANSWERED, EXPIRED, WITHDRAWN)


class Occasion(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What the customer is asked about, as it stood then.

    Args:
        after: one of `survey_rules.OCCASIONS`.
        happened_at: when it was resolved, closed or over.
        customer_id: who is asked.
        channel: channel by which it was handled.
        ticket_id: the ticket, of a resolution or closure.
        contact_id: the contact, of a contact.
        assignee_id: employee id of whom it concerns.
        kind: kind of the ticket.
        skill_group: skill group whose work it was.
        site_id: its site.
    """

    after: str
    happened_at: datetime
    customer_id: UUID
    channel: str
    ticket_id: UUID | None = None
    contact_id: UUID | None = None
    assignee_id: UUID | None = None
    kind: str | None = None
    skill_group: str | None = None
    site_id: UUID | None = None


class Draw(msgspec.Struct, frozen=True, kw_only=True):
    """Whether a customer is invited, and why.

    Args:
        number: what was drawn, 0 to 999.
        per_mille: below this number a customer is invited.
        outcome: `invited`, `not_drawn`, `invited_lately` or `customer_erased`.
    """

    number: int
    per_mille: int
    outcome: str


class SurveyInvitation(Aggregate):
    """The draw for one occasion; if it was won, the invitation with its link."""

    TOPIC = "tickets.survey_invitation"

    class Created(Aggregate.Created):
        TOPIC = "tickets.survey_invitation.drawn"
        occasion: Occasion
        survey_id: UUID
        survey_version: int
        draw: Draw

    def __init__(
        self, occasion: Occasion, survey_id: UUID, survey_version: int, draw: Draw
    ) -> None:
        self.occasion = occasion
        self.ticket_id = occasion.ticket_id
        self.survey_id = survey_id
        self.survey_version = survey_version
        self.draw = draw
        self.state = NOT_INVITED
        self.link: Sealed | None = None
        self.expires_at: datetime | None = None
        self.sent_at: datetime | None = None
        self.remind_after_seconds = 0
        self.most_reminders = 0
        self.reminders = 0
        self.answer_id: UUID | None = None

    @staticmethod
    def id_for(after: str, entity_id: UUID, *, ordinal: int) -> UUID:
        """The one id of the draw for the how-many-eth event of a ticket or contact."""
        return id_of("survey_invitation", after, entity_id, ordinal)

    @classmethod
    def draw_lot(
        cls,
        occasion: Occasion,
        *,
        invitation_id: UUID,
        survey_id: UUID,
        survey_version: int,
        draw: Draw,
    ) -> Self:
        """Keeps the draw, whether it was won or not, so that it can be checked later."""
        return cls._create(
            cls.Created,
            id=invitation_id,
            occasion=occasion,
            survey_id=survey_id,
            survey_version=survey_version,
            draw=draw,
        )

    def send(
        self,
        link: Sealed,
        *,
        at: datetime,
        expires_at: datetime,
        remind_after: timedelta,
        most_reminders: int,
    ) -> None:
        """Sends the link, under which the survey can be answered until it expires."""
        self._send(
            sent_at=at,
            occasion=self.occasion,
            survey_id=self.survey_id,
            survey_version=self.survey_version,
            link=link,
            expires_at=expires_at,
            remind_after_seconds=remind_after // timedelta(seconds=1),
            most_reminders=most_reminders,
        )

    @event("Sent", topic="tickets.survey_invitation.sent")
    def _send(
        self,
        *,
        sent_at: datetime,
        occasion: Occasion,
        survey_id: UUID,
        survey_version: int,
        link: Sealed,
        expires_at: datetime,
        remind_after_seconds: int,
        most_reminders: int,
    ) -> None:
        self.state = OPEN
        self.link = link
        self.expires_at = expires_at
        self.remind_after_seconds = remind_after_seconds
        self.most_reminders = most_reminders
        self.sent_at = sent_at

    def remind(self, *, at: datetime) -> None:
        """Sends the link again, when it is time; nothing happens before or to a settled one."""
        link, expires_at = self.link, self.expires_at
        if self.state != OPEN or link is None or expires_at is None or expires_at <= at:
            return
        is_due = (self.sent_at or at) + timedelta(seconds=self.remind_after_seconds) <= at
        if is_due and self.reminders < self.most_reminders:
            self._remind(
                sent_at=at,
                occasion=self.occasion,
                survey_id=self.survey_id,
                survey_version=self.survey_version,
                link=link,
                expires_at=expires_at,
                ordinal=self.reminders + 1,
            )

    @event("Reminded", topic="tickets.survey_invitation.reminded")
    def _remind(
        self,
        *,
        sent_at: datetime,
        occasion: Occasion,
        survey_id: UUID,
        survey_version: int,
        link: Sealed,
        expires_at: datetime,
        ordinal: int,
    ) -> None:
        self.reminders = ordinal
        self.sent_at = sent_at

    def check_open(self, *, at: datetime) -> None:
        """Refuses who comes with a link that leads nowhere any more.

        Raises:
            SurveyAlreadyAnswered: it was answered.
            SurveyLinkUnknown: it has expired or was withdrawn.
        """
        if self.state == ANSWERED:
            raise SurveyAlreadyAnswered
        if self.state != OPEN or self.expires_at is None or self.expires_at <= at:
            raise SurveyLinkUnknown

    def answer(self, *, at: datetime) -> UUID:
        """Notes that the customer has answered, once; returns the id of the answer.

        Raises:
            SurveyAlreadyAnswered: it was answered.
            SurveyLinkUnknown: it has expired or was withdrawn.
        """
        self.check_open(at=at)
        answer_id = id_of("survey_answer", self.id)
        self._answer(answer_id=answer_id)
        return answer_id

    @event("Answered", topic="tickets.survey_invitation.answered")
    def _answer(self, answer_id: UUID) -> None:
        self.state = ANSWERED
        self.answer_id = answer_id

    def expire(self, *, at: datetime) -> None:
        """The link's time is over; nothing happens before or to a settled one."""
        if self.state == OPEN and self.expires_at is not None and self.expires_at <= at:
            self._expire()

    @event("Expired", topic="tickets.survey_invitation.expired")
    def _expire(self) -> None:
        self.state = EXPIRED

    def withdraw(self, *, cause: str) -> None:
        """Nobody is to answer it, such as a customer whose data was erased."""
        if self.state == OPEN:
            self._withdraw(cause=cause)

    @event("Withdrawn", topic="tickets.survey_invitation.withdrawn")
    def _withdraw(self, cause: str) -> None:
        self.state = WITHDRAWN
