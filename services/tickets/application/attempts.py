"""Tries to reach a customer: what is checked before each, and what follows from its result."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID

from services.tickets.application.call_permission import CallPermission, Permission
from services.tickets.application.campaigns import Campaigns
from services.tickets.application.scripts import outcome_of
from services.tickets.application.workbench import Workbench
from services.tickets.domain.campaign import Campaign
from services.tickets.domain.contact import Contact
from services.tickets.domain.dispositions import STOP_CALLING, Disposition
from services.tickets.domain.do_not_call import ASKED_IN_CALL, DoNotCall
from services.tickets.domain.outbound_call import Attempt
from services.tickets.domain.outbound_errors import (
    CallbackTimeWrong,
    ScriptNotReleased,
    TaskNotFound,
)
from services.tickets.domain.outbound_task import OutboundTask
from services.tickets.domain.script import Script
from services.tickets.domain.script_test import ScriptOutcome, ScriptTest
from shared.errors import FieldError
from shared.event_store import Aggregate, AsOf, SideWrite
from shared.sealed import Sealed


class Attempts:
    """Begins and settles tries, of agents and of a dialler.

    Args:
        bench: what all use cases stand on.
        campaigns: the campaigns.
        permission: whether a customer may be called.
    """

    def __init__(
        self, bench: Workbench, *, campaigns: Campaigns, permission: CallPermission
    ) -> None:
        self._bench = bench
        self._campaigns = campaigns
        self._permission = permission

    def task(self, task_id: UUID, *, as_of: AsOf | None = None) -> OutboundTask:
        """The task, whoever may see it.

        Raises:
            TaskNotFound: there is none.
        """
        found = self._bench.store.find(OutboundTask, task_id, as_of=as_of)
        if found is None:
            raise TaskNotFound(key=task_id)
        return found

    def sealed(self, task: OutboundTask, text: str) -> Sealed:
        """A text about the customer, under their key (SE-2)."""
        return self._bench.seal(f"customer:{task.target.customer_id}", text)

    def held_before(self, now: datetime) -> datetime:
        """Whoever took a task before then has held it too long."""
        return now - timedelta(seconds=self._bench.rules.outbound.hold_seconds)

    def contact_id_of(self, task: OutboundTask) -> UUID:
        """The contact that the next try makes; it follows from the try."""
        return OutboundTask.id_for(task.id, "attempt", len(task.attempts) + 1)

    def begin(
        self,
        task_id: UUID,
        *,
        employee_id: UUID | None,
        beside: Sequence[SideWrite] = (),
    ) -> OutboundTask:
        """Begins a try, or drops the customer who may not be called.

        The campaign, its hours, the gap between tries, the do-not-call list and the consents are
        looked at now, and the campaign must still stand so when the try is saved.

        Args:
            task_id: the task.
            employee_id: who calls; None for a dialler.
            beside: side rows that move with the try, and not with a drop.
        """
        seen = 0

        def attempt() -> OutboundTask:
            nonlocal seen
            task = self.task(task_id)
            seen = task.version
            campaign = self._campaigns.campaign(task.target.campaign_id)
            self._check_time(campaign, self._bench.now)
            found = self.permission_for(task)
            if found.refusal is not None:
                task.drop(cause=found.refusal)
                self._bench.store.save(task)
                return task
            contact = self._contact_of(task)
            task.begin_attempt(
                self._attempt(task, campaign, contact, employee_id, consent=found.consent)
            )
            rows = [*beside, *self._speaking(task, employee_id)]
            self._bench.store.save(task, contact, beside=rows, unchanged=[campaign])
            return task

        with self._bench.rules.noted("outbound"):
            return self._bench.retried(attempt, moved=lambda: self.task(task_id).version != seen)

    def settle(
        self,
        task_id: UUID,
        *,
        disposition: str,
        by: UUID | None,
        callback_at: datetime | None = None,
        note: str | None = None,
        beside: Sequence[SideWrite] = (),
    ) -> OutboundTask:
        """Records what a try came to, with all that follows from it.

        Args:
            task_id: the task.
            disposition: code of the result.
            by: who called; None for a dialler.
            callback_at: when the customer wishes to be called again.
            note: what was said.
            beside: side rows that move with the result.
        """
        seen = 0

        def attempt() -> OutboundTask:
            nonlocal seen
            task = self.task(task_id)
            seen = task.version
            campaign = self._campaigns.campaign(task.target.campaign_id)
            codes = self._bench.rules.dispositions
            find = codes.told_by_dialler if by is None else codes.disposition
            meant = find(disposition)
            self._check_callback(campaign, callback_at)
            calling = campaign.plan.calling
            task.record_result(
                meant,
                by=by,
                due_again_at=self._bench.rules.outbound.due_again(
                    meant.gap_seconds, calling=calling, at=self._bench.now
                ),
                most_tries=calling.most_tries,
                callback_at=callback_at,
                note=None if note is None else self.sealed(task, note),
            )
            following = self._following(task, campaign, meant)
            self._bench.store.save(task, *following, beside=beside)
            return task

        with self._bench.rules.noted("outbound", "dispositions"):
            return self._bench.retried(attempt, moved=lambda: self.task(task_id).version != seen)

    def permission_for(self, task: OutboundTask) -> Permission:
        """Whether the customer of a task may be called now."""
        purpose = self._bench.rules.outbound.purpose(task.target.purpose)
        return self._permission.for_call(task.target.customer_id, purpose)

    def script_for(self, task: OutboundTask) -> tuple[Script, int, str | None] | None:
        """The script that the customer of a task hears, its version, and the arm of a test.

        Raises:
            ScriptNotReleased: there is no released version any more.
        """
        plan = self._campaigns.campaign(task.target.campaign_id).plan
        if plan.script_id is None:
            return None
        script = self._bench.store.get(Script, plan.script_id)
        test = self._running_test(plan.script_test_id)
        if test is not None:
            arm = test.arm_of(task.target.customer_id)
            script.check_released(test.version_for(arm))
            return script, test.version_for(arm), arm
        if script.current is None:
            raise ScriptNotReleased
        return script, script.current.number, None

    def _attempt(
        self,
        task: OutboundTask,
        campaign: Campaign,
        contact: Contact,
        employee_id: UUID | None,
        *,
        consent: str,
    ) -> Attempt:
        heard = self.script_for(task)
        return Attempt(
            contact_id=contact.id,
            ordinal=len(task.attempts) + 1,
            begun_at=self._bench.now,
            employee_id=employee_id,
            consent=consent,
            script_id=campaign.plan.script_id,
            script_version=None if heard is None else heard[1],
            script_arm=None if heard is None else heard[2],
        )

    def _speaking(self, task: OutboundTask, employee_id: UUID | None) -> list[SideWrite]:
        """The row by which no dialler gives another customer to who calls this one."""
        if employee_id is None:
            return []
        return [self._bench.calls.begun_for_task(employee_id, task.id, at=self._bench.now)]

    def _contact_of(self, task: OutboundTask) -> Contact:
        contact = Contact.offer(
            contact_id=self.contact_id_of(task),
            channel="phone",
            direction="outbound",
            offered_at=self._bench.now,
            customer_id=task.target.customer_id,
            skill_group=task.target.skill_group,
            site_id=task.target.site_id,
        )
        if task.target.ticket_id is not None:
            contact.link_to_ticket(task.target.ticket_id)
        return contact

    def _following(
        self, task: OutboundTask, campaign: Campaign, meant: Disposition
    ) -> list[Aggregate]:
        """What else is saved with a result: the contact's end, the wish, the script's outcome."""
        return [
            *self._contact_ended(task, meant),
            *self._wish(task, meant),
            *self._outcome(task, campaign, meant),
        ]

    def _contact_ended(self, task: OutboundTask, meant: Disposition) -> list[Aggregate]:
        contact = self._bench.store.find(Contact, task.attempt.contact_id)
        is_open = contact is not None and contact.ended_at is None and contact.answered_at is None
        if contact is None or not is_open or meant.is_reached:
            return []
        contact.end_unattended(at=self._bench.now)
        return [contact]

    def _wish(self, task: OutboundTask, meant: Disposition) -> list[Aggregate]:
        if meant.then != STOP_CALLING:
            return []
        customer_id = task.target.customer_id
        found = self._bench.store.find(DoNotCall, DoNotCall.id_for(customer_id))
        entry = found or DoNotCall.open(customer_id)
        if entry.is_in_force:
            return []
        entry.record(cause=ASKED_IN_CALL)
        return [entry]

    def _outcome(
        self, task: OutboundTask, campaign: Campaign, meant: Disposition
    ) -> list[Aggregate]:
        """What the customer counts for in a test, once the task is settled."""
        test = self._running_test(campaign.plan.script_test_id)
        if task.is_open or test is None or task.attempt.script_arm is None:
            return []
        customer_id = task.target.customer_id
        if outcome_of(self._bench.store, test, customer_id, task.attempt.contact_id) is not None:
            return []
        return [ScriptOutcome.record(test, subject_id=customer_id, disposition=meant.code)]

    def _running_test(self, test_id: UUID | None) -> ScriptTest | None:
        test = None if test_id is None else self._bench.store.get(ScriptTest, test_id)
        return test if test is not None and test.is_running else None

    def _check_time(self, campaign: Campaign, at: datetime) -> None:
        campaign.check_calls_at(at)
        calendar = self._campaigns.calendar_of(campaign.plan.site_id)
        campaign.plan.calling.check_time(at, calendar=calendar)

    def _check_callback(self, campaign: Campaign, callback_at: datetime | None) -> None:
        if callback_at is None:
            return
        plan = campaign.plan
        calendar = self._campaigns.calendar_of(plan.site_id)
        is_within = self._bench.now < callback_at < plan.until_at
        if not is_within or not plan.calling.allows(callback_at, calendar=calendar):
            what = FieldError(
                "callback_at",
                "must be to come, within the campaign and its hours.",
                "必须是将来、且在活动期间及可呼叫时段内的时间。",
            )
            raise CallbackTimeWrong(fields=(what,))
