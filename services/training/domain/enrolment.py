"""Enrolments [选课]: one employee's way through one version of a course (TR-1, TR-13)."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date
from typing import Self
from uuid import UUID

import msgspec

from services.training.domain.course import SCORM, Course
from services.training.domain.enrolment_errors import (
    EnrolmentClosed,
    UnitAlreadyCompleted,
    UnitNotTickedByLearners,
    UnitUnknown,
)
from shared.event_store.aggregate import Aggregate, event
from shared.ids import id_of
from shared.sealed.envelope import Sealed

OPEN, COMPLETED, WITHDRAWN = "open", "completed", "withdrawn"
STATES = (OPEN, COMPLETED, WITHDRAWN)

OWN_CHOICE, BY_STAFF, BY_CURRICULUM = "own_choice", "by_staff", "by_curriculum"
ORIGINS = (OWN_CHOICE, BY_STAFF, BY_CURRICULUM)
"""Who enrolled the learner."""

LEARNER, TRAINER, PACKAGE = "learner", "trainer", "package"
"""Who says that a unit was completed."""


class EnrolledUnit(msgspec.Struct, frozen=True, kw_only=True):
    """A unit as the learner met it.

    Args:
        code: its code in the version of the course.
        kind: its kind.
        confirmed_by: `learner`, `trainer` or `package`.
    """

    code: str
    kind: str
    confirmed_by: str


class CompletedUnit(msgspec.Struct, frozen=True, kw_only=True):
    """A unit that was completed.

    Args:
        code: its code.
        completed_on: the day where the learner works.
        confirmed_by: who said so.
    """

    code: str
    completed_on: date
    confirmed_by: str


class Enrolment(Aggregate):
    """One employee in one version of a course, until completed or withdrawn."""

    TOPIC = "training.enrolment"

    class Created(Aggregate.Created):
        TOPIC = "training.enrolment.opened"
        course_id: UUID
        course_code: str
        course_version: int
        employee_id: UUID
        ordinal: int
        due_on: date | None
        origin: str
        assignment_id: UUID | None
        units: tuple[EnrolledUnit, ...]

    def __init__(
        self,
        *,
        course_id: UUID,
        course_code: str,
        course_version: int,
        employee_id: UUID,
        ordinal: int,
        due_on: date | None,
        origin: str,
        assignment_id: UUID | None,
        units: tuple[EnrolledUnit, ...],
    ) -> None:
        self.course_id = course_id
        self.course_code = course_code
        self.course_version = course_version
        self.employee_id = employee_id
        self.ordinal = ordinal
        self.due_on = due_on
        self.origin = origin
        self.assignment_ids: tuple[UUID, ...] = () if assignment_id is None else (assignment_id,)
        self.units = units
        self.done: dict[str, CompletedUnit] = {}
        self.state = OPEN
        self.completed_on: date | None = None
        self.withdrawal_reason: Sealed | None = None

    @staticmethod
    def id_for(course_id: UUID, employee_id: UUID, *, ordinal: int) -> UUID:
        """The one id of an employee's first, second ... enrolment in a course."""
        return id_of("enrolment", course_id, employee_id, ordinal)

    @classmethod
    def open(
        cls,
        course: Course,
        *,
        employee_id: UUID,
        ordinal: int,
        due_on: date | None,
        origin: str,
        assignment_id: UUID | None = None,
        ticked_by_learners: Collection[str] = (),
    ) -> Self:
        """An employee begins the newest version of a course.

        Args:
            course: the course.
            employee_id: who learns.
            ordinal: the how-many-eth time it is that they begin it.
            due_on: by when it is to be completed, if by any day.
            origin: one of `ORIGINS`.
            assignment_id: the curriculum assignment that asks for it.
            ticked_by_learners: kinds of units that learners tick off themselves.

        Raises:
            CourseRetired: nobody begins the course any more.
        """
        course.check_in_use()
        version = course.version_in_use
        return cls._create(
            cls.Created,
            id=cls.id_for(course.id, employee_id, ordinal=ordinal),
            course_id=course.id,
            course_code=course.code,
            course_version=version.number,
            employee_id=employee_id,
            ordinal=ordinal,
            due_on=due_on,
            origin=origin,
            assignment_id=assignment_id,
            units=tuple(
                EnrolledUnit(
                    code=one.code,
                    kind=one.kind,
                    confirmed_by=confirms(one.kind, ticked_by_learners=ticked_by_learners),
                )
                for one in version.units
            ),
        )

    def join_assignment(self, assignment_id: UUID) -> None:
        """A curriculum asks for the course that the employee has begun already."""
        self.check_open()
        self._join_assignment(assignment_id=assignment_id)

    @event("AssignmentJoined", topic="training.enrolment.assignment_joined")
    def _join_assignment(self, assignment_id: UUID) -> None:
        self.assignment_ids = (*self.assignment_ids, assignment_id)

    def complete_unit(self, code: str, *, by: str, on: date) -> None:
        """A unit is done; with the last one the course is completed.

        Args:
            code: the unit.
            by: `learner`, `trainer` or `package`; a trainer may confirm any unit.
            on: the day where the learner works.

        Raises:
            EnrolmentClosed: the course was completed or the enrolment withdrawn.
            UnitUnknown: the version has no such unit.
            UnitAlreadyCompleted: it was completed before.
            UnitNotTickedByLearners: a trainer or the package confirms it.
        """
        self.check_open()
        unit = self.unit(code)
        if code in self.done:
            raise UnitAlreadyCompleted(unit_code=code)
        if by == LEARNER and unit.confirmed_by != LEARNER:
            raise UnitNotTickedByLearners(unit_code=code)
        self._complete_unit(
            unit=CompletedUnit(code=code, completed_on=on, confirmed_by=by),
            remaining=len(self.units) - len(self.done) - 1,
        )
        if len(self.done) == len(self.units):
            self._complete(
                course_id=self.course_id,
                course_code=self.course_code,
                course_version=self.course_version,
                employee_id=self.employee_id,
                completed_on=on,
            )

    @event("UnitCompleted", topic="training.enrolment.unit_completed")
    def _complete_unit(self, unit: CompletedUnit, remaining: int) -> None:
        self.done[unit.code] = unit

    @event("Completed", topic="training.enrolment.completed")
    def _complete(
        self,
        course_id: UUID,
        course_code: str,
        course_version: int,
        employee_id: UUID,
        completed_on: date,
    ) -> None:
        self.state = COMPLETED
        self.completed_on = completed_on

    def move_deadline(self, due_on: date | None) -> None:
        """It is to be completed by another day; nothing happens if it is the same.

        Raises:
            EnrolmentClosed: the course was completed or the enrolment withdrawn.
        """
        self.check_open()
        if due_on != self.due_on:
            self._move_deadline(due_on=due_on)

    @event("DeadlineMoved", topic="training.enrolment.deadline_moved")
    def _move_deadline(self, due_on: date | None) -> None:
        self.due_on = due_on

    def withdraw(self, reason: Sealed) -> None:
        """The employee learns it no more; what was done stays in the record.

        Raises:
            EnrolmentClosed: the course was completed or the enrolment withdrawn.
        """
        self.check_open()
        self._withdraw(course_id=self.course_id, employee_id=self.employee_id, reason=reason)

    @event("Withdrawn", topic="training.enrolment.withdrawn")
    def _withdraw(self, course_id: UUID, employee_id: UUID, reason: Sealed) -> None:
        self.state = WITHDRAWN
        self.withdrawal_reason = reason

    def unit(self, code: str) -> EnrolledUnit:
        """One of its units.

        Raises:
            UnitUnknown: there is none of that code.
        """
        for one in self.units:
            if one.code == code:
                return one
        raise UnitUnknown(unit_code=code)

    def check_open(self) -> None:
        """Refuses what has ended.

        Raises:
            EnrolmentClosed: the course was completed or the enrolment withdrawn.
        """
        if self.state != OPEN:
            raise EnrolmentClosed(state=self.state)


def confirms(kind: str, *, ticked_by_learners: Collection[str]) -> str:
    """Who says that a unit of this kind was completed (TR-2)."""
    if kind == SCORM:
        return PACKAGE
    return LEARNER if kind in ticked_by_learners else TRAINER


def open_among(enrolments: Sequence[Enrolment]) -> Enrolment | None:
    """The one that has not ended; at most one has not."""
    return next((one for one in enrolments if one.state == OPEN), None)
