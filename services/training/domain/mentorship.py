"""Mentorships [师徒带教]: one mentor for one new hire, with tasks, notes and sign-off (TR-4)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Self
from uuid import UUID

import msgspec

from services.training.domain import mentoring_errors as errors
from services.training.domain.mentoring_rules import MentorTask
from shared.event_store.aggregate import Aggregate, event
from shared.sealed.envelope import Sealed

ACTIVE = "active"
ENDED = "ended"
BROKEN_OFF = "broken_off"

STATES = (ACTIVE, ENDED, BROKEN_OFF)
"""What becomes of a mentorship; one that is broken off says nothing of the mentee."""


class Note(msgspec.Struct, frozen=True, kw_only=True):
    """Something that mentor or mentee has written down.

    Args:
        note_id: its id.
        author_id: who wrote it.
        written_at: when.
        text: sealed under the mentee's key.
    """

    note_id: UUID
    author_id: UUID
    written_at: datetime
    text: Sealed


class Mentorship(Aggregate):
    """The mentoring of one employee, through all mentors that they have in its course."""

    TOPIC = "training.mentorship"

    class Created(Aggregate.Created):
        TOPIC = "training.mentorship.started"
        employee_id: UUID
        mentor_id: UUID
        template: str
        tasks: tuple[MentorTask, ...]
        begins_on: date
        due_on: date

    def __init__(
        self,
        *,
        employee_id: UUID,
        mentor_id: UUID,
        template: str,
        tasks: tuple[MentorTask, ...],
        begins_on: date,
        due_on: date,
    ) -> None:
        self.employee_id = employee_id
        self.mentor_id = mentor_id
        self.template = template
        self.tasks = tasks
        self.begins_on = begins_on
        self.due_on = due_on
        self.state = ACTIVE
        self.former_mentor_ids: tuple[UUID, ...] = ()
        self.signed_off: dict[str, UUID] = {}
        self.acknowledged: tuple[str, ...] = ()
        self.notes: tuple[Note, ...] = ()
        self.is_ready: bool | None = None
        self.reason: Sealed | None = None

    @classmethod
    def start(
        cls,
        *,
        mentorship_id: UUID,
        employee_id: UUID,
        mentor_id: UUID,
        template: str,
        tasks: Sequence[MentorTask],
        begins_on: date,
        due_on: date,
    ) -> Self:
        """Somebody has a mentor.

        Raises:
            MentorsOneself: it is themselves.
        """
        if mentor_id == employee_id:
            raise errors.MentorsOneself
        return cls._create(
            cls.Created,
            id=mentorship_id,
            employee_id=employee_id,
            mentor_id=mentor_id,
            template=template,
            tasks=tuple(tasks),
            begins_on=begins_on,
            due_on=due_on,
        )

    def replace_mentor(self, mentor_id: UUID, *, reason: Sealed) -> None:
        """Somebody else is the mentor; what was signed off stays signed off by the former one."""
        self._check_active()
        if mentor_id == self.employee_id:
            raise errors.MentorsOneself
        if mentor_id == self.mentor_id:
            raise errors.MentorTheSame(mentor_id=mentor_id)
        self._replace_mentor(
            employee_id=self.employee_id,
            mentor_id=mentor_id,
            former_mentor_id=self.mentor_id,
            reason=reason,
        )

    @event("MentorReplaced", topic="training.mentorship.mentor_replaced")
    def _replace_mentor(
        self, employee_id: UUID, mentor_id: UUID, former_mentor_id: UUID, reason: Sealed
    ) -> None:
        self.former_mentor_ids = (*self.former_mentor_ids, former_mentor_id)
        self.mentor_id = mentor_id

    def keep_note(self, note: Note) -> None:
        """Mentor or mentee writes something down."""
        self._check_active()
        if note.author_id not in (self.mentor_id, self.employee_id):
            raise errors.NotTheMentor
        self._keep_note(note=note)

    @event("NoteKept", topic="training.mentorship.note_kept")
    def _keep_note(self, note: Note) -> None:
        self.notes = (*self.notes, note)

    def sign_off_task(self, task: str, *, by: UUID) -> None:
        """The mentor confirms that the mentee can do it.

        Raises:
            NotTheMentor: somebody else does.
            MentorTaskSignedOff: it was confirmed before.
        """
        self._check_active()
        self._check_mentor(by)
        self._check_task(task)
        if task in self.signed_off:
            raise errors.MentorTaskSignedOff(task=task)
        self._sign_off_task(task=task, mentor_id=by)

    @event("TaskSignedOff", topic="training.mentorship.task_signed_off")
    def _sign_off_task(self, task: str, mentor_id: UUID) -> None:
        self.signed_off[task] = mentor_id

    def acknowledge_task(self, task: str, *, by: UUID) -> None:
        """The mentee confirms what the mentor has signed off.

        Raises:
            NotTheMentee: somebody else does.
            MentorTaskNotSignedOff: the mentor has not yet.
        """
        self._check_active()
        if by != self.employee_id:
            raise errors.NotTheMentee
        self._check_task(task)
        if task not in self.signed_off:
            raise errors.MentorTaskNotSignedOff(task=task)
        if task in self.acknowledged:
            raise errors.MentorTaskAcknowledged(task=task)
        self._acknowledge_task(task=task)

    @event("TaskAcknowledged", topic="training.mentorship.task_acknowledged")
    def _acknowledge_task(self, task: str) -> None:
        self.acknowledged = (*self.acknowledged, task)

    def end(self, *, is_ready: bool, reason: Sealed, by: UUID) -> None:
        """The mentor's final sign-off: whether the mentee is ready to work independently.

        Raises:
            NotTheMentor: somebody else gives it.
            TasksOutstanding: tasks are open, so nobody can be ready.
        """
        self._check_active()
        self._check_mentor(by)
        outstanding = [one.code for one in self.tasks if one.code not in self.acknowledged]
        if is_ready and outstanding:
            raise errors.TasksOutstanding(tasks=", ".join(outstanding))
        self._end(employee_id=self.employee_id, mentor_id=by, is_ready=is_ready, reason=reason)

    @event("Ended", topic="training.mentorship.ended")
    def _end(self, employee_id: UUID, mentor_id: UUID, is_ready: bool, reason: Sealed) -> None:  # noqa: FBT001 (an event's fact)
        self.state = ENDED
        self.is_ready = is_ready
        self.reason = reason

    def break_off(self) -> None:
        """The mentee has left, or has a mentor no more, without a judgement of anybody."""
        self._check_active()
        self._break_off(employee_id=self.employee_id, mentor_id=self.mentor_id)

    @event("BrokenOff", topic="training.mentorship.broken_off")
    def _break_off(self, employee_id: UUID, mentor_id: UUID) -> None:
        self.state = BROKEN_OFF

    def _check_active(self) -> None:
        if self.state != ACTIVE:
            raise errors.MentorshipEnded

    def _check_mentor(self, employee_id: UUID) -> None:
        if employee_id != self.mentor_id:
            raise errors.NotTheMentor

    def _check_task(self, task: str) -> None:
        if task not in [one.code for one in self.tasks]:
            raise errors.MentorTaskUnknown(task=task)
