"""Predictive dialling: customers are dialled ahead of the agents, within the limit (TK-4)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

import structlog

from services.tickets.application.attempts import Attempts
from services.tickets.application.campaigns import Campaigns
from services.tickets.application.dial_lines import DialLines, Lines
from services.tickets.application.dialler import ANSWERED, Dialler, DialOrder, DialReport
from services.tickets.application.free_agents import FreeAgents
from services.tickets.application.outbound_questions import Campaigns as CampaignQuestions
from services.tickets.application.outbound_questions import OutboundList
from services.tickets.application.questions import Staff
from services.tickets.application.workbench import Workbench
from services.tickets.domain.campaign import Campaign
from services.tickets.domain.contact import Contact
from services.tickets.domain.outbound_call import CALLING
from services.tickets.domain.outbound_errors import TaskNotFound
from services.tickets.domain.outbound_task import OutboundTask
from services.tickets.domain.pacing import Traffic, abandonment_limit, pace
from shared.errors import Conflict, DomainError
from shared.event_store import SideRowConflict, SideWrite

_log = structlog.get_logger("loopdesk.dialling")

LET_DOWN = "let_down"
"""Disposition code of a customer who answered and for whom no agent was free."""


class Dialling:
    """Dials for the campaigns in predictive mode.

    What is on the way lies in a side row of the campaign, who speaks in one of the agent, and both
    move in the transaction of each step: of two processes, or two campaigns, one wins and the
    other's step has not happened.

    Args:
        bench: what all use cases stand on.
        dialler: what dials.
        campaigns: the campaigns.
        attempts: begins and settles tries.
        running: which campaigns run.
        tasks: who is to be called.
        staff: who works in which skill group.
    """

    def __init__(
        self,
        bench: Workbench,
        dialler: Dialler,
        *,
        campaigns: Campaigns,
        attempts: Attempts,
        running: CampaignQuestions,
        tasks: OutboundList,
        staff: Staff,
    ) -> None:
        self._bench = bench
        self._dialler = dialler
        self._campaigns = campaigns
        self._attempts = attempts
        self._running = running
        self._tasks = tasks
        self._free_agents = FreeAgents(bench, staff=staff)
        self._lines = DialLines(bench.store)

    def dial_campaigns(self, now: datetime) -> int:
        """Takes in what has become of calls, then dials as many as the policy lets it.

        Returns:
            How many calls were taken in or begun.
        """
        try:
            reports = self._dialler.reports()
            for report in reports:
                self._take_in(report)
            running = self._running.running_by_dialler()
            return len(reports) + sum(self._dialled(one, running, now) for one in running)
        except (Conflict, SideRowConflict):
            # Another process dials; what it has not done, the next run does.
            return 0

    def _take_in(self, report: DialReport) -> None:
        try:
            task = self._attempts.task(report.task_id)
        except TaskNotFound:
            # Ordered before the log was restored, or by somebody else: nothing waits for it here.
            _log.warning("dial-report-of-no-task", **_named(report.contact_id, report.task_id))
            self._dialler.confirm(report)
            return
        lines = self._lines.of_campaign(task.target.campaign_id)
        if str(report.contact_id) in lines.on_the_way:
            ended = self._lines.moved(lines, lines.ended(task, is_answered=False))
            if task.state != CALLING:
                # Dropped while it rang: nobody is to speak with the customer any more.
                self._bench.store.save(beside=[ended])
            elif report.outcome == ANSWERED:
                self._put_through(task, lines)
            else:
                self._settle(task, report.outcome, ended)
        self._dialler.confirm(report)

    def _put_through(self, task: OutboundTask, lines: Lines) -> None:
        """Puts a customer through to the free agent who has waited longest, or lets them down."""
        free = self._free_agents.of_group(task.target.skill_group, lines)
        if not free:
            changed = lines.ended(task, is_answered=True, is_let_down=True)
            self._settle(task, LET_DOWN, self._lines.moved(lines, changed))
            return
        agent_id = free[0]
        contact = self._bench.store.get(Contact, task.attempt.contact_id)
        task.connect(agent_id)
        contact.answer(agent_id, at=self._bench.now)
        connected = self._lines.moved(lines, lines.connected(task, agent_id, at=self._bench.now))
        speaks = self._bench.calls.begun_for_task(agent_id, task.id, at=self._bench.now)
        self._bench.store.save(task, contact, beside=[connected, speaks])
        self._dialler.connect(contact.id, employee_id=agent_id)

    def _settle(self, task: OutboundTask, outcome: str, ended: SideWrite) -> None:
        meant = self._bench.rules.dispositions.told_by_dialler(outcome)
        if meant.code != outcome:
            names = _named(task.attempt.contact_id, task.id)
            _log.warning("dial-outcome-unknown", outcome=outcome, **names)
        self._attempts.settle(task.id, disposition=outcome, by=None, beside=[ended])

    def _dialled(self, campaign_id: UUID, running: Sequence[UUID], now: datetime) -> int:
        """Dials for one campaign; one that cannot be dialled for holds up no other."""
        try:
            return self._dial_for(campaign_id, running, now)
        except Conflict:
            raise
        except DomainError as refusal:
            _log.warning("campaign-not-dialled", campaign_id=str(campaign_id), cause=str(refusal))
            return 0

    def _dial_for(self, campaign_id: UUID, running: Sequence[UUID], now: datetime) -> int:
        campaign = self._campaigns.campaign(campaign_id)
        plan = campaign.plan
        calendar = self._campaigns.calendar_of(plan.site_id)
        lines = self._tidied(campaign, day=str(calendar.local_day(now)))
        is_within = plan.from_at <= now < plan.until_at
        if not campaign.is_running or not is_within:
            return 0
        if not plan.calling.allows(now, calendar=calendar):
            return 0
        limit = abandonment_limit(plan.most_abandoned, rules=self._bench.rules.outbound)
        traffic = self._traffic(campaign, lines, running)
        decided = pace(traffic, limit=limit)
        waiting = self._tasks.waiting([campaign_id], skill_groups=None, at=now, limit=decided.dial)
        return sum(self._begin(one.task_id) for one in waiting)

    def _begin(self, task_id: UUID) -> bool:
        task = self._attempts.task(task_id)
        lines = self._lines.of_campaign(task.target.campaign_id)
        contact_id = self._attempts.contact_id_of(task)
        beside = self._lines.moved(lines, lines.dialled(contact_id, task.id))
        begun = self._attempts.begin(task_id, employee_id=None, beside=[beside])
        if begun.state != CALLING:
            return False
        self._order(begun)
        return True

    def _tidied(self, campaign: Campaign, *, day: str) -> Lines:
        """The lines without agents who have recorded their result; orders are told again.

        A process that died between its save and the order has left an order untold.
        """
        lines = self._lines.of_campaign(campaign.id)
        tasks = {one: self._attempts.task(UUID(one)) for one in lines.task_ids}
        for task_id in lines.on_the_way.values():
            if tasks[task_id].state == CALLING:
                self._order(tasks[task_id])
        speaking = {
            agent: one for agent, one in lines.speaking.items() if tasks[one].state == CALLING
        }
        for agent, task_id in speaking.items():
            contact_id = tasks[task_id].attempt.contact_id
            self._dialler.connect(contact_id, employee_id=UUID(agent))
        changed = lines.on_day(day).with_speaking(speaking)
        if changed != lines:
            self._bench.store.save(beside=[self._lines.moved(lines, changed)])
        return changed

    def _traffic(self, campaign: Campaign, lines: Lines, running: Sequence[UUID]) -> Traffic:
        return Traffic(
            free_agents=len(self._free_agents.of_group(campaign.plan.skill_group, lines)),
            on_the_way=len(lines.on_the_way) + self._others_on_the_way(campaign, running),
            dialled=lines.ended_calls,
            answered=lines.answered,
            let_down=lines.let_down,
        )

    def _others_on_the_way(self, campaign: Campaign, running: Sequence[UUID]) -> int:
        """Calls of other campaigns whose answers the same agents have to take."""
        others = [self._campaigns.campaign(one) for one in running if one != campaign.id]
        return sum(
            len(self._lines.of_campaign(one.id).on_the_way)
            for one in others
            if self._free_agents.are_shared(campaign.plan.skill_group, one.plan.skill_group)
        )

    def _order(self, task: OutboundTask) -> None:
        self._dialler.dial(
            DialOrder(
                contact_id=task.attempt.contact_id,
                task_id=task.id,
                customer_id=task.target.customer_id,
            )
        )


def _named(contact_id: UUID, task_id: UUID) -> dict[str, str]:
    return {"contact_id": str(contact_id), "task_id": str(task_id)}
