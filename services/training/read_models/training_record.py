"""What has one employee learned, sat and become?"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any, TypeVar
from uuid import UUID

from sqlalchemy import Boolean, Column, Index, Integer, Select, String, and_, select

from services.training.application.training_records import (
    RecordedCertificate,
    RecordedCourse,
    RecordedExam,
    RecordedMentorship,
    RecordedSession,
    RecordedStage,
)
from services.training.domain import assessment, enrolment
from services.training.read_models.assessment_list import ASSESSMENTS
from services.training.read_models.certificate_holders import HOLDERS
from services.training.read_models.certificate_list import CertificateList, Wanted
from services.training.read_models.certification_list import CERTIFICATIONS
from services.training.read_models.course_list import COURSES
from services.training.read_models.enrolment_list import ENROLMENTS
from services.training.read_models.exam_list import EXAMS
from services.training.read_models.mentorship_list import MENTORSHIPS
from services.training.read_models.record_rows import (
    Titles,
    recorded_certificate,
    recorded_course,
    recorded_exam,
    recorded_mentorship,
    recorded_session,
    recorded_stage,
)
from services.training.read_models.session_rows import SESSIONS
from services.training.read_models.sitting_list import SittingList
from shared.read_models import ReadModel, Rows, projects, read_table

ROWS_A_PAGE = 500
"""Rows that are read at a time of what other lists give out page by page."""

TRow = TypeVar("TRow")
TKey = TypeVar("TKey")

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

TUTORED = read_table(
    "training_record_mentorships",
    Column("mentorship_id", String, primary_key=True),
    Column("template", String, nullable=False),
    Column("begins_on", String, nullable=False),
    Column("is_ready", Boolean),
)


class TrainingRecordRows(ReadModel):
    """What other lists do not keep: versions of courses, attendances, lengths, judgements."""

    name = "training_record"
    source = "training"
    tables = (VERSIONS, ATTENDED, TAUGHT, TUTORED)

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

    @projects("training.mentorship.started")
    def mentorship_started(self, rows: Rows, event: Any) -> None:
        """Somebody has a mentor."""
        rows[TUTORED].put(
            mentorship_id=str(event.originator_id),
            template=event.template,
            begins_on=event.begins_on.isoformat(),
            is_ready=None,
        )

    @projects("training.mentorship.ended")
    def mentorship_ended(self, rows: Rows, event: Any) -> None:
        """The mentor has judged whether they are ready."""
        rows[TUTORED].change(str(event.originator_id), is_ready=event.is_ready)

    def courses_of(self, employee_id: UUID) -> Sequence[RecordedCourse]:
        """What was learned or is being learned, the newest first."""
        own, version = ENROLMENTS.c, VERSIONS.c
        is_version = and_(version.course_id == own.course_id, version.number == own.course_version)
        columns = (
            *(own.course_id, own.course_version, own.state, own.due_on, own.completed_on),
            *(version.title_zh, version.title_en, version.credits, version.minutes),
            COURSES.c.code,
        )
        query = (
            select(*columns)
            .select_from(ENROLMENTS)
            .join(VERSIONS, is_version)
            .join(COURSES, COURSES.c.course_id == own.course_id)
            .where(own.employee_id == str(employee_id), own.state != enrolment.WITHDRAWN)
            .order_by(own.opened_at.desc(), own.enrolment_id)
        )
        return [recorded_course(one) for one in self._found(query)]

    def sessions_of(self, employee_id: UUID) -> Sequence[RecordedSession]:
        """Where it was noted whether the employee came, the newest first."""
        query = (
            select(ATTENDED, TAUGHT.c.minutes, *(SESSIONS.c[one] for one in _OF_SESSION))
            .join(SESSIONS, SESSIONS.c.session_id == ATTENDED.c.session_id)
            .outerjoin(TAUGHT, TAUGHT.c.session_id == ATTENDED.c.session_id)
            .where(ATTENDED.c.employee_id == str(employee_id))
            .order_by(ATTENDED.c.day.desc(), ATTENDED.c.session_id)
        )
        return [recorded_session(one) for one in self._found(query)]

    def exams_of(
        self, employee_id: UUID, *, at: datetime, shows_all: bool
    ) -> Sequence[RecordedExam]:
        """Sittings, the newest first; results that were not released only if all are shown."""
        sittings = SittingList(self.database)
        found = _whole(
            lambda last: sittings.page(
                employee_id=employee_id,
                exam_id=None,
                flagged=False,
                before=last,
                limit=ROWS_A_PAGE,
            ),
            key=lambda one: (one.started_at, str(one.sitting_id)),
        )
        ids = {str(one.exam_id) for one in found}
        query = select(EXAMS.c.exam_id, EXAMS.c.zh, EXAMS.c.en).where(EXAMS.c.exam_id.in_(ids))
        titles = {one["exam_id"]: (one["zh"], one["en"]) for one in self._found(query)}
        return [
            recorded_exam(one, titles, is_shown=shows_all or one.is_released(at)) for one in found
        ]

    def stages_of(self, employee_id: UUID) -> Sequence[RecordedStage]:
        """Stages that people judge, the newest first."""
        own = ASSESSMENTS.c
        query = (
            select(ASSESSMENTS)
            .where(own.employee_id == str(employee_id), own.state != assessment.WITHDRAWN)
            .order_by(own.arranged_at.desc(), own.assessment_id)
        )
        found = self._found(query)
        titles = self._certification_titles({one["certification_code"] for one in found})
        return [recorded_stage(one, titles) for one in found]

    def certificates_of(
        self, employee_id: UUID, *, at: datetime, expiring_days: int
    ) -> Sequence[RecordedCertificate]:
        """Certificates with their states at that time, the last to end first."""
        wanted = Wanted(at=at, expiring_days=expiring_days, visible=None, employee_id=employee_id)
        certificates = CertificateList(self.database)
        found = _whole(
            lambda last: certificates.page(wanted, after=last, limit=ROWS_A_PAGE),
            key=lambda one: (one["ends_at"], UUID(one["certificate_id"])),
        )
        titles = self._certification_titles({one["certification_code"] for one in found})
        return [recorded_certificate(one, titles) for one in reversed(found)]

    def mentorships_of(self, employee_id: UUID, *, titles: Titles) -> Sequence[RecordedMentorship]:
        """Mentorships as mentee, the newest first."""
        own, more = MENTORSHIPS.c, TUTORED.c
        query = (
            select(MENTORSHIPS, *(more[one] for one in _OF_TUTORED), HOLDERS.c.staff_number)
            .join(TUTORED, more.mentorship_id == own.mentorship_id)
            .outerjoin(HOLDERS, HOLDERS.c.employee_id == own.mentor_id)
            .where(own.employee_id == str(employee_id))
            .order_by(more.begins_on.desc(), own.mentorship_id)
        )
        return [recorded_mentorship(one, titles) for one in self._found(query)]

    def _certification_titles(self, codes: set[str]) -> Titles:
        query = select(CERTIFICATIONS).where(CERTIFICATIONS.c.code.in_(codes))
        return {one["code"]: (one["title_zh"], one["title_en"]) for one in self._found(query)}

    def _found(self, query: Select[Any]) -> Sequence[Any]:
        with self.database.reading() as connection:
            return connection.execute(query).mappings().all()


_OF_SESSION = ("course_id", "title", "state")
_OF_TUTORED = ("template", "begins_on", "is_ready")


def _whole(
    page: Callable[[TKey | None], Sequence[TRow]], *, key: Callable[[TRow], TKey]
) -> list[TRow]:
    """All rows of what is given out page by page.

    Args:
        page: the rows after a key, `ROWS_A_PAGE` at most.
        key: the key of a row.
    """
    found: list[TRow] = []
    last: TKey | None = None
    while len(rows := page(last)) == ROWS_A_PAGE:
        found += rows
        last = key(rows[-1])
    return [*found, *rows]
