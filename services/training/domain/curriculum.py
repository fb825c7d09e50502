"""Curricula [课程表]: courses in order with the days that each is due by (TR-1)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Self
from uuid import UUID

import msgspec

from services.training.domain.course_errors import CurriculumFaulty, CurriculumRetired
from shared.errors import FieldError
from shared.event_store.aggregate import Aggregate, event
from shared.ids import id_of


class Step(msgspec.Struct, frozen=True, kw_only=True):
    """A course of a curriculum.

    Args:
        course_id: the course.
        due_days: days after the start by which it is to be completed.
    """

    course_id: UUID
    due_days: int


class CurriculumVersion(msgspec.Struct, frozen=True, kw_only=True):
    """A curriculum as it is assigned from a publication on.

    Args:
        number: 1 for the first.
        title_zh: its title in Chinese.
        title_en: its title in English; empty where there is none.
        steps: its courses in order.
        certification_code: the certification to which it leads, if it leads to one; versions of
            earlier releases led to none.
    """

    number: int
    title_zh: str
    title_en: str
    steps: tuple[Step, ...]
    certification_code: str | None = None


class Curriculum(Aggregate):
    """A curriculum with all its versions."""

    TOPIC = "training.curriculum"

    class Created(Aggregate.Created):
        TOPIC = "training.curriculum.created"
        code: str

    def __init__(self, code: str) -> None:
        self.code = code
        self.versions: tuple[CurriculumVersion, ...] = ()
        self.is_retired = False

    @staticmethod
    def id_for(code: str) -> UUID:
        """The one id of the curriculum with this code."""
        return id_of("curriculum", code)

    @classmethod
    def create(cls, code: str) -> Self:
        """A curriculum without a version yet."""
        return cls._create(cls.Created, id=cls.id_for(code), code=code)

    def publish_version(
        self,
        *,
        title_zh: str,
        title_en: str,
        steps: Sequence[Step],
        certification_code: str | None = None,
    ) -> None:
        """Assigns this from now on; whoever has begun an earlier version keeps that one.

        Raises:
            CurriculumFaulty: a course stands twice, or is due before one that comes first.
            CurriculumRetired: it is assigned to nobody any more.
        """
        self.check_in_use()
        faults = tuple(_faults_of(steps))
        if faults:
            raise CurriculumFaulty(fields=faults)
        version = CurriculumVersion(
            number=len(self.versions) + 1,
            title_zh=title_zh,
            title_en=title_en,
            steps=tuple(steps),
            certification_code=certification_code,
        )
        self._publish_version(code=self.code, version=version)

    @event("VersionPublished", topic="training.curriculum.version_published")
    def _publish_version(self, code: str, version: CurriculumVersion) -> None:
        self.versions = (*self.versions, version)

    def retire(self) -> None:
        """It is assigned to nobody any more; who has begun may end it.

        Raises:
            CurriculumRetired: it was retired before.
        """
        self.check_in_use()
        self._retire()

    @event("Retired", topic="training.curriculum.retired")
    def _retire(self) -> None:
        self.is_retired = True

    def check_in_use(self) -> None:
        """Refuses what was retired.

        Raises:
            CurriculumRetired: it was.
        """
        if self.is_retired:
            raise CurriculumRetired(curriculum_code=self.code)

    @property
    def version_in_use(self) -> CurriculumVersion:
        """The newest version."""
        return self.versions[-1]


def _faults_of(steps: Sequence[Step]) -> Iterator[FieldError]:
    courses = [one.course_id for one in steps]
    for number, step in enumerate(steps):
        if step.course_id in courses[:number]:
            yield FieldError(f"steps.{number}.course_id", "stands twice.", "课程重复。")
        if number and step.due_days < steps[number - 1].due_days:
            yield FieldError(
                f"steps.{number}.due_days",
                "is earlier than that of the course before.",
                "早于前一门课程的期限。",
            )
