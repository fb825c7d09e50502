"""Prerequisites [先修课程]: courses to be completed before another; none leads back to itself."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol
from uuid import UUID

from services.training.domain.course import Course
from services.training.domain.course_errors import PrerequisitesCircle, PrerequisiteUnknown
from shared.errors import FieldError


class FindCourse(Protocol):
    """Finds courses by id."""

    def __call__(self, course_id: UUID, /) -> Course | None:
        """The course; None if there is none."""


def courses_behind(
    course_id: UUID, prerequisites: Sequence[UUID], *, find: FindCourse
) -> list[Course]:
    """All courses to be completed first, however far behind: what a publication relies on.

    Args:
        course_id: the course that asks for them.
        prerequisites: those that it asks for itself.
        find: finds courses.

    Raises:
        PrerequisiteUnknown: one of them is not there; the field is named.
        PrerequisitesCircle: one of them asks for `course_id`, at once or by way of others.
    """
    behind: dict[UUID, Course] = {}
    waiting = list(_known(prerequisites, find))
    while waiting:
        course = waiting.pop()
        if course.id in behind:
            continue
        behind[course.id] = course
        asked = course.version_in_use.prerequisites
        if course_id in (course.id, *asked):
            raise PrerequisitesCircle(course_code=course.code)
        waiting += _known(asked, find)
    return list(behind.values())


def _known(prerequisites: Sequence[UUID], find: FindCourse) -> list[Course]:
    found = [(number, one, find(one)) for number, one in enumerate(prerequisites)]
    faults = [
        FieldError(f"prerequisites.{number}", f"There is no course {one}.", f"没有找到课程 {one}。")
        for number, one, course in found
        if course is None
    ]
    if faults:
        raise PrerequisiteUnknown(fields=tuple(faults))
    return [course for _, _, course in found if course is not None]
