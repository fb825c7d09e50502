"""Which invitations to surveys wait for an answer, and what became of the others?"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import Column, Index, Integer, Select, String, func, select

from services.tickets.domain.survey_invitation import (
    ANSWERED,
    EXPIRED,
    INVITED,
    NOT_INVITED,
    OPEN,
    WITHDRAWN,
)
from shared.clock import iso
from shared.read_models import ReadModel, Rows, projects, read_table

_state = Column("state", String, nullable=False)
_customer_id = Column("customer_id", String, nullable=False)
_drawn_at = Column("drawn_at", String, nullable=False)
_expires_at = Column("expires_at", String)
_remind_at = Column("remind_at", String)

INVITATIONS = read_table(
    "survey_invitations",
    Column("invitation_id", String, primary_key=True),
    Column("survey_id", String, nullable=False),
    _customer_id,
    Column("outcome", String, nullable=False),
    _state,
    _drawn_at,
    _expires_at,
    _remind_at,
    Column("remind_after_seconds", Integer),
    Column("most_reminders", Integer),
    Index("survey_invitations_by_customer", _customer_id, _state),
    Index("survey_invitations_by_draw", _drawn_at),
    Index("survey_invitations_by_expiry", _state, _expires_at),
    Index("survey_invitations_by_reminder", _state, _remind_at),
)


@dataclass(frozen=True)
class InvitationCount:
    """Draws of one survey by what came of them.

    Args:
        survey_id: the survey.
        outcome: outcome of the draw.
        state: state of the invitation.
        invitations: how many.
    """

    survey_id: UUID
    outcome: str
    state: str
    invitations: int


class SurveyInvitations(ReadModel):
    """One row for each draw; nothing by which a link could be found (GV-2)."""

    name = "survey_invitations"
    source = "tickets"
    tables = (INVITATIONS,)

    @projects("tickets.survey_invitation.drawn")
    def drawn(self, rows: Rows, event: Any) -> None:
        """It was decided whether a customer is asked."""
        rows[INVITATIONS].put(
            invitation_id=str(event.originator_id),
            survey_id=str(event.survey_id),
            customer_id=str(event.occasion.customer_id),
            outcome=event.draw.outcome,
            state=OPEN if event.draw.outcome == INVITED else NOT_INVITED,
            drawn_at=iso(event.timestamp),
        )

    @projects("tickets.survey_invitation.sent")
    def sent(self, rows: Rows, event: Any) -> None:
        """A customer was asked."""
        after = timedelta(seconds=event.remind_after_seconds)
        rows[INVITATIONS].change(
            str(event.originator_id),
            expires_at=iso(event.expires_at),
            remind_at=iso(event.sent_at + after) if event.most_reminders else None,
            remind_after_seconds=event.remind_after_seconds,
            most_reminders=event.most_reminders,
        )

    @projects("tickets.survey_invitation.reminded")
    def reminded(self, rows: Rows, event: Any) -> None:
        """A customer was asked again."""
        invitation_id = str(event.originator_id)
        row = rows[INVITATIONS].get(invitation_id)
        remind_at = None
        if row is not None and event.ordinal < row["most_reminders"]:
            remind_at = iso(event.sent_at + timedelta(seconds=row["remind_after_seconds"]))
        rows[INVITATIONS].change(invitation_id, remind_at=remind_at)

    @projects("tickets.survey_invitation.answered")
    def answered(self, rows: Rows, event: Any) -> None:
        """The customer has answered."""
        _settle(rows, event, ANSWERED)

    @projects("tickets.survey_invitation.expired")
    def expired(self, rows: Rows, event: Any) -> None:
        """The customer has not answered in time."""
        _settle(rows, event, EXPIRED)

    @projects("tickets.survey_invitation.withdrawn")
    def withdrawn(self, rows: Rows, event: Any) -> None:
        """Nobody is to answer any more."""
        _settle(rows, event, WITHDRAWN)

    def due_for_reminder(self, *, at: datetime, limit: int) -> Sequence[UUID]:
        """Whose customer is to be reminded by now, the oldest first."""
        query = (
            select(INVITATIONS.c.invitation_id)
            .where(INVITATIONS.c.state == OPEN, INVITATIONS.c.remind_at <= iso(at))
            .order_by(INVITATIONS.c.remind_at, INVITATIONS.c.invitation_id)
            .limit(limit)
        )
        return self._ids(query)

    def overdue(self, *, at: datetime, limit: int) -> Sequence[UUID]:
        """Whose link has expired, the oldest first."""
        query = (
            select(INVITATIONS.c.invitation_id)
            .where(INVITATIONS.c.state == OPEN, INVITATIONS.c.expires_at <= iso(at))
            .order_by(INVITATIONS.c.expires_at, INVITATIONS.c.invitation_id)
            .limit(limit)
        )
        return self._ids(query)

    def open_for(self, customer_id: UUID) -> Sequence[UUID]:
        """The open ones of a customer."""
        query = (
            select(INVITATIONS.c.invitation_id)
            .where(INVITATIONS.c.customer_id == str(customer_id), INVITATIONS.c.state == OPEN)
            .order_by(INVITATIONS.c.invitation_id)
        )
        return self._ids(query)

    def counts(self, *, since: datetime, until: datetime) -> Sequence[InvitationCount]:
        """The draws of a span of time by survey, outcome and state."""
        columns = (INVITATIONS.c.survey_id, INVITATIONS.c.outcome, INVITATIONS.c.state)
        query = (
            select(*columns, func.count().label("invitations"))
            .where(INVITATIONS.c.drawn_at >= iso(since), INVITATIONS.c.drawn_at < iso(until))
            .group_by(*columns)
            .order_by(*columns)
        )
        with self.database.reading() as connection:
            rows = connection.execute(query).mappings()
            return [InvitationCount(**{**one, "survey_id": UUID(one["survey_id"])}) for one in rows]

    def _ids(self, query: Select[Any]) -> Sequence[UUID]:
        with self.database.reading() as connection:
            return [UUID(one) for one in connection.execute(query).scalars()]


def _settle(rows: Rows, event: Any, state: str) -> None:
    rows[INVITATIONS].change(str(event.originator_id), state=state, remind_at=None)
