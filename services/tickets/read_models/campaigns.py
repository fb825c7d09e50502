"""Which campaigns are there, and how far are they?"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Boolean, Column, ColumnElement, Index, Integer, String, select

from services.tickets.domain.campaign import ENDED, PAUSED, PLANNED, PREDICTIVE, RUNNING
from services.tickets.domain.outbound_call import DROPPED, WAITING
from shared.clock import iso
from shared.read_models import ReadModel, Rows, projects, read_table

_state = Column("state", String, nullable=False)
_planned_at = Column("planned_at", String, nullable=False)

CAMPAIGNS = read_table(
    "campaigns",
    Column("campaign_id", String, primary_key=True),
    Column("name", String, nullable=False),
    Column("purpose", String, nullable=False),
    Column("mode", String, nullable=False),
    Column("skill_group", String, nullable=False),
    Column("is_triggered", Boolean, nullable=False),
    _state,
    Column("from_at", String, nullable=False),
    Column("until_at", String, nullable=False),
    _planned_at,
    Index("campaigns_by_state", _state, _planned_at),
    Index("campaigns_by_plan", _planned_at),
)

COUNTS = read_table(
    "campaign_counts",
    Column("campaign_id", String, primary_key=True),
    Column("what", String, primary_key=True),
    Column("count", Integer, nullable=False),
)
"""Counts by name: `listed`, `attempts`, `reached`, `successes`, `state:…`, `disposition:…`."""


@dataclass(frozen=True)
class CampaignRow:
    """A campaign in a list."""

    campaign_id: UUID
    name: str
    purpose: str
    mode: str
    skill_group: str
    state: str
    from_at: datetime
    until_at: datetime
    planned_at: datetime


class Campaigns(ReadModel):
    """One row for each campaign, and its counts, kept as its tasks go on."""

    name = "campaigns"
    source = "tickets"
    tables = (CAMPAIGNS, COUNTS)

    @projects("tickets.campaign.planned")
    def planned(self, rows: Rows, event: Any) -> None:
        """There is a further campaign."""
        plan = event.plan
        rows[CAMPAIGNS].put(
            campaign_id=str(event.originator_id),
            name=plan.name,
            purpose=plan.purpose,
            mode=plan.mode,
            skill_group=plan.skill_group,
            is_triggered=plan.trigger is not None,
            state=PLANNED,
            from_at=iso(plan.from_at),
            until_at=iso(plan.until_at),
            planned_at=iso(event.timestamp),
        )

    @projects("tickets.campaign.started")
    def started(self, rows: Rows, event: Any) -> None:
        """Customers are called."""
        rows[CAMPAIGNS].change(str(event.originator_id), state=RUNNING)

    @projects("tickets.campaign.paused")
    def paused(self, rows: Rows, event: Any) -> None:
        """Nobody is called for the time being."""
        rows[CAMPAIGNS].change(str(event.originator_id), state=PAUSED)

    @projects("tickets.campaign.ended")
    def ended(self, rows: Rows, event: Any) -> None:
        """Nobody is called any more."""
        rows[CAMPAIGNS].change(str(event.originator_id), state=ENDED)

    @projects("tickets.outbound_task.listed")
    def listed(self, rows: Rows, event: Any) -> None:
        """A customer is on the list."""
        _count(rows, event, "listed", f"state:{WAITING}")

    @projects("tickets.outbound_task.attempt_begun")
    def attempt_begun(self, rows: Rows, event: Any) -> None:
        """A customer is tried."""
        _count(rows, event, "attempts")

    @projects("tickets.outbound_task.result_recorded")
    def result_recorded(self, rows: Rows, event: Any) -> None:
        """A try came to something."""
        result = event.result
        _count(
            rows,
            event,
            f"disposition:{result.disposition}",
            *(["reached"] if result.is_reached else []),
            *(["successes"] if result.is_success else []),
        )
        _settle(rows, event, result.state)

    @projects("tickets.outbound_task.dropped")
    def dropped(self, rows: Rows, event: Any) -> None:
        """A customer is not called after all."""
        _count(rows, event, f"dropped:{event.cause}")
        _settle(rows, event, DROPPED)

    def page(
        self, *, state: str | None, after: tuple[datetime, UUID] | None, limit: int
    ) -> Sequence[CampaignRow]:
        """Campaigns, the newest first.

        Args:
            state: of this state only.
            after: time and id of the last campaign of the page before.
            limit: campaigns at most.
        """
        query = select(CAMPAIGNS)
        if state is not None:
            query = query.where(CAMPAIGNS.c.state == state)
        if after is not None:
            query = query.where(_beyond(after))
        query = query.order_by(CAMPAIGNS.c.planned_at.desc(), CAMPAIGNS.c.campaign_id.desc()).limit(
            limit
        )
        with self.database.reading() as connection:
            return [_row(one) for one in connection.execute(query).mappings()]

    def counts(self, campaign_id: UUID) -> dict[str, int]:
        """All counts of a campaign by name."""
        query = select(COUNTS.c.what, COUNTS.c["count"]).where(
            COUNTS.c.campaign_id == str(campaign_id)
        )
        with self.database.reading() as connection:
            return {str(row[0]): row[1] for row in connection.execute(query)}

    def running(self) -> Sequence[UUID]:
        """Ids of the campaigns that run."""
        return self._running()

    def running_by_themselves(self) -> Sequence[UUID]:
        """Ids of those that run and have something that puts customers on their list."""
        return self._running(CAMPAIGNS.c.is_triggered)

    def running_by_dialler(self) -> Sequence[UUID]:
        """Ids of those that run and are dialled by a dialler."""
        return self._running(CAMPAIGNS.c.mode == PREDICTIVE)

    def _running(self, *conditions: ColumnElement[bool]) -> Sequence[UUID]:
        query = (
            select(CAMPAIGNS.c.campaign_id)
            .where(CAMPAIGNS.c.state == RUNNING, *conditions)
            .order_by(CAMPAIGNS.c.planned_at, CAMPAIGNS.c.campaign_id)
        )
        with self.database.reading() as connection:
            return [UUID(one) for one in connection.execute(query).scalars()]


def _count(rows: Rows, event: Any, *names: str, by: int = 1) -> None:
    campaign_id = str(event.target.campaign_id)
    for name in names:
        row = rows[COUNTS].get(campaign_id, name)
        count = by + (0 if row is None else row["count"])
        rows[COUNTS].put(campaign_id=campaign_id, what=name, count=count)


def _settle(rows: Rows, event: Any, state: str) -> None:
    if state != WAITING:
        _count(rows, event, f"state:{WAITING}", by=-1)
        _count(rows, event, f"state:{state}")


def _beyond(after: tuple[datetime, UUID]) -> ColumnElement[bool]:
    planned_at, campaign_id = iso(after[0]), str(after[1])
    same = (CAMPAIGNS.c.planned_at == planned_at) & (CAMPAIGNS.c.campaign_id < campaign_id)
    return (CAMPAIGNS.c.planned_at < planned_at) | same


def _row(row: Any) -> CampaignRow:
    names = ("name", "purpose", "mode", "skill_group", "state")
    values: dict[str, Any] = {name: row[name] for name in names}
    values |= {
        name: datetime.fromisoformat(row[name]) for name in ("from_at", "until_at", "planned_at")
    }
    return CampaignRow(campaign_id=UUID(row["campaign_id"]), **values)
