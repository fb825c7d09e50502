"""What has one employee learned, sat and become?"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import Column, Index, Integer, Select, String, and_, select

from services.training.application.training_records import (
    RecordedCertificate,
    RecordedCourse,
    RecordedExam,
    RecordedSession,
    RecordedStage,
)
from services.training.domain import assessment, enrolment
from services.training.read_models.assessment_list import ASSESSMENTS
from services.training.read_models.certificate_list import CertificateList, Wanted
from services.training.read_models.certification_list import CERTIFICATIONS
from services.training.read_models.course_list import COURSES
from services.training.read_models.enrolment_list import ENROLMENTS
from services.training.read_models.exam_list import EXAMS
from services.training.read_models.session_rows import SESSIONS
from services.training.read_models.sitting_list import ListedSitting, SittingList
from shared.read_models import ReadModel, Rows, projects, read_table

_employee_id = Column("employee_id", String, primary_key=True)
_day = Column("day", String, nullable=False)

VERSIONS = read_table(
    "training_record_versions",
    Column("course_id", String, primary_key=True),
    Column("number", Integer, primary_key=True),
    Column("title_zh", String, nullable=False),
    Column("title_en", String, nullable=False),
    Column("credits", String, nullable=False),
    Column("minutes", Integer, nullable=False),
)

ATTENDED = read_table(
    "training_record_sessions",
    Column("session_id", String, primary_key=True),
    _employee_id,
    _day,
    Column("status", String, nullable=False),
    Index("training_record_sessions_by_employee", _employee_id, _day),
)

TAUGHT = read_table(
    "training_record_taught",
    Column("session_id", String, primary_key=True),
    Column("minutes", Integer, nullable=False),
)


class TrainingRecordRows(ReadModel):
    """Each version of a course, each noted attendance, and how long each session was."""

    name = "training_record"
    source = "training"
    tables = (VERSIONS, ATTENDED, TAUGHT)

    @projects("training.course.version_published")
    def version_published(self, rows: Rows, event: Any) -> None:
        """Who learns this version is credited with what it counts for, also later."""
        version = event.version
        rows[VERSIONS].put(
            course_id=str(event.originator_id),
            number=version.number,
            title_zh=version.title_zh,
            title_en=version.title_en,
            credits=str(version.credits),
            minutes=version.minutes,
        )

    @projects("training.session.attendance_noted")
    def attendance_noted(self, rows: Rows, event: Any) -> None:
        """It is known whether somebody came, or was corrected."""
        rows[ATTENDED].put(
            session_id=str(event.originator_id),
            employee_id=str(event.employee_id),
            day=event.day.isoformat(),
            status=event.status,
        )

    @projects("training.session.held")
    def held(self, rows: Rows, event: Any) -> None:
        """It is known how long was taught."""
        rows[TAUGHT].put(session_id=str(event.originator_id), minutes=event.taught_minutes)

    def courses_of(self, employee_id: UUID, *, limit: int) -> Sequence[RecordedCourse]:
        """What was learned or is being learned, the newest first."""
        own = ENROLMENTS.c
        is_version = and_(
            VERSIONS.c.course_id == own.course_id, VERSIONS.c.number == own.course_version
        )
        query = (
            select(ENROLMENTS, VERSIONS, COURSES.c.code)
            .join(VERSIONS, is_version)
            .join(COURSES, COURSES.c.course_id == own.course_id)
            .where(own.employee_id == str(employee_id), own.state != enrolment.WITHDRAWN)
            .order_by(own.opened_at.desc(), own.enrolment_id)
            .limit(limit)
        )
        return [_course(one) for one in self._found(query)]

    def sessions_of(self, employee_id: UUID, *, limit: int) -> Sequence[RecordedSession]:
        """Where it was noted whether the employee came, the newest first."""
        query = (
            select(ATTENDED, TAUGHT.c.minutes, *(SESSIONS.c[one] for one in _OF_SESSION))
            .join(SESSIONS, SESSIONS.c.session_id == ATTENDED.c.session_id)
            .outerjoin(TAUGHT, TAUGHT.c.session_id == ATTENDED.c.session_id)
            .where(ATTENDED.c.employee_id == str(employee_id))
            .order_by(ATTENDED.c.day.desc(), ATTENDED.c.session_id)
            .limit(limit)
        )
        return [_session(one) for one in self._found(query)]

    def exams_of(
        self, employee_id: UUID, *, at: datetime, shows_all: bool, limit: int
    ) -> Sequence[RecordedExam]:
        """Sittings, the newest first; results that were not released only if all are shown."""
        found = SittingList(self.database).page(
            employee_id=employee_id, exam_id=None, flagged=False, before=None, limit=limit
        )
        ids = {str(one.exam_id) for one in found}
        query = select(EXAMS.c.exam_id, EXAMS.c.zh, EXAMS.c.en).where(EXAMS.c.exam_id.in_(ids))
        titles = {one["exam_id"]: (one["zh"], one["en"]) for one in self._found(query)}
        return [_exam(one, titles, is_shown=shows_all or one.is_released(at)) for one in found]

    def stages_of(self, employee_id: UUID, *, limit: int) -> Sequence[RecordedStage]:
        """Stages that people judge, the newest first."""
        own = ASSESSMENTS.c
        query = (
            select(ASSESSMENTS)
            .where(own.employee_id == str(employee_id), own.state != assessment.WITHDRAWN)
            .order_by(own.arranged_at.desc(), own.assessment_id)
            .limit(limit)
        )
        found = self._found(query)
        titles = self._certification_titles({one["certification_code"] for one in found})
        return [_stage(one, titles) for one in found]

    def certificates_of(
        self, employee_id: UUID, *, at: datetime, expiring_days: int, limit: int
    ) -> Sequence[RecordedCertificate]:
        """Certificates with their states at that time, the last to end first."""
        wanted = Wanted(at=at, expiring_days=expiring_days, visible=None, employee_id=employee_id)
        found = CertificateList(self.database).page(wanted, after=None, limit=limit)
        titles = self._certification_titles({one["certification_code"] for one in found})
        return [_certificate(one, titles) for one in reversed(found)]

    def _certification_titles(self, codes: set[str]) -> dict[str, tuple[str, str]]:
        query = select(CERTIFICATIONS).where(CERTIFICATIONS.c.code.in_(codes))
        return {one["code"]: (one["title_zh"], one["title_en"]) for one in self._found(query)}

    def _found(self, query: Select[Any]) -> Sequence[Any]:
        with self.database.reading() as connection:
            return connection.execute(query).mappings().all()


_OF_SESSION = ("course_id", "title", "state")


def _course(row: Any) -> RecordedCourse:
    return RecordedCourse(
        course_id=UUID(row[ENROLMENTS.c.course_id]),
        course_code=row[COURSES.c.code],
        title_zh=row[VERSIONS.c.title_zh],
        title_en=row[VERSIONS.c.title_en],
        course_version=row[ENROLMENTS.c.course_version],
        state=row[ENROLMENTS.c.state],
        due_on=_date(row[ENROLMENTS.c.due_on]),
        completed_on=_date(row[ENROLMENTS.c.completed_on]),
        credits=Decimal(row[VERSIONS.c.credits]),
        minutes=row[VERSIONS.c.minutes],
    )


def _session(row: Any) -> RecordedSession:
    return RecordedSession(
        session_id=UUID(row["session_id"]),
        course_id=UUID(row["course_id"]),
        title=row["title"],
        day=date.fromisoformat(row["day"]),
        status=row["status"],
        minutes=row["minutes"] or 0,
        state=row["state"],
    )


def _exam(
    one: ListedSitting, titles: dict[str, tuple[str, str]], *, is_shown: bool
) -> RecordedExam:
    result = one.result if is_shown else None
    title_zh, title_en = titles.get(str(one.exam_id), (one.exam_code, one.exam_code))
    return RecordedExam(
        sitting_id=one.sitting_id,
        exam_code=one.exam_code,
        title_zh=title_zh,
        title_en=title_en,
        quarter=one.quarter,
        attempt=one.attempt,
        started_at=one.started_at,
        state=one.state,
        passed=None if result is None else result.passed,
        points=None if result is None else result.points,
        full=None if result is None else result.full,
    )


def _stage(row: Any, titles: dict[str, tuple[str, str]]) -> RecordedStage:
    code = row["certification_code"]
    title_zh, title_en = titles.get(code, (code, code))
    return RecordedStage(
        assessment_id=UUID(row["assessment_id"]),
        certification_code=code,
        title_zh=title_zh,
        title_en=title_en,
        stage_kind=row["stage_kind"],
        state=row["state"],
        arranged_at=row["arranged_at"],
        passed=row["passed"],
    )


def _certificate(row: Any, titles: dict[str, tuple[str, str]]) -> RecordedCertificate:
    code, until = row["certification_code"], row["valid_until"]
    title_zh, title_en = titles.get(code, (code, code))
    return RecordedCertificate(
        certificate_id=UUID(row["certificate_id"]),
        number=row["number"],
        certification_code=code,
        title_zh=title_zh,
        title_en=title_en,
        state=row["state"],
        valid_from=date.fromisoformat(row["valid_from"]),
        valid_until=None if until is None else date.fromisoformat(until),
    )


def _date(text: str | None) -> date | None:
    return None if text is None else date.fromisoformat(text)
