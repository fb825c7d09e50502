"""How long did contacts wait and take: ATT, AHT, ASA and the abandonment rate?"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Boolean, Column, Index, Integer, String, case, func, select

from services.tickets.read_models.states import text_or_none
from shared.clock import iso
from shared.read_models import ReadModel, Rows, projects, read_table

_offered_at = Column("offered_at", String, nullable=False)

CONTACTS = read_table(
    "contact_measures",
    Column("contact_id", String, primary_key=True),
    _offered_at,
    Column("channel", String, nullable=False),
    Column("direction", String, nullable=False),
    Column("employee_id", String),
    Column("site_id", String),
    Column("is_answered", Boolean, nullable=False),
    Column("is_abandoned", Boolean, nullable=False),
    Column("waiting_seconds", Integer, nullable=False),
    Column("talk_seconds", Integer, nullable=False),
    Column("after_call_work_seconds", Integer, nullable=False),
    Index("contact_measures_by_time", _offered_at),
)


@dataclass(frozen=True)
class Totals:
    """Sums over the complete contacts of one channel and direction.

    ASA is `waiting_seconds / answered`, ATT is `talk_seconds / answered`, AHT is ATT plus
    `after_call_work_seconds / answered`, and the abandonment rate is `abandoned / offered`.

    Args:
        channel: the channel.
        direction: `inbound` or `outbound`.
        offered: contacts.
        answered: contacts that an agent answered.
        abandoned: contacts whose customer left unanswered.
        waiting_seconds: waiting of the answered ones.
        talk_seconds: from answer to end.
        after_call_work_seconds: work after the end.
    """

    channel: str
    direction: str
    offered: int
    answered: int
    abandoned: int
    waiting_seconds: int
    talk_seconds: int
    after_call_work_seconds: int


class ContactMeasures(ReadModel):
    """One row for each complete contact (KM-1)."""

    name = "contact_measures"
    source = "tickets"
    tables = (CONTACTS,)

    @projects("tickets.contact.logged")
    def logged(self, rows: Rows, event: Any) -> None:
        """A contact is complete."""
        rows[CONTACTS].put(
            contact_id=str(event.originator_id),
            offered_at=iso(event.offered_at),
            channel=event.channel,
            direction=event.direction,
            employee_id=text_or_none(event.employee_id),
            site_id=text_or_none(event.site_id),
            is_answered=event.answered_at is not None,
            is_abandoned=event.measures.is_abandoned,
            waiting_seconds=event.measures.waiting_seconds,
            talk_seconds=event.measures.talk_seconds,
            after_call_work_seconds=event.measures.after_call_work_seconds,
        )

    def totals(self, *, since: datetime, until: datetime) -> Sequence[Totals]:
        """Sums of the contacts offered in a span of time, by channel and direction."""
        answered = case((CONTACTS.c.is_answered, 1), else_=0)
        query = (
            select(
                CONTACTS.c.channel,
                CONTACTS.c.direction,
                func.count().label("offered"),
                func.sum(answered).label("answered"),
                func.sum(case((CONTACTS.c.is_abandoned, 1), else_=0)).label("abandoned"),
                func.sum(answered * CONTACTS.c.waiting_seconds).label("waiting_seconds"),
                func.sum(CONTACTS.c.talk_seconds).label("talk_seconds"),
                func.sum(CONTACTS.c.after_call_work_seconds).label("after_call_work_seconds"),
            )
            .where(CONTACTS.c.offered_at >= iso(since), CONTACTS.c.offered_at < iso(until))
            .group_by(CONTACTS.c.channel, CONTACTS.c.direction)
            .order_by(CONTACTS.c.channel, CONTACTS.c.direction)
        )
        with self.database.reading() as connection:
            return [Totals(**row) for row in connection.execute(query).mappings()]
