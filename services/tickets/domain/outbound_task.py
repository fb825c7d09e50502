"""An outbound task [外呼任务]: one customer of one campaign, from list to result (TK-3)."""

from __future__ import annotations

from datetime import datetime
from typing import Self
from uuid import UUID

from services.tickets.domain.dispositions import Disposition
from services.tickets.domain.outbound_call import (
    CALLING,
    DROPPED,
    OPEN_STATES,
    STATES_ZH,
    TAKEN,
    WAITING,
    Attempt,
    Objection,
    Result,
    Target,
    check_callback,
    result_of,
)
from services.tickets.domain.outbound_errors import TaskNotDue, TaskNotYours, TaskStateWrong
from shared.event_store.aggregate import Aggregate, event
from shared.ids import id_of
from shared.sealed.envelope import Sealed


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
        check_callback(disposition, callback_at)
        result = result_of(
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
