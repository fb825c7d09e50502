"""Curriculum assignments [课程表分配]: one employee's way through a curriculum (TR-1)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any, Self
from uuid import UUID

import msgspec

from services.training.domain.curriculum import Curriculum
from services.training.domain.enrolment_errors import CurriculumNotLearned
from shared.event_store.aggregate import Aggregate, event
from shared.ids import id_of

OPEN, COMPLETED = "open", "completed"

ON_HIRING, BY_STAFF = "on_hiring", "by_staff"
TRIGGERS = (ON_HIRING, BY_STAFF)


class AssignedCourse(msgspec.Struct, frozen=True, kw_only=True):
    """A course of the curriculum for this employee.

    Args:
        course_id: the course.
        enrolment_id: in which the employee learns it, or has learned it before.
        due_on: by when it is to be completed.
        is_done: whether it was completed before the assignment.
    """

    course_id: UUID
    enrolment_id: UUID
    due_on: date
    is_done: bool


class CurriculumAssignment(Aggregate):
    """A curriculum assigned to an employee, until all its courses are completed."""

    TOPIC = "training.curriculum_assignment"

    class Created(Aggregate.Created):
        TOPIC = "training.curriculum_assignment.assigned"
        class_version = 2
        curriculum_id: UUID
        curriculum_code: str
        curriculum_version: int
        employee_id: UUID
        ordinal: int
        started_on: date
        trigger: str
        courses: tuple[AssignedCourse, ...]
        certification_code: str | None

        @staticmethod
        def upcast_v1_v2(state: dict[str, Any]) -> None:
            """Version 1 knew curricula that lead to no certification."""
            state["certification_code"] = None

    def __init__(
        self,
        *,
        curriculum_id: UUID,
        curriculum_code: str,
        curriculum_version: int,
        employee_id: UUID,
        ordinal: int,
        started_on: date,
        trigger: str,
        courses: tuple[AssignedCourse, ...],
        certification_code: str | None,
    ) -> None:
        self.curriculum_id = curriculum_id
        self.curriculum_code = curriculum_code
        self.curriculum_version = curriculum_version
        self.employee_id = employee_id
        self.ordinal = ordinal
        self.started_on = started_on
        self.trigger = trigger
        self.courses = courses
        self.certification_code = certification_code
        self.remaining = {one.enrolment_id for one in courses if not one.is_done}
        self.state = OPEN
        self.completed_on: date | None = None
        self.has_dropped = False
        self.candidacy_id: UUID | None = None
        self.candidacy_refusal: str | None = None

    @staticmethod
    def id_for(curriculum_id: UUID, employee_id: UUID, *, ordinal: int) -> UUID:
        """The one id of an employee's first, second ... assignment of a curriculum."""
        return id_of("curriculum_assignment", curriculum_id, employee_id, ordinal)

    @classmethod
    def assign(
        cls,
        curriculum: Curriculum,
        *,
        employee_id: UUID,
        ordinal: int,
        started_on: date,
        trigger: str,
        courses: Sequence[AssignedCourse],
    ) -> Self:
        """An employee begins the newest version of a curriculum.

        Args:
            curriculum: the curriculum.
            employee_id: who learns.
            ordinal: the how-many-eth time it is.
            started_on: the day from which the courses' days count.
            trigger: one of `TRIGGERS`.
            courses: its courses with the employee's enrolments in them.
        """
        made = cls._create(
            cls.Created,
            id=cls.id_for(curriculum.id, employee_id, ordinal=ordinal),
            curriculum_id=curriculum.id,
            curriculum_code=curriculum.code,
            curriculum_version=curriculum.version_in_use.number,
            employee_id=employee_id,
            ordinal=ordinal,
            started_on=started_on,
            trigger=trigger,
            courses=tuple(courses),
            certification_code=curriculum.version_in_use.certification_code,
        )
        made.complete_if_done(started_on)
        return made

    def note_course_completed(self, enrolment_id: UUID, *, on: date) -> None:
        """One of its courses is done; with the last one the curriculum is completed."""
        if enrolment_id in self.remaining:
            self._complete_course(enrolment_id=enrolment_id)
            self.complete_if_done(on)

    @event("CourseCompleted", topic="training.curriculum_assignment.course_completed")
    def _complete_course(self, enrolment_id: UUID) -> None:
        self.remaining.discard(enrolment_id)

    def note_course_withdrawn(self, enrolment_id: UUID, *, on: date) -> None:
        """One of its courses is asked of the employee no more."""
        if enrolment_id in self.remaining:
            self._drop_course(enrolment_id=enrolment_id)
            self.complete_if_done(on)

    @event("CourseDropped", topic="training.curriculum_assignment.course_dropped")
    def _drop_course(self, enrolment_id: UUID) -> None:
        self.remaining.discard(enrolment_id)
        self.has_dropped = True

    def complete_if_done(self, on: date) -> None:
        """With nothing left to learn the curriculum is completed."""
        if not self.remaining and self.state == OPEN:
            self._complete(
                curriculum_id=self.curriculum_id,
                curriculum_code=self.curriculum_code,
                employee_id=self.employee_id,
                completed_on=on,
            )

    @event("Completed", topic="training.curriculum_assignment.completed")
    def _complete(
        self, curriculum_id: UUID, curriculum_code: str, employee_id: UUID, completed_on: date
    ) -> None:
        self.state = COMPLETED
        self.completed_on = completed_on

    @property
    def awaited_certification(self) -> str | None:
        """The certification to which it has led and of which nothing is decided yet."""
        is_decided = self.candidacy_id is not None or self.candidacy_refusal is not None
        return None if self.state == OPEN or is_decided else self.certification_code

    def check_learned(self) -> None:
        """Refuses a curriculum that is over without all of its courses.

        Raises:
            CurriculumNotLearned: a course was withdrawn, or all were retired before.
        """
        if self.has_dropped or not self.courses:
            raise CurriculumNotLearned(curriculum_code=self.curriculum_code)

    def lead_to(self, candidacy_id: UUID) -> None:
        """The certification begins; once for an assignment."""
        if self.awaited_certification is not None:
            self._lead_to(candidacy_id=candidacy_id)

    @event("LedToCandidacy", topic="training.curriculum_assignment.led_to_candidacy")
    def _lead_to(self, candidacy_id: UUID) -> None:
        self.candidacy_id = candidacy_id

    def refuse_candidacy(self, *, cause: str) -> None:
        """The certification does not begin by this; somebody may still begin it by hand.

        Args:
            cause: the code of what refuses it.
        """
        if self.awaited_certification is not None:
            self._refuse_candidacy(cause=cause)

    @event("CandidacyRefused", topic="training.curriculum_assignment.candidacy_refused")
    def _refuse_candidacy(self, cause: str) -> None:
        self.candidacy_refusal = cause
