"""Customers who come onto a list by themselves: on their day, or after a resolution (TK-13)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID

from services.tickets.application.campaigns import Campaigns
from services.tickets.application.outbound_questions import (
    Campaigns as CampaignQuestions,
)
from services.tickets.application.outbound_questions import Occasions, ResolvedTickets
from services.tickets.application.workbench import Workbench
from services.tickets.domain.campaign import Campaign
from services.tickets.domain.occasion import days_celebrated_on
from shared.errors import Conflict

PAGE = 200
"""Customers that are listed in one transaction."""

MOST_PAGES = 25
"""Pages of one campaign in one run; the next run goes on."""

Wanted = tuple[UUID, UUID | None, str]


class ScheduledCalls:
    """Lists whom care and follow-up calls are due to.

    Args:
        bench: what all use cases stand on.
        campaigns: the campaigns.
        running: which of them list by themselves.
        occasions: whose day it is.
        resolved: which tickets were resolved when.
    """

    def __init__(
        self,
        bench: Workbench,
        *,
        campaigns: Campaigns,
        running: CampaignQuestions,
        occasions: Occasions,
        resolved: ResolvedTickets,
    ) -> None:
        self._bench = bench
        self._campaigns = campaigns
        self._running = running
        self._occasions = occasions
        self._resolved = resolved

    def list_scheduled_targets(self, now: datetime) -> int:
        """Lists whoever is due now, once however many timers run.

        Returns:
            How many were listed.
        """
        return sum(self._list_for(one, now) for one in self._running.running_by_themselves())

    def _list_for(self, campaign_id: UUID, now: datetime) -> int:
        campaign = self._campaigns.campaign(campaign_id)
        plan = campaign.plan
        if plan.trigger is None or not campaign.is_running:
            return 0
        if not plan.from_at <= now < plan.until_at:
            return 0
        if plan.trigger.occasion is not None:
            return self._list_celebrated(campaign, plan.trigger.occasion, now)
        return self._list_resolved(campaign, plan.trigger.days_after_resolution or 0, now)

    def _list_celebrated(self, campaign: Campaign, occasion: str, now: datetime) -> int:
        today = self._campaigns.calendar_of(campaign.plan.site_id).local_day(now)
        days = days_celebrated_on(today)
        what_for = f"{occasion}/{today.year}"

        def page(last: UUID | None) -> Sequence[UUID]:
            return self._occasions.celebrated(
                occasion, days, campaign_id=campaign.id, what_for=what_for, after=last, limit=PAGE
            )

        listed, last = 0, None
        for _ in range(MOST_PAGES):
            found = page(last)
            listed += self._save(campaign, [(one, None, what_for) for one in found], now)
            if len(found) < PAGE:
                break
            last = found[-1]
        return listed

    def _list_resolved(self, campaign: Campaign, days: int, now: datetime) -> int:
        plan, span = campaign.plan, timedelta(days=days)
        kinds = () if plan.trigger is None else plan.trigger.kinds
        listed, last = 0, None
        for _ in range(MOST_PAGES):
            found = self._resolved.resolved(
                since=plan.from_at - span,
                until=now - span,
                kinds=kinds,
                campaign_id=campaign.id,
                after=last,
                limit=PAGE,
            )
            wanted = [(one.customer_id, one.ticket_id, f"ticket:{one.ticket_id}") for one in found]
            listed += self._save(campaign, wanted, now)
            if len(found) < PAGE:
                break
            last = (found[-1].resolved_at, found[-1].ticket_id)
        return listed

    def _save(self, campaign: Campaign, wanted: Sequence[Wanted], now: datetime) -> int:
        """Lists them together; after a lost race one by one, so that one does not hold up all."""
        try:
            return self._save_together(campaign, wanted, now)
        except Conflict:
            return sum(self._save_alone(campaign, one, now) for one in wanted)

    def _save_alone(self, campaign: Campaign, wanted: Wanted, now: datetime) -> int:
        try:
            return self._save_together(campaign, [wanted], now)
        except Conflict:
            # Another timer has listed this customer.
            return 0

    def _save_together(self, campaign: Campaign, wanted: Sequence[Wanted], now: datetime) -> int:
        with self._bench.rules.noted("outbound"):
            tasks = self._campaigns.new_tasks(campaign, wanted, due_at=now)
            if tasks:
                self._bench.store.save(*tasks)
        return len(tasks)
