"""An outbound task [外呼任务]: one customer of one campaign, from list to result (TK-3)."""

from __future__ import annotations

from datetime import datetime
from typing import Self
from uuid import UUID

import msgspec

from services.tickets.domain.dispositions import CALL_BACK, DONE, DROP, STOP_CALLING, Disposition
from services.tickets.domain.outbound_errors import (
    CallbackTimeWrong,
    TaskNotDue,
    TaskNotYours,
    TaskStateWrong,
)
from shared.errors import FieldError
from shared.event_store.aggregate import Aggregate, event
from shared.ids import id_of
from shared.sealed.envelope import Sealed

WAITING = "waiting"
TAKEN = "taken"
CALLING = "calling"
COMPLETED = "completed"
EXHAUSTED = "exhausted"
DROPPED = "dropped"
STATES = (WAITING, TAKEN, CALLING, COMPLETED, EXHAUSTED, DROPPED)
STATES_ZH = {
    WAITING: "待呼叫",
    TAKEN: "已领取",
    CALLING: "呼叫中",
    COMPLETED: "已完成",
    EXHAUSTED: "次数用尽",
    DROPPED: "已放弃",
}
"""What the states are called in Chinese."""

OPEN_STATES = (WAITING, TAKEN, CALLING)


class Target(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Who is called for what; stored in events that become public.

    Args:
        campaign_id: the campaign.
        purpose: what for.
        customer_id: who.
        skill_group: skill group whose agents call.
        site_id: site whose calendar counts.
        ticket_id: the ticket that it is about, if it is about one.
        what_for: `list`, `ticket:` with its id, or the occasion with its year.
    """

    campaign_id: UUID
    purpose: str
    customer_id: UUID
    skill_group: str
    site_id: UUID | None = None
    ticket_id: UUID | None = None
    what_for: str = "list"


class Attempt(msgspec.Struct, frozen=True, kw_only=True):
    """One try to reach the customer.

    Args:
        contact_id: the contact that it makes.
        ordinal: the how-many-eth try it is.
        begun_at: when.
        consent: what the check of consent found.
        employee_id: who calls; None while a dialler does.
        script_id: the script followed, if there is one.
        script_version: its version.
        script_arm: arm of the test that decided the version, if one did.
    """

    contact_id: UUID
    ordinal: int
    begun_at: datetime
    consent: str
    employee_id: UUID | None = None
    script_id: UUID | None = None
    script_version: int | None = None
    script_arm: str | None = None


class Objection(msgspec.Struct, frozen=True, kw_only=True):
    """What the customer objected and what was answered [异议处理]."""

    ordinal: int
    objection: str
    answer: Sealed
    is_overcome: bool


class Result(msgspec.Struct, frozen=True, kw_only=True):
    """What a try came to.

    Args:
        disposition: its code.
        is_reached: whether the customer was spoken to.
        is_success: whether the call reached its purpose.
        state: state of the task from now on.
        is_promised: whether the customer wished the time of the next try.
        due_at: when the customer is called again, if so.
    """

    disposition: str
    is_reached: bool
    is_success: bool
    state: str
    is_promised: bool
    due_at: datetime | None = None


class OutboundTask(Aggregate):
    """One entry of a campaign's list."""

    TOPIC = "tickets.outbound_task"

    class Created(Aggregate.Created):
        TOPIC = "tickets.outbound_task.listed"
        target: Target
        rank: int
        due_at: datetime

    def __init__(self, target: Target, rank: int, due_at: datetime) -> None:
        self.target = target
        self.rank = rank
        self.due_at = due_at
        self.is_promised = False
        self.state = WAITING
        self.employee_id: UUID | None = None
        self.taken_at: datetime | None = None
        self.note: Sealed | None = None
        self.attempts: tuple[Attempt, ...] = ()
        self.results: tuple[Result, ...] = ()
        self.objections: tuple[Objection, ...] = ()
        self.drop_cause: str | None = None

    @staticmethod
    def id_for(campaign_id: UUID, *what_for: object) -> UUID:
        """The one id of a campaign's task for a customer, a ticket or an occasion of a year."""
        return id_of("outbound_task", campaign_id, *what_for)

    @classmethod
    def put_on_list(cls, target: Target, *, task_id: UUID, rank: int, due_at: datetime) -> Self:
        """Puts a customer on the list.

        Args:
            target: who is called for what.
            task_id: made by `id_for`, so that nobody is listed twice for the same.
            rank: the higher is called first.
            due_at: not to be called before.
        """
        return cls._create(cls.Created, id=task_id, target=target, rank=rank, due_at=due_at)

    @property
    def is_open(self) -> bool:
        """Whether the customer is still to be called."""
        return self.state in OPEN_STATES

    @property
    def attempt(self) -> Attempt:
        """The try that runs, or the last one."""
        return self.attempts[-1]

    def take(self, employee_id: UUID, *, at: datetime) -> None:
        """An agent takes it in order to prepare and call."""
        self._check_state(WAITING)
        self._check_due(at)
        self._take(employee_id=employee_id, taken_at=at)

    @event("Taken", topic="tickets.outbound_task.taken")
    def _take(self, employee_id: UUID, taken_at: datetime) -> None:
        self.state = TAKEN
        self.employee_id = employee_id
        self.taken_at = taken_at

    def prepare(self, note: Sealed, *, by: UUID) -> None:
        """Notes what is to be said to this customer."""
        self._check_state(TAKEN)
        self._check_is(by)
        self._prepare(note=note)

    @event("Prepared", topic="tickets.outbound_task.prepared")
    def _prepare(self, note: Sealed) -> None:
        self.note = note

    def release(self, *, cause: str) -> None:
        """Whoever has it lets it go uncalled; it waits again.

        Args:
            cause: `given_back` by the agent, or `held_too_long`.
        """
        self._check_state(TAKEN)
        self._release(cause=cause)

    @event("Released", topic="tickets.outbound_task.released")
    def _release(self, cause: str) -> None:
        self.state = WAITING
        self.employee_id = None
        self.taken_at = None

    def begin_attempt(self, attempt: Attempt) -> None:
        """Begins a try: the agent's who has taken it, or a dialler's of what waits.

        Raises:
            TaskStateWrong: nobody has taken it, it is being called, or it is settled.
            TaskNotYours: another agent has it.
            TaskNotDue: it is too early.
        """
        self._check_state(WAITING if attempt.employee_id is None else TAKEN)
        if attempt.employee_id is not None:
            self._check_is(attempt.employee_id)
        self._check_due(attempt.begun_at)
        self._begin_attempt(target=self.target, attempt=attempt)

    @event("AttemptBegun", topic="tickets.outbound_task.attempt_begun")
    def _begin_attempt(self, target: Target, attempt: Attempt) -> None:
        self.state = CALLING
        self.attempts = (*self.attempts, attempt)

    def connect(self, employee_id: UUID) -> None:
        """The dialler's customer has answered and is put through to an agent."""
        self._check_state(CALLING)
        if self.employee_id is not None:
            raise TaskNotYours
        self._connect(employee_id=employee_id)

    @event("Connected", topic="tickets.outbound_task.connected")
    def _connect(self, employee_id: UUID) -> None:
        self.employee_id = employee_id

    def answer_objection(
        self, objection: str, *, answer: Sealed, is_overcome: bool, by: UUID
    ) -> None:
        """Records an objection and the answer to it, while the customer is on the line."""
        self._check_state(CALLING)
        self._check_is(by)
        made = Objection(
            ordinal=self.attempt.ordinal,
            objection=objection,
            answer=answer,
            is_overcome=is_overcome,
        )
        self._answer_objection(objection=made)

    @event("ObjectionAnswered", topic="tickets.outbound_task.objection_answered")
    def _answer_objection(self, objection: Objection) -> None:
        self.objections = (*self.objections, objection)

    def record_result(
        self,
        disposition: Disposition,
        *,
        by: UUID | None,
        due_again_at: datetime,
        most_tries: int,
        callback_at: datetime | None = None,
        note: Sealed | None = None,
    ) -> None:
        """Records what the running try came to, and what follows from it.

        Args:
            disposition: the code and what it means.
            by: who called; None for the dialler.
            due_again_at: when the rules allow the next try.
            most_tries: tries that the campaign allows.
            callback_at: when the customer wishes to be called again.
            note: what was said.

        Raises:
            CallbackTimeWrong: a callback was wished without a time, or a time without the wish.
        """
        self._check_state(CALLING)
        if self.employee_id != by:
            raise TaskNotYours
        _check_callback(disposition, callback_at)
        result = _following(
            disposition,
            is_last=len(self.attempts) >= most_tries,
            due_again_at=due_again_at,
            callback_at=callback_at,
        )
        self._record_result(target=self.target, attempt=self.attempt, result=result, note=note)

    @event("ResultRecorded", topic="tickets.outbound_task.result_recorded")
    def _record_result(
        self, target: Target, attempt: Attempt, result: Result, note: Sealed | None
    ) -> None:
        self.state = result.state
        self.results = (*self.results, result)
        self.is_promised = result.is_promised
        self.due_at = result.due_at or self.due_at
        self.employee_id = None
        self.taken_at = None
        self.note = note or self.note

    def drop(self, *, cause: str) -> None:
        """The customer is not called for this any more.

        Args:
            cause: `do_not_call`, `consent_refused`, `consent_missing`, `customer_erased`, or
                `decided` by who leads.
        """
        self._check_state(*OPEN_STATES)
        self._drop(target=self.target, cause=cause, tries=len(self.attempts))

    @event("Dropped", topic="tickets.outbound_task.dropped")
    def _drop(self, target: Target, cause: str, tries: int) -> None:
        self.state = DROPPED
        self.drop_cause = cause
        self.employee_id = None

    def _check_state(self, *states: str) -> None:
        if self.state not in states:
            raise TaskStateWrong(state=self.state, state_zh=STATES_ZH[self.state])

    def _check_is(self, employee_id: UUID) -> None:
        if self.employee_id != employee_id:
            raise TaskNotYours

    def _check_due(self, at: datetime) -> None:
        if at < self.due_at:
            raise TaskNotDue(due_at=self.due_at.isoformat())


def _check_callback(disposition: Disposition, callback_at: datetime | None) -> None:
    if (disposition.then == CALL_BACK) != (callback_at is not None):
        what = FieldError(
            "callback_at",
            "is given with a disposition that means a callback, and with no other.",
            "仅在处理结果为约定回呼时填写，且必须填写。",
        )
        raise CallbackTimeWrong(fields=(what,))


def _following(
    disposition: Disposition,
    *,
    is_last: bool,
    due_again_at: datetime,
    callback_at: datetime | None,
) -> Result:
    state, due_at = WAITING, callback_at or due_again_at
    if disposition.then == DONE:
        state = COMPLETED
    elif disposition.then in (DROP, STOP_CALLING):
        state = DROPPED
    elif is_last and callback_at is None:
        state = EXHAUSTED
    return Result(
        disposition=disposition.code,
        is_reached=disposition.is_reached,
        is_success=disposition.is_success,
        state=state,
        due_at=due_at if state == WAITING else None,
        is_promised=callback_at is not None,
    )
