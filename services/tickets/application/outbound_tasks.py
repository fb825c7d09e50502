"""The use cases of outbound tasks in preview: take, prepare, call, object, result (TK-3, TK-4)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from uuid import UUID

from services.tickets.application.access import RUN_CAMPAIGNS, SEE_ALL, SEE_TEAM, WORK
from services.tickets.application.attempts import Attempts
from services.tickets.application.campaigns import Campaigns
from services.tickets.application.outbound_questions import Campaigns as CampaignQuestions
from services.tickets.application.outbound_questions import ListedTask, OutboundList
from services.tickets.application.workbench import Workbench
from services.tickets.domain.campaign import PREVIEW
from services.tickets.domain.gate import only_certified_agents_may_take_the_skill
from services.tickets.domain.outbound_call import TAKEN, WAITING
from services.tickets.domain.outbound_errors import NothingToCall, TaskNotFound, TaskNotYours
from services.tickets.domain.outbound_task import OutboundTask
from shared.context import current_context
from shared.errors import Conflict
from shared.event_store import AsOf, SideRowConflict
from shared.event_store.receipt import RECEIPTS

LOOKED_AT = 50
"""Tasks from the top of the list among which an agent's next one is."""


class OutboundTasks:
    """Lets agents work through the lists of campaigns.

    Args:
        bench: what all use cases stand on.
        campaigns: the campaigns.
        attempts: begins and settles tries.
        running: which campaigns run.
        tasks: who is to be called.
    """

    def __init__(
        self,
        bench: Workbench,
        *,
        campaigns: Campaigns,
        attempts: Attempts,
        running: CampaignQuestions,
        tasks: OutboundList,
    ) -> None:
        self._bench = bench
        self._campaigns = campaigns
        self._attempts = attempts
        self._running = running
        self._tasks = tasks

    def see_task(self, task_id: UUID, *, as_of: AsOf | None = None) -> OutboundTask:
        """The task as it stands or stood.

        Raises:
            TaskNotFound: there is none, or it is not for the actor.
        """
        self._check_sees(self._attempts.task(task_id))
        return self._attempts.task(task_id, as_of=as_of)

    def tasks_in_order(self, *, limit: int = LOOKED_AT) -> Sequence[ListedTask]:
        """What the actor may call now, in the order in which it is given out.

        A callback that a customer wished goes first, then the higher rank of the customer, then
        who has been due for longer. Groups for which the actor lacks a certificate are left out.
        """
        current_context().require(WORK)
        member = self._bench.access.member()
        with self._bench.rules.noted("gate"):
            groups = self._bench.gate.open_groups(
                member.skill_groups, employee_id=member.employee_id
            )
        return self._tasks.waiting(
            self._to_be_called_now(),
            skill_groups=groups,
            at=self._bench.now,
            limit=limit,
        )

    def take_next_task(self) -> OutboundTask:
        """Gives the actor the first task that may be called now.

        What another agent has taken since the list was read is passed over.

        Raises:
            NothingToCall: there is none.
            CertificateLacking: what there is, is for certified agents.
        """
        employee_id = self._bench.access.member().employee_id
        for listed in self.tasks_in_order():
            task = self._attempts.task(listed.task_id)
            if task.state != WAITING or task.due_at > self._bench.now:
                continue
            task.take(employee_id, at=self._bench.now)
            try:
                self._bench.store.save(task)
            except SideRowConflict as lost:
                if lost.kind == RECEIPTS:
                    raise
            except Conflict:
                continue
            else:
                return task
        self._refuse_what_is_left_out()
        raise NothingToCall

    def _refuse_what_is_left_out(self) -> None:
        """Says which certificate is lacking where that alone keeps the actor from calling."""
        member, gate = self._bench.access.member(), self._bench.gate
        closed = member.skill_groups - gate.open_groups(
            member.skill_groups, employee_id=member.employee_id
        )
        if not closed:
            return
        left_out = self._tasks.waiting(
            self._to_be_called_now(), skill_groups=closed, at=self._bench.now, limit=1
        )
        if left_out:
            demanded = [code for group in sorted(closed) for code in gate.demanded_in(group)]
            lacking = gate.lacking(member.employee_id, list(dict.fromkeys(demanded)))
            only_certified_agents_may_take_the_skill(lacking)

    def prepare_task(self, task_id: UUID, *, note: str) -> OutboundTask:
        """Notes what is to be said to the customer; sealed under their key."""
        employee_id = self._bench.access.employee_id()

        def decide(task: OutboundTask) -> None:
            task.prepare(self._attempts.sealed(task, note), by=employee_id)

        return self._change(task_id, decide)

    def begin_attempt(self, task_id: UUID) -> OutboundTask:
        """Begins to call the customer of a task that the actor has taken.

        Whoever may not be called after all, by the do-not-call list or their consents as they
        are now, is dropped from the list instead.

        Raises:
            CampaignStateWrong: the campaign does not run.
            NotATimeToCall: it is too early or too late where the customer is.
        """
        current_context().require(WORK)
        employee_id = self._bench.access.employee_id()
        self._own(task_id)
        return self._attempts.begin(task_id, employee_id=employee_id)

    def answer_objection(
        self, task_id: UUID, *, objection: str, answer: str, is_overcome: bool
    ) -> OutboundTask:
        """Records an objection [异议] of the customer and what was answered."""
        employee_id = self._bench.access.employee_id()

        def decide(task: OutboundTask) -> None:
            self._bench.rules.outbound.check_objection(objection)
            sealed = self._attempts.sealed(task, answer)
            task.answer_objection(objection, answer=sealed, is_overcome=is_overcome, by=employee_id)

        with self._bench.rules.noted("outbound"):
            return self._change(task_id, decide)

    def record_result(
        self,
        task_id: UUID,
        *,
        disposition: str,
        callback_at: datetime | None = None,
        note: str | None = None,
    ) -> OutboundTask:
        """Records what the call came to; what follows is the rule of the disposition code.

        Args:
            task_id: the task.
            disposition: its code.
            callback_at: when the customer wishes to be called again, with a code that means so.
            note: what was said.
        """
        current_context().require(WORK)
        self._own(task_id)
        return self._attempts.settle(
            task_id,
            disposition=disposition,
            by=self._bench.access.employee_id(),
            callback_at=callback_at,
            note=note,
        )

    def release_task(self, task_id: UUID) -> OutboundTask:
        """The actor gives back a task uncalled; who leads campaigns takes it back from anybody."""

        def decide(task: OutboundTask) -> None:
            task.release(cause="given_back")

        return self._change(task_id, decide, is_for_leaders=True)

    def drop_task(self, task_id: UUID) -> OutboundTask:
        """The customer is not to be called for this any more, as who leads the campaign decides."""
        current_context().require(RUN_CAMPAIGNS)

        def decide(task: OutboundTask) -> None:
            task.drop(cause="decided")

        return self._change(task_id, decide, is_for_leaders=True)

    def release_held_tasks(self, now: datetime) -> int:
        """Puts back what somebody took and did not call in the time that the rules allow.

        Returns:
            How many were put back.
        """
        before = self._attempts.held_before(now)
        found = self._tasks.held_since(before, limit=LOOKED_AT)
        return sum(self._release_held(one, before=before) for one in found)

    def _release_held(self, task_id: UUID, *, before: datetime) -> bool:
        task = self._attempts.task(task_id)
        if task.state != TAKEN or task.taken_at is None or task.taken_at >= before:
            return False
        task.release(cause="held_too_long")
        try:
            self._bench.store.save(task)
        except Conflict:
            # Called or given back meanwhile: that stands.
            return False
        return True

    def _to_be_called_now(self) -> list[UUID]:
        """The campaigns in preview whose customers may be called at this moment."""
        found = []
        for campaign_id in self._running.running():
            campaign = self._campaigns.campaign(campaign_id)
            plan = campaign.plan
            is_within = plan.from_at <= self._bench.now < plan.until_at
            if not campaign.is_running or plan.mode != PREVIEW or not is_within:
                continue
            calendar = self._campaigns.calendar_of(plan.site_id)
            if plan.calling.allows(self._bench.now, calendar=calendar):
                found.append(campaign_id)
        return found

    def _change(
        self,
        task_id: UUID,
        decide: Callable[[OutboundTask], None],
        *,
        is_for_leaders: bool = False,
    ) -> OutboundTask:
        if not is_for_leaders or not current_context().may(RUN_CAMPAIGNS):
            current_context().require(WORK)
            self._own(task_id)
        task = self._attempts.task(task_id)
        decide(task)
        self._bench.store.save(task)
        return task

    def _own(self, task_id: UUID) -> None:
        """Refuses what somebody else has.

        Raises:
            TaskNotFound: the actor may not even see it.
            TaskNotYours: another agent has it, or nobody.
        """
        task = self._attempts.task(task_id)
        self._check_sees(task)
        if task.is_open and task.employee_id != self._bench.access.employee_id():
            raise TaskNotYours

    def _check_sees(self, task: OutboundTask) -> None:
        context = current_context()
        if context.may(SEE_ALL) or context.may(RUN_CAMPAIGNS):
            return
        if not context.may(WORK) and not context.may(SEE_TEAM):
            raise TaskNotFound(key=task.id)
        employees = self._bench.access.visible_employees() or frozenset()
        called = {one.employee_id for one in task.attempts} | {task.employee_id}
        waits = task.state == WAITING and task.target.skill_group in self._groups()
        if not waits and not called & employees:
            raise TaskNotFound(key=task.id)

    def _groups(self) -> frozenset[str]:
        if not current_context().may(WORK):
            return frozenset()
        return self._bench.access.member().skill_groups
