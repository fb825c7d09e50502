"""Courses, curricula, enrolments and packages, made through the use cases."""

from __future__ import annotations

from itertools import count
from typing import TYPE_CHECKING
from uuid import UUID

from services.training.domain.course import Unit
from services.training.domain.curriculum import Step
from services.training.domain.scorm_attempt import ScormAttempt
from tests.support.catalogue import DRILL, READING, draft
from tests.support.scorm import archive

if TYPE_CHECKING:
    from tests.api.centre import Centre


class Classroom:
    """Brings forth what the requests are about.

    Args:
        centre: where.
        number: makes its codes different from others'.
    """

    def __init__(self, centre: Centre, *, number: int = 0) -> None:
        self._centre = centre
        self._number = number
        self._courses = count(1)
        self._cases = centre.training.use_cases

    def fill(self) -> None:
        """One of everything."""
        self.curriculum()
        self.attempt()

    def course(self, *, is_open: bool = False) -> UUID:
        """A course with one version: reading, and a drill that a trainer confirms."""
        with self._centre.acting_as("trainer"):
            return self._cases.courses.create_course(
                draft(trainer_ids=(), is_open=is_open, units=(READING, DRILL)),
                code=f"course-{self._number}-{next(self._courses)}",
            ).id

    def open_course(self) -> UUID:
        """A course that employees choose themselves."""
        return self.course(is_open=True)

    def curriculum(self) -> UUID:
        """A curriculum of one course."""
        step = Step(course_id=self.course(), due_days=3)
        with self._centre.acting_as("trainer"):
            return self._cases.curricula.create_curriculum(
                code=f"curriculum-{self._number}", title_zh="礼仪", title_en="", steps=[step]
            ).id

    def assignment(self) -> UUID:
        """Li goes through a curriculum."""
        curriculum_id = self.curriculum()
        with self._centre.acting_as("trainer"):
            return self._cases.curriculum_assignments.assign_curriculum(
                curriculum_id, employee_id=self._centre.employees["li"]
            ).id

    def enrolment(self) -> UUID:
        """Li learns a course."""
        return self._enrolled(self.course())

    def package(self) -> UUID:
        """A package of a course."""
        course_id = self.course()
        with self._centre.acting_as("trainer"):
            return self._cases.packages.import_package(course_id, content=archive()).id

    def playable(self) -> UUID:
        """Li learns a course with a package."""
        package_id = self.package()
        with self._centre.acting_as("trainer"):
            course_id = self._cases.packages.see_package(package_id).course_id
            unit = Unit(
                code="package",
                kind="scorm",
                title="课件",
                minutes=30,
                text="",
                package_id=package_id,
            )
            self._cases.courses.publish_course_version(
                course_id, draft(trainer_ids=(), units=(unit,))
            )
        return self._enrolled(course_id)

    def attempt(self) -> ScormAttempt:
        """Li has launched a package."""
        enrolment_id = self.playable()
        with self._centre.acting_as("li"):
            return self._cases.plays.launch_unit(enrolment_id, unit_code="package")

    def _enrolled(self, course_id: UUID) -> UUID:
        with self._centre.acting_as("trainer"):
            return self._cases.enrolments.enrol_employee(
                course_id, employee_id=self._centre.employees["li"]
            ).id
