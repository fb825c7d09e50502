"""Writing curricula: courses in order with the days that each is due by (TR-1)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from uuid import UUID

from services.training.application.access import MANAGE_CATALOGUE, SELF
from services.training.application.workbench import Workbench
from services.training.domain.certification import Certification
from services.training.domain.course import Course
from services.training.domain.course_errors import (
    CurriculumAlreadyCreated,
    CurriculumFaulty,
    CurriculumNotFound,
)
from services.training.domain.curriculum import Curriculum, Step
from shared.context import current_context
from shared.errors import FieldError
from shared.event_store import AsOf
from shared.event_store.store import expect_version


class Curricula:
    """Writes and shows curricula.

    Args:
        bench: what all use cases stand on.
    """

    def __init__(self, bench: Workbench) -> None:
        self._bench = bench

    def create_curriculum(
        self,
        *,
        code: str,
        title_zh: str,
        title_en: str,
        steps: Sequence[Step],
        certification_code: str | None = None,
    ) -> Curriculum:
        """Writes a curriculum with its first version.

        Raises:
            CurriculumAlreadyCreated: the code is taken.
            CurriculumFaulty: its courses do not hold together, or there is no such certification.
        """
        current_context().require(MANAGE_CATALOGUE)
        if self._bench.store.find(Curriculum, Curriculum.id_for(code)) is not None:
            raise CurriculumAlreadyCreated(curriculum_code=code)
        curriculum = Curriculum.create(code)
        self._publish(
            curriculum,
            title_zh=title_zh,
            title_en=title_en,
            steps=steps,
            certification_code=certification_code,
        )
        return curriculum

    def publish_curriculum_version(
        self,
        curriculum_id: UUID,
        *,
        title_zh: str,
        title_en: str,
        steps: Sequence[Step],
        certification_code: str | None = None,
        expected_version: int | None = None,
    ) -> Curriculum:
        """Assigns a curriculum in another version from now on.

        Raises:
            CurriculumFaulty: its courses do not hold together, or there is no such certification.
        """
        curriculum = self._managed(curriculum_id, expected_version)
        self._publish(
            curriculum,
            title_zh=title_zh,
            title_en=title_en,
            steps=steps,
            certification_code=certification_code,
        )
        return curriculum

    def retire_curriculum(
        self, curriculum_id: UUID, *, expected_version: int | None = None
    ) -> Curriculum:
        """Assigns a curriculum to nobody any more.

        Raises:
            CurriculumRetired: it was retired before.
        """
        curriculum = self._managed(curriculum_id, expected_version)
        curriculum.retire()
        self._bench.store.save(curriculum)
        return curriculum

    def see_curriculum(self, curriculum_id: UUID, *, as_of: AsOf | None = None) -> Curriculum:
        """A curriculum with all its versions, for every employee.

        Raises:
            CurriculumNotFound: there is none.
        """
        current_context().require(SELF)
        return self._found(curriculum_id, as_of)

    def _publish(
        self,
        curriculum: Curriculum,
        *,
        title_zh: str,
        title_en: str,
        steps: Sequence[Step],
        certification_code: str | None,
    ) -> None:
        faults = (*self._faulty_steps(steps), *self._faulty_aim(certification_code))
        if faults:
            raise CurriculumFaulty(fields=faults)
        curriculum.publish_version(
            title_zh=title_zh,
            title_en=title_en,
            steps=steps,
            certification_code=certification_code,
        )
        self._bench.store.save(curriculum)

    def _faulty_steps(self, steps: Sequence[Step]) -> Iterator[FieldError]:
        for number, one in enumerate(steps):
            course = self._bench.store.find(Course, one.course_id)
            if course is None or course.is_retired:
                yield FieldError(
                    f"steps.{number}.course_id",
                    "There is no such course, or it was retired.",
                    "课程不存在或已停用。",
                )

    def _faulty_aim(self, certification_code: str | None) -> Iterator[FieldError]:
        if certification_code is None:
            return
        certification_id = Certification.id_for(certification_code)
        certification = self._bench.store.find(Certification, certification_id)
        if certification is None or certification.is_retired:
            yield FieldError(
                "certification_code",
                "There is no such certification, or it was retired.",
                "认证项目不存在或已停用。",
            )

    def _managed(self, curriculum_id: UUID, expected_version: int | None) -> Curriculum:
        current_context().require(MANAGE_CATALOGUE)
        curriculum = self._found(curriculum_id)
        expect_version(curriculum, expected_version)
        return curriculum

    def _found(self, curriculum_id: UUID, as_of: AsOf | None = None) -> Curriculum:
        curriculum = self._bench.store.find(Curriculum, curriculum_id, as_of=as_of)
        if curriculum is None:
            raise CurriculumNotFound(key=curriculum_id)
        return curriculum
