"""Assigning curricula: by hand, and to each new hire (TR-1)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import count
from uuid import UUID

from services.training.application.access import RAISE_NEEDS, SCHEDULE
from services.training.application.course_history import CourseHistory
from services.training.application.local_days import LocalDays
from services.training.application.workbench import Workbench
from services.training.domain.course import Course
from services.training.domain.course_errors import CurriculumNotFound
from services.training.domain.curriculum import Curriculum, Step
from services.training.domain.curriculum_assignment import (
    BY_STAFF,
    ON_HIRING,
    OPEN,
    AssignedCourse,
    CurriculumAssignment,
)
from services.training.domain.enrolment import (
    BY_CURRICULUM,
    COMPLETED,
    Enrolment,
    open_among,
)
from services.training.domain.enrolment_errors import (
    AssignmentNotFound,
    CurriculumAlreadyAssigned,
    NobodyEnrolsThemselvesSo,
)
from shared.context import current_context
from shared.event_store import AsOf


@dataclass(frozen=True)
class NewHire:
    """Somebody was entered as an employee.

    Args:
        employee_id: who.
        site_id: where they work.
        hired_on: their first day.
        told_at: when `people` was told of it.
    """

    employee_id: UUID
    site_id: UUID
    hired_on: date
    told_at: datetime


class CurriculumAssignments:
    """Assigns curricula and enrols in their courses.

    Args:
        bench: what all use cases stand on.
        days: which day it is where somebody works.
    """

    def __init__(self, bench: Workbench, *, days: LocalDays) -> None:
        self._bench = bench
        self._days = days
        self._history = CourseHistory(bench.store)

    def assign_curriculum(
        self, curriculum_id: UUID, *, employee_id: UUID, started_on: date | None = None
    ) -> CurriculumAssignment:
        """Assigns a curriculum to somebody else and enrols them in its courses.

        Args:
            curriculum_id: the curriculum.
            employee_id: who learns; of the own team, or anybody for who schedules.
            started_on: the day from which the courses' days count; today by default.

        Raises:
            CurriculumNotFound: there is no such curriculum.
            CurriculumAlreadyAssigned: the employee has not ended it.
            NobodyEnrolsThemselvesSo: it is the actor.
        """
        access, context = self._bench.access, current_context()
        if access.is_self(employee_id):
            raise NobodyEnrolsThemselvesSo
        if not (context.may(RAISE_NEEDS) and access.leads(employee_id)):
            context.require(SCHEDULE)
        access.member(employee_id)
        return self._assign(
            self._curriculum(curriculum_id),
            employee_id=employee_id,
            started_on=started_on or self._days.today_of(employee_id),
            trigger=BY_STAFF,
        )

    def when_employee_was_hired_assign_onboarding(self, hire: NewHire) -> None:
        """Assigns what the rules say to a new hire; once, however often it is told."""
        with self._bench.rules.noted("onboarding"):
            rules = self._bench.rules.onboarding
            told_on = self._days.day_of(hire.told_at, site_id=hire.site_id)
            if not rules.is_new(hire.hired_on, told_on=told_on):
                return
            for code in rules.curricula:
                curriculum = self._curriculum(Curriculum.id_for(code))
                if not self._earlier(curriculum.id, hire.employee_id):
                    self._assign(
                        curriculum,
                        employee_id=hire.employee_id,
                        started_on=hire.hired_on,
                        trigger=ON_HIRING,
                    )

    def see_assignment(
        self, assignment_id: UUID, *, as_of: AsOf | None = None
    ) -> CurriculumAssignment:
        """An assignment of one's own, of the team, or any for who sees all.

        Raises:
            AssignmentNotFound: there is none, or not for the actor.
        """
        found = self._bench.store.find(CurriculumAssignment, assignment_id, as_of=as_of)
        if found is None or not self._bench.access.may_see(found.employee_id):
            raise AssignmentNotFound(key=assignment_id)
        return found

    def _assign(
        self, curriculum: Curriculum, *, employee_id: UUID, started_on: date, trigger: str
    ) -> CurriculumAssignment:
        curriculum.check_in_use()
        earlier = self._earlier(curriculum.id, employee_id)
        if any(one.state == OPEN for one in earlier):
            raise CurriculumAlreadyAssigned(curriculum_code=curriculum.code)
        ordinal = len(earlier) + 1
        key = CurriculumAssignment.id_for(curriculum.id, employee_id, ordinal=ordinal)
        with self._bench.rules.noted("learning"):
            steps = [(one, self._course(one)) for one in curriculum.version_in_use.steps]
            # A course that was retired since the curriculum was written holds nobody up.
            learned = [
                self._learned(
                    course,
                    assignment_id=key,
                    employee_id=employee_id,
                    due_on=started_on + timedelta(days=step.due_days),
                )
                for step, course in steps
                if not course.is_retired
            ]
            assignment = CurriculumAssignment.assign(
                curriculum,
                employee_id=employee_id,
                ordinal=ordinal,
                started_on=started_on,
                trigger=trigger,
                courses=[course for course, _ in learned],
            )
            enrolments = [one for _, one in learned if one is not None]
            self._bench.store.save(assignment, *enrolments, unchanged=[curriculum])
        return assignment

    def _learned(
        self, course: Course, *, assignment_id: UUID, employee_id: UUID, due_on: date
    ) -> tuple[AssignedCourse, Enrolment | None]:
        """A course for the employee, and the enrolment that is to be saved for it."""
        earlier = self._history.of(course.id, employee_id=employee_id)
        done = self._completed_in_use(course, earlier)
        enrolment = done or open_among(earlier)
        if enrolment is None:
            enrolment = Enrolment.open(
                course,
                employee_id=employee_id,
                ordinal=len(earlier) + 1,
                due_on=due_on,
                origin=BY_CURRICULUM,
                assignment_id=assignment_id,
                ticked_by_learners=self._bench.rules.learning.ticked_by_learners,
            )
        elif done is None:
            enrolment.join_assignment(assignment_id)
        assigned = AssignedCourse(
            course_id=course.id,
            enrolment_id=enrolment.id,
            due_on=due_on,
            is_done=done is not None,
        )
        return assigned, None if done else enrolment

    @staticmethod
    def _completed_in_use(course: Course, earlier: Sequence[Enrolment]) -> Enrolment | None:
        in_use = course.version_in_use.number
        done = [one for one in earlier if one.state == COMPLETED and one.course_version == in_use]
        return done[-1] if done else None

    def _earlier(self, curriculum_id: UUID, employee_id: UUID) -> list[CurriculumAssignment]:
        found: list[CurriculumAssignment] = []
        for ordinal in count(1):
            key = CurriculumAssignment.id_for(curriculum_id, employee_id, ordinal=ordinal)
            assignment = self._bench.store.find(CurriculumAssignment, key)
            if assignment is None:
                break
            found.append(assignment)
        return found

    def _course(self, step: Step) -> Course:
        return self._bench.store.get(Course, step.course_id)

    def _curriculum(self, curriculum_id: UUID) -> Curriculum:
        curriculum = self._bench.store.find(Curriculum, curriculum_id)
        if curriculum is None:
            raise CurriculumNotFound(key=curriculum_id)
        return curriculum
