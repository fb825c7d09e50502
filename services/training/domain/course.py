"""Courses [课程]: in versions, made of units that teach competencies (TR-2, TR-9)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import Self
from urllib.parse import urlsplit
from uuid import UUID

import msgspec

from services.training.domain.course_errors import CourseRetired, CourseVersionFaulty
from shared.errors import FieldError
from shared.event_store.aggregate import Aggregate, event
from shared.ids import id_of

LEVELS = ("basic", "advanced", "special")
"""Basic [基础], advanced [进阶] and special [专项] courses (TR-9)."""

SCORM = "scorm"

UNIT_KINDS = (
    "document",
    "video",
    "case",
    "role_play",
    "simulation",
    "live_session",
    "shadowing",
    "external",
    SCORM,
)
"""The methods of TR-2, and packages made with other tools."""


class Objective(msgspec.Struct, frozen=True, kw_only=True):
    """What somebody is able to do after the course.

    Args:
        text: in words.
        competencies: codes of the competencies that it belongs to.
    """

    text: str
    competencies: tuple[str, ...]


class Unit(msgspec.Struct, frozen=True, kw_only=True):
    """A part of a course that is learned, and ticked off, at a time.

    Args:
        code: unique in its version; progress is noted by it.
        kind: one of `UNIT_KINDS`.
        title: what it is called.
        minutes: how long it takes.
        text: what is to be read or done; empty where the link or package says it all.
        link: where it lies, an address with http or https.
        package_id: the SCORM package.
    """

    code: str
    kind: str
    title: str
    minutes: int
    text: str
    link: str | None = None
    package_id: UUID | None = None


class CourseDraft(msgspec.Struct, frozen=True, kw_only=True):
    """What a course is to be.

    Args:
        level: one of `LEVELS`.
        title_zh: its title in Chinese.
        title_en: its title in English; empty where there is none.
        credits: what it counts for in the training record.
        objectives: what one is able to do afterwards.
        units: its content in order.
        trainer_ids: the employees who teach it.
        prerequisites: the courses that are to be completed first.
        is_open: whether employees may enrol themselves.
        outdates_certificates: whether certificates of earlier versions are worth nothing now.
        changes: what is new, for those who know the former version.
    """

    level: str
    title_zh: str
    title_en: str
    credits: Decimal
    objectives: tuple[Objective, ...]
    units: tuple[Unit, ...]
    trainer_ids: tuple[UUID, ...]
    prerequisites: tuple[UUID, ...]
    is_open: bool
    outdates_certificates: bool
    changes: str

    @property
    def minutes(self) -> int:
        """How long all of it takes."""
        return sum(one.minutes for one in self.units)

    @property
    def competencies(self) -> tuple[str, ...]:
        """All competencies of its objectives."""
        return tuple(sorted({code for one in self.objectives for code in one.competencies}))


class CourseVersion(CourseDraft, frozen=True, kw_only=True):
    """A course as it is taught from a publication on.

    Args:
        number: 1 for the first.
    """

    number: int


class Course(Aggregate):
    """A course with all its versions."""

    TOPIC = "training.course"

    class Created(Aggregate.Created):
        TOPIC = "training.course.created"
        code: str

    def __init__(self, code: str) -> None:
        self.code = code
        self.versions: tuple[CourseVersion, ...] = ()
        self.is_retired = False

    @staticmethod
    def id_for(code: str) -> UUID:
        """The one id of the course with this code."""
        return id_of("course", code)

    @classmethod
    def create(cls, code: str) -> Self:
        """A course without a version yet."""
        return cls._create(cls.Created, id=cls.id_for(code), code=code)

    def publish_version(self, draft: CourseDraft) -> None:
        """Teaches this from now on; whoever has begun an earlier version ends that one.

        Raises:
            CourseVersionFaulty: the draft does not hold together; every wrong field is named.
            CourseRetired: nobody begins the course any more.
        """
        self.check_in_use()
        faults = [*_faults_of(draft.units), *self._faults_of_first(draft)]
        if faults:
            raise CourseVersionFaulty(fields=tuple(faults))
        facts = {name: getattr(draft, name) for name in CourseDraft.__struct_fields__}
        version = CourseVersion(number=len(self.versions) + 1, **facts)
        self._publish_version(code=self.code, version=version)

    @event("VersionPublished", topic="training.course.version_published")
    def _publish_version(self, code: str, version: CourseVersion) -> None:
        self.versions = (*self.versions, version)

    def retire(self) -> None:
        """Nobody begins it any more; who has begun may end it.

        Raises:
            CourseRetired: it was retired before.
        """
        self.check_in_use()
        self._retire(code=self.code)

    @event("Retired", topic="training.course.retired")
    def _retire(self, code: str) -> None:
        self.is_retired = True

    def check_in_use(self) -> None:
        """Refuses what was retired.

        Raises:
            CourseRetired: it was.
        """
        if self.is_retired:
            raise CourseRetired(course_code=self.code)

    @property
    def version_in_use(self) -> CourseVersion:
        """The newest version."""
        return self.versions[-1]

    def version_numbered(self, number: int) -> CourseVersion:
        """The version that somebody has begun."""
        return self.versions[number - 1]

    def _faults_of_first(self, draft: CourseDraft) -> Iterator[FieldError]:
        if draft.outdates_certificates and not self.versions:
            yield FieldError(
                "outdates_certificates",
                "There is no earlier version whose certificates could be outdated.",
                "没有更早的版本，不存在可失效的证书。",
            )


def _faults_of(units: Sequence[Unit]) -> Iterator[FieldError]:
    codes = [one.code for one in units]
    for number, unit in enumerate(units):
        if unit.code in codes[:number]:
            yield _fault(number, "code", f"{unit.code} stands twice.", f"{unit.code} 重复。")
        yield from _faults_of_unit(number, unit)


def _faults_of_unit(number: int, unit: Unit) -> Iterator[FieldError]:
    if unit.kind == SCORM and unit.package_id is None:
        yield _fault(number, "package_id", "names the SCORM package.", "须指定 SCORM 课件包。")
    if unit.kind != SCORM and unit.package_id is not None:
        yield _fault(
            number, "package_id", "belongs to units of the kind scorm.", "仅 scorm 单元可填写。"
        )
    if unit.kind == "video" and unit.link is None:
        yield _fault(number, "link", "says where the video lies.", "须填写视频地址。")
    if unit.kind == "document" and not unit.text and unit.link is None:
        yield _fault(number, "text", "is needed, or a link.", "须填写正文或链接。")
    if unit.link is not None and not is_web_address(unit.link):
        yield _fault(
            number,
            "link",
            "must be an address with http or https.",
            "须为 http 或 https 地址。",
        )


def is_web_address(link: str) -> bool:
    """Whether a browser may follow it: nothing that runs a script or opens a file."""
    try:
        parts = urlsplit(link)
    except ValueError:
        return False
    is_clean = link.isprintable() and " " not in link and "\\" not in link
    return is_clean and parts.scheme in ("http", "https") and bool(parts.hostname)


def _fault(number: int, name: str, en: str, zh: str) -> FieldError:
    return FieldError(f"units.{number}.{name}", en, zh)
