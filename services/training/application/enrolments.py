"""Enrolling, learning unit by unit, deadlines and withdrawal (TR-1, TR-13)."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from services.training.application.access import RAISE_NEEDS, SCHEDULE, SELF, TEACH
from services.training.application.course_history import CourseHistory
from services.training.application.local_days import LocalDays
from services.training.application.progress import Progress
from services.training.application.workbench import Workbench
from services.training.domain.course import Course
from services.training.domain.course_errors import CourseNotFound
from services.training.domain.enrolment import (
    BY_STAFF,
    LEARNER,
    OWN_CHOICE,
    TRAINER,
    Enrolment,
    open_among,
)
from services.training.domain.enrolment_errors import (
    AlreadyEnrolled,
    CourseNotOpen,
    DeadlineInThePast,
    EnrolmentNotFound,
    NobodyConfirmsTheirOwn,
    NobodyEnrolsThemselvesSo,
)
from shared.context import current_context
from shared.errors import FieldError
from shared.event_store import AsOf
from shared.event_store.store import expect_version


class Enrolments:
    """Enrols employees and notes what they have learned.

    Args:
        bench: what all use cases stand on.
        days: which day it is where somebody works.
    """

    def __init__(self, bench: Workbench, *, days: LocalDays) -> None:
        self._bench = bench
        self._days = days
        self._history = CourseHistory(bench.store)
        self._progress = Progress(bench.store)

    def enrol_employee(
        self, course_id: UUID, *, employee_id: UUID, due_on: date | None = None
    ) -> Enrolment:
        """Enrols somebody else: whoever schedules anybody, a supervisor the own team.

        Raises:
            NobodyEnrolsThemselvesSo: it is the actor.
            AlreadyEnrolled: the employee has begun the course and not ended it.
            PrerequisitesNotCompleted: other courses come first.
        """
        self._check_enrols(employee_id)
        self._bench.access.member(employee_id)
        return self._open(course_id, employee_id=employee_id, due_on=due_on, origin=BY_STAFF)

    def enrol_oneself(self, course_id: UUID) -> Enrolment:
        """Begins a course that is open to every employee.

        Raises:
            CourseNotOpen: employees do not enrol themselves in it.
            AlreadyEnrolled: the actor has begun the course and not ended it.
            PrerequisitesNotCompleted: other courses come first.
        """
        current_context().require(SELF)
        employee_id = self._bench.access.employee_id()
        return self._open(course_id, employee_id=employee_id, due_on=None, origin=OWN_CHOICE)

    def tick_unit(
        self, enrolment_id: UUID, *, unit_code: str, expected_version: int | None = None
    ) -> Enrolment:
        """Says that one has done a unit of one's own course.

        Raises:
            EnrolmentNotFound: there is none, or it is somebody else's.
            UnitNotTickedByLearners: a trainer or the package confirms it.
        """
        current_context().require(SELF)
        enrolment = self._found(enrolment_id)
        if not self._bench.access.is_self(enrolment.employee_id):
            raise EnrolmentNotFound(key=enrolment_id)
        expect_version(enrolment, expected_version)
        return self._complete_unit(enrolment, unit_code, by=LEARNER)

    def confirm_unit(
        self, enrolment_id: UUID, *, unit_code: str, expected_version: int | None = None
    ) -> Enrolment:
        """Says that somebody else has done a unit.

        Raises:
            NobodyConfirmsTheirOwn: the actor is who learns.
        """
        current_context().require(TEACH)
        enrolment = self._found(enrolment_id)
        if self._bench.access.is_self(enrolment.employee_id):
            raise NobodyConfirmsTheirOwn
        expect_version(enrolment, expected_version)
        return self._complete_unit(enrolment, unit_code, by=TRAINER)

    def move_deadline(
        self, enrolment_id: UUID, *, due_on: date | None, expected_version: int | None = None
    ) -> Enrolment:
        """Gives somebody else another deadline, or none.

        Raises:
            DeadlineInThePast: the day is over where the learner works.
        """
        enrolment = self._others(enrolment_id, expected_version)
        self._check_ahead(due_on, employee_id=enrolment.employee_id)
        enrolment.move_deadline(due_on)
        self._bench.store.save(enrolment)
        return enrolment

    def withdraw_enrolment(
        self, enrolment_id: UUID, *, reason: str, expected_version: int | None = None
    ) -> Enrolment:
        """Takes an employee out of a course; one withdraws oneself only from what one chose.

        Raises:
            NobodyEnrolsThemselvesSo: others enrolled the actor, so others withdraw.
        """
        enrolment = self._found(enrolment_id)
        chose = enrolment.origin == OWN_CHOICE and not enrolment.assignment_ids
        if not (chose and self._bench.access.is_self(enrolment.employee_id)):
            self._check_enrols(enrolment.employee_id)
        expect_version(enrolment, expected_version)
        enrolment.withdraw(self._bench.seal_about(enrolment.employee_id, reason))
        today = self._days.today_of(enrolment.employee_id)
        changed = self._progress.assignments_after(enrolment, on=today)
        self._bench.store.save(enrolment, *changed)
        return enrolment

    def see_enrolment(self, enrolment_id: UUID, *, as_of: AsOf | None = None) -> Enrolment:
        """An enrolment of one's own, of the team, or any for who sees all.

        Raises:
            EnrolmentNotFound: there is none, or not for the actor.
        """
        enrolment = self._bench.store.find(Enrolment, enrolment_id, as_of=as_of)
        if enrolment is None or not self._bench.access.may_see(enrolment.employee_id):
            raise EnrolmentNotFound(key=enrolment_id)
        return enrolment

    def _open(
        self, course_id: UUID, *, employee_id: UUID, due_on: date | None, origin: str
    ) -> Enrolment:
        bench = self._bench
        course = bench.store.find(Course, course_id)
        if course is None:
            raise CourseNotFound(key=course_id)
        course.check_in_use()
        if origin == OWN_CHOICE and not course.version_in_use.is_open:
            raise CourseNotOpen(course_code=course.code)
        self._check_ahead(due_on, employee_id=employee_id)
        earlier = self._history.of(course_id, employee_id=employee_id)
        if open_among(earlier) is not None:
            raise AlreadyEnrolled(course_code=course.code)
        self._history.check_prerequisites(
            course.version_in_use.prerequisites, employee_id=employee_id
        )
        with bench.rules.noted("learning"):
            enrolment = Enrolment.open(
                course,
                employee_id=employee_id,
                ordinal=len(earlier) + 1,
                due_on=due_on,
                origin=origin,
                ticked_by_learners=bench.rules.learning.ticked_by_learners,
            )
            bench.store.save(enrolment, unchanged=[course])
        return enrolment

    def _complete_unit(self, enrolment: Enrolment, code: str, *, by: str) -> Enrolment:
        today = self._days.today_of(enrolment.employee_id)
        changed = self._progress.complete_unit(enrolment, code, by=by, on=today)
        self._bench.store.save(enrolment, *changed)
        return enrolment

    def _others(self, enrolment_id: UUID, expected_version: int | None) -> Enrolment:
        enrolment = self._found(enrolment_id)
        self._check_enrols(enrolment.employee_id)
        expect_version(enrolment, expected_version)
        return enrolment

    def _found(self, enrolment_id: UUID) -> Enrolment:
        enrolment = self._bench.store.find(Enrolment, enrolment_id)
        if enrolment is None or not self._is_known(enrolment.employee_id):
            raise EnrolmentNotFound(key=enrolment_id)
        return enrolment

    def _is_known(self, employee_id: UUID) -> bool:
        context = current_context()
        if context.may(SCHEDULE) or context.may(TEACH):
            return True
        return self._bench.access.may_see(employee_id)

    def _check_enrols(self, employee_id: UUID) -> None:
        if self._bench.access.is_self(employee_id):
            raise NobodyEnrolsThemselvesSo
        context = current_context()
        if not (context.may(RAISE_NEEDS) and self._bench.access.leads(employee_id)):
            context.require(SCHEDULE)

    def _check_ahead(self, due_on: date | None, *, employee_id: UUID) -> None:
        if due_on is not None and due_on < self._days.today_of(employee_id):
            raise DeadlineInThePast(
                fields=(FieldError("due_on", "must be today or later.", "须为今天或以后的日期。"),)
            )
