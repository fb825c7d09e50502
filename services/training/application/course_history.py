"""What somebody has learned so far, read from the log itself and never from a table behind it."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import count
from uuid import UUID

from services.training.domain.course import Course
from services.training.domain.enrolment import COMPLETED, Enrolment
from services.training.domain.enrolment_errors import PrerequisitesNotCompleted
from shared.event_store.store import Store


class CourseHistory:
    """An employee's enrolments in a course, the first one first.

    Their ids follow from course, employee and ordinal, so that of two that are opened at once
    only one is saved.

    Args:
        store: the log, or the batch of a reaction.
    """

    def __init__(self, store: Store) -> None:
        self._store = store

    def of(self, course_id: UUID, *, employee_id: UUID) -> list[Enrolment]:
        """All of them."""
        found: list[Enrolment] = []
        for ordinal in count(1):
            key = Enrolment.id_for(course_id, employee_id, ordinal=ordinal)
            enrolment = self._store.find(Enrolment, key)
            if enrolment is None:
                break
            found.append(enrolment)
        return found

    def has_completed(self, course_id: UUID, *, employee_id: UUID) -> bool:
        """Whether the employee has ever completed the course, in whatever version."""
        return any(one.state == COMPLETED for one in self.of(course_id, employee_id=employee_id))

    def check_prerequisites(self, prerequisites: Sequence[UUID], *, employee_id: UUID) -> None:
        """Refuses whoever has not completed what comes first.

        Raises:
            PrerequisitesNotCompleted: some are missing; their codes are named.
        """
        missing = [
            self._store.get(Course, one).code
            for one in prerequisites
            if not self.has_completed(one, employee_id=employee_id)
        ]
        if missing:
            raise PrerequisitesNotCompleted(course_codes=", ".join(missing))
