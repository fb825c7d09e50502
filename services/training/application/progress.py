"""What the end of an enrolment means for the curricula that asked for the course."""

from __future__ import annotations

from datetime import date

from services.training.application.course_history import CourseHistory
from services.training.domain.course import Course
from services.training.domain.curriculum_assignment import CurriculumAssignment
from services.training.domain.enrolment import COMPLETED, WITHDRAWN, Enrolment
from shared.event_store.store import Store


class Progress:
    """Takes a learner forward.

    Args:
        store: the log, or the batch of a reaction.
    """

    def __init__(self, store: Store) -> None:
        self._store = store

    def complete_unit(
        self, enrolment: Enrolment, code: str, *, by: str, on: date
    ) -> list[CurriculumAssignment]:
        """A unit is done.

        Args:
            enrolment: in which it was learned.
            code: the unit.
            by: who says so.
            on: the day where the learner works.

        Returns:
            The assignments that are to be saved with the enrolment.

        Raises:
            PrerequisitesNotCompleted: a curriculum asks for the course, but others come first.
        """
        enrolment.check_open()
        self.check_may_begin(enrolment)
        enrolment.complete_unit(code, by=by, on=on)
        return self.assignments_after(enrolment, on=on)

    def check_may_begin(self, enrolment: Enrolment) -> None:
        """Refuses the first step of a course before those that come first.

        A curriculum enrols in all of its courses on the first day; so it is asked here.

        Raises:
            PrerequisitesNotCompleted: others come first.
        """
        if enrolment.assignment_ids and not enrolment.done:
            course = self._store.get(Course, enrolment.course_id)
            version = course.version_numbered(enrolment.course_version)
            CourseHistory(self._store).check_prerequisites(
                version.prerequisites, employee_id=enrolment.employee_id
            )

    def assignments_after(self, enrolment: Enrolment, *, on: date) -> list[CurriculumAssignment]:
        """The assignments that its end changes; none while it is open."""
        if enrolment.state not in (COMPLETED, WITHDRAWN):
            return []
        found = [self._store.get(CurriculumAssignment, one) for one in enrolment.assignment_ids]
        for one in found:
            if enrolment.state == COMPLETED:
                one.note_course_completed(enrolment.id, on=on)
            else:
                one.note_course_withdrawn(enrolment.id, on=on)
        return found
