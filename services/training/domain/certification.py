"""Certifications [考核认证]: stages in order, the skills they open, how long they count (TR-3)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Self
from uuid import UUID

import msgspec

from services.training.domain.certification_errors import (
    CertificationPlanWrong,
    CertificationRetired,
)
from shared.errors import FieldError
from shared.event_store.aggregate import Aggregate, event
from shared.ids import id_of

COURSES = "courses"
WRITTEN = "written"
ORAL = "oral"
SIMULATED = "simulated"
PRACTICAL = "practical"

STAGE_KINDS = (COURSES, WRITTEN, ORAL, SIMULATED, PRACTICAL)
"""Courses completed, written exam [笔试], oral [口试], simulated operation [模拟操作], practice."""


class Stage(msgspec.Struct, frozen=True, kw_only=True):
    """A stage of a certification.

    Args:
        code: what it is called within its certification.
        kind: one of `STAGE_KINDS`.
        course_codes: courses to complete, where it is of courses.
        exam_code: the exam to pass, where it is written.
        most_attempts: failed attempts after which the candidacy fails; 0 for any number.
    """

    code: str
    kind: str
    course_codes: tuple[str, ...] = ()
    exam_code: str | None = None
    most_attempts: int = 0

    @property
    def course_ids(self) -> tuple[UUID, ...]:
        """The courses to complete."""
        return tuple(id_of("course", one) for one in self.course_codes)

    @property
    def exam_id(self) -> UUID | None:
        """The exam to pass."""
        return None if self.exam_code is None else id_of("exam", self.exam_code)

    def result_keys(self, certification_code: str) -> tuple[str, ...]:
        """By what its results are known: its courses, its exam, or the certification itself."""
        if self.kind == COURSES:
            return tuple(dict.fromkeys(str(one) for one in self.course_ids))
        return (str(self.exam_id) if self.kind == WRITTEN else certification_code,)


class Plan(msgspec.Struct, frozen=True, kw_only=True):
    """What a certification asks for and gives.

    Args:
        title_zh: its name in Chinese.
        title_en: its name in English.
        stages: what is to be passed, in this order.
        recertification: codes of the stages that a renewal asks for.
        skills: skills whose work it opens, as `people` names them.
        needs_independence: whether an accepted practical stage proves independent work.
        validity_months: for how many months a certificate counts; None for ever or until a day.
        valid_until: last day of all certificates; None where they count for months or for ever.
    """

    title_zh: str
    title_en: str
    stages: tuple[Stage, ...]
    recertification: tuple[str, ...]
    skills: tuple[str, ...]
    needs_independence: bool
    validity_months: int | None = None
    valid_until: date | None = None

    def check(self) -> None:
        """Refuses a plan that does not hold together.

        Raises:
            CertificationPlanWrong: the wrong fields are named.
        """
        faults = [*_stage_faults(self.stages), *_renewal_faults(self), *_validity_faults(self)]
        if faults:
            raise CertificationPlanWrong(fields=tuple(faults))

    @property
    def renewing_stages(self) -> tuple[Stage, ...]:
        """What a renewal asks for."""
        return tuple(one for one in self.stages if one.code in self.recertification)

    @property
    def course_ids(self) -> frozenset[UUID]:
        """The courses on which it rests."""
        return frozenset(course_id for one in self.stages for course_id in one.course_ids)


class CertificationVersion(msgspec.Struct, frozen=True, kw_only=True):
    """A plan as it stands from its publication on.

    Args:
        number: 1 for the first.
        plan: what it asks for and gives.
    """

    number: int
    plan: Plan


class Certification(Aggregate):
    """A certification with all its versions; it is about nobody."""

    TOPIC = "training.certification"

    class Created(Aggregate.Created):
        TOPIC = "training.certification.created"
        code: str

    def __init__(self, code: str) -> None:
        self.code = code
        self.versions: tuple[CertificationVersion, ...] = ()
        self.is_retired = False

    @staticmethod
    def id_for(code: str) -> UUID:
        """The one id of the certification with this code."""
        return id_of("certification", code)

    @classmethod
    def create(cls, code: str) -> Self:
        """A certification without a plan yet."""
        return cls._create(cls.Created, id=cls.id_for(code), code=code)

    def publish_version(self, plan: Plan) -> None:
        """Certifies by this plan from now on; whoever is on the way goes on by their own.

        Raises:
            CertificationPlanWrong: the plan does not hold together.
        """
        self.check_in_use()
        plan.check()
        version = CertificationVersion(number=len(self.versions) + 1, plan=plan)
        self._publish_version(version=version, code=self.code)

    @event("VersionPublished", topic="training.certification.version_published")
    def _publish_version(self, version: CertificationVersion, code: str) -> None:
        self.versions = (*self.versions, version)

    def retire(self) -> None:
        """Nobody is certified any more; certificates count as long as they do."""
        self.check_in_use()
        self._retire()

    @event("Retired", topic="training.certification.retired")
    def _retire(self) -> None:
        self.is_retired = True

    def check_in_use(self) -> None:
        """Refuses what was retired."""
        if self.is_retired:
            raise CertificationRetired(certification_code=self.code)

    @property
    def version_in_use(self) -> CertificationVersion:
        """The newest version."""
        return self.versions[-1]


def _stage_faults(stages: Sequence[Stage]) -> list[FieldError]:
    faults = []
    if not stages:
        faults.append(FieldError("stages", "has no stage.", "没有任何阶段。"))
    codes = [one.code for one in stages]
    twice = dict.fromkeys(one for one in codes if codes.count(one) > 1)
    faults += [FieldError("stages", f"{code} stands twice.", f"{code} 重复。") for code in twice]
    for one in stages:
        if bool(one.course_codes) != (one.kind == COURSES):
            faults.append(
                FieldError(
                    f"stages.{one.code}.course_codes",
                    "belongs to a stage of courses, and to no other.",
                    "课程阶段必须列出课程，其他阶段不得列出。",
                )
            )
        if (one.exam_code is not None) != (one.kind == WRITTEN):
            faults.append(
                FieldError(
                    f"stages.{one.code}.exam_code",
                    "belongs to a written stage, and to no other.",
                    "笔试阶段必须指定考试，其他阶段不得指定。",
                )
            )
    return faults


def _renewal_faults(plan: Plan) -> list[FieldError]:
    codes = {one.code for one in plan.stages}
    faults = [
        FieldError("recertification", f"{code} is no stage.", f"没有阶段 {code}。")
        for code in plan.recertification
        if code not in codes
    ]
    if not plan.recertification:
        faults.append(FieldError("recertification", "has no stage.", "没有任何阶段。"))
    if plan.needs_independence and all(one.kind != PRACTICAL for one in plan.stages):
        faults.append(
            FieldError(
                "needs_independence",
                "is proven by a practical stage; there is none.",
                "独立上岗能力须由实操阶段证明，但方案中没有实操阶段。",
            )
        )
    return faults


def _validity_faults(plan: Plan) -> list[FieldError]:
    if plan.validity_months is not None and plan.valid_until is not None:
        return [
            FieldError(
                "valid_until",
                "stands beside validity_months; name one of both.",
                "不能与有效月数同时填写，请只填其一。",
            )
        ]
    return []
