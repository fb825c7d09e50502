"""The training record of one employee: what was learned, sat and reached, with the hours of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Protocol
from uuid import UUID

from services.training.application.certificate_questions import Holders
from services.training.application.sitting_results import SittingResults
from services.training.application.workbench import Workbench
from services.training.domain.enrolment import COMPLETED
from services.training.domain.errors import EmployeeUnknown
from services.training.domain.session_terms import CAME, HELD


@dataclass(frozen=True, kw_only=True)
class RecordedCourse:
    """A course that somebody learns or has completed, as its version had it."""

    course_id: UUID
    course_code: str
    title_zh: str
    title_en: str
    course_version: int
    state: str
    due_on: date | None
    completed_on: date | None
    credits: Decimal
    minutes: int


@dataclass(frozen=True, kw_only=True)
class RecordedSession:
    """A session of which it was noted whether somebody came."""

    session_id: UUID
    course_id: UUID
    title: str
    day: date
    status: str
    minutes: int
    """Minutes that were taught, once it was held."""
    state: str

    @property
    def attended_minutes(self) -> int:
        """What counts as training time: what was taught, for who was there."""
        return self.minutes if self.status in CAME and self.state == HELD else 0


@dataclass(frozen=True, kw_only=True)
class RecordedExam:
    """A sitting; without `passed` and points until they are known to the reader."""

    sitting_id: UUID
    exam_code: str
    title_zh: str
    title_en: str
    quarter: str
    attempt: int
    started_at: str
    state: str
    passed: bool | None
    points: Decimal | None
    full: Decimal | None


@dataclass(frozen=True, kw_only=True)
class RecordedStage:
    """An oral, simulated or practical stage that was arranged."""

    assessment_id: UUID
    certification_code: str
    title_zh: str
    title_en: str
    stage_kind: str
    state: str
    arranged_at: str
    passed: bool | None


@dataclass(frozen=True, kw_only=True)
class RecordedCertificate:
    """A certificate by its newest term, in its state at this moment."""

    certificate_id: UUID
    number: str
    certification_code: str
    title_zh: str
    title_en: str
    state: str
    valid_from: date
    valid_until: date | None


@dataclass(frozen=True, kw_only=True)
class RecordedMentorship:
    """A mentorship of the employee as mentee, under the name that its template has now."""

    mentorship_id: UUID
    title_zh: str
    title_en: str
    mentor_id: UUID
    mentor_number: str | None
    """The staff number [员工编号] of the last mentor, if `people` has told it."""
    begins_on: date
    due_on: date
    state: str
    tasks: int
    acknowledged: int
    is_ready: bool | None
    """Whether the mentor found them ready for independent work, once it has ended."""


@dataclass(frozen=True, kw_only=True)
class TrainingRecord:
    """All that is recorded of an employee's training, the newest first.

    Args:
        employee_id: whose.
        staff_number: the staff number [员工编号].
        made_at: as of when.
        courses: learned or being learned.
        sessions: with a noted attendance.
        exams: sittings.
        stages: judged by people.
        certificates: given, also those that count no more.
        mentorships: of the employee as mentee.
    """

    employee_id: UUID
    staff_number: str
    made_at: datetime
    courses: Sequence[RecordedCourse]
    sessions: Sequence[RecordedSession]
    exams: Sequence[RecordedExam]
    stages: Sequence[RecordedStage]
    certificates: Sequence[RecordedCertificate]
    mentorships: Sequence[RecordedMentorship]

    @property
    def completed_courses(self) -> Sequence[RecordedCourse]:
        """The courses that are done."""
        return [one for one in self.courses if one.state == COMPLETED]

    @property
    def credits(self) -> Decimal:
        """What the completed courses count for."""
        return sum((one.credits for one in self.completed_courses), Decimal(0))

    @property
    def course_minutes(self) -> int:
        """How long the completed courses take, by their own versions."""
        return sum(one.minutes for one in self.completed_courses)

    @property
    def session_minutes(self) -> int:
        """How long the employee sat in sessions."""
        return sum(one.attended_minutes for one in self.sessions)


class RecordRows(Protocol):
    """The parts of a record, each whole and the newest first."""

    def courses_of(self, employee_id: UUID) -> Sequence[RecordedCourse]:
        """What was learned; nothing that was withdrawn."""

    def sessions_of(self, employee_id: UUID) -> Sequence[RecordedSession]:
        """Where it was noted whether the employee came."""

    def exams_of(
        self, employee_id: UUID, *, at: datetime, shows_all: bool
    ) -> Sequence[RecordedExam]:
        """Sittings; results that were not released by then only if all are shown."""

    def stages_of(self, employee_id: UUID) -> Sequence[RecordedStage]:
        """Stages that people judge; nothing that was withdrawn."""

    def certificates_of(
        self, employee_id: UUID, *, at: datetime, expiring_days: int
    ) -> Sequence[RecordedCertificate]:
        """Certificates with their states at that time."""

    def mentorships_of(
        self, employee_id: UUID, *, titles: Mapping[str, tuple[str, str]]
    ) -> Sequence[RecordedMentorship]:
        """Mentorships as mentee; `titles` has the names of templates by their codes."""


class TrainingRecords:
    """Puts training records together.

    Args:
        bench: what all use cases stand on.
        rows: the parts of a record.
        holders: the staff numbers, also of who has left.
        results: who sees which results.
    """

    def __init__(
        self,
        bench: Workbench,
        *,
        rows: RecordRows,
        holders: Holders,
        results: SittingResults,
    ) -> None:
        self._bench = bench
        self._rows = rows
        self._holders = holders
        self._results = results

    def see_training_record(self, employee_id: UUID) -> TrainingRecord:
        """The record of an employee, for the employee, who leads them and who sees everybody's.

        Whoever has left keeps it; results of exams stay hidden as in all other lists.

        Raises:
            EmployeeUnknown: the actor may not see it, or nobody of that id ever worked here.
        """
        access, now = self._bench.access, self._bench.now
        access.check_may_see(employee_id)
        staff_number = self._holders.staff_number_of(employee_id)
        if staff_number is None:
            raise EmployeeUnknown(employee_id=employee_id)
        shows_all = self._results.sees_results_of_all() and not access.is_self(employee_id)
        days = self._bench.rules.certificates.expiring_days
        templates = self._bench.rules.mentoring.templates
        titles = {one.code: (one.zh, one.en) for one in templates}
        rows = self._rows
        return TrainingRecord(
            employee_id=employee_id,
            staff_number=staff_number,
            made_at=now,
            courses=rows.courses_of(employee_id),
            sessions=rows.sessions_of(employee_id),
            exams=rows.exams_of(employee_id, at=now, shows_all=shows_all),
            stages=rows.stages_of(employee_id),
            certificates=rows.certificates_of(employee_id, at=now, expiring_days=days),
            mentorships=rows.mentorships_of(employee_id, titles=titles),
        )
