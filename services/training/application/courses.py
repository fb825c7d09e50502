"""Writing courses: versions, prerequisites, retiring (TR-2, TR-9)."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from services.training.application.access import MANAGE_CATALOGUE, SELF
from services.training.application.workbench import Workbench
from services.training.domain.course import Course, CourseDraft
from services.training.domain.course_errors import (
    CourseAlreadyCreated,
    CourseNotFound,
    CourseVersionFaulty,
)
from services.training.domain.errors import EmployeeUnknown
from services.training.domain.package import Package
from services.training.domain.prerequisites import courses_behind
from shared.context import current_context
from shared.errors import FieldError
from shared.event_store import AsOf
from shared.event_store.store import expect_version


class Courses:
    """Writes and shows courses.

    Args:
        bench: what all use cases stand on.
    """

    def __init__(self, bench: Workbench) -> None:
        self._bench = bench

    def create_course(self, draft: CourseDraft, *, code: str) -> Course:
        """Writes a course with its first version.

        Raises:
            CourseAlreadyCreated: the code is taken.
            CourseVersionFaulty: the draft does not hold together.
        """
        current_context().require(MANAGE_CATALOGUE)
        if self._bench.store.find(Course, Course.id_for(code)) is not None:
            raise CourseAlreadyCreated(course_code=code)
        course = Course.create(code)
        self._publish(course, draft)
        return course

    def publish_course_version(
        self, course_id: UUID, draft: CourseDraft, *, expected_version: int | None = None
    ) -> Course:
        """Teaches a course in another version from now on.

        Raises:
            CourseVersionFaulty: the draft does not hold together.
            PrerequisitesCircle: the course would have to be taken before itself.
        """
        course = self._managed(course_id, expected_version)
        self._publish(course, draft)
        return course

    def retire_course(self, course_id: UUID, *, expected_version: int | None = None) -> Course:
        """Lets nobody begin a course any more.

        Raises:
            CourseRetired: it was retired before.
        """
        course = self._managed(course_id, expected_version)
        course.retire()
        self._bench.store.save(course)
        return course

    def see_course(self, course_id: UUID, *, as_of: AsOf | None = None) -> Course:
        """A course with all its versions, for every employee.

        Raises:
            CourseNotFound: there is none.
        """
        current_context().require(SELF)
        return self._found(course_id, as_of)

    def _publish(self, course: Course, draft: CourseDraft) -> None:
        bench = self._bench
        with bench.rules.noted("competencies"):
            self._check_references(course.id, draft)
            behind = courses_behind(course.id, draft.prerequisites, find=self._find)
            course.publish_version(draft)
            # Two courses that come to ask for each other at the same time do not both get through.
            bench.store.save(course, unchanged=behind)

    def _check_references(self, course_id: UUID, draft: CourseDraft) -> None:
        known = self._bench.rules.competencies
        for number, objective in enumerate(draft.objectives):
            known.check_known(objective.competencies, field=f"objectives.{number}.competencies")
        self._check_trainers(draft.trainer_ids)
        self._check_packages(course_id, draft)

    def _check_trainers(self, trainer_ids: Sequence[UUID]) -> None:
        for number, one in enumerate(trainer_ids):
            try:
                self._bench.access.member(one)
            except EmployeeUnknown as unknown:
                raise _fault(f"trainer_ids.{number}", unknown) from unknown

    def _check_packages(self, course_id: UUID, draft: CourseDraft) -> None:
        for number, unit in enumerate(draft.units):
            if unit.package_id is None:
                continue
            package = self._bench.store.find(Package, unit.package_id)
            if package is None or package.course_id != course_id:
                fault = FieldError(
                    f"units.{number}.package_id",
                    f"This course has no package {unit.package_id}.",
                    f"本课程没有课件包 {unit.package_id}。",
                )
                raise CourseVersionFaulty(fields=(fault,))

    def _find(self, course_id: UUID) -> Course | None:
        return self._bench.store.find(Course, course_id)

    def _managed(self, course_id: UUID, expected_version: int | None) -> Course:
        current_context().require(MANAGE_CATALOGUE)
        course = self._found(course_id)
        expect_version(course, expected_version)
        return course

    def _found(self, course_id: UUID, as_of: AsOf | None = None) -> Course:
        course = self._bench.store.find(Course, course_id, as_of=as_of)
        if course is None:
            raise CourseNotFound(key=course_id)
        return course


def _fault(field: str, unknown: EmployeeUnknown) -> CourseVersionFaulty:
    return CourseVersionFaulty(fields=(FieldError(field, str(unknown), unknown.in_language("zh")),))
