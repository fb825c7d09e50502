"""The use cases of campaigns: planning, starting, pausing, ending, and their lists (TK-3, TK-4)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from uuid import UUID

import msgspec

from services.tickets.application.access import RUN_CAMPAIGNS, SEE_ALL
from services.tickets.application.outbound_questions import CallingCalendars, People
from services.tickets.application.workbench import Workbench
from services.tickets.domain.campaign import PREDICTIVE, Campaign, Plan
from services.tickets.domain.outbound_call import Target
from services.tickets.domain.outbound_errors import (
    CallingTimesUnknown,
    CampaignInvalid,
    CampaignNotFound,
    DiallerMissing,
    ScriptNotReleased,
    TooManyTargets,
)
from services.tickets.domain.outbound_rules import CallingRules
from services.tickets.domain.outbound_task import OutboundTask
from services.tickets.domain.pacing import abandonment_limit
from services.tickets.domain.script import Script
from services.tickets.domain.script_errors import ScriptNotFound, ScriptTestNotFound
from services.tickets.domain.script_test import ScriptTest
from shared.calendars import BusinessCalendar
from shared.context import current_context
from shared.errors import FieldError
from shared.event_store import AsOf
from shared.event_store.store import expect_version

MOST_TARGETS = 500
"""Customers that one request puts on a list."""

WHOLE_LIST = "list"
"""What somebody is called for who was put on the list by hand."""


class Campaigns:
    """Plans and leads campaigns.

    Args:
        bench: what all use cases stand on.
        people: levels of customers.
        calendars: the sites' calendars.
        has_dialler: whether something is connected that can dial.
    """

    def __init__(
        self,
        bench: Workbench,
        *,
        people: People,
        calendars: CallingCalendars,
        has_dialler: bool,
    ) -> None:
        self._bench = bench
        self._people = people
        self._calendars = calendars
        self._has_dialler = has_dialler

    def campaign(self, campaign_id: UUID, *, as_of: AsOf | None = None) -> Campaign:
        """The campaign, whoever may see it.

        Raises:
            CampaignNotFound: there is none.
        """
        found = self._bench.store.find(Campaign, campaign_id, as_of=as_of)
        if found is None:
            raise CampaignNotFound(key=campaign_id)
        return found

    def see_campaign(self, campaign_id: UUID, *, as_of: AsOf | None = None) -> Campaign:
        """The campaign as it stands or stood, for those who lead campaigns or see all."""
        check_sees_campaigns()
        return self.campaign(campaign_id, as_of=as_of)

    def plan_campaign(self, plan: Plan) -> Campaign:
        """Plans a campaign within the rules; nobody is called yet.

        Args:
            plan: what it is to be; without a site, the actor's.

        Raises:
            CampaignInvalid: it goes beyond the rules, or makes no sense.
        """
        context = current_context()
        context.require(RUN_CAMPAIGNS)
        own_site = context.site_id and UUID(context.site_id)
        site_id = plan.site_id or own_site or self._calendars.only_site()
        with self._bench.rules.noted("outbound"):
            self._check_within_rules(plan)
            campaign = Campaign.plan_campaign(
                msgspec.structs.replace(plan, site_id=site_id),
                campaign_id=self._bench.new_id(),
                at=self._bench.now,
            )
            self._bench.store.save(campaign)
        return campaign

    def change_calling(
        self, campaign_id: UUID, calling: CallingRules, *, expected_version: int | None = None
    ) -> Campaign:
        """Calls at other times or with other tries from now on."""
        with self._bench.rules.noted("outbound"):
            self._bench.rules.outbound.check_calling(calling)
            return self._change(
                campaign_id, lambda one: one.change_calling(calling), expected_version
            )

    def start_campaign(self, campaign_id: UUID, *, expected_version: int | None = None) -> Campaign:
        """Lets customers be called, for the first time or after a pause.

        Raises:
            CallingTimesUnknown: the site has no calendar.
            ScriptNotReleased: its script has no released version.
            DiallerMissing: it is to be dialled, and nothing can.
        """

        def decide(campaign: Campaign) -> None:
            self.calendar_of(campaign.plan.site_id)
            if campaign.plan.mode == PREDICTIVE and not self._has_dialler:
                raise DiallerMissing
            self._check_script(campaign.plan)
            campaign.start(at=self._bench.now)

        return self._change(campaign_id, decide, expected_version)

    def pause_campaign(self, campaign_id: UUID, *, expected_version: int | None = None) -> Campaign:
        """Lets nobody be called for the time being."""
        return self._change(campaign_id, Campaign.pause, expected_version)

    def end_campaign(self, campaign_id: UUID, *, expected_version: int | None = None) -> Campaign:
        """Ends a campaign; what is left of its list is not called any more."""
        return self._change(campaign_id, Campaign.end, expected_version)

    def list_targets(
        self,
        campaign_id: UUID,
        customer_ids: Sequence[UUID],
        *,
        due_at: datetime | None = None,
        expected_version: int | None = None,
    ) -> Campaign:
        """Puts customers on the list of a campaign; whoever is on it already stays as they are.

        Args:
            campaign_id: the campaign.
            customer_ids: the customers, `MOST_TARGETS` at most.
            due_at: not to be called before; now by default.
            expected_version: version that the caller saw.

        Raises:
            TooManyTargets: the list is to be entered in parts.
        """
        current_context().require(RUN_CAMPAIGNS)
        if len(customer_ids) > MOST_TARGETS:
            what = FieldError(
                "customer_ids", f"name {MOST_TARGETS} at most.", f"一次最多 {MOST_TARGETS} 个客户。"
            )
            raise TooManyTargets(fields=(what,))
        campaign = self.campaign(campaign_id)
        expect_version(campaign, expected_version)
        with self._bench.rules.noted("outbound"):
            wanted = [(one, None, WHOLE_LIST) for one in dict.fromkeys(customer_ids)]
            tasks = self.new_tasks(campaign, wanted, due_at=due_at or self._bench.now)
            if tasks:
                campaign.list_targets(len(tasks))
            self._bench.store.save(campaign, *tasks)
        return campaign

    def new_tasks(
        self,
        campaign: Campaign,
        wanted: Sequence[tuple[UUID, UUID | None, str]],
        *,
        due_at: datetime,
    ) -> list[OutboundTask]:
        """Tasks of those who are not on the list yet; whoever asked saves them.

        Args:
            campaign: the campaign.
            wanted: customer, ticket if it is about one, and what for: each is listed once.
            due_at: not to be called before.
        """
        campaign.check_takes_targets()
        plan = campaign.plan
        levels = self._people.levels_of([one for one, _, _ in wanted])
        ranks = self._bench.rules.outbound.customer_levels
        made = []
        for customer_id, ticket_id, what_for in wanted:
            task_id = OutboundTask.id_for(campaign.id, customer_id, what_for)
            if self._bench.store.find(OutboundTask, task_id) is not None:
                continue
            target = Target(
                campaign_id=campaign.id,
                purpose=plan.purpose,
                customer_id=customer_id,
                skill_group=plan.skill_group,
                site_id=plan.site_id,
                ticket_id=ticket_id,
                what_for=what_for,
            )
            rank = ranks.get(levels.get(customer_id, ""), 0)
            made.append(OutboundTask.put_on_list(target, task_id=task_id, rank=rank, due_at=due_at))
        return made

    def calendar_of(self, site_id: UUID | None) -> BusinessCalendar:
        """The calendar by which customers of a site are called.

        Raises:
            CallingTimesUnknown: the site has none.
        """
        found = self._calendars.business_calendar(site_id, at=self._bench.now)
        if found is None:
            raise CallingTimesUnknown
        return found

    def _check_within_rules(self, plan: Plan) -> None:
        rules = self._bench.rules.outbound
        rules.check_calling(plan.calling)
        abandonment_limit(plan.most_abandoned, rules=rules)
        if plan.script_id is not None:
            self._script(plan.script_id)
        if plan.script_test_id is not None:
            test = self._bench.store.find(ScriptTest, plan.script_test_id)
            if test is None:
                raise ScriptTestNotFound(key=plan.script_test_id)
            if test.plan.script_id != plan.script_id:
                what = FieldError(
                    "script_test_id", "must be a test of the script.", "必须是该话术的测试。"
                )
                raise CampaignInvalid(fields=(what,))

    def _check_script(self, plan: Plan) -> None:
        if plan.script_id is not None and self._script(plan.script_id).current is None:
            raise ScriptNotReleased

    def _script(self, script_id: UUID) -> Script:
        found = self._bench.store.find(Script, script_id)
        if found is None:
            raise ScriptNotFound(key=script_id)
        return found

    def _change(
        self,
        campaign_id: UUID,
        decide: Callable[[Campaign], None],
        expected_version: int | None,
    ) -> Campaign:
        current_context().require(RUN_CAMPAIGNS)
        campaign = self.campaign(campaign_id)
        expect_version(campaign, expected_version)
        decide(campaign)
        self._bench.store.save(campaign)
        return campaign


def check_sees_campaigns() -> None:
    """Refuses whoever neither leads campaigns nor sees all."""
    context = current_context()
    if not context.may(SEE_ALL):
        context.require(RUN_CAMPAIGNS)
