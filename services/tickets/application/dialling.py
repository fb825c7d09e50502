"""Predictive dialling: customers are dialled ahead of the agents, within the limit (TK-4)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol
from uuid import UUID

from services.tickets.application.attempts import Attempts
from services.tickets.application.campaigns import Campaigns
from services.tickets.application.dial_lines import DialLines, Lines
from services.tickets.application.outbound_questions import Campaigns as CampaignQuestions
from services.tickets.application.outbound_questions import OutboundList
from services.tickets.application.questions import Staff
from services.tickets.application.workbench import Workbench
from services.tickets.domain.campaign import Campaign
from services.tickets.domain.contact import Contact
from services.tickets.domain.desk import AgentDesk
from services.tickets.domain.outbound_call import CALLING
from services.tickets.domain.outbound_task import OutboundTask
from services.tickets.domain.pacing import Traffic, abandonment_limit, pace
from shared.errors import Conflict
from shared.event_store import SideRowConflict

ANSWERED = "answered"
LET_DOWN = "let_down"
"""Disposition code of a customer who answered and for whom no agent was free."""

PHONE = "phone"


@dataclass(frozen=True)
class DialOrder:
    """A customer to dial; the dialler finds the number in the customer file.

    Args:
        contact_id: the contact that the call makes; one call for each, however often ordered.
        task_id: the outbound task.
        customer_id: whom.
    """

    contact_id: UUID
    task_id: UUID
    customer_id: UUID


@dataclass(frozen=True)
class DialReport:
    """What became of an order.

    Args:
        contact_id: the order's.
        task_id: the order's.
        outcome: `answered`, or the disposition code of a call that was not.
    """

    contact_id: UUID
    task_id: UUID
    outcome: str


class Dialler(Protocol):
    """What dials; each method may be called again after a crash, for the same effect."""

    def dial(self, order: DialOrder) -> None:
        """Begins a call; an order that is known already is not dialled again."""

    def reports(self) -> Sequence[DialReport]:
        """What became of orders and was not confirmed yet, in the order in which it happened."""

    def confirm(self, report: DialReport) -> None:
        """The report is recorded and need not be told again."""

    def connect(self, contact_id: UUID, *, employee_id: UUID) -> None:
        """Puts a customer who has answered through to an agent."""


class Dialling:
    """Dials for the campaigns in predictive mode.

    What is on the way and who speaks lies in a side row that is moved in the transaction of each
    step: of two processes one wins, and the other's step has not happened.

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
        self._staff = staff
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
            return len(reports) + sum(self._dial_for(one, now) for one in running)
        except (Conflict, SideRowConflict):
            # Another process dials; what it has not done, the next run does.
            return 0

    def _take_in(self, report: DialReport) -> None:
        task = self._attempts.task(report.task_id)
        lines = self._lines.of_campaign(task.target.campaign_id)
        if str(report.contact_id) in lines.on_the_way:
            ended = self._lines.moved(lines, lines.ended(task, is_answered=False))
            if task.state != CALLING:
                # Dropped while it rang: nobody is to speak with the customer any more.
                self._bench.store.save(beside=[ended])
            elif report.outcome == ANSWERED:
                self._put_through(task, lines)
            else:
                self._attempts.settle(task.id, disposition=report.outcome, by=None, beside=[ended])
        self._dialler.confirm(report)

    def _put_through(self, task: OutboundTask, lines: Lines) -> None:
        """Puts a customer through to the free agent who has waited longest, or lets them down."""
        free = self._free_agents(task.target.skill_group, lines)
        if not free:
            changed = lines.ended(task, is_answered=True, is_let_down=True)
            beside = self._lines.moved(lines, changed)
            self._attempts.settle(task.id, disposition=LET_DOWN, by=None, beside=[beside])
            return
        agent_id = free[0]
        contact = self._bench.store.get(Contact, task.attempt.contact_id)
        task.connect(agent_id)
        contact.answer(agent_id, at=self._bench.now)
        beside = self._lines.moved(lines, lines.connected(task, agent_id, at=self._bench.now))
        self._bench.store.save(task, contact, beside=[beside])
        self._dialler.connect(contact.id, employee_id=agent_id)

    def _dial_for(self, campaign_id: UUID, now: datetime) -> int:
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
        traffic = self._traffic(campaign, lines)
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

    def _traffic(self, campaign: Campaign, lines: Lines) -> Traffic:
        return Traffic(
            free_agents=len(self._free_agents(campaign.plan.skill_group, lines)),
            on_the_way=len(lines.on_the_way),
            dialled=lines.ended_calls,
            answered=lines.answered,
            let_down=lines.let_down,
        )

    def _free_agents(self, skill_group: str, lines: Lines) -> list[UUID]:
        """Agents of the group who are available by phone and do not speak; first who waits."""
        found = [
            one
            for one in self._staff.members_of(skill_group)
            if str(one) not in lines.speaking and self._is_available(one)
        ]
        found = self._bench.gate.certified_among(found, skill_group=skill_group)
        return sorted(found, key=lambda one: (lines.last_calls.get(str(one), ""), str(one)))

    def _is_available(self, employee_id: UUID) -> bool:
        desk = self._bench.store.find(AgentDesk, AgentDesk.id_for(employee_id))
        return desk is not None and desk.is_available_for(PHONE)

    def _order(self, task: OutboundTask) -> None:
        self._dialler.dial(
            DialOrder(
                contact_id=task.attempt.contact_id,
                task_id=task.id,
                customer_id=task.target.customer_id,
            )
        )
