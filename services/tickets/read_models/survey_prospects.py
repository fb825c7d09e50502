"""About which tickets and contacts may a customer still be asked?"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Column, Index, Integer, String, select

from services.tickets.application.survey_questions import Prospect
from services.tickets.domain.survey_rules import CLOSURE, CONTACT, RESOLUTION, SurveyTrigger
from shared.clock import iso
from shared.read_models import ReadModel, Rows, projects, read_table

_after = Column("after", String, primary_key=True)
_happened_at = Column("happened_at", String, nullable=False)

PROSPECTS = read_table(
    "survey_prospects",
    _after,
    Column("entity_id", String, primary_key=True),
    Column("ordinal", Integer, nullable=False),
    _happened_at,
    Column("kind", String),
    Column("channel", String, nullable=False),
    Index("survey_prospects_by_time", _after, _happened_at),
)


class SurveyProspects(ReadModel):
    """One row for each resolution, closure and contact of a known customer, until it is drawn."""

    name = "survey_prospects"
    source = "tickets"
    tables = (PROSPECTS,)

    @projects("tickets.ticket.resolved")
    def resolved(self, rows: Rows, event: Any) -> None:
        """A customer may be asked about a resolution."""
        _put_ticket(rows, RESOLUTION, event)

    @projects("tickets.ticket.closed")
    def closed(self, rows: Rows, event: Any) -> None:
        """A customer may be asked about a closure."""
        _put_ticket(rows, CLOSURE, event)

    @projects("tickets.ticket.reopened")
    def reopened(self, rows: Rows, event: Any) -> None:
        """The customer is not done with it: nothing is asked for now."""
        for after in (RESOLUTION, CLOSURE):
            rows[PROSPECTS].remove(after, str(event.originator_id))

    @projects("tickets.contact.logged")
    def contact_logged(self, rows: Rows, event: Any) -> None:
        """A customer whom somebody has answered may be asked about the contact."""
        if event.customer_id is not None and event.answered_at is not None:
            _put(rows, CONTACT, event, at=event.ended_at, kind=None, channel=event.channel)

    @projects("tickets.survey_invitation.drawn")
    def drawn(self, rows: Rows, event: Any) -> None:
        """It was decided whether the customer is asked."""
        occasion = event.occasion
        entity_id = occasion.ticket_id or occasion.contact_id
        rows[PROSPECTS].remove(occasion.after, str(entity_id))

    def waiting(
        self, trigger: SurveyTrigger, *, since: datetime, until: datetime, limit: int
    ) -> Sequence[Prospect]:
        """What fits a trigger and happened in a span of time, the oldest first."""
        query = (
            select(PROSPECTS)
            .where(
                PROSPECTS.c.after == trigger.after,
                PROSPECTS.c.happened_at >= iso(since),
                PROSPECTS.c.happened_at <= iso(until),
            )
            .order_by(PROSPECTS.c.happened_at, PROSPECTS.c.entity_id)
            .limit(limit)
        )
        if trigger.kinds:
            query = query.where(PROSPECTS.c.kind.in_(trigger.kinds))
        if trigger.channels:
            query = query.where(PROSPECTS.c.channel.in_(trigger.channels))
        with self.database.reading() as connection:
            return [_prospect(row) for row in connection.execute(query).mappings()]


def _put_ticket(rows: Rows, after: str, event: Any) -> None:
    about = event.about
    if about.customer_id is not None:
        _put(rows, after, event, at=event.timestamp, kind=about.kind, channel=about.channel)


def _put(
    rows: Rows, after: str, event: Any, *, at: datetime, kind: str | None, channel: str
) -> None:
    rows[PROSPECTS].put(
        after=after,
        entity_id=str(event.originator_id),
        ordinal=event.originator_version,
        happened_at=iso(at),
        kind=kind,
        channel=channel,
    )


def _prospect(row: Any) -> Prospect:
    return Prospect(
        after=row["after"],
        entity_id=UUID(row["entity_id"]),
        ordinal=row["ordinal"],
        happened_at=datetime.fromisoformat(row["happened_at"]),
        kind=row["kind"],
        channel=row["channel"],
    )
